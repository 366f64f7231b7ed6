"""How a confidential service is reached, read only through here: with a reason, and recorded.

Where nobody keeps an address apart there is none to show; position follows from the postcode.
A reason is chosen, never typed: what stands in the record of changes can never be taken out.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import String, func, literal, select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.models import AuditRow
from directory.audit.reading import acts_on
from directory.audit.recording import record_act
from directory.errors import DirectoryError, NotKnown
from directory.people.models import Person
from directory.places.models import ConfidentialAddress, LocalDeliveryUnit, Site
from directory.places.positions import ground_of
from directory.places.postcodes import read_postcode
from directory.services.models import ListingRevision, Service, ServiceSite
from directory.services.sight import is_own, is_published, is_secret
from directory.sight import Sight

MOST_READINGS: Final = 20
WITHIN: Final = dt.timedelta(hours=24)
_READ: Final = literal(Act.CONFIDENTIAL_ADDRESS_READ.value, String, literal_execute=True)
"""Written out, so that the database sees that its index of readings is enough."""


class ReadingReason(enum.StrEnum):
    TELL = "tell"
    VISIT = "visit"
    CHECK = "check"
    DECIDE = "decide"
    DANGER = "danger"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    ReadingReason.TELL: "to tell somebody whom it has accepted where to go",
    ReadingReason.VISIT: "to go there, or to have something brought there",
    ReadingReason.CHECK: "to see whether it is right",
    ReadingReason.DECIDE: "to decide on a change of it",
    ReadingReason.DANGER: "because somebody may be in danger",
}


class TooManyReadings(DirectoryError):
    """Nobody needs so many addresses in a day."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            f"You have read {MOST_READINGS} confidential addresses in 24 hours. Wait"
            f" {minutes} minute{'' if minutes == 1 else 's'} and try again, or ring us if somebody"
            " is in danger."
        )


@dataclass(frozen=True, slots=True)
class SecretPlace:
    """`position` in degrees north and east, as near as `precision` says; None where its postcode
    lies nowhere that is known."""

    name: str
    area: str
    address: str = field(repr=False)
    postcode: str = field(repr=False)
    telephone: str | None = field(repr=False)
    position: tuple[float, float] | None = field(repr=False)
    precision: str = ""


@dataclass(frozen=True, slots=True)
class SecretReach:
    telephone: str | None = field(repr=False)
    email: str | None = field(repr=False)
    places: tuple[SecretPlace, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AddressReading:
    """`reason` in words; of an older portal as it was recorded."""

    at: dt.datetime
    by: str
    reason: str


def confidential_service(session: Session, public_id: uuid.UUID) -> Service:
    """On offer. Raises `NotKnown`."""
    asked = select(Service).where(Service.public_id == public_id, is_published())
    found = session.scalar(asked.where(is_secret()))
    if found is None:
        raise NotKnown("service", public_id)
    return found


def is_theirs(session: Session, service: Service, *, sight: Sight) -> bool:
    """They offer the service, or buy it for one of their areas."""
    asked = select(Service.id).where(Service.id == service.id, is_own(sight))
    return session.scalar(asked) is not None


def read_secret_reach(
    session: Session, service: Service, *, reason: ReadingReason, by: Person, at: dt.datetime
) -> SecretReach:
    """The caller has asked whether it is theirs to read. Raises `TooManyReadings`.

    The reading stands in the record of changes before anything is shown, in one transaction.
    """
    note_reading(session, service, reason=reason, by=by, at=at)
    revision = session.get(ListingRevision, service.published_revision_id)
    return SecretReach(
        None if revision is None else revision.telephone,
        None if revision is None else revision.email,
        tuple(_places(session, service)),
    )


def note_reading(
    session: Session,
    service: Service,
    *,
    reason: ReadingReason,
    draft: str | None = None,
    by: Person,
    at: dt.datetime,
) -> None:
    """`draft` is what was read beside what stands, as it is named with its version.

    Raises `TooManyReadings`.
    """
    _refuse_too_many(session, by, at)
    after = {"reason": reason.value} | ({} if draft is None else {"draft": draft})
    record_act(session, Act.CONFIDENTIAL_ADDRESS_READ, service, by=by, at=at, after=after)
    session.flush()


def readings_of(session: Session, service: Service) -> list[AddressReading]:
    """Who read it, oldest first; for those who may read the listing's history."""
    return [
        AddressReading(one.at, one.by, _in_words(str(one.after.get("reason", ""))))
        for one in acts_on(session, Service.__tablename__, service.id)
        if one.act == Act.CONFIDENTIAL_ADDRESS_READ
    ]


def has_read_draft(session: Session, service: Service, draft: str, *, by: Person) -> bool:
    """Whether this person had that draft of it shown, in that version."""
    asked = select(AuditRow.after).where(
        AuditRow.act == _READ, AuditRow.by_id == by.id,
        AuditRow.subject_kind == Service.__tablename__, AuditRow.subject_id == service.id,
    )  # fmt: skip
    return any((after or {}).get("draft") == draft for after in session.scalars(asked))


def _in_words(reason: str) -> str:
    return ReadingReason(reason).words if reason in set(ReadingReason) else reason


def _refuse_too_many(session: Session, by: Person, at: dt.datetime) -> None:
    asked = select(func.count(), func.min(AuditRow.happened_at)).where(
        AuditRow.act == _READ, AuditRow.by_id == by.id, AuditRow.happened_at > at - WITHIN
    )
    count, first = session.execute(asked).one()
    if count >= MOST_READINGS:
        raise TooManyReadings(max(1, -int((at - first - WITHIN) // dt.timedelta(minutes=1))))


def _places(session: Session, service: Service) -> Iterator[SecretPlace]:
    rows = session.execute(
        select(Site.name, LocalDeliveryUnit.name, ConfidentialAddress)
        .join(ServiceSite, ServiceSite.site_id == Site.id)
        .join(ConfidentialAddress, ConfidentialAddress.site_id == Site.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == Site.local_delivery_unit_id)
        .where(ServiceSite.service_id == service.id)
        .order_by(Site.name, Site.id)
    )
    for name, area, kept in rows:
        where = _position(kept.postcode)
        yield SecretPlace(name, area, kept.address, kept.postcode, kept.telephone, *where)


def _position(postcode: str) -> tuple[tuple[float, float] | None, str]:
    try:
        ground = ground_of(read_postcode(postcode).code)
    except DirectoryError:
        return None, ""
    return (round(ground.latitude, 4), round(ground.longitude, 4)), ground.precision
