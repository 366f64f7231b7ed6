"""What covers one referral: found, kept beside it, and told to whoever keeps the agreement.

One person's referral is never refused for want of an agreement.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea
from commissioning.partnership.protocols.between import (
    KnownProtocol,
    SharingCover,
    cover_between,
)
from commissioning.partnership.protocols.bodies import (
    BodyKind,
    SharingBody,
    names_of,
    provider_now,
)
from commissioning.partnership.protocols.errors import (
    CourtWillingnessIsNoConsent,
    ProtocolImpossible,
)
from commissioning.partnership.protocols.models import ReferralSharing
from commissioning.partnership.protocols.queries import known_protocols
from commissioning.partnership.protocols.saying import unsigned_names
from commissioning.partnership.protocols.standing import grounds, ways_of_consent
from commissioning.partnership.protocols.telling import tell_of_reliance
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.services.looking import hidden_providers
from directory.services.models import Service
from directory.sight import ANYBODY


@dataclass(frozen=True, slots=True)
class Relied:
    """`sender` is who shares, `provider` with whom, by its key."""

    cover: SharingCover[SharingBody]
    sender: SharingBody
    provider: int

    @property
    def asks_ground(self) -> bool:
        return not self.cover.standing.can_be_relied_on

    @property
    def was_misnamed(self) -> bool:
        """A reference was given that is of no agreement between these two."""
        return self.cover.named_unknown or bool(self.cover.named_elsewhere)


def cover_of(
    session: Session,
    line_id: int,
    *,
    sender: SharingBody | None,
    home_area_id: int | None,
    on: dt.date,
    named: str = "",
    known: list[KnownProtocol[SharingBody]] | None = None,
) -> Relied | None:
    """None where the line has no provider, or shares with nobody but itself.

    Without a sender it is probation of where the person lives, else of where the line serves.
    """
    provider_id = _provider_of(session, line_id)
    region_id = _region_of(session, line_id, home_area_id)
    who = sender or (None if region_id is None else SharingBody(BodyKind.REGION, region_id))
    if provider_id is None or who is None:
        return None
    other = SharingBody(BodyKind.PROVIDER, provider_id)
    if who.kind is BodyKind.PROVIDER:  # its own program tells of whom probation sent it
        who = other if region_id is None else SharingBody(BodyKind.REGION, region_id)
    if who == other:
        return None
    protocols = known_protocols(session, on=on) if known is None else known
    return Relied(cover_between(protocols, who, other, on=on, named=named), who, provider_id)


def rely(
    session: Session,
    referral: Referral,
    *,
    sender: SharingBody | None,
    named: str,
    by: Person,
    at: dt.datetime,
    page: str,
) -> Relied | None:
    """Kept beside the referral, once; told to the owner where nothing in force covers it."""
    home = referral.home_local_delivery_unit_id
    relied = cover_of(
        session, referral.line_id, sender=sender, home_area_id=home, on=local_date(at), named=named
    )
    if relied is None or session.get(ReferralSharing, referral.id) is not None:
        return relied
    protocol = relied.cover.protocol
    session.add(
        ReferralSharing(
            referral_id=referral.id, protocol_id=None if protocol is None else protocol.key,
            standing=relied.cover.standing, recorded_at=at, recorded_by_id=by.id,
        )
    )  # fmt: skip
    after = {
        "protocol_id": None if protocol is None else protocol.key,
        "standing": relied.cover.standing.value,
    }
    record_act(session, Act.SHARING_RELY, referral, by=by, at=at, after=after)
    session.flush()
    if relied.asks_ground:
        _tell(session, referral, relied, at=at, page=page)
    return relied


def relied_on(session: Session, referral: Referral) -> ReferralSharing | None:
    return session.get(ReferralSharing, referral.id)


def asks_for_ground(session: Session, referral: uuid.UUID) -> bool:
    """Nothing in force covered it as it was sent, and nobody has said on what ground it is shared.

    By the referral's public identifier.
    """
    row = session.scalar(
        select(ReferralSharing)
        .join(Referral, Referral.id == ReferralSharing.referral_id)
        .where(Referral.public_id == referral)
    )
    return row is not None and row.ground is None and not row.standing.can_be_relied_on


def state_ground(
    session: Session,
    referral: Referral,
    *,
    ground: str,
    consent: str,
    by: Person,
    at: dt.datetime,
) -> bool:
    """On what ground one referral was shared; whether that is news. The record of changes holds
    that it was said and not what: it goes with the referral.

    Raises `ProtocolImpossible`, `CourtWillingnessIsNoConsent`.
    """
    row = relied_on(session, referral)
    if row is None:
        raise ProtocolImpossible("ground", "Nothing is asked of this referral.")
    refuse_ground(ground, consent)
    told = (ground, consent or None)
    if (row.ground, row.consent) == told:
        return False
    row.ground, row.consent = told
    after = {"protocol_id": row.protocol_id}
    record_act(session, Act.SHARING_GROUND, referral, by=by, at=at, after=after)
    session.flush()
    return True


@dataclass(frozen=True, slots=True)
class GroundStated:
    """On what ground one referral is shared; `code` is of `grounds.csv`."""

    code: str
    on: dt.date

    @property
    def words(self) -> str:
        name = grounds()[self.code].name
        return (
            f"Shared on the ground: {name[:1].lower()}{name[1:]}, stated {day_in_words(self.on)}."
        )


def grounds_stated(session: Session, referral_ids: Sequence[int]) -> Mapping[int, GroundStated]:
    """By the referral's key, as each stands; the day is that of the record of changes."""
    rows = session.execute(
        select(ReferralSharing.referral_id, ReferralSharing.ground, AuditRow.happened_at)
        .join(AuditRow, AuditRow.subject_id == ReferralSharing.referral_id)
        .where(
            ReferralSharing.referral_id.in_(referral_ids), ReferralSharing.ground.is_not(None),
            AuditRow.subject_kind == Referral.__tablename__,
            AuditRow.act == Act.SHARING_GROUND.value,
        )
        .order_by(AuditRow.id)
    )  # fmt: skip
    return {
        key: GroundStated(ground, local_date(at))
        for key, ground, at in rows
        if ground is not None and ground in grounds()
    }


