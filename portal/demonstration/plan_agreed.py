"""A plan of the fictional region: three levels, some late, some done, one that nobody can read.

Bodies and sentences are invented; days stand around the day on which it is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.linking import CoverageCell, link_action
from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from commissioning.partnership.actions.planning import ActionFacts, PlanFacts, add_action, make_plan
from commissioning.partnership.actions.queries import milestones_of
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from directory.clock import day_in_words, local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region
from directory.services.models import Service
from portal.demonstration.beds_to_let import KEY as ROOMS
from portal.demonstration.partners_kept import COUNCIL, HEALTH_BOARD
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast
from portal.demonstration.work_to_do import KEY as PARTY

CODE: Final = "demo-homes-and-work"
TITLE: Final = "Homes and work after sentence: the region’s plan (fictional)"
PUBLISHED_DAYS_AGO: Final = 240
NATIONAL, REGIONAL, LOCAL = ActionLevel.NATIONAL, ActionLevel.REGIONAL, ActionLevel.LOCAL


@dataclass(frozen=True, slots=True)
class AgreedItem:
    """`target`: with {day} for the day that is `days` from the day of making."""

    code: str
    level: ActionLevel
    words: str
    target: str = ""
    days: int = 0
    leads: str = ""

    @property
    def block(self) -> str:
        return self.code.partition("-")[0]


@dataclass(frozen=True, slots=True)
class SaidOfItem:
    code: str
    state: ActionState
    days_ago: int
    note: str
    evidence: str = ""
    places: str = ""


BLOCKS: Final[Mapping[str, tuple[str, str]]] = {
    "F1": ("framework", "One board for the region"),
    "A1": ("accommodation", "A home on the day of release"),
    "A2": ("accommodation", "Keeping a tenancy"),
    "E1": ("education_training_and_employment", "Work that follows unpaid work"),
    "H1": ("drugs_and_alcohol", "From custody to a clinic"),
}
ITEMS: Final = (
    AgreedItem("F1-N", NATIONAL, "Each region has a board of its partners.",
         "By {day}", -200, "Ministry of examples"),
    AgreedItem("F1-R1", REGIONAL, "Name the partners who lead each pathway.",
         "In place by {day}", -150, f"Example Region, {COUNCIL}"),
    AgreedItem("F1-R2", REGIONAL, "Tell the board each quarter what is late.", "Ongoing", 0,
         "Example Region"),
    AgreedItem("F1-L1", LOCAL, "Hold a meeting of the area’s partners each month.",
         "To begin by {day}", -120, "Area manager"),
    AgreedItem("A1-N", NATIONAL, "Agree who finds a home for whoever leaves prison without one.",
         "Agreement to be issued by {day}", -90, "Ministry of examples, Councils together"),
    AgreedItem("A1-R1", REGIONAL, "Sign a protocol with every council of the region.",
         "Protocol to be approved by {day}", -45, f"Example Region, {COUNCIL}"),
    AgreedItem("A1-R2", REGIONAL, "Buy rooms for the first months.",
         "To be complete by {day}", 60, "Example Region"),
    AgreedItem("A1-R3", REGIONAL, "Publish how long people wait for a room.", "In due course", 0),
    AgreedItem("A1-L1", LOCAL, "Have somebody downstairs in the rooms each evening.",
         "To begin by {day}", -30, "Area manager, Stepping Stone Homes"),
    AgreedItem("A1-L2", LOCAL, "Ring the council’s desk ten days before each release.",
         "By {day}", -15, "Resettlement team"),
    AgreedItem("A2-N", NATIONAL, "Evaluate what keeps a tenancy.",
         "Evaluation to be issued by {day}", 150, "Ministry of examples"),
    AgreedItem("A2-R1", REGIONAL, "Pilot advice on debt beside each new tenancy.",
         "Pilot by {day}", -60, "Example Region, Credit union"),
    AgreedItem("A2-L1", LOCAL, "Visit in the first week.", "", 0, "Stepping Stone Homes"),
    AgreedItem("E1-N", NATIONAL, "Agree which skills unpaid work may certify.",
         "By {day}", -10, "Ministry of examples"),
    AgreedItem("E1-R1", REGIONAL, "Find ten employers who interview after a certificate.",
         "By {day}", 90, "Example Region, Chamber of trade"),
    AgreedItem("E1-L1", LOCAL, "Give each work party one session of training in five.",
         "To start by {day}", -70, "Unpaid work team"),
    AgreedItem("H1-N", NATIONAL, "Share the prescription on the day of release.",
         "By {day}", -100, "Health board together"),
    AgreedItem("H1-R1", REGIONAL, "Appoint a post that follows everybody to the clinic.",
         "By {day}", 30, HEALTH_BOARD),
    AgreedItem("H1-L1", LOCAL, "Open the clinic on evenings of releases.", "As resources allow", 0,
         "Clinic by the mill"),
    AgreedItem("H1-L2", LOCAL, "Keep one appointment free each day.", "By {day}", -5,
         "Clinic by the mill"),
)  # fmt: skip
SAID: Final = (
    SaidOfItem("F1-N", ActionState.DONE, 190, "Every region has its board.", "Letter to regions."),
    SaidOfItem("F1-R1", ActionState.DONE, 140, "Five bodies lead.", "Minutes of the board."),
    SaidOfItem("A1-N", ActionState.UNDER_WAY, 20, "Two councils have asked for another clause."),
    SaidOfItem("A1-R2", ActionState.UNDER_WAY, 40, "Four rooms are let, six are looked for."),
    SaidOfItem("A1-L1", ActionState.UNDER_WAY, 25, "Began on a Monday."),
    SaidOfItem("A2-R1", ActionState.PILOTING, 50, "First families advised.", places="two streets"),
    SaidOfItem("E1-R1", ActionState.DEPENDS_ON_RESOURCES, 30, "Nobody is paid to visit employers."),
    SaidOfItem("H1-N", ActionState.STOPPED, 60, "Replaced by what health bodies do themselves."),
)  # fmt: skip
MET: Final = (("F1-N", 195), ("F1-R1", 152), ("F1-L1", 118), ("A1-L1", 30))
"""Codes, and how many days ago their milestone was met."""

LINKED: Final = (("A1-R2", ROOMS), ("A1-L1", ROOMS), ("E1-L1", PARTY))
CELLS: Final = (("A1-R2", "accommodation"), ("E1-N", "unpaid_work"), ("H1-R1", "drugs_and_alcohol"))


def make_plan_agreed(session: Session, cast: Cast, *, at: dt.datetime) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(ActionPlan.id).where(ActionPlan.code == CODE)) is not None:
        return False
    began, by = days_before(at, PUBLISHED_DAYS_AGO), cast.commissioner
    region = session.get_one(Region, cast.area.region_id)
    facts = PlanFacts(CODE, TITLE, local_date(began), region, local_date(began))
    plan = make_plan(session, facts, by=by, at=began)
    made = {one.code: _added(session, plan, one, region, cast.area, by=by, at=at) for one in ITEMS}
    _say(session, made, by=by, at=at)
    _link(session, made, cast, at=at)
    return True


def _added(
    session: Session,
    plan: ActionPlan,
    one: AgreedItem,
    region: Region,
    area: LocalDeliveryUnit,
    *,
    by: Person,
    at: dt.datetime,
) -> PlanAction:
    """Beneath the national item of its block."""
    section, heading = BLOCKS[one.block]
    day = local_date(at) + dt.timedelta(days=one.days)
    facts = ActionFacts(
        one.code, one.level, section, heading, one.words,
        parents=() if one.level is NATIONAL else (f"{one.block}-N",),
        region=None if one.level is NATIONAL else region,
        area=area if one.level is LOCAL else None,
        target_words=one.target.format(day=day_in_words(day)), lead_words=one.leads,
    )  # fmt: skip
    return add_action(session, plan, facts, by=by, at=days_before(at, PUBLISHED_DAYS_AGO))


def _say(session: Session, made: Mapping[str, PlanAction], *, by: Person, at: dt.datetime) -> None:
    for one in SAID:
        then = days_before(at, one.days_ago)
        say_state(
            session, made[one.code], one.state, noted_on=local_date(then), places=one.places,
            note=one.note, evidence=one.evidence, by=by, at=then,
        )  # fmt: skip
    for code, days_ago in MET:
        milestone = milestones_of(session, [made[code].id])[made[code].id][0]
        then = days_before(at, days_ago)
        meet_milestone(session, milestone, met_on=local_date(then), by=by, at=then)


def _link(session: Session, made: Mapping[str, PlanAction], cast: Cast, *, at: dt.datetime) -> None:
    by = cast.commissioner
    for code, key in LINKED:
        service = session.scalar(select(Service).where(Service.external_id == key))
        if service is not None:
            link_action(session, made[code], service, by=by, at=at)
    for code, covered in CELLS:
        link_action(session, made[code], CoverageCell(cast.area, covered), by=by, at=at)
    link_action(
        session, made["A1-L2"], made["A1-R1"], words="once the protocol is signed", by=by, at=at
    )
