"""A change to a document, and what is told of before and after."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from commissioning.desk.rehearsing import (
    Bought,
    Change,
    DemandChanged,
    EndsEarly,
    ImpossibleChange,
    OneMoreGroup,
    PlacesChanged,
    VolumeVaried,
    changed_document,
    rehearse,
    varied,
)
from commissioning.forecasting.engines.rolling_groups import GroupsLine
from commissioning.forecasting.engines.rolling_places import PlacesLine
from commissioning.forecasting.engines.starts_counted import StartsCounted
from commissioning.forecasting.forecast import dates_and_starts, start_days
from commissioning.volumes.money import Price
from commissioning.volumes.volume import Volume
from tests.commissioning.forecasting.documents import (
    AS_OF,
    make_referral,
    make_service,
    make_started,
)

Document = dict[str, Any]

UNTIL = dt.date(2026, 12, 31)
SOON = AS_OF + dt.timedelta(days=30)
YEAR = (dt.date(2026, 1, 1), UNTIL)
KINDS = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")


def document_of(kind: str = "one_to_one", **facts: Any) -> Document:
    """Thirty started in the last year, twelve wait."""
    started = [make_started(number, started=-10 * number) for number in range(3, 33)]
    for number, one in enumerate(started, start=3):
        one |= {"status": "completed", "ended": _ended(number)}
        one |= {"hours_ordered": 70, "hours_worked": 70, "sessions_attended": 12}
    waiting = [
        make_referral(f"w{number}", hours_ordered=70, hours_worked=0) for number in range(12)
    ]
    return {
        "schema_version": "1.0",
        "as_of": AS_OF.isoformat(),
        "bank_holidays": [],
        "services": [make_service(kind, **facts)],
        "referrals": [*started, *waiting],
        "questions": [
            {
                "id": priority,
                "service_id": "S",
                "priority": priority,
                "order_days": 365,
                "target_days": 42,
            }
            for priority in ("standard", "priority")
        ],
    }


def _ended(number: int) -> str:
    return (AS_OF - dt.timedelta(days=max(1, 10 * number - 80))).isoformat()


CHANGES: list[Change] = [
    OneMoreGroup(SOON, 8),
    PlacesChanged(SOON, 20),
    DemandChanged(30),
    EndsEarly(AS_OF + dt.timedelta(days=120)),
    VolumeVaried(SOON, 60),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
def test_document_that_was_given_stays_as_it_was(change: Change) -> None:
    document = document_of("closed_group")
    before = copy.deepcopy(document)
    changed_document(document, change)
    assert document == before


def test_before_is_what_the_line_is_told_of_anyway() -> None:
    document = document_of()
    told = rehearse(document, PlacesChanged(SOON, 20), until=UNTIL)
    assert told.before.dates == start_days(document)["standard"]


@pytest.mark.parametrize(
    ("kind", "days"),
    [("closed_group", 200), ("rolling_group", 420), ("one_to_one", 200), ("unpaid_work", 300)],
)
def test_dates_and_starts_are_what_each_is_alone(
    kind: str, days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One future is played for both; alone dates look a year ahead, and starts to their day."""
    document, until = document_of(kind), AS_OF + dt.timedelta(days=days)
    both = dates_and_starts(document, until=until)
    assert both.dates == start_days(document)

    def counted_alone(line: PlacesLine | GroupsLine, horizon_days: int) -> StartsCounted:
        line.roll_on(horizon_days if isinstance(line, GroupsLine) else days)
        return line._futures.starts

    for rolling in (PlacesLine, GroupsLine):
        monkeypatch.setattr(rolling, "roll_both", counted_alone)
    assert both.starts == dates_and_starts(document, until=until).starts


def test_change_that_changes_nothing_tells_the_same_twice() -> None:
    told = rehearse(document_of(), DemandChanged(0), until=UNTIL)
    assert told.before == told.after


@pytest.mark.parametrize("kind", KINDS)
def test_half_as_many_places_again_start_no_fewer_people(kind: str) -> None:
    capacity = 70 if kind == "unpaid_work" else 8
    change = PlacesChanged(AS_OF + dt.timedelta(days=7), 3 * capacity)
    told = rehearse(document_of(kind), change, until=UNTIL)
    assert told.after.starts.middle >= told.before.starts.middle
    assert told.after.dates.chance_within(180) >= told.before.dates.chance_within(180) - 0.02


