"""What has become of groups: late, cancelled, how far apart, how full."""

import pytest

from commissioning.forecasting.engines.group_record import GroupRecord, group_record
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_group,
    make_referral,
    make_service,
)
from tests.commissioning.forecasting.engines.lines import make_line

READY_ALL_ALONG = [
    make_referral(n, received=day(-400), inducted=day(-390), missed_starts=1) for n in range(4)
]
ON_TIME = make_group(-70, status="ran")
LATE = make_group(-56, status="ran", moved=14)
CANCELLED = make_group(-70, status="cancelled")


def record(
    *groups: Document, ready: int = 4, referrals: list[Document] | None = None, **facts: int | None
) -> GroupRecord:
    service = make_service("closed_group", cohorts=list(groups), **facts)
    return group_record(make_line(service, referrals or READY_ALL_ALONG[:ready]))


def counted(found: GroupRecord) -> int:
    """Groups that say something about the provider; each share leans on ten others."""
    return round(found.late.of - 10)


def test_late_and_cancelled_are_shares_of_the_groups_that_were_due() -> None:
    """One of four each. With ten groups at the usual share the area makes 2 and 1.5 in 14."""
    coming = make_group(14)
    three_weeks_put_off = make_group(21, moved=21) | {"id": "put off"}
    found = record(ON_TIME, CANCELLED, ON_TIME | {"id": "other"}, three_weeks_put_off, coming)
    assert (found.late.times, found.late.of) == pytest.approx((1 + 10 * 2 / 14, 14))
    assert (found.cancelled.times, found.cancelled.of) == pytest.approx((1 + 10 * 1.5 / 14, 14))


@pytest.mark.parametrize("group", [LATE, CANCELLED])
@pytest.mark.parametrize(("ready", "groups_counted"), [(3, 0), (4, 1)])
def test_a_group_with_too_few_people_ready_is_not_counted_against_the_provider(
    group: Document, ready: int, groups_counted: int
) -> None:
    assert counted(record(group, ready=ready, min_to_run=4)) == groups_counted


@pytest.mark.parametrize(
    ("facts", "groups_counted"),
    [
        ({"inducted": day(-70)}, 1),
        ({"inducted": day(-69)}, 0),
        ({"inducted": None}, 0),
        ({"status": "withdrawn", "withdrawn": day(-70)}, 0),
        ({"status": "in_progress", "started": day(-70)}, 1),
        ({"status": "in_progress", "started": day(-71)}, 0),
    ],
)
def test_ready_is_whoever_could_have_started_on_the_first_published_day(
    facts: Document, groups_counted: int
) -> None:
    person = READY_ALL_ALONG[0] | facts
    assert counted(record(CANCELLED, referrals=[person], min_to_run=1)) == groups_counted


def test_a_group_moved_by_less_than_four_days_is_on_time() -> None:
    by_three = record(make_group(-67, status="ran", moved=3)).late.value
    by_four = record(make_group(-66, status="ran", moved=4)).late.value
    assert by_three < 0.1 < by_four


def test_delays_are_those_seen_in_the_area_and_the_usual_ones() -> None:
    found = record(LATE, make_group(90, moved=200), make_group(-3, status="ran", moved=3))
    assert found.delays == (14, 120, 14, 21, 28)


@pytest.mark.parametrize(
    ("starts", "programme_weeks", "gaps"),
    [
        ((-200, -130, -30, 14), 10, (70, 100, 44)),
        ((-200, -130, -123, -30), 10, (70, 93)),  # two groups a week apart are no rhythm
        ((), 10, (70,)),  # nothing published: as long as the programme takes
        ((-20,), 6, (42,)),
        ((), None, (70,)),
    ],
)
def test_gaps_are_days_between_published_starts(
    starts: tuple[int, ...], programme_weeks: int | None, gaps: tuple[int, ...]
) -> None:
    groups = [make_group(start) for start in starts]
    assert record(*groups, programme_weeks=programme_weeks).gaps == gaps


def test_places_not_filled_while_somebody_waits_are_not_offered() -> None:
    """Two groups started four of eight: with a tenth missed starts, 4.4 places were offered."""
    half_empty = [make_group(s, places=8, status="ran") | {"started": 4} for s in (-140, -70)]
    waiting = [make_referral("kept", received=day(-400), inducted=day(-390))]
    offered = 4 / 8 / 0.9
    assert record(*half_empty, referrals=waiting).filled == pytest.approx(
        (2 * offered + 4 * 0.97) / 6
    )
    nobody_ready = [make_referral("late", inducted=day(-1))]
    assert record(*half_empty, referrals=nobody_ready).filled == pytest.approx(0.97)


@pytest.mark.parametrize(("ready", "groups_counted"), [(-148, 2), (-78, 1), (-77, 0)])
def test_whoever_had_just_become_ready_was_not_left_waiting(
    ready: int, groups_counted: int
) -> None:
    """Ready for at least eight days before a group that started without them."""
    empty = [make_group(s, places=8, status="ran") | {"started": 0} for s in (-140, -70)]
    waiting = [make_referral("kept", received=day(-400), inducted=day(ready))]
    expected = 4 * 0.97 / (4 + groups_counted)
    assert record(*empty, referrals=waiting).filled == pytest.approx(expected)
