"""A line whose dates do not hold tells a wider range, until the narrower one would hold again."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.dates.keeping import keep
from commissioning.dates.kept_dates import IF_NARROWER, WIDER
from commissioning.dates.models import LineForecast
from commissioning.dates.working_out import work_out
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.models import Line, LineFigures
from commissioning.promises.in_force import recalibrations_in_force
from commissioning.promises.pinning import pin_promises
from commissioning.promises.reasons import NARROWED, WIDENED
from commissioning.promises.record import forecast_record
from directory.delivery import DeliveryKind
from directory.services.models import Service
from tests.makers.days import NOW, day, moment
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.promises import changes, promise, revise
from tests.makers.referrals import refer
from tests.makers.start_dates import say

ONE_TO_ONE = DeliveryKind.ONE_TO_ONE


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(session, areas=[make_area(session)], at=moment(-200))


def test_a_line_that_breaks_too_many_promises_tells_a_wider_range(
    session: Session, line: Line
) -> None:
    promise(session, line, kept=13, broken=7)
    assert revise(session, NOW) == 1
    (change,) = changes(session)
    assert (change.line_id, change.is_wide, change.reason) == (line.id, True, WIDENED)
    assert revise(session, NOW) == 0  # said once
    assert forecast_record(session).lines_widened == 1


def test_six_of_twenty_may_be_chance(session: Session, line: Line) -> None:
    promise(session, line, kept=14, broken=6)
    assert revise(session, NOW) == 0


def answered(session: Session, line: Line, at: dt.datetime) -> LineForecast:
    recalibration_of = recalibrations_in_force(session).of
    answers = work_out(session, [line.id], as_of=at.date(), recalibration_of=recalibration_of)
    keep(session, answers, at=at)
    figures = session.get_one(LineFigures, line.id)
    return session.get_one(LineForecast, figures.standard_forecast_id)


def test_its_dates_say_so_and_run_later(session: Session, line: Line) -> None:
    promise(session, line, kept=13, broken=7)
    before = answered(session, line, NOW)
    revise(session, NOW)
    after = answered(session, line, NOW + dt.timedelta(minutes=1))
    assert WIDER not in before.basis["explanation"]
    assert after.basis["explanation"].endswith(WIDER)
    assert after.basis["recalibration_id"] == changes(session)[0].id
    old, new = (StartDays.from_stored(row.distribution) for row in (before, after))
    assert new.chance_within(60) < old.chance_within(60)
    assert "recalibration_id" not in before.basis


def test_beside_it_is_kept_what_would_have_been_told_without(session: Session, line: Line) -> None:
    promise(session, line, kept=13, broken=7)
    before = answered(session, line, NOW)
    revise(session, NOW)
    after = answered(session, line, NOW + dt.timedelta(minutes=1))
    assert IF_NARROWER not in before.basis
    assert before.by_9_in_10 is not None
    assert after.basis[IF_NARROWER] == before.by_9_in_10.isoformat()


def tell_wider(session: Session, line: Line, *, on: int, started: int, without: int) -> None:
    """Twenty people told 30 days, who would have been told `without` days, and start."""
    say(session, line, on=on, basis={IF_NARROWER: day(on + without).isoformat()})
    for _ in range(20):
        refer(session, line, on=on, started=on + started)
    pin_promises(session, LATER)


LATER = NOW + dt.timedelta(days=60)


@pytest.mark.parametrize(
    ("on", "without", "is_wide"),
    [
        (10, 20, False),  # the narrower range would have held
        (10, 19, True),  # the wider one holds, the narrower would not: nothing has mended
        (0, 20, True),  # told on the day of the change, when dates were still the old ones
    ],
)
def test_it_is_narrow_again_when_the_narrower_range_would_have_held(
    session: Session, line: Line, on: int, without: int, is_wide: bool
) -> None:
    promise(session, line, kept=13, broken=7)
    revise(session, NOW)
    tell_wider(session, line, on=on, started=20, without=without)
    assert revise(session, LATER) == (not is_wide)
    newest = changes(session)[-1]
    assert (newest.is_wide, newest.reason) == (is_wide, WIDENED if is_wide else NARROWED)
    said = recalibrations_in_force(session).of(line.id, ONE_TO_ONE, False)
    assert (said is not None) is is_wide


def test_another_engines_broken_promises_do_not_widen(session: Session, line: Line) -> None:
    promise(session, line, kept=13, broken=7, engine="plain-1")
    assert revise(session, NOW) == 0


def test_a_generated_line_is_not_counted_among_those_widened(session: Session, line: Line) -> None:
    session.get_one(Service, line.service_id).is_generated = True
    session.flush()
    promise(session, line, kept=13, broken=7)
    assert revise(session, NOW) == 1
    assert forecast_record(session).lines_widened == 0