def test_one_more_group_is_joined() -> None:
    told = rehearse(document_of("closed_group"), OneMoreGroup(SOON, 8), until=UNTIL)
    assert told.after.starts.middle > told.before.starts.middle
    assert told.after.dates.chance_within(45) > told.before.dates.chance_within(45)


def test_nobody_starts_after_an_early_end() -> None:
    end = AS_OF + dt.timedelta(days=60)
    told = rehearse(document_of(), EndsEarly(end), until=UNTIL)
    assert told.after.starts.high <= told.before.starts.low + 12
    assert max(told.after.dates.days, default=0) <= 60


def test_demand_that_stops_leaves_those_who_wait() -> None:
    told = rehearse(document_of(), DemandChanged(-100), until=UNTIL)
    assert told.after.starts.high <= 12
    assert told.before.starts.high > 12


def test_every_figure_has_its_range_and_money_only_with_a_price() -> None:
    bought = Bought(Volume(YEAR, 30, "start"), started_to_date=10)
    told = rehearse(document_of(), DemandChanged(50), until=UNTIL, bought=bought)
    for side in (told.before, told.after):
        assert side.outturn is not None
        assert side.unfunded is not None
        assert side.starts.low <= side.starts.middle <= side.starts.high
        assert side.outturn.low == side.starts.low + 10
        assert side.cost is None
    priced = Bought(bought.volume, 10, Price("start", YEAR[0], 850_00))
    cost = rehearse(document_of(), DemandChanged(50), until=UNTIL, bought=priced).after.cost
    assert cost is not None
    assert cost[0] < cost[1]


def test_nothing_unfunded_costs_nothing_and_says_so_by_silence() -> None:
    plenty = Bought(Volume(YEAR, 900, "start"), 10, Price("start", YEAR[0], 850_00))
    told = rehearse(document_of(), DemandChanged(0), until=UNTIL, bought=plenty)
    assert told.before.unfunded is not None
    assert told.before.unfunded.high == 0
    assert told.before.cost is None


def test_varied_volume_moves_what_is_funded_and_nobodys_start() -> None:
    bought = Bought(Volume(YEAR, 20, "start"), 10)
    told = rehearse(document_of(), VolumeVaried(SOON, 80), until=UNTIL, bought=bought)
    assert told.after.starts == told.before.starts
    assert told.before.bought == 20
    # 90 days of 20 and 275 of 80, by the day: 4.9 + 60.3
    assert told.after.bought == pytest.approx(20 * 90 / 365 + 80 * 275 / 365)


def test_later_variations_give_way() -> None:
    volume = Volume(YEAR, 20, segments=[(dt.date(2026, 3, 1), 30), (dt.date(2026, 9, 1), 40)])
    assert varied(volume, VolumeVaried(SOON, 50)).segments == [
        (dt.date(2026, 3, 1), 30),
        (SOON, 50),
    ]


@pytest.mark.parametrize(
    ("kind", "change", "says"),
    [
        ("one_to_one", OneMoreGroup(SOON, 8), "no groups"),
        ("closed_group", OneMoreGroup(AS_OF, 8), "day to come"),
        ("closed_group", OneMoreGroup(SOON, 0), "from 1 to"),
        ("one_to_one", PlacesChanged(AS_OF, 8), "day to come"),
        ("one_to_one", PlacesChanged(SOON, -1), "from 0 to"),
        ("one_to_one", DemandChanged(-101), "change of demand"),
        ("one_to_one", DemandChanged(float("nan")), "change of demand"),
        ("one_to_one", EndsEarly(AS_OF), "day to come"),
        ("one_to_one", VolumeVaried(SOON, 5), "no volume can be varied"),
    ],
)
def test_what_cannot_be_supposed_is_refused_with_what_to_enter(
    kind: str, change: Change, says: str
) -> None:
    with pytest.raises(ImpossibleChange, match=says):
        rehearse(document_of(kind), change, until=UNTIL)


def test_line_that_ends_before_cannot_end_early() -> None:
    document = document_of(contract_end=SOON.isoformat())
    with pytest.raises(ImpossibleChange, match="already"):
        changed_document(document, EndsEarly(SOON))
