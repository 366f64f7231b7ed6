"""A new organisation: what it is called there, found among the records by its name or code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.accounts.errors import AccountError
from directory.accounts.joining import add_organisation
from directory.accounts.models import Membership, Organisation, OrganisationArea
from directory.accounts.reaching import organisation_within
from directory.errors import NotKnown
from directory.people.permissions import Extent
from directory.people.roles import OrganisationKind
from directory.places.models import Court, LocalDeliveryUnit, Prison, Region
from directory.providers.models import Provider

Named = tuple[str, InstrumentedAttribute[int], Sequence[InstrumentedAttribute[Any]]]

PLACES: Final[dict[OrganisationKind, tuple[Named, ...]]] = {
    OrganisationKind.PROVIDER: (
        (
            "provider_id",
            Provider.id,
            (Provider.name, Provider.external_id, Provider.charity_number),
        ),
    ),
    OrganisationKind.INFRASTRUCTURE_BODY: (
        (
            "local_delivery_unit_id",
            LocalDeliveryUnit.id,
            (LocalDeliveryUnit.name, LocalDeliveryUnit.slug),
        ),
    ),
    OrganisationKind.PROBATION_REGION: (("region_id", Region.id, (Region.name, Region.slug)),),
    OrganisationKind.COURT_TEAM: (
        ("court_id", Court.id, (Court.name, Court.slug)),
        (
            "local_delivery_unit_id",
            LocalDeliveryUnit.id,
            (LocalDeliveryUnit.name, LocalDeliveryUnit.slug),
        ),
    ),
    OrganisationKind.PRISON: (("prison_id", Prison.id, (Prison.name, Prison.code)),),
}
"""By kind: the column, and by what somebody may call the record that it holds."""


class NoSuchPlace(AccountError):
    def __init__(self, typed: str, why: str = "Nothing here is called") -> None:
        super().__init__(f"{why} “{typed}”. Enter its whole name, or its code.", "place")


class BeyondReach(AccountError):
    def __init__(self) -> None:
        super().__init__(
            "That is not in your region. Its own commissioner, or an administrator of the portal, "
            "adds it.",
            "place",
        )


def found_organisation(
    session: Session,
    *,
    name: str,
    kind: OrganisationKind,
    place: str,
    founder: Membership,
    extent: Extent,
    at: dt.datetime,
) -> Organisation:
    """Raises `NoSuchPlace`, `BeyondReach`, `Refused`; all of it or nothing."""
    with session.begin_nested():
        made = add_organisation(
            session, name=name, kind=kind, by=founder.person, at=at, **_place(session, kind, place)
        )
        if kind is OrganisationKind.HEALTH_OR_COUNCIL:
            session.add_all(_areas(session, made, place))
            session.flush()
        try:
            organisation_within(session, founder, extent, made.public_id, on=at.date())
        except NotKnown as beyond:
            raise BeyondReach from beyond
    return made


def _place(session: Session, kind: OrganisationKind, typed: str) -> dict[str, int]:
    choices = PLACES.get(kind, ())
    for column, key, names in choices:
        found = list(session.scalars(select(key).where(_is_called(names, typed)).limit(2)))
        if len(found) > 1:
            raise NoSuchPlace(typed, "More than one is called")
        if found:
            return {column: found[0]}
    if choices:
        raise NoSuchPlace(typed)
    return {}


def _areas(session: Session, made: Organisation, typed: str) -> list[OrganisationArea]:
    """Of health and councils: each area in which it commissions, by commas."""
    names = [name.strip() for name in typed.split(",") if name.strip()]
    if not names:
        raise NoSuchPlace(typed)
    areas = []
    for name in names:
        is_called = _is_called((LocalDeliveryUnit.name, LocalDeliveryUnit.slug), name)
        found = session.scalars(select(LocalDeliveryUnit.id).where(is_called)).first()
        if found is None:
            raise NoSuchPlace(name)
        areas.append(OrganisationArea(organisation_id=made.id, local_delivery_unit_id=found))
    return areas


def _is_called(names: Sequence[InstrumentedAttribute[Any]], typed: str) -> Any:
    wanted = typed.strip().lower()
    return or_(*(func.lower(name) == wanted for name in names))
