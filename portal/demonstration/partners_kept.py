"""Invented partners of the region, and what its area is crossed with as far as anybody has said."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.funding import state_contribution, state_funder
from commissioning.agreements.models import Agreement, ContributionKind
from commissioning.agreements.queries import funders_of
from commissioning.demonstration.mentoring_year import KEY as POOLED
from commissioning.demonstration.naming import telephone
from commissioning.partnership.partners.crosswalk import state_bodies
from commissioning.partnership.partners.kinds import CrossedWith, PartnerKind, PartnerTask
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.stating import (
    PartnerFacts,
    PathwayTask,
    add_partner,
    end_partner,
)
from directory.clock import local_date
from directory.places.models import Region
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast, cast_of

COUNCIL: Final = "Council of the old mill (invented)"
POLICE: Final = "Police of the valley (invented)"
HEALTH_BOARD: Final = "Health board of the valley (invented)"


class PooledPayment(NamedTuple):
    """Days are counted from the day of making."""

    kind: ContributionKind
    pence: int | None
    posts: float | None
    starts: int
    ends: int


POOLS: Final = (
    (COUNCIL, 0.25, (PooledPayment(ContributionKind.MONEY, 1_800_000, None, -300, -1),
                     PooledPayment(ContributionKind.MONEY, 2_400_000, None, 0, 330))),
    (POLICE, 0.15, (PooledPayment(ContributionKind.STAFF, None, 0.5, -120, 200),)),
)  # fmt: skip
KEPT: Final = (
    (COUNCIL, PartnerKind.COUNCIL, "Housing partnership manager",
     "accommodation", PartnerTask.LEADS),
    (POLICE, PartnerKind.POLICE, "Integrated offender management desk",
     "drugs_and_alcohol", PartnerTask.SUPPORTS),
    (HEALTH_BOARD, PartnerKind.HEALTH_BOARD, "Head of partnerships",
     "health", PartnerTask.LEADS),
)  # fmt: skip
HEALTH_BEFORE: Final = "Health trust of the valley (invented)"
"""Its work went to the health board; it had signed an agreement on sharing information."""

BOARD: Final = "Reducing reoffending board of the valley"


def make_partners_kept(session: Session, cast: Cast, *, at: dt.datetime) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(Partner.id).limit(1)) is not None:
        return False
    region = session.get_one(Region, cast.area.region_id)
    for number, (name, kind, post, pathway, task) in enumerate(KEPT):
        facts = PartnerFacts(
            name=name, kind=kind, post=post, telephone=telephone(90 + number), email=None,
            areas=[cast.area], tasks=[PathwayTask(pathway, task)], boards=[BOARD],
        )  # fmt: skip
        began = days_before(at, 120)
        add_partner(session, region, facts, by=cast.commissioner, at=began, is_generated=True)
    _taken_over(session, cast, region, at=at)
    state_bodies(
        session, cast.area, CrossedWith.HEALTH_BOARD, [HEALTH_BOARD], is_whole=False,
        from_day=local_date(days_before(at, 120)), source="The demonstration", by=cast.commissioner,
        at=at,
    )  # fmt: skip
    return True


def _taken_over(session: Session, cast: Cast, region: Region, *, at: dt.datetime) -> None:
    facts = PartnerFacts(
        name=HEALTH_BEFORE, kind=PartnerKind.HEALTH_BOARD, post=None, telephone=None, email=None,
        areas=[cast.area], tasks=[], boards=[],
    )  # fmt: skip
    by, began = cast.commissioner, days_before(at, 900)
    partner = add_partner(session, region, facts, by=by, at=began, is_generated=True)
    end_partner(
        session, partner, local_date(days_before(at, 120)), successor=HEALTH_BOARD,
        based_on=partner.version, by=by, at=days_before(at, 120),
    )  # fmt: skip


def make_partners_pay(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the agreement of the desk's year: two of them pay into it, money of which a part
    has ended, and somebody's time. Whether anything was made."""
    agreement = session.scalar(select(Agreement).where(Agreement.external_id == POOLED))
    cast = cast_of(session)
    if agreement is None or cast is None:
        return False
    if {one.funder for one in funders_of(session, agreement.id)} & {name for name, *_ in POOLS}:
        return False
    by, today = cast.commissioner, local_date(at)
    for name, share, given in POOLS:
        state_funder(session, agreement, funder=name, share=share, by=by, at=at)
        [funder] = [one for one in funders_of(session, agreement.id) if one.funder == name]
        for one in given:
            state_contribution(
                session, funder, kind=one.kind, pence=one.pence, posts=one.posts,
                starts_on=today + dt.timedelta(days=one.starts),
                ends_on=today + dt.timedelta(days=one.ends), by=by, at=at,
            )  # fmt: skip
    return True
