"""Weekly services that let people start only every so many weeks."""

import pytest

from commissioning.forecasting.engines.starting_weeks import StartingWeeks, starting_weeks
from tests.commissioning.forecasting.documents import make_service, make_started
from tests.commissioning.forecasting.engines.lines import TODAY, make_line

LAST_TUESDAY = -6


def found_weeks(*weeks_ago: int, kind: str = "rolling_group") -> StartingWeeks:
    people = [make_started(ago, started=LAST_TUESDAY - 7 * ago) for ago in weeks_ago]
    return starting_weeks(make_line(make_service(kind), people))


@pytest.mark.parametrize("kind", ["rolling_group", "unpaid_work"])
@pytest.mark.parametrize("every", [2, 3, 4, 5, 6])
def test_a_rhythm_is_recognised(every: int, kind: str) -> None:
    found = found_weeks(*range(1, 50, every), kind=kind)
    assert found.every == every
    starts = [ahead for ahead in range(-52, 53) if found.has(TODAY + LAST_TUESDAY + 7 * ahead)]
    assert starts == [ahead for ahead in range(-52, 53) if (ahead + 1) % every == 0]


@pytest.mark.parametrize(
    "weeks_ago",
    [
        range(50),  # every week
        (),
        (2, 6, 10, 14, 18),  # five starts are too few to tell
        (0, 1, 5, 6, 11, 13, 14, 20, 22, 27, 30, 33, 41),
        (0, 4, 8, 12, 16, 20, 24, 25, 29, 33, 37),  # the rhythm changed half way
    ],
)
def test_what_is_not_regular_is_every_week(weeks_ago: tuple[int, ...]) -> None:
    assert found_weeks(*weeks_ago) == StartingWeeks(every=1)


def test_one_start_out_of_rhythm_in_twenty_five_is_let_pass() -> None:
    assert found_weeks(*range(0, 50, 2), 13).every == 2
    assert found_weeks(*range(0, 50, 2), 13, 25).every == 1


def test_a_rhythm_of_the_year_before_does_not_count() -> None:
    assert found_weeks(*range(16), *range(52, 104, 4)).every == 1
    assert found_weeks(*range(0, 52, 4), *range(52, 104)).every == 4


@pytest.mark.parametrize("kind", ["one_to_one", "closed_group"])
def test_only_weekly_services_have_starting_weeks(kind: str) -> None:
    assert found_weeks(*range(0, 50, 4), kind=kind).every == 1
