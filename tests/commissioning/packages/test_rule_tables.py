"""The tables that decide what comes before what, and how much a week is carried."""

from __future__ import annotations

import pytest

from commissioning.packages.limits import WeeklyLimit, usual_limit
from commissioning.packages.ordering import (
    FOLDER,
    OTHER,
    Until,
    check,
    circle_in,
    kind_of,
    ordering_rules,
)
from commissioning.packages.parts import TimeOfDay, Weekly
from directory.delivery import DeliveryKind
from directory.pathways import pathways
from directory.requirements import requirement_codes
from directory.rules.tables import RuleTableBroken, rows_of
from tests.makers.parts import make_rule


def on(weekday: int, at: TimeOfDay | None) -> Weekly:
    return Weekly(frozenset({weekday}), at)


KNOWN = {"one", "two", "three"}


def test_the_orderings_that_the_field_asks_for() -> None:
    pairs = {(rule.before, rule.after) for rule in ordering_rules()}
    assert {
        ("place_to_live", "employment"),
        ("detoxification", "programme"),
        ("drug_or_alcohol_treatment", "programme"),
        ("mental_health_treatment", "programme"),
    } <= pairs
    assert all(rule.reason and rule.source for rule in ordering_rules())


def test_rules_in_a_circle_are_refused() -> None:
    circle = (make_rule("one", "two"), make_rule("two", "three"), make_rule("three", "one"))
    check(circle[:2], known=KNOWN)
    with pytest.raises(RuleTableBroken, match="one before two before three before one"):
        check(circle, known=KNOWN)


def test_nothing_comes_before_itself() -> None:
    with pytest.raises(RuleTableBroken, match="one before one"):
        check([make_rule("one", "one")], known=KNOWN)


def test_a_rule_names_kinds_that_exist_and_weeks_only_where_they_count() -> None:
    with pytest.raises(RuleTableBroken, match="not a kind"):
        check([make_rule("one", "four")], known=KNOWN)
    with pytest.raises(RuleTableBroken, match="weeks"):
        check([make_rule("one", "two", Until.WEEKS)], known=KNOWN)


def test_a_circle_is_told_from_its_first_name() -> None:
    assert circle_in([("b", "c"), ("c", "a"), ("a", "b")]) == ("a", "b", "c", "a")
    assert circle_in([("a", "b"), ("b", "c")]) == ()


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"title": "Community Detox, Preston"}, "detoxification"),
        ({"delivery_kind": "bed"}, "place_to_live"),
        ({"requirements": ["rehabilitation_activity", "residence"]}, "place_to_live"),
        ({"requirements": ["alcohol_treatment"]}, "drug_or_alcohol_treatment"),
        ({"requirements": ["mental_health_treatment"]}, "mental_health_treatment"),
        ({"requirements": ["programme"]}, "programme"),
        # Of several pathways the first row of the table decides: a part is one thing only.
        (
            {"pathways": ["education_training_and_employment", "accommodation"]},
            "accommodation_help",
        ),
        ({"pathways": ["education_training_and_employment"]}, "employment"),
        ({"pathways": ["finance_benefit_and_debt"]}, OTHER),
        ({}, OTHER),
    ],
)
def test_what_a_part_is_taken_for(facts: dict[str, object], kind: str) -> None:
    nothing = {"title": "", "delivery_kind": "one_to_one", "requirements": (), "pathways": ()}
    assert kind_of(**(nothing | facts)) == kind  # type: ignore[arg-type]  # as the table says


def test_the_table_looks_only_at_codes_that_exist() -> None:
    known = {
        "delivery_kind": {kind.value for kind in DeliveryKind},
        "requirement": set(requirement_codes()),
        "pathway": {one.code for one in pathways()},
    }
    for row in rows_of("kinds.csv", folder=FOLDER):
        if row["looked_at"] != "words":
            assert row["value"] in known[row["looked_at"]]


@pytest.mark.parametrize(
    ("attendances", "hours", "is_carried"),
    [
        ((1, 1, 1), (2.5, 5, 7), True),
        ((1, 1, 1), (2.5, 5, 7.5), True),  # 15 hours are not too many
        ((1, 1, 1), (2.5, 5, 7.6), False),
        ((2, 2), (1, 1), False),
        ((None, None, None), (None, None, None), True),  # not known counts as one attendance
        ((None, None, None, None), (None, None, None, None), False),
        ((), (), True),
    ],
)
def test_how_much_a_week_is_carried(
    attendances: tuple[int | None, ...], hours: tuple[float | None, ...], is_carried: bool
) -> None:
    weeks = [
        Weekly(attendances=times, hours=long)
        for times, long in zip(attendances, hours, strict=True)
    ]
    assert WeeklyLimit(3, 15).carries(weeks) is is_carried


def test_somebody_in_work_carries_less() -> None:
    idle, busy = usual_limit(in_work=False), usual_limit(in_work=True)
    assert busy.attendances < idle.attendances
    assert busy.hours < idle.hours


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        (on(2, TimeOfDay.EVENING), on(2, TimeOfDay.EVENING), True),
        (on(2, TimeOfDay.EVENING), on(2, TimeOfDay.DAY), False),
        (on(2, TimeOfDay.MORNING), on(2, TimeOfDay.DAY), True),
        (on(2, TimeOfDay.MORNING), on(2, TimeOfDay.AFTERNOON), False),
        (on(2, TimeOfDay.MORNING), on(3, TimeOfDay.DAY), False),
        (on(2, None), on(2, TimeOfDay.EVENING), True),  # the time of day is not known
        (Weekly(), on(2, None), False),  # the weekday is not known: it is asked
    ],
)
def test_two_parts_on_the_same_half_day(one: Weekly, other: Weekly, is_clash: bool) -> None:
    assert one.clashes_with(other) is is_clash
    assert other.clashes_with(one) is is_clash
