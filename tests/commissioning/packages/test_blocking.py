"""Which part holds the end back, and by what."""

from __future__ import annotations

from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.parts import Part
from commissioning.packages.planned import Blocking, Cause
from commissioning.packages.planning import plan_package
from tests.makers.parts import EVERY_WEEK, IN_WORK, OUT_OF_WORK, make_part


def blocking(*parts: Part, order: int = 365, limit: WeeklyLimit = OUT_OF_WORK) -> Blocking | None:
    return plan_package(parts, order_days=order, limit=limit).blocking


def test_the_queue_of_the_part_that_ends_last() -> None:
    found = blocking(make_part("a", 14, 70), make_part("b", 140, 70))
    assert found is not None
    assert (found.part.key, found.cause) == ("b", Cause.QUEUE)
    assert found.days_sooner == 210 - 84  # begun on day 0 it would end on day 70, before a does


def test_a_long_part_without_a_queue_holds_up_by_its_length() -> None:
    found = blocking(make_part("a", 14, 70), make_part("b", 0, 200))
    assert found is not None
    assert (found.part.key, found.cause) == ("b", Cause.LENGTH)
    assert found.days_sooner == 200 - 84


def test_what_has_to_come_first() -> None:
    found = blocking(
        make_part("treatment", 2, 30, kind="drug_or_alcohol_treatment"),
        make_part("group", 7, 90, kind="programme", starts=(7, 63)),
    )
    assert found is not None
    assert found.cause is Cause.ORDER
    assert [one.key for one in found.others] in (["treatment"], ["group"])
    assert found.days_sooner == 153 - 97


def test_the_same_day_of_the_week() -> None:
    found = blocking(
        make_part("a", 7, 100, on=[2], starts=EVERY_WEEK),
        make_part("b", 7, 98, on=[2], starts=EVERY_WEEK),
    )
    assert found is not None
    assert found.cause is Cause.CLASH
    assert len(found.others) == 1


def test_too_much_a_week() -> None:
    found = blocking(
        make_part("a", 1, 50), make_part("b", 1, 50), make_part("c", 1, 50), limit=IN_WORK
    )
    assert found is not None
    assert found.cause is Cause.WEEK


def test_nothing_holds_up_one_part_or_two_that_end_together() -> None:
    assert blocking(make_part("a", 14, 70)) is None
    assert blocking(make_part("a", 14, 70), make_part("b", 14, 70)) is None


def test_beyond_the_order_it_says_what_the_chance_would_be() -> None:
    found = blocking(make_part("a", 14, 70), make_part("b", {60: 0.3, 200: 1.0}, 70), order=180)
    assert found is not None
    assert (found.part.key, found.cause) == ("b", Cause.QUEUE)
    assert found.days_sooner is None
    assert found.chance_without == 1.0


def test_a_part_that_would_not_fit_even_alone_needs_no_other_reason() -> None:
    assert blocking(make_part("a", 14, 70), make_part("b", 300, 70), order=280) is None
