"""A party of unpaid work of the fictional provider: five weeks recorded, and one session today.

Somebody who never missed, somebody who travels far, somebody who stayed away once. Invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.naming import telephone
from commissioning.demonstration.wish import morning_of
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.referrals.sending import SendingOfficer
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession
from commissioning.registers.planning import new_group
from commissioning.registers.queries import days_of_line, register_of, sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate, plan_sessions
from commissioning.unpaid_work.hours import HOUR, HoursTold
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.services.listing import Listing
from directory.services.models import Service
from portal.demonstration.groups_to_run import book_cases
from portal.demonstration.offering import offer_at_home
from portal.demonstration.sent_cases import WaitsForPlace, days_before
from portal.demonstration.things_to_do import Cast

KEY: Final = "demo-towpath-party"
TITLE: Final = "Towpath work party"
OPEN_FOR: Final = 200
BEGAN_DAYS_AGO: Final = 35
SESSIONS: Final = 12
LONG: Final = 7.0
PLACES: Final = 6
AT_NINE: Final = dt.time(9, 0)

AT_WORK: Final = (
    WaitsForPlace("LINNET-5301", 66, 300, hours=60),
    WaitsForPlace("LINNET-5302", 65, 420, hours=120),
    WaitsForPlace("LINNET-5303", 64, 60, hours=80),
    WaitsForPlace("LINNET-5304", 63, 200, hours=40),
)
WHOLE: Final = HoursTold(round(LONG * HOUR))
USUAL: Final[Sequence[HoursTold]] = (
    WHOLE,
    HoursTold(6 * HOUR, 150, "no_nearer_work"),
    HoursTold(5 * HOUR + 30),
    WHOLE,
)
AWAY: Final = {
    (1, 2): MarkOutcome.UNACCEPTABLE_ABSENCE,
    (2, 3): MarkOutcome.ACCEPTABLE_ABSENCE,
}
"""By the number of the session and of the person, from 0."""


def make_work_to_do(
    session: Session, cast: Cast, sender: SendingOfficer, *, at: dt.datetime
) -> bool:
    """Once; whether anything was made."""
    if session.scalar(select(Line.id).where(Line.external_id == KEY)) is not None:
        return False
    line = _queue(session, _service(session, cast, days_before(at, OPEN_FOR)), cast, at=at)
    start = local_date(at) - dt.timedelta(days=BEGAN_DAYS_AGO)
    template = SessionTemplate(SESSIONS, (start.isoweekday(),), AT_NINE)
    days = days_of_line(session, line.id, since=start)
    group = new_group(
        session, line, external_id="TOWPATH-1",
        start=plan_sessions(start, template, days).first_on, places=PLACES, template=template,
        minimum=MinimumToRun(None), by=cast.administrator, at=days_before(at, 75),
    )  # fmt: skip
    book_cases(session, line, group, AT_WORK, cast, sender, days_ago=45, at=at)
    held = [one for one in sessions_of(session, group.id) if one.on_date < local_date(at)]
    for number, one in enumerate(held):
        _mark(session, one, number, cast)
    return True


def _mark(session: Session, one: GroupSession, number: int, cast: Cast) -> None:
    marks = []
    for place, person in enumerate(register_of(session, one)):
        outcome = AWAY.get((number, place), MarkOutcome.ATTENDED)
        hours = USUAL[place] if outcome is MarkOutcome.ATTENDED else None
        marks.append(MarkTold(person.booking.public_id, outcome, hours=hours))
    evening = morning_of(one.on_date, 16)
    save_register(session, one, marks, by=cast.administrator, at=evening)


def _service(session: Session, cast: Cast, at: dt.datetime) -> Service:
    return offer_at_home(
        session,
        cast,
        KEY,
        DeliveryKind.UNPAID_WORK,
        Listing(
            title=TITLE,
            summary="Seven hours a week on paths and hedges, with a supervisor. Invented.",
            telephone=telephone(78),
            referral_route="Through this portal; details by telephone.",
            requirements=("unpaid_work",),
            languages=("en",),
        ),
        at=at,
    )


def _queue(session: Session, service: Service, cast: Cast, *, at: dt.datetime) -> Line:
    begun = days_before(at, OPEN_FOR)
    day = local_date(begun)
    terms = TermsStated(
        opened_on=day, target_days=28, session_weekday=local_date(at).isoweekday(),
        hours_per_session=LONG,
    )  # fmt: skip
    line = open_line(
        session, service, external_id=KEY, name=f"{TITLE}: {cast.area.name}",
        areas=[cast.area], terms=terms, by=cast.by, at=begun,
    )  # fmt: skip
    state_capacity(
        session, line, measure=CapacityMeasure.PLACES, from_date=day, value=PLACES * LONG,
        stated_by=cast.provider.name, stated_on=day, by=cast.by, at=begun,
    )  # fmt: skip
    return line
