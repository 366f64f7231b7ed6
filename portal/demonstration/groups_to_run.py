"""Groups of the fictional provider: one that meets today, one postponed, one that is full.

All of one queue, with people of the fictional offender manager, through the verbs of the pages and
on the days on which it would have been said. Nobody in it is real.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place
from commissioning.demonstration.naming import telephone
from commissioning.demonstration.wish import morning_of
from commissioning.groups.models import CapacityMeasure, Group
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.referrals.models import Referral
from commissioning.referrals.sending import SendingOfficer
from commissioning.registers.excluding import exclude_weekday
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.planning import new_group, postpone_group
from commissioning.registers.queries import days_of_line, register_of, sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate, plan_sessions
from commissioning.registers.telling import tell_moved
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.services.listing import Listing
from portal.demonstration.offering import offer_at_home
from portal.demonstration.sent_cases import WaitsForPlace, days_before, send_to_wait
from portal.demonstration.things_to_do import Cast

KEY: Final = "demo-steps-in-company"
TITLE: Final = "Steps in company"
OPEN_FOR: Final = 200
WEEKS: Final = 8
AT_TEN: Final = dt.time(10, 0)
ENOUGH: Final = MinimumToRun(3, days_before=5)

ON_COURSE: Final = (
    WaitsForPlace("LINNET-5101", 60, 100),
    WaitsForPlace("LINNET-5102", 58, 101),
    WaitsForPlace("LINNET-5103", 55, 102),
    WaitsForPlace("LINNET-5104", 52, 103),
    WaitsForPlace("LINNET-5105", 50, 104),
)
POSTPONED: Final = (
    WaitsForPlace("LINNET-5110", 45, 120),
    WaitsForPlace("LINNET-5111", 44, 121),
)
MISSED: Final = {(1, 2), (2, 1)}
"""Who stayed away, by the number of the session and of the person, from 0."""


def queue_of_groups(session: Session, cast: Cast, *, at: dt.datetime) -> Line | None:
    """None where it was made before."""
    if session.scalar(select(Line.id).where(Line.external_id == KEY)) is not None:
        return None
    begun = days_before(at, OPEN_FOR)
    day = local_date(begun)
    service = offer_at_home(
        session,
        cast,
        KEY,
        DeliveryKind.CLOSED_GROUP,
        Listing(
            title=TITLE,
            summary="Eight weeks in a group of a few, on what comes before a decision. Invented.",
            telephone=telephone(77),
            referral_route="Through this portal; details by telephone.",
            pathways=("attitudes_thinking_and_behaviour",),
            languages=("en",),
        ),
        at=begun,
    )
    terms = TermsStated(
        opened_on=day, target_days=56, session_weekday=local_date(at).isoweekday(),
        programme_weeks=WEEKS, min_to_run=ENOUGH.people,
    )  # fmt: skip
    line = open_line(
        session, service, external_id=KEY, name=f"{TITLE}: {cast.area.name}",
        areas=[cast.area], terms=terms, by=cast.by, at=begun,
    )  # fmt: skip
    state_capacity(
        session, line, measure=CapacityMeasure.PLACES, from_date=day, value=6,
        stated_by=cast.provider.name, stated_on=day, by=cast.by, at=begun,
    )  # fmt: skip
    return line


def plan_demo_group(
    session: Session,
    line: Line,
    name: str,
    cast: Cast,
    *,
    in_days: int,
    places: int,
    said_days_ago: int,
    at: dt.datetime,
    meets_next_day: bool = False,
) -> Group:
    """Eight weeks from the first day on which it can meet, on that weekday, `in_days` or later."""
    start = local_date(at) + dt.timedelta(days=in_days)
    weekdays = {start.isoweekday()}
    if meets_next_day:
        weekdays.add((start + dt.timedelta(days=1)).isoweekday())
    template = SessionTemplate(WEEKS * len(weekdays), tuple(sorted(weekdays)), AT_TEN)
    said_at = days_before(at, said_days_ago)
    return new_group(
        session, line, external_id=f"STEPS-{name}", start=_first(session, line, start, template),
        places=places, template=template, minimum=ENOUGH, by=cast.administrator, at=said_at,
    )  # fmt: skip


def _first(session: Session, line: Line, start: dt.date, template: SessionTemplate) -> dt.date:
    return plan_sessions(start, template, days_of_line(session, line.id, since=start)).first_on


def run_a_group(
    session: Session, line: Line, cast: Cast, sender: SendingOfficer, *, at: dt.datetime
) -> None:
    """It began a fortnight ago and meets today: what was held is marked, today's is still open."""
    group = plan_demo_group(
        session, line, "1", cast, in_days=-14, places=6, said_days_ago=70, at=at,
        meets_next_day=True,
    )  # fmt: skip
    booked = book_cases(session, line, group, ON_COURSE, cast, sender, days_ago=30, at=at)
    _never_tomorrow(session, booked[-1], cast, at=at)
    held = [one for one in sessions_of(session, group.id) if one.on_date < local_date(at)]
    for number, one in enumerate(held):
        people = enumerate(register_of(session, one))
        marks = [
            MarkTold(person.booking.public_id, _outcome(number, place))
            for place, person in people
            if not person.is_not_required
        ]
        evening = morning_of(one.on_date, 16)
        save_register(session, one, marks, by=cast.administrator, at=evening)


def _never_tomorrow(session: Session, referral: Referral, cast: Cast, *, at: dt.datetime) -> None:
    since = days_before(at, 10)
    weekday = (local_date(at) + dt.timedelta(days=1)).isoweekday()
    exclude_weekday(
        session, referral, weekday=weekday, from_date=local_date(since), by=cast.administrator,
        at=since,
    )  # fmt: skip


def _outcome(session_number: int, place: int) -> MarkOutcome:
    missed = (session_number, place) in MISSED
    return MarkOutcome.ACCEPTABLE_ABSENCE if missed else MarkOutcome.ATTENDED


def postpone_a_group(
    session: Session,
    line: Line,
    cast: Cast,
    sender: SendingOfficer,
    *,
    look: str,
    at: dt.datetime,
) -> None:
    """Planned for next week, moved yesterday by a fortnight; whoever is booked was told."""
    group = plan_demo_group(session, line, "2", cast, in_days=9, places=4, said_days_ago=60, at=at)
    book_cases(session, line, group, POSTPONED, cast, sender, days_ago=20, at=at)
    planned = sessions_of(session, group.id)
    yesterday, later = days_before(at, 1), planned[0].on_date + dt.timedelta(days=14)
    template = SessionTemplate(len(planned), (later.isoweekday(),), AT_TEN)
    start = _first(session, line, later, template)
    postpone_group(session, group, to=start, by=cast.administrator, at=yesterday)
    tell_moved(session, group, start=start, look=look, at=yesterday)


def book_cases(
    session: Session,
    line: Line,
    group: Group,
    cases: Sequence[WaitsForPlace],
    cast: Cast,
    sender: SendingOfficer,
    *,
    days_ago: int,
    at: dt.datetime,
) -> list[Referral]:
    """Each in turn, on one day."""
    when = days_before(at, days_ago)
    sent = [send_to_wait(session, line, case, cast, sender, at=at) for case in cases]
    for referral in sent:
        book_place(
            session, group, referral, request_id=f"{group.external_id}-{referral.reference}",
            by=sender.person, at=when,
        )  # fmt: skip
    return sent
