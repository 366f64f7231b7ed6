"""Each referral keeps the forecast that stood when its day came."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.keeping import KEPT_DAYS, thin_history
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.lines.models import Line
from commissioning.promises.models import Promise
from commissioning.promises.pinning import LATEST_DAYS, pin_promises
from commissioning.referrals.models import Referral
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, day, moment
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.promises import change_of_kind
from tests.makers.referrals import refer
from tests.makers.start_dates import say


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(session, areas=[make_area(session)], at=moment(-200))


def promise_of(session: Session, referral: Referral) -> Promise | None:
    return session.scalars(select(Promise).where(Promise.referral_id == referral.id)).one_or_none()


def test_what_was_said_that_day_is_pinned_with_all_that_was_said(
    session: Session, line: Line
) -> None:
    said = say(session, line, on=-5, engine="tests-1")
    referral = refer(session, line, on=-5)
    assert pin_promises(session, NOW) == 1
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert (pinned.forecast_id, pinned.line_id) == (said.id, line.id)
    assert (pinned.by_1_in_10, pinned.likely_start, pinned.by_9_in_10) == (
        day(5),
        day(15),
        day(25),
    )
    assert (pinned.promised_on, pinned.target_days) == (day(-5), 42)
    assert (pinned.start_within_target, pinned.start_within_order) == (0.9, 1.0)
    assert (pinned.engine_version, pinned.recalibration_id) == ("tests-1", None)
    assert (pinned.delivery_kind, pinned.is_generated) == (DeliveryKind.ONE_TO_ONE, False)


def test_it_is_pinned_once(session: Session, line: Line) -> None:
    say(session, line, on=-5)
    refer(session, line, on=-5)
    assert pin_promises(session, NOW) == 1
    assert pin_promises(session, NOW) == 0


@pytest.mark.parametrize(
    ("made", "is_it"),
    [
        ((-6, 6), False),  # an older one
        ((-5, 6), True),  # the last before the portal knew of the person
        ((-5, 13), False),  # this one counts the person among those ahead
        ((-4, 6), False),
    ],
)
def test_the_last_forecast_that_did_not_know_of_the_person(
    session: Session, line: Line, made: tuple[int, int], is_it: bool
) -> None:
    rows = {
        (number, hour): say(session, line, on=number, at=moment(number, hour))
        for number, hour in ((-6, 6), (-5, 6), (-5, 13), (-4, 6))
    }
    referral = refer(session, line, on=-5)
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert (pinned.forecast_id == rows[made].id) is is_it


def test_a_referral_told_late_has_what_was_said_on_the_day_of_sentence(
    session: Session, line: Line
) -> None:
    stood = say(session, line, on=-9)
    say(session, line, on=-4)
    referral = refer(session, line, on=-7, told=moment(-2))
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert pinned.forecast_id == stood.id
    # Said two days before: as of the day of sentence the target is that much further on.
    assert pinned.likely_start == day(-9 + 20)


def test_a_date_that_had_passed_was_told_as_the_day_itself(session: Session, line: Line) -> None:
    """Nothing was worked out for 25 days: pages told an earlier day as today."""
    say(session, line, on=-30)
    referral = refer(session, line, on=-5)
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    dates = (pinned.by_1_in_10, pinned.likely_start, pinned.by_9_in_10)
    assert dates == (day(-5), day(-5), day(0))


def test_each_has_what_was_said_to_their_priority(session: Session, line: Line) -> None:
    standard = say(session, line, on=-5)
    priority = say(session, line, on=-5, priority=ForPriority.PRIORITY)
    referrals = [refer(session, line, on=-5, is_priority=first) for first in (False, True)]
    pin_promises(session, NOW)
    pinned = [promise_of(session, referral) for referral in referrals]
    assert [one and one.forecast_id for one in pinned] == [standard.id, priority.id]


def test_who_came_before_anything_was_said_was_promised_nothing(
    session: Session, line: Line
) -> None:
    refer(session, line, on=-8)
    say(session, line, on=-5)
    assert pin_promises(session, NOW) == 0


def test_a_day_of_which_it_is_no_longer_known_what_stood_is_left_alone(
    session: Session, line: Line
) -> None:
    for number in (-LATEST_DAYS - 1, -LATEST_DAYS):
        say(session, line, on=number)
        refer(session, line, on=number, told=moment(-1))
    assert pin_promises(session, NOW) == 1


def test_a_bounded_number_at_a_time_newest_first(session: Session, line: Line) -> None:
    say(session, line, on=-9)
    referrals = [refer(session, line, on=-5) for _ in range(3)]
    assert pin_promises(session, NOW, limit=2) == 2
    assert promise_of(session, referrals[0]) is None
    assert pin_promises(session, NOW, limit=2) == 1


def test_that_no_date_was_told_is_kept_as_well(session: Session, line: Line) -> None:
    say(session, line, on=-5, steps=())
    referral = refer(session, line, on=-5)
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert (pinned.by_9_in_10, pinned.start_within_order) == (None, 0.0)


def test_it_says_by_which_change_the_date_was_said_otherwise(session: Session, line: Line) -> None:
    change = change_of_kind(session, "Tests.")
    say(session, line, on=-5, basis={"recalibration_id": change.id})
    referral = refer(session, line, on=-5)
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert pinned.recalibration_id == change.id


def test_thinning_leaves_what_was_promised(session: Session, line: Line) -> None:
    promised = say(session, line, on=-20)
    other = say(session, line, on=-19)
    last = say(session, line, on=-18)
    refer(session, line, on=-20)
    pin_promises(session, NOW)
    later = NOW + dt.timedelta(days=KEPT_DAYS)
    thin_history(session, later)
    assert set(session.scalars(select(LineForecast.id))) == {promised.id, last.id}
    assert other.id not in {promised.id, last.id}


def test_the_one_that_stood_when_the_kept_days_began_is_never_thinned(
    session: Session, line: Line
) -> None:
    """Said long ago and unchanged until after the limit: a referral of that day needs it."""
    stood = say(session, line, on=-KEPT_DAYS - 40)
    say(session, line, on=-60)
    thin_history(session, NOW)
    assert session.get(LineForecast, stood.id) is not None
    referral = refer(session, line, on=-LATEST_DAYS, told=moment(-1))
    pin_promises(session, NOW)
    pinned = promise_of(session, referral)
    assert pinned is not None
    assert pinned.forecast_id == stood.id
