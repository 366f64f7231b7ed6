"""Who said that a line's facts are still right, and from when on files alone did."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.confirming import NotALinesFact, confirm_lines
from commissioning.lines.models import Line, LineConfirmation, LineFigures
from commissioning.lines.still_right import say_still_right
from directory.audit.models import AuditRow
from directory.services.confirming import ConfirmedAhead
from directory.services.freshness import FactKind
from directory.stating import NotSaid
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

FILE, PERSON, EVENT = "by a file", "by a person", "by an event"


def say(session: Session, line: Line, on: dt.date, who: str, kind: FactKind) -> int:
    if who == EVENT:
        confirm_lines(session, [line.id], kind=kind, on=on, at=NOW)
        return 1
    return say_still_right(
        session, [line], kind=kind, on=on, confirmed_by="Example Team", by_file=who == FILE,
        by=actor(session), at=NOW,
    )  # fmt: skip


def clock(session: Session, line: Line, kind: FactKind) -> tuple[dt.date | None, bool]:
    """The day, and whether it is told that files alone moved it there."""
    session.expire_all()
    figures = session.get_one(LineFigures, line.id)
    day, alone = (
        (figures.vacancies_confirmed_on, figures.vacancies_by_file_alone_on)
        if kind is FactKind.VACANCIES
        else (figures.dates_confirmed_on, figures.dates_by_file_alone_on)
    )
    return day, day is not None and day == alone


@pytest.mark.parametrize("kind", [FactKind.START_DATES, FactKind.VACANCIES])
@pytest.mark.parametrize(
    ("told", "is_alone"),
    [
        ([(-70, FILE), (-35, FILE)], False),
        ([(-70, FILE), (-35, FILE), (0, FILE)], True),
        ([(-70, FILE), (-35, FILE), (-35, FILE)], False),
        ([(-90, FILE), (-70, FILE), (-35, FILE), (0, FILE)], True),
        ([(-70, FILE), (-35, PERSON), (0, FILE)], False),
        ([(-70, FILE), (-35, FILE), (-20, EVENT), (0, FILE)], False),
        ([(-70, FILE), (-35, FILE), (-10, FILE), (0, PERSON)], False),
        ([(-70, FILE), (-35, FILE), (0, FILE), (0, PERSON)], False),
        ([(-70, FILE), (-35, FILE), (-10, FILE), (0, EVENT)], False),
    ],
)
def test_the_third_time_running_without_a_person_it_is_by_file_alone(
    session: Session, kind: FactKind, told: list[tuple[int, str]], is_alone: bool
) -> None:
    line = make_bare_line(session)
    for number, who in told:
        say(session, line, day(number), who, kind)
    assert clock(session, line, kind) == (day(told[-1][0]), is_alone)


def test_said_again_of_the_same_day_it_is_kept_once_and_a_person_counts_for_more(
    session: Session,
) -> None:
    line = make_bare_line(session)
    news = [say(session, line, TODAY, who, FactKind.START_DATES) for who in (FILE, FILE, PERSON)]
    assert news == [1, 0, 1]
    assert say(session, line, TODAY, FILE, FactKind.START_DATES) == 0
    kept = session.scalars(select(LineConfirmation)).one()
    assert (kept.times_by_file, kept.confirmed_by) == (0, "Example Team")
    acts = session.scalars(select(AuditRow).where(AuditRow.act == "line:confirm")).all()
    assert [(row.after or {})["by_file"] for row in acts] == [True, False]


def test_an_older_word_takes_no_clock_back(session: Session) -> None:
    line = make_bare_line(session)
    say(session, line, TODAY, PERSON, FactKind.START_DATES)
    assert say(session, line, day(-9), PERSON, FactKind.START_DATES) == 1
    assert clock(session, line, FactKind.START_DATES) == (TODAY, False)


@pytest.mark.parametrize(
    ("kind", "on", "by", "refusal"),
    [
        (FactKind.TELEPHONE, TODAY, "Example Team", NotALinesFact),
        (FactKind.START_DATES, day(1), "Example Team", ConfirmedAhead),
        (FactKind.START_DATES, TODAY, "  ", NotSaid),
    ],
)
def test_what_cannot_be_confirmed_is_refused(
    session: Session, kind: FactKind, on: dt.date, by: str, refusal: type[Exception]
) -> None:
    line = make_bare_line(session)
    with pytest.raises(refusal):
        say_still_right(
            session, [line], kind=kind, on=on, confirmed_by=by, by=actor(session), at=NOW
        )
    assert session.scalars(select(LineConfirmation)).all() == []