def refuse_ground(ground: str, consent: str) -> None:
    """Raises `ProtocolImpossible`, and `CourtWillingnessIsNoConsent` of what was said in court."""
    if ground not in grounds():
        raise ProtocolImpossible("ground", "Choose on what ground you share.")
    if not grounds()[ground].is_consent:
        if consent:
            raise ProtocolImpossible("consent", "This is asked of consent alone: leave it empty.")
        return
    way = ways_of_consent().get(consent)
    if way is None:
        raise ProtocolImpossible("consent", "Choose how they agreed.")
    if not way.is_consent:
        raise CourtWillingnessIsNoConsent(f"{way.says}.")


def _tell(
    session: Session, referral: Referral, relied: Relied, *, at: dt.datetime, page: str
) -> None:
    protocol = relied.cover.protocol
    region_id = (
        protocol.owner_region_id
        if protocol is not None
        else _region_of(session, referral.line_id, referral.home_local_delivery_unit_id)
    )
    if region_id is not None:
        name, sender = _named(session, relied.provider), names_of(session, [relied.sender])
        unsigned = unsigned_names(relied.cover, sender[relied.sender], name)
        tell_of_reliance(
            session, region_id, protocol=protocol, provider=(relied.provider, name),
            unsigned=unsigned, at=at, page=page,
        )  # fmt: skip


def _named(session: Session, provider_id: int) -> str:
    """A message is read by others too: who hides a refuge is not named in it."""
    provider = session.get_one(Provider, provider_id)
    is_hidden = hidden_providers(session, [provider], sight=ANYBODY)
    return "the provider of a confidential service" if is_hidden else provider.name


def _provider_of(session: Session, line_id: int) -> int | None:
    found = session.scalar(
        select(Service.provider_id)
        .join(Line, Line.service_id == Service.id)
        .where(Line.id == line_id)
    )
    return None if found is None else provider_now(session, found)


def _region_of(session: Session, line_id: int, home_area_id: int | None) -> int | None:
    if home_area_id is not None:
        return session.get_one(LocalDeliveryUnit, home_area_id).region_id
    return session.scalar(
        select(Region.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.region_id == Region.id)
        .join(LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(LineArea.line_id == line_id)
        .order_by(Region.id)
        .limit(1)
    )
