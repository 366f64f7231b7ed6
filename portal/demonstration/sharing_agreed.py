"""Sharing agreements of the invented region: in force, due for review, past it, replaced, and one
that a body signed whose work another took over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.queries import partner_called
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody, body_of
from commissioning.partnership.protocols.models import ProtocolParty, SharingProtocol
from commissioning.partnership.protocols.queries import parties_of
from commissioning.partnership.protocols.signing import sign_protocol
from commissioning.partnership.protocols.stating import ProtocolFacts, add_protocol, end_protocol
from directory.accounts.models import Organisation
from directory.clock import local_date
from directory.people.roles import OrganisationKind
from directory.places.models import Region
from portal.demonstration.partners_kept import HEALTH_BEFORE
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast

FIRST: Final = "ISA-01"
POST: Final = "Head of information of the region"


class _Invented(NamedTuple):
    """`began` and `review` count days from today."""

    reference: str
    title: str
    ground: str
    data: tuple[str, ...]
    began: int
    review: int


BEFORE: Final = _Invented(
    FIRST, "Sharing with mentors, as first agreed", "offender_management",
    ("case_reference", "needs"), -900, -200,
)  # fmt: skip
IN_FORCE: Final = _Invented(
    "ISA-02", "Sharing with mentors and workshops", "offender_management",
    ("case_reference", "court_and_order", "needs", "attendance", "progress"), -190, 500,
)  # fmt: skip
DUE: Final = _Invented(
    "ISA-03", "Before release: prison, probation and mentors", "offender_management",
    ("case_reference", "needs", "risk", "health"), -700, 30,
)  # fmt: skip
PAST: Final = _Invented(
    "ISA-04", "Sharing with the neighbouring charity", "crime_and_disorder",
    ("case_reference", "attendance"), -760, -12,
)  # fmt: skip

TAKEN_OVER: Final = _Invented(
    "ISA-05", "Sharing with health of the valley", "public_task",
    ("case_reference", "needs", "health"), -600, 300,
)  # fmt: skip


def make_sharing_agreed(session: Session, cast: Cast, *, at: dt.datetime) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(SharingProtocol.id).limit(1)) is not None:
        return False
    provider = SharingBody(BodyKind.PROVIDER, cast.provider.id)
    neighbour = SharingBody(BodyKind.PROVIDER, cast.neighbour.id)
    prison = session.scalar(
        select(Organisation).where(Organisation.kind == OrganisationKind.PRISON).limit(1)
    )
    inside = [] if prison is None else [body_of(session, prison)]
    before = _agreed(session, cast, BEFORE, [provider], at=at)
    _agreed(session, cast, IN_FORCE, [provider], at=at)
    _agreed(session, cast, DUE, [*inside, provider], at=at)
    _agreed(session, cast, PAST, [neighbour], at=at)
    health = partner_called(session, HEALTH_BEFORE)
    if health is not None:
        parties = [SharingBody(BodyKind.PARTNER, health.id)]
        _agreed(session, cast, TAKEN_OVER, parties, at=at)
    end_protocol(
        session, before, local_date(days_before(at, 191)), replaced_by=IN_FORCE.reference,
        based_on=before.version, by=cast.commissioner, at=days_before(at, 0),
    )  # fmt: skip
    return True


def _agreed(
    session: Session, cast: Cast, one: _Invented, parties: Sequence[SharingBody], *, at: dt.datetime
) -> SharingProtocol:
    began = days_before(at, -one.began)
    facts = ProtocolFacts(
        reference=one.reference, title=one.title, ground=one.ground, data=one.data,
        owner_post=POST, in_force_from=local_date(began), parties=parties,
    )  # fmt: skip
    made = add_protocol(
        session, session.get_one(Region, cast.area.region_id), facts,
        review_on=local_date(days_before(at, -one.review)), by=cast.commissioner, at=began,
        is_generated=True,
    )  # fmt: skip
    for party in parties_of(session, made.id):
        sign_protocol(
            session, party, post=_post_of(party),
            signed_on=local_date(began), by=cast.commissioner, at=began,
        )  # fmt: skip
    return made


def _post_of(party: ProtocolParty) -> str:
    if party.organisation_id is not None:
        return "Governor"
    return "Regional director" if party.region_id is not None else "Chief executive"
