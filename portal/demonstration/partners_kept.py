"""Invented partners of the region, and what its area is crossed with as far as anybody has said."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.naming import telephone
from commissioning.partnership.partners.crosswalk import state_bodies
from commissioning.partnership.partners.kinds import CrossedWith, PartnerKind, PartnerTask
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.stating import PartnerFacts, PathwayTask, add_partner
from directory.clock import local_date
from directory.places.models import Region
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast

KEPT: Final = (
    ("Council of the old mill (invented)", PartnerKind.COUNCIL, "Housing partnership manager",
     "accommodation", PartnerTask.LEADS),
    ("Police of the valley (invented)", PartnerKind.POLICE, "Integrated offender management desk",
     "drugs_and_alcohol", PartnerTask.SUPPORTS),
    ("Health board of the valley (invented)", PartnerKind.HEALTH_BOARD, "Head of partnerships",
     "health", PartnerTask.LEADS),
)  # fmt: skip
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
    state_bodies(
        session, cast.area, CrossedWith.HEALTH_BOARD, [KEPT[2][0]], is_whole=False,
        from_day=local_date(days_before(at, 120)), source="The demonstration", by=cast.commissioner,
        at=at,
    )  # fmt: skip
    return True
