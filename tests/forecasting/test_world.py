"""Simulated areas: the same each time, told without hindsight, and of every sort."""

import json
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from commissioning.forecasting.forecast import forecast
from tests.commissioning.forecasting.format_rules import broken_rules
from tests.forecasting import kept, seeds
from tests.forecasting.simulated import days, world
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.drawing import plans
from tests.forecasting.simulated.plans import KINDS, SORTS
from tests.forecasting.simulated.records import referral_records
from tests.forecasting.simulated.world import Sitting

TODAY = days.day_of("2026-03-02")


@pytest.fixture(scope="module")
def untidy() -> list[Sitting]:
    return world.sittings("untidy-test", sort="untidy", lives=2)


@pytest.fixture(scope="module")
def tidy() -> list[Sitting]:
    return world.sittings("tidy-test", sort="tidy", lives=2)


@pytest.fixture(scope="module")
def lived() -> list[Delivery]:
    found = world.deliveries("untidy-test", sort="untidy", today=TODAY, last=TODAY + 400)
    for delivery in found:
        delivery.live_until(TODAY)
    return found


def test_a_seed_always_gives_the_same_world(tidy: list[Sitting]) -> None:
    again = world.sittings("tidy-test", sort="tidy", lives=2)
    assert again == tidy
    assert world.sittings("tidy-tesu", sort="tidy", dates=1, lives=1) != tidy[:1]


def test_what_is_kept_is_what_was_made(tidy: list[Sitting], tmp_path: Any) -> None:
    made = kept.sittings("tidy-test", folder=tmp_path, lives=2)
    assert made == kept.sittings("tidy-test", folder=tmp_path, lives=2) == tidy


def test_the_documents_are_answered_in_due_form(tidy: list[Sitting], untidy: list[Sitting]) -> None:
    for sitting in tidy + untidy:
        answer = forecast(sitting.document, engine="plain-1")
        assert broken_rules(sitting.document, answer) == []
        intended = {"duplicate_referral", "unknown_service", "future_dated"}
        put_aside = {warning["code"] for warning in answer["warnings"]}
        assert put_aside <= (set() if sitting in tidy else intended)


def test_no_record_is_dated_after_the_day_of_sentence(tidy: list[Sitting]) -> None:
    for sitting in tidy:
        as_of = sitting.document["as_of"]
        for record in sitting.document["referrals"]:
            dates = ("received", "inducted", "started", "ended", "withdrawn")
            assert all(record[date] is None or record[date] <= as_of for date in dates)
        for service in sitting.document["services"]:
            for cohort in service.get("cohorts", ()):
                assert cohort["status"] != "ran" or cohort["current_start"] <= as_of


def test_the_records_do_not_depend_on_what_fate_has_drawn_for_later(
    lived: list[Delivery],
) -> None:
    for delivery in lived:
        other = delivery.fork(Random("another fate"))
        other.attending = other.attending or delivery.attending
        known = {record["id"]: record for record in referral_records(delivery)}
        assert all(known[record["id"]] == record for record in referral_records(other))


def test_a_fork_leaves_the_original_alone(lived: list[Delivery]) -> None:
    before = [json.dumps(referral_records(delivery)) for delivery in lived]
    for delivery in lived:
        life = delivery.fork(Random("a life"))
        life.add_tagged(is_priority=True)
        life.live_until(TODAY + 120)
        assert delivery.day == TODAY
    assert [json.dumps(referral_records(delivery)) for delivery in lived] == before


def test_nobody_starts_when_nobody_may(lived: list[Delivery]) -> None:
    seen = 0
    for delivery in lived:
        plan = delivery.plan
        for person in delivery.gone + delivery.attending:
            if person.started is None:
                continue
            seen += 1
            assert not days.is_shut_for_all(person.started)
            assert not any(c.first <= person.started <= c.last for c in delivery.closures)
            assert person.inducted <= person.started
            assert plan.opened_on <= person.started <= (plan.last_start or days.NEVER)
            if plan.kind in ("rolling_group", "unpaid_work"):
                assert days.weekday(person.started) == plan.sessions.weekday
    assert seen > 200


def test_every_area_has_two_services_of_each_kind_at_least() -> None:
    for number in range(20):
        drawn = plans(Random(number), sort=SORTS[number % 3], today=TODAY)
        kinds = [plan.kind for plan in drawn]
        assert all(kinds.count(kind) >= 2 for kind in KINDS)
        assert 8 <= len(drawn) <= 10


def test_untidy_areas_have_new_and_future_services_and_ends_in_sight() -> None:
    drawn = [p for n in range(30) for p in plans(Random(n), sort="untidy", today=TODAY)]
    assert any(plan.opened_on > TODAY for plan in drawn)
    assert any(TODAY - 60 < plan.opened_on <= TODAY for plan in drawn)
    assert any(plan.contract_end and plan.contract_end < TODAY + 365 for plan in drawn)
    assert any(plan.closed_on for plan in drawn)


def test_waits_are_in_order_and_end_with_the_order(untidy: list[Sitting]) -> None:
    for sitting in untidy:
        for asked in sitting.asked:
            for waits in (asked.truth, asked.known):
                assert all(1 <= early <= late for early, late in pairwise(waits))
                assert waits[-1] <= asked.question["order_days"] + 1


def test_no_world_is_in_both_sets() -> None:
    assert set(seeds.SETS["tuning"]).isdisjoint(seeds.SETS["held-out"])
    assert len(set(seeds.SETS["held-out"])) == 24
    assert [seeds.sort_of(seed) for seed in seeds.SETS["held-out"]] == ["tidy", "untidy"] * 12
