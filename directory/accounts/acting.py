"""An infrastructure body, such as a council for voluntary service, acts for a small provider.

The provider's administrator names it and withdraws it; from the next request on its members may, or
may no longer, read, edit and confirm the provider's open listings, and answer what is reported of
them. Nothing else of theirs: neither
places and starts nor members, files, tokens, restricted groups or anything that is confidential.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from directory.accounts.errors import AccountError
from directory.accounts.models import ActingBody, Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.constraints import refused_on_its_field
from directory.people.models import Person
from directory.people.roles import OrganisationKind

ACTS_FOR_ANOTHER: Final = frozenset(
    {Act.LISTING_READ, Act.LISTING_EDIT, Act.LISTING_CONFIRM, Act.PROBLEM_ANSWER}
)


class NotABody(AccountError):
    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” keeps no listings of others. Choose one of the list.", "body")


def bodies_to_name(session: Session) -> list[Organisation]:
    """That are open, by name."""
    rows = session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.INFRASTRUCTURE_BODY,
            Organisation.closed_at.is_(None),
        )
        .order_by(Organisation.name, Organisation.id)
    )
    return list(rows)


def bodies_of(session: Session, organisation: Organisation) -> list[ActingBody]:
    """Who acts for the organisation now, by when they were named."""
    return _in_force(session, ActingBody.organisation_id == organisation.id)


def acted_for(session: Session, organisation: Organisation) -> list[Organisation]:
    """The providers' organisations that have named this one, by name."""
    if organisation.kind is not OrganisationKind.INFRASTRUCTURE_BODY:
        return []
    named = _in_force(session, ActingBody.body_id == organisation.id)
    return sorted((one.organisation for one in named), key=lambda one: (one.name, one.id))


def name_body(
    session: Session, organisation: Organisation, body: Organisation, *, by: Person, at: dt.datetime
) -> ActingBody:
    """Named again it is the one that acts already. Raises `NotABody`, `Refused`."""
    is_body = body.kind is OrganisationKind.INFRASTRUCTURE_BODY and body.closed_at is None
    if not is_body or organisation.kind is not OrganisationKind.PROVIDER:
        raise NotABody(body.name)
    for known in bodies_of(session, organisation):
        if known.body_id == body.id:
            return known
    named = ActingBody(organisation=organisation, body=body, named_by=by, named_at=at)
    with refused_on_its_field(session):
        session.add(named)
    after = {"body": body.name, "organisation": organisation.name}
    record_act(session, Act.ACTING_BODY_NAME, named, by=by, at=at, after=after)
    return named


def withdraw_body(session: Session, named: ActingBody, *, by: Person, at: dt.datetime) -> None:
    """It holds for nothing from the next request on; withdrawn again it is what it was."""
    if named.withdrawn_at is not None:
        return
    named.withdrawn_at = at
    session.flush()
    before = {"body": named.body.name, "organisation": named.organisation.name}
    record_act(session, Act.ACTING_BODY_WITHDRAW, named, by=by, at=at, before=before)


def in_words(body: Organisation, organisation: Organisation) -> str:
    """As the record of changes and a listing's history say it."""
    return f"{body.name} for {organisation.name}"


def _in_force(session: Session, which: ColumnElement[bool]) -> list[ActingBody]:
    provider, body = aliased(Organisation), aliased(Organisation)
    rows = session.scalars(
        select(ActingBody)
        .join(provider, provider.id == ActingBody.organisation_id)
        .join(body, body.id == ActingBody.body_id)
        .where(
            which,
            ActingBody.withdrawn_at.is_(None),
            provider.closed_at.is_(None),
            body.closed_at.is_(None),
        )
        .order_by(ActingBody.named_at, ActingBody.id)
    )
    return list(rows)
