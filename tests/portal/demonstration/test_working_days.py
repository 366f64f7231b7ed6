"""What fills a working day in the demonstration: groups, registers, places, holds, offers, beds."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.beds.models import Bed
from commissioning.beds.nights import vacancies
from commissioning.beds.queries import beds_of
from commissioning.bookings.holding import stands
from commissioning.bookings.kinds import OfferAnswer, TurnStanding
from commissioning.bookings.models import Booking, Hold, PlaceOffer, TurnProof, TurnProofRow
from commissioning.groups.models import Group
from commissioning.lines.models import LineFigures
from commissioning.moves.counting_hands import count_days_in_hands
from commissioning.moves.models import ClockNote
from commissioning.partnership.actions.queries import plan_called, plan_standing
from commissioning.partnership.actions.standings import ActionStanding
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.registers.models import GroupSession, RegisterMark
from directory.accounts.entering import account_of_email
from directory.accounts.visiting import memberships_of
from directory.clock import local_date
from directory.messages.models import Message
from directory.people.roles import Role
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.demonstration.cases_to_tell import QUEUES, make_cases_to_tell
from portal.demonstration.inbox_to_work import make_inbox_to_work
from portal.demonstration.plan_agreed import CODE
from portal.demonstration.things_to_do import make_things_to_do
from portal.demonstration.working_day import make_working_day
from portal.extensions import db
from portal.fictional_accounts import email_of, make_fictional_accounts
from tests.databases import application, new_sqlite_database
from tests.house.test_readme import section, table
from tests.makers.accounts import LoggedIn, logged_in_as
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider

TODAY = local_date(NOW)


@cache
def made_morning(folder: Path) -> Flask:
    """A portal with an account of each role and a working day for it, kept."""
    app = application(new_sqlite_database(folder), folder / "morning")
    with time_machine.travel(NOW, tick=False), app.app_context():
        session = db.session()
        make_morning(session, at=NOW)
        count_days_in_hands(session, NOW)
        session.commit()
    return app


def make_morning(session: Session, *, at: dt.datetime) -> None:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    for _ in range(QUEUES):
        make_line(session, areas=[area])
    make_provider(session, name="Example Neighbour (fictional)")
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    make_fictional_accounts(session, at=at)
    make_things_to_do(session, at=at)
    make_cases_to_tell(session, at=at)
    make_inbox_to_work(session, at=at)
    assert make_working_day(session, at=at)
    assert not make_working_day(session, at=at)


@pytest.fixture
def morning(scratch: Path) -> Iterator[Flask]:
    app = made_morning(scratch)
    with time_machine.travel(NOW, tick=False):
        yield app


@pytest.fixture
def made(morning: Flask) -> Iterator[Session]:
    with morning.app_context(), Session(db.engine) as session:
        yield session


def test_a_register_of_today_is_open_and_what_was_held_is_marked(made: Session) -> None:
    days = select(GroupSession.on_date, func.count(RegisterMark.id)).outerjoin(
        RegisterMark, RegisterMark.session_id == GroupSession.id
    )
    group = select(Group.id).where(Group.external_id == "STEPS-1").scalar_subquery()
    rows = made.execute(days.where(GroupSession.group_id == group).group_by(GroupSession.on_date))
    marked = {row.on_date: row[1] for row in rows}
    assert TODAY in marked
    assert [day for day, number in marked.items() if (number == 0) != (day >= TODAY)] == []


def test_a_group_is_postponed_and_whoever_sent_is_told_once(made: Session) -> None:
    group = made.scalars(select(Group).where(Group.external_id == "STEPS-2")).one()
    first = made.scalar(
        select(func.min(GroupSession.on_date)).where(GroupSession.group_id == group.id)
    )
    assert first == group.planned_start + dt.timedelta(days=14)
    assert made.scalar(select(func.count()).select_from(Message)) == 1


def test_holds_of_every_kind_stand_for_today_and_the_next_day(made: Session) -> None:
    holds = made.scalars(select(Hold).order_by(Hold.hearing_on)).all()
    assert [(hold.hearing_on - TODAY).days for hold in holds if stands(hold, TODAY)] == [0, 1]
    assert len(holds) == 4
    assert sum(hold.booking_id is not None for hold in holds) == 1


def test_an_offer_is_out_after_one_was_passed_on(made: Session) -> None:
    of_full = select(PlaceOffer).join(Group, Group.id == PlaceOffer.group_id)
    of_full = of_full.where(Group.external_id == "STEPS-3")
    passed_on, out = made.scalars(of_full.order_by(PlaceOffer.id)).all()
    assert passed_on.answer is OfferAnswer.PASSED_ON
    assert (out.answer, out.answer_by > TODAY) == (None, True)
    assert passed_on.referral_id != out.referral_id


def test_every_place_given_has_its_proof_and_some_rows_say_why_not(made: Session) -> None:
    given = made.scalar(select(func.count()).select_from(Booking))
    assert given == 16
    assert made.scalar(select(func.count()).select_from(TurnProof)) == given
    found = Counter(made.scalars(select(TurnProofRow.standing)))
    assert {TurnStanding.CANNOT_FINISH, TurnStanding.PAUSED, TurnStanding.IN_TURN} <= set(found)


def test_a_plan_of_three_levels_has_what_is_late_started_done_and_unread(made: Session) -> None:
    plan = plan_called(made, CODE)
    counts = plan_standing(made, plan, as_of=TODAY).counts
    assert counts == {
        ActionStanding.OVERDUE: 5, ActionStanding.START_PASSED: 1, ActionStanding.ASKED: 3,
        ActionStanding.AHEAD: 4, ActionStanding.STARTED: 3, ActionStanding.CLOSED: 3,
        ActionStanding.NO_TARGET: 1,
    }  # fmt: skip


def test_a_bed_is_free_tonight_and_another_in_three_days(made: Session) -> None:
    line_id = made.scalars(select(Bed.line_id)).first()
    assert line_id is not None
    beds = [known.record for known in beds_of(made, [line_id])[line_id]]
    assert vacancies(beds, TODAY, TODAY) == 1
    nights = [TODAY + dt.timedelta(days=days) for days in range(6)]
    assert [vacancies(beds, night, TODAY) for night in nights] == [1, 1, 1, 1, 2, 2]


def test_a_party_of_unpaid_work_has_hours_and_one_session_today(made: Session) -> None:
    cases = {
        row.reference: row
        for row in made.scalars(select(Referral).where(Referral.hours_ordered.is_not(None)))
    }
    credited = {name: (one.hours_ordered, one.hours_worked) for name, one in cases.items()}
    # Five Tuesdays: whole days; six hours and an hour and a half of travel; one absence each.
    assert credited == {
        "LINNET-5301": (60, 35), "LINNET-5302": (120, 37.5), "LINNET-5303": (80, 22),
        "LINNET-5304": (40, 28),
    }  # fmt: skip
    group = select(Group.id).where(Group.external_id == "TOWPATH-1").scalar_subquery()
    days = made.scalars(select(GroupSession.on_date).where(GroupSession.group_id == group)).all()
    assert TODAY in days


def test_figures_are_their_events(made: Session) -> None:
    waiting = select(func.count()).where(Referral.status == ReferralStatus.WAITING)
    assert made.scalar(select(func.sum(LineFigures.waiting))) == made.scalar(waiting)
    seats = select(func.sum(Group.booked))
    standing = select(func.count(Booking.id)).where(Booking.left_on.is_(None))
    assert made.scalar(seats) == made.scalar(standing)


def test_the_provider_says_otherwise_of_a_clock(made: Session) -> None:
    assert made.scalar(select(func.count()).select_from(ClockNote)) == 1


# ------------------------------------------------------------------- the tour of the README


ROWS: Final = list(table(section("A tour, by who asks"), "working day of", "open"))
ID: Final = "[0-9a-f-]{36}"
FEWEST_ROWS: Final = 25


def entered(app: Flask, email: str) -> LoggedIn:
    with app.app_context(), Session(db.engine) as session:
        account = account_of_email(session, email)
        assert account is not None
        [member] = memberships_of(session, account.person_id)
        browser = logged_in_as(app.test_client(), session, member)
        session.commit()
        return browser


def address_in(step: str, seen: str) -> str:
    """As it stands there, or that of the first link on the page before that says so."""
    path = step.split("`")[1]
    if "<id>" not in path:
        return path
    said = re.search("“([^”]+)”", step)
    links = re.findall(
        rf'<a\b[^>]*href="({path.replace("<id>", ID)})(?:\?[^"]*)?"[^>]*>(.*?)</a>', seen, re.DOTALL
    )
    found: list[str] = [at for at, text in links if said is None or said[1] in words_of(text)]
    return found[0]


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_every_page_of_a_working_day_says_what_the_tour_promises(morning: Flask) -> None:
    browser: LoggedIn | None = None
    seen, missing = "", []
    assert len(ROWS) > FEWEST_ROWS
    for who, opened, promised in ROWS:
        if email := re.search(r"`(\S+@\S+)`", who):
            browser = entered(morning, email[1])
        assert browser is not None
        for step in opened.split(", then "):
            path = address_in(step, seen)
            page = browser.get(path)
            assert page.status_code == 200, (who, step, path)
            seen = page.text if "<id>" not in step else page.text + seen
        text = words_of(page.text)
        missing += [
            f"{opened}: {one}" for one in re.findall("“([^”]+)”", promised) if one not in text
        ]
    assert missing == []


def test_why_not_this_case_shows_its_row(morning: Flask) -> None:
    """As the tour tells: of the last place of the full group, and of somebody behind it."""
    with morning.app_context(), Session(db.engine) as session:
        of_case = select(Booking.public_id).join(Referral, Referral.id == Booking.referral_id)
        place = session.scalar(of_case.where(Referral.reference == "LINNET-5123"))
    browser = entered(morning, email_of(Role.OFFENDER_MANAGER))
    answer = browser.post(f"/turns/{place}", {"reference": "LINNET-5134"})
    assert "This case was not given the place: the case that got it had an order that ends" in (
        words_of(answer.text)
    )


@pytest.mark.soak
@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (dt.date(2026, 12, 24), 9),
        (dt.date(2026, 12, 25), 9),  # a bank holiday: no session of today
        (dt.date(2027, 3, 28), 1),  # the clock change
        (dt.date(2027, 3, 29), 23),  # Easter Monday, the next day by the clock on the wall
        (dt.date(2027, 5, 2), 12),  # a Sunday before a bank holiday
        (dt.date(2031, 6, 2), 9),  # no bank holidays are published: nothing is held or offered
    ],
)
def test_it_is_made_on_any_day_of_the_year(
    app: Flask, client: FlaskClient, session: Session, day: dt.date, hour: int
) -> None:
    at = dt.datetime.combine(day, dt.time(hour, 20), dt.UTC)
    with time_machine.travel(at, tick=False), app.app_context():
        make_morning(session, at=at)
    assert session.scalar(select(func.count()).select_from(Booking))
