"""What does not fit together in one case, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.cases.case_rows import masked
from commissioning.cases.clashing import CasePart, clashes_of
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import OrderingRule, Until
from commissioning.packages.parts import TimeOfDay, Weekly

TODAY = dt.date(2027, 3, 16)
ROOMY = WeeklyLimit(attendances=9, hours=99)
HOME_FIRST = OrderingRule("home", "housing", "work", Until.FINISHED, None, "a home first", "")
TREATED_FIRST = OrderingRule("dry", "treatment", "group", Until.WEEKS, 13, "stable first", "")


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def part(key: str, kind: str = "other", *, on: int = 0, **facts: object) -> CasePart:
    weekly = Weekly(weekdays=frozenset({on}) if on else frozenset())
    usual = {"key": key, "title": key.title(), "kind": kind, "weekly": weekly}
    return CasePart(**(usual | facts))  # type: ignore[arg-type]  # as each test has it


def told(*parts: CasePart, limit: WeeklyLimit = ROOMY) -> tuple[str, ...]:
    return clashes_of(parts, limit=limit, rules=(HOME_FIRST, TREATED_FIRST), today=TODAY)


def test_two_parts_on_one_weekday_clash() -> None:
    [says] = told(part("one", on=2), part("two", on=2), part("three", on=3))
    assert says.startswith("One and Two are both on Tuesday")


def test_what_is_known_to_lie_apart_or_is_over_does_not_clash() -> None:
    def at(time: TimeOfDay) -> Weekly:
        return Weekly(frozenset({2}), time)

    apart = part("one", weekly=at(TimeOfDay.MORNING)), part("two", weekly=at(TimeOfDay.EVENING))
    assert told(*apart) == ()
    assert told(part("one", on=2, ended_on=ago(1)), part("two", on=2)) == ()
    assert told(part("one"), part("two")) == ()


def test_too_much_a_week_is_told_with_both_numbers() -> None:
    parts = [part(name, on=number) for number, name in enumerate(("a", "b", "c", "d"), start=1)]
    [says] = told(*parts, limit=WeeklyLimit(attendances=3, hours=15))
    assert "4 attendances" in says
    assert "at most 3" in says


@pytest.mark.parametrize(
    ("earlier", "later", "clashes"),
    [
        ((None, None), (None, None), False),  # both ahead: the order can still be kept
        ((ago(9), None), (ago(5), None), True),  # begun before housing was done
        ((ago(90), ago(30)), (ago(5), None), False),  # done before
        ((ago(90), ago(1)), (ago(5), None), True),  # done only since
        ((None, None), (ago(5), ago(1)), False),  # the later part is over: nothing to mend
    ],
)
def test_what_comes_first_must_have_come(
    earlier: tuple[dt.date | None, dt.date | None],
    later: tuple[dt.date | None, dt.date | None],
    clashes: bool,
) -> None:
    parts = (
        part("home", "housing", started_on=earlier[0], ended_on=earlier[1]),
        part("job", "work", started_on=later[0], ended_on=later[1]),
    )
    assert bool(told(*parts)) is clashes


@pytest.mark.parametrize(("weeks", "clashes"), [(12, True), (13, False)])
def test_so_many_weeks_of_the_earlier_part(weeks: int, clashes: bool) -> None:
    parts = (
        part("care", "treatment", started_on=ago(7 * weeks)),
        part("group", "group", started_on=TODAY),
    )
    assert bool(told(*parts)) is clashes


@pytest.mark.parametrize(
    ("reference", "shown"),
    [("CASE-4471", "…4471"), ("C-71", "…71"), ("7", "…7"), (None, ""), ("", "")],
)
def test_a_reference_is_masked(reference: str | None, shown: str) -> None:
    assert masked(reference) == shown
