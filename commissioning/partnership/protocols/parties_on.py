"""Who the parties of agreements are on a day, and who of them has signed: itself, or whoever did
its work before it.

| the party | signatures recorded | said |
|---|---|---|
| goes on | any | signed |
| goes on | none | not signed by it |
| another does its work | one of a day on which that other did | signed |
| another does its work | older ones alone | signed by the one before: check that it still holds |
| another does its work | none | not signed by that other |

The day of a signature tells whose it is: what has ended signs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.succession import (
    PartnerSpan,
    partner_on,
    partner_spans,
)
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody, body_on
from commissioning.partnership.protocols.models import ProtocolParty, ProtocolSignature
from commissioning.partnership.protocols.standing_said import TakenOver


@dataclass(frozen=True, slots=True)
class PartiesOn:
    """Of one agreement. `unsigned`: for which nobody has signed; `taken_over`: for which only a
    body before it has."""

    bodies: set[SharingBody] = field(default_factory=set)
    signed: set[SharingBody] = field(default_factory=set)
    inherited: list[tuple[SharingBody, TakenOver]] = field(default_factory=list)

    @property
    def unsigned(self) -> frozenset[SharingBody]:
        return frozenset(self.bodies - self.signed - {body for body, _ in self.inherited})

    @property
    def taken_over(self) -> tuple[tuple[SharingBody, TakenOver], ...]:
        """One that has signed itself as well needs no other's signature."""
        return tuple(one for one in self.inherited if one[0] not in self.signed)


def signature_taken_over(
    spans: Mapping[int, PartnerSpan], partner: int, signed: Collection[dt.date], day: dt.date
) -> TakenOver | None:
    """Whose signature alone a partner has; None where it signed itself, or nobody did."""
    now = partner_on(spans, partner, day)
    signers = {one: partner_on(spans, partner, one).key for one in signed}
    if now.since is None or not signers or now.key in signers.values():
        return None
    return TakenOver(spans[signers[max(signers)]].name, spans[now.key].name, now.since)


def parties_on(session: Session, day: dt.date) -> Mapping[int, PartiesOn]:
    """By the agreement's key."""
    days, spans = _signing_days(session), partner_spans(session)
    found: defaultdict[int, PartiesOn] = defaultdict(PartiesOn)
    for row in session.scalars(select(ProtocolParty).where(ProtocolParty.left_at.is_(None))):
        body, named = body_on(session, body_of_party(row), spans, day), found[row.protocol_id]
        named.bodies.add(body)
        signed = days.get(row.id, ())
        taken = None
        if row.partner_id is not None:
            taken = signature_taken_over(spans, row.partner_id, signed, day)
        if taken is not None:
            named.inherited.append((body, taken))
        elif signed:
            named.signed.add(body)
    return found


def body_of_party(row: ProtocolParty) -> SharingBody:
    if row.region_id is not None:
        return SharingBody(BodyKind.REGION, row.region_id)
    if row.provider_id is not None:
        return SharingBody(BodyKind.PROVIDER, row.provider_id)
    if row.partner_id is not None:
        return SharingBody(BodyKind.PARTNER, row.partner_id)
    return SharingBody(BodyKind.ORGANISATION, row.organisation_id or 0)


def _signing_days(session: Session) -> Mapping[int, list[dt.date]]:
    """By the party's key."""
    found: defaultdict[int, list[dt.date]] = defaultdict(list)
    asked = select(ProtocolSignature.party_id, ProtocolSignature.signed_on)
    for party_id, day in session.execute(asked):
        found[party_id].append(day)
    return found
