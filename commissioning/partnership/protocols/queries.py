"""What can be asked of agreements on sharing information, and what of them who may be told.

Anybody is told that one exists, between which public bodies, on what ground and until which review
day; partners are named, for they have pages for everybody. Providers among its parties are named to
whoever has logged in and may know of them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.succession import PartnerSpan, partner_on, partner_spans
from commissioning.partnership.protocols.between import KnownProtocol, folded
from commissioning.partnership.protocols.bodies import (
    PUBLIC_KINDS,
    BodyKind,
    SharingBody,
    names_of,
    provider_now,
)
from commissioning.partnership.protocols.kinds import SharingStanding
from commissioning.partnership.protocols.models import (
    ProtocolParty,
    ProtocolReview,
    ProtocolSignature,
    SharingProtocol,
    SharingSwitch,
)
from commissioning.partnership.protocols.parties_on import (
    body_of_party,
    parties_on,
    signature_taken_over,
)
from commissioning.partnership.protocols.standing import standing_on
from commissioning.partnership.protocols.switching import StageStated
from commissioning.partnership.protocols.told import PartyTold, ProtocolTold
from directory.accounts.models import Organisation
from directory.errors import NotKnown
from directory.places.models import Region
from directory.providers.models import Provider, SupplyLink
from directory.services.looking import hidden_providers
from directory.sight import Sight


def protocols_told(
    session: Session,
    *,
    sight: Sight,
    today: dt.date,
    ids: Collection[int] | None = None,
) -> list[ProtocolTold]:
    """By review day, those that ended last; with the parties that who looks may know of."""
    asked = select(SharingProtocol).order_by(SharingProtocol.reference)
    if ids is not None:
        asked = asked.where(SharingProtocol.id.in_(ids))
    rows = session.scalars(asked).all()
    keys = [one.id for one in rows]
    reviews = _reviews(session, keys)
    parties = _parties_told(session, keys, sight, today)
    below = _below_told(session, rows, sight) if ids is not None else {}
    told = [
        replace(
            _told(session, one, reviews[one.id], parties.get(one.id, ()), today),
            below=below.get(one.id, ()),
        )
        for one in rows
    ]
    return sorted(told, key=_order)


def protocol_told(
    session: Session, public_id: uuid.UUID, *, sight: Sight, today: dt.date
) -> ProtocolTold:
    """Raises `NotKnown`."""
    found = protocol_by_id(session, public_id)
    return protocols_told(session, sight=sight, today=today, ids=[found.id])[0]


def protocol_by_id(session: Session, public_id: uuid.UUID) -> SharingProtocol:
    """Raises `NotKnown`."""
    found = session.scalar(select(SharingProtocol).where(SharingProtocol.public_id == public_id))
    if found is None:
        raise NotKnown("agreement on sharing", public_id)
    return found


def protocol_called(session: Session, reference: str) -> SharingProtocol | None:
    """However its capitals and spaces are typed."""
    rows = session.scalars(select(SharingProtocol)).all()
    return next((one for one in rows if folded(one.reference) == folded(reference)), None)


def parties_of(session: Session, protocol_id: int) -> list[ProtocolParty]:
    """Those of today, in the order in which they were named."""
    return list(
        session.scalars(
            select(ProtocolParty)
            .where(ProtocolParty.protocol_id == protocol_id, ProtocolParty.left_at.is_(None))
            .order_by(ProtocolParty.id)
        )
    )


def known_protocols(session: Session, *, on: dt.date) -> list[KnownProtocol[SharingBody]]:
    """All of them, with their parties of that day: a merged provider is whom it went into, a
    partner that ended is what came in its place."""
    rows = session.scalars(select(SharingProtocol).order_by(SharingProtocol.id)).all()
    reviews = _reviews(session, [one.id for one in rows])
    parties = parties_on(session, on)
    below = _subcontractors(session)
    return [
        KnownProtocol(
            one.id, one.reference, frozenset(parties[one.id].bodies), one.owner_region_id,
            one.owner_post, one.in_force_from, reviews[one.id][-1].review_on, one.ended_on,
            frozenset(sub for body in parties[one.id].bodies for sub in below.get(body, ())),
            one.covers_subcontractors, parties[one.id].unsigned, parties[one.id].taken_over,
        )
        for one in rows
    ]  # fmt: skip


def _subcontractors(session: Session) -> Mapping[SharingBody, set[SharingBody]]:
    """To whom each passes work, as both are called now."""
    found: defaultdict[SharingBody, set[SharingBody]] = defaultdict(set)
    for prime, subcontractor in session.execute(
        select(SupplyLink.prime_id, SupplyLink.subcontractor_id).distinct()
    ):
        bodies = [
            SharingBody(BodyKind.PROVIDER, provider_now(session, key))
            for key in (prime, subcontractor)
        ]
        found[bodies[0]].add(bodies[1])
    return found


def stages_of(session: Session, region_id: int) -> list[StageStated]:
    """In the order in which they were stated."""
    return [StageStated(one.from_day, one.stage) for one in switches_of(session, region_id)]


def switches_of(session: Session, region_id: int) -> Sequence[SharingSwitch]:
    return session.scalars(
        select(SharingSwitch)
        .where(SharingSwitch.region_id == region_id)
        .order_by(SharingSwitch.recorded_at, SharingSwitch.id)
    ).all()


def _order(told: ProtocolTold) -> tuple[bool, dt.date, str]:
    return (
        told.standing is SharingStanding.ENDED,
        told.review_on,
        told.protocol.reference,
    )


def _told(
    session: Session,
    protocol: SharingProtocol,
    reviews: tuple[ProtocolReview, ...],
    parties: Iterable[PartyTold],
    today: dt.date,
) -> ProtocolTold:
    replaced = protocol.replaced_by_id
    return ProtocolTold(
        protocol,
        session.get_one(Region, protocol.owner_region_id),
        reviews,
        tuple(parties),
        standing_on(
            today, in_force_from=protocol.in_force_from, review_on=reviews[-1].review_on,
            ended_on=protocol.ended_on,
        ),
        None if replaced is None else session.get_one(SharingProtocol, replaced),
    )  # fmt: skip


def _reviews(session: Session, keys: Collection[int]) -> dict[int, tuple[ProtocolReview, ...]]:
    found: defaultdict[int, list[ProtocolReview]] = defaultdict(list)
    rows = session.scalars(
        select(ProtocolReview)
        .where(ProtocolReview.protocol_id.in_(keys))
        .order_by(ProtocolReview.recorded_at, ProtocolReview.id)
    )
    for row in rows:
        found[row.protocol_id].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _parties_told(
    session: Session, keys: Collection[int], sight: Sight, today: dt.date
) -> dict[int, list[PartyTold]]:
    rows = session.scalars(
        select(ProtocolParty)
        .where(ProtocolParty.protocol_id.in_(keys), ProtocolParty.left_at.is_(None))
        .order_by(ProtocolParty.id)
    ).all()
    bodies = {row.id: body_of_party(row) for row in rows}
    may = _may_be_told(session, set(bodies.values()), sight)
    names, spans = names_of(session, may), partner_spans(session)
    signatures = _signatures(session, [row.id for row in rows])
    found: defaultdict[int, list[PartyTold]] = defaultdict(list)
    for row in rows:
        body = bodies[row.id]
        if body in may:
            told = PartyTold(row, body, names[body], tuple(signatures[row.id]))
            found[row.protocol_id].append(_as_of(told, spans, today))
    return found


def _as_of(told: PartyTold, spans: Mapping[int, PartnerSpan], today: dt.date) -> PartyTold:
    """A partner that has ended with whoever does its work today."""
    if told.row.partner_id is None:
        return told
    now = partner_on(spans, told.row.partner_id, today)
    days = [one.signed_on for one in told.signatures]
    return replace(
        told, since=now.since, ended_on=now.ended_on,
        in_its_place="" if now.since is None else spans[now.key].name,
        taken_over=signature_taken_over(spans, told.row.partner_id, days, today),
    )  # fmt: skip


def _below_told(
    session: Session, rows: Sequence[SharingProtocol], sight: Sight
) -> dict[int, tuple[str, ...]]:
    """Whom the clause of each covers beside its parties, as far as who looks may know of them."""
    keys = [one.id for one in rows if one.covers_subcontractors]
    links, found = _subcontractors(session), dict[int, tuple[str, ...]]()
    for key in keys:
        parties = {body_of_party(row) for row in parties_of(session, key)}
        below = {sub for body in parties for sub in links.get(body, ())} - parties
        found[key] = tuple(sorted(names_of(session, _may_be_told(session, below, sight)).values()))
    return found


def _may_be_told(
    session: Session, bodies: Collection[SharingBody], sight: Sight
) -> set[SharingBody]:
    keys = {kind: [one.key for one in bodies if one.kind is kind] for kind in BodyKind}
    public = session.scalars(
        select(Organisation.id).where(
            Organisation.id.in_(keys[BodyKind.ORGANISATION]), Organisation.kind.in_(PUBLIC_KINDS)
        )
    )
    told = {one for one in bodies if one.kind in {BodyKind.REGION, BodyKind.PARTNER}}
    told |= {SharingBody(BodyKind.ORGANISATION, key) for key in public}
    if sight.is_anybody:
        return told
    told |= {one for one in bodies if one.kind is BodyKind.ORGANISATION}
    providers = session.scalars(
        select(Provider).where(Provider.id.in_(keys[BodyKind.PROVIDER]))
    ).all()
    hidden = hidden_providers(session, providers, sight=sight)
    return told | {
        SharingBody(BodyKind.PROVIDER, one.id) for one in providers if one.id not in hidden
    }


def _signatures(
    session: Session, party_ids: Collection[int]
) -> defaultdict[int, list[ProtocolSignature]]:
    found: defaultdict[int, list[ProtocolSignature]] = defaultdict(list)
    rows = session.scalars(
        select(ProtocolSignature)
        .where(ProtocolSignature.party_id.in_(party_ids))
        .order_by(ProtocolSignature.signed_on, ProtocolSignature.id)
    )
    for row in rows:
        found[row.party_id].append(row)
    return found
