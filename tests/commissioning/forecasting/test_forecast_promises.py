"""What every engine promises on services that look like real ones, quiet and busy."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from commissioning.forecasting.forecast import ENGINES, forecast, start_days
from commissioning.forecasting.start_days import StartDays
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    example,
    make_question,
    make_referral,
)
from tests.commissioning.forecasting.format_rules import broken_rules
from tests.commissioning.forecasting.made_services import KINDS, made_document
from tests.house.sources import ROOT

CASES = tuple(product(KINDS, (False, True)))
LEVELS = ("p10", "p50", "p90")
CHANCES = ("p_start_within_target", "p_start_within_order")
NEVER = "9999-12-31"
# A future is played some hundreds of times, with other luck for another queue.
NOISE_IN_CHANCE = 0.05

every_engine = pytest.mark.parametrize("engine", ENGINES)
every_service = pytest.mark.parametrize(
    ("kind", "is_busy"),
    CASES,
    ids=[f"{kind}-{'busy' if busy else 'quiet'}" for kind, busy in CASES],
)


def answer(document: Document, engine: str) -> Document:
    found = forecast(document, engine=engine)
    assert broken_rules(document, found) == []
    return found


@cache
def usual_answer(kind: str, is_busy: bool, engine: str) -> str:
    return json.dumps(answer(made_document(kind, is_busy=is_busy), engine))


def usual(kind: str, is_busy: bool, engine: str) -> Document:
    found: Document = json.loads(usual_answer(kind, is_busy, engine))
    return found


def the_days(document: Document, engine: str) -> StartDays:
    """Of the first question."""
    return next(iter(start_days(document, engine=engine).values()))


# ------------------------------------------------------------------ the same again


@every_engine
@every_service
def test_the_order_of_records_makes_no_difference(kind: str, is_busy: bool, engine: str) -> None:
    document = made_document(kind, is_busy=is_busy)
    other = made_document("one_to_one", is_busy=False)["services"][0] | {"id": "other"}
    document["services"].append(other)
    document["services"][0]["capacity"].append({"from": day(100), "value": 12})
    expected = answer(document, engine)
    for seed in (1, 2):
        shuffled = shuffle(copy.deepcopy(document), Random(seed))
        found = answer(shuffled, engine)
        assert by_question(found) == by_question(expected)


def shuffle(found: Any, chance: Random) -> Any:
    """Every list at every depth in another order, and every object's fields."""
    if isinstance(found, list):
        chance.shuffle(found)
        return [shuffle(one, chance) for one in found]
    if isinstance(found, dict):
        names = sorted(found, key=lambda name: (chance.random(), name))
        return {name: shuffle(found[name], chance) for name in names}
    return found


def by_question(found: Document) -> dict[str, Document]:
    return {one["question_id"]: one for one in found["forecasts"]}


@every_engine
@every_service
def test_a_question_is_answered_alone_as_among_others(
    kind: str, is_busy: bool, engine: str
) -> None:
    document = made_document(kind, is_busy=is_busy)
    document["questions"] += [make_question(3, order_days=60), make_question(4, order_days=1095)]
    among_others = by_question(answer(document, engine))
    for question in document["questions"]:
        alone = answer(document | {"questions": [question]}, engine)
        assert by_question(alone) == {question["id"]: among_others[question["id"]]}
    backwards = answer(document | {"questions": document["questions"][::-1]}, engine)
    assert by_question(backwards) == among_others


@every_engine
@every_service
def test_what_a_question_is_called_does_not_move_its_answer(
    kind: str, is_busy: bool, engine: str
) -> None:
    """Two questions that differ in their names alone have one answer."""
    document = made_document(kind, is_busy=is_busy)
    document["questions"] = [make_question(number) for number in (1, 7)]
    first, second = answer(document, engine)["forecasts"]
    assert first | {"question_id": ""} == second | {"question_id": ""}


@every_engine
@every_service
def test_unknown_fields_and_nulls_for_absent_ones_change_nothing(
    kind: str, is_busy: bool, engine: str
) -> None:
    document = made_document(kind, is_busy=is_busy)
    for objects in ([document], document["services"], document["referrals"], document["questions"]):
        for one in objects:
            one["colour"] = {"deep": [None, {"id": "S"}]}
    nulls = ("withdrawn", "started", "ended", "inducted", "hours_ordered", "sessions_attended")
    for referral in document["referrals"]:
        for name in nulls:
            referral.setdefault(name, None)
    for name in ("contract_end", "closed_on"):
        document["services"][0].pop(name, None)
    assert json.loads(json.dumps(answer(document, engine))) == usual(kind, is_busy, engine)


@every_engine
def test_another_process_with_other_hash_seeds_writes_the_same_bytes(
    engine: str, tmp_path: Path
) -> None:
    documents = [made_document(kind, is_busy=True) for kind in KINDS]
    (tmp_path / "in.json").write_text(json.dumps(documents))
    script = (
        "import json, sys; from commissioning.forecasting.forecast import forecast;"
        "print(json.dumps([forecast(one, engine=sys.argv[2])"
        " for one in json.load(open(sys.argv[1]))]))"
    )
    said = {
        subprocess.run(
            (sys.executable, "-c", script, str(tmp_path / "in.json"), engine),
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    here = [usual(kind, True, engine) for kind in KINDS]
    assert [json.loads(one) for one in said] == [here]


# ------------------------------------------------------------------ who is taken first


@every_engine
@every_service
@pytest.mark.parametrize("allocation", ["priority_then_date", "date"])
def test_a_priority_person_is_never_later(
    allocation: str, kind: str, is_busy: bool, engine: str
) -> None:
    for seed in range(3):
        document = made_document(kind, is_busy=is_busy, seed=seed, allocation=allocation)
        standard, priority = answer(document, engine)["forecasts"]
        for level in LEVELS:
            assert (priority[level] or NEVER) <= (standard[level] or NEVER)
        for chance in CHANCES:
            assert priority[chance] >= standard[chance]


@every_engine
@every_service
@pytest.mark.parametrize("is_ready", [False, True])
def test_more_people_ahead_never_mean_sooner(
    is_ready: bool, kind: str, is_busy: bool, engine: str
) -> None:
    for seed in range(2):
        document = made_document(kind, is_busy=is_busy, seed=seed)
        days = [the_days(document, engine)]
        for more in (3, 12):
            inducted = day(-2) if is_ready else None
            extra = [make_referral(f"more {n}", inducted=inducted) for n in range(more)]
            longer = document | {"referrals": document["referrals"] + extra}
            days.append(the_days(longer, engine))
        for shorter, longer_queue in pairwise(days):
            assert_no_sooner(longer_queue, shorter)


def assert_no_sooner(later: StartDays, sooner: StartDays) -> None:
    for within in {*later.days, *sooner.days}:
        assert later.chance_within(within) <= sooner.chance_within(within) + NOISE_IN_CHANCE
    for chance in (0.1, 0.5, 0.9):
        reached = later.day_reached(chance, order_days=365)
        before = sooner.day_reached(chance - NOISE_IN_CHANCE, order_days=365)
        assert reached is None or (before is not None and before <= reached)


@every_engine
@pytest.mark.parametrize("kind", KINDS)
def test_a_long_queue_is_felt(kind: str, engine: str) -> None:
    """The tolerance above does not hide an engine that looks at nobody."""
    document = made_document(kind, is_busy=True)
    extra = [make_referral(f"more {n}", received=day(-30), inducted=day(-2)) for n in range(12)]
    longer = document | {"referrals": document["referrals"] + extra}
    first, second = the_days(document, engine), the_days(longer, engine)
    middle = first.day_reached(0.5, order_days=365)
    assert middle is not None
    assert second.chance_within(middle) < 0.4


# ------------------------------------------------------------------ orders and days


@every_engine
@every_service
def test_a_longer_order_does_not_move_the_days_within_a_shorter(
    kind: str, is_busy: bool, engine: str
) -> None:
    document = made_document(kind, is_busy=is_busy)
    shorter, year, longest = (
        the_days(document | {"questions": [make_question(order_days=length)]}, engine)
        for length in (90, 365, 1095)
    )
    for short, long, order_days in ((shorter, year, 90), (year, longest, 365)):
        for within in {one for one in (*short.days, *long.days) if one <= order_days}:
            difference = short.chance_within(within) - long.chance_within(within)
            assert abs(difference) <= NOISE_IN_CHANCE


@every_engine
@every_service
def test_every_start_day_is_one_on_which_somebody_may_start(
    kind: str, is_busy: bool, engine: str
) -> None:
    document = made_document(kind, is_busy=is_busy, contract_end=day(330))
    (service,) = document["services"]
    document["questions"] = [make_question(order_days=1095)]
    for on in dates_of(the_days(document, engine), document):
        assert str(on) <= service["contract_end"]
        assert not any(shut["from"] <= str(on) <= shut["to"] for shut in service["closures"])
        assert str(on) not in document["bank_holidays"]
        assert (on.month, on.day) < (12, 24)
        assert kind == "closed_group" or on.isoweekday() in weekdays(service)


def weekdays(service: Document) -> tuple[int, ...]:
    return (service["session_weekday"],) if "session_weekday" in service else (1, 2, 3, 4, 5)


def dates_of(days: StartDays, document: Document) -> Iterator[date]:
    assert days.days
    as_of = date.fromisoformat(document["as_of"]).toordinal()
    return (date.fromordinal(as_of + after) for after in days.days)


# ------------------------------------------------------------------ the worked examples


@every_engine
@pytest.mark.parametrize("name", ["ex1_cohort.json", "ex2_unpaid_work.json", "ex3_edges.json"])
def test_a_worked_example_keeps_the_rules_of_form(name: str, engine: str) -> None:
    document = example(name)
    found = answer(document, engine)
    asked = [question["id"] for question in document["questions"]]
    assert [one["question_id"] for one in found["forecasts"]] == asked


def test_rules_of_form_notice_a_broken_answer() -> None:
    document = example("ex1_cohort.json")
    found = forecast(document)
    found["forecasts"][0] |= {"p50": "2026-03-02", "p_start_within_order": 0.2}
    assert {"dates out of order", "p90 against p_start_within_order"} <= set(
        broken_rules(document, found)
    )


@every_engine
def test_four_people_ready_ahead_leave_a_place_in_the_next_group_of_six(engine: str) -> None:
    standard, first = answer(example("ex1_cohort.json"), engine)["forecasts"]
    for found in (standard, first):
        assert (found["p10"], found["p50"]) == ("2026-03-16", "2026-03-16")
        assert found["p90"] >= "2026-03-16"
        assert found["p_start_within_order"] > 0.95
    assert (standard["basis"]["queue_ahead"], first["basis"]["queue_ahead"]) == (4, 0)
    assert standard["basis"]["data"] == "history"


@every_engine
def test_unpaid_work_starts_on_a_saturday_once_somebody_leaves(engine: str) -> None:
    document = example("ex2_unpaid_work.json")
    (found,) = answer(document, engine)["forecasts"]
    assert {on.isoweekday() for on in dates_of(the_days(document, engine), document)} == {6}
    assert found["p10"] >= "2026-03-14"
    assert found["basis"]["queue_ahead"] == 3


@every_engine
def test_edges_are_answered_each_with_its_own_reason(engine: str) -> None:
    found = answer(example("ex3_edges.json"), engine)
    assert [one["reason"] for one in found["forecasts"]] == [
        "contract_ended",
        "service_closed",
        None,
        "service_not_found",
    ]
    assert found["forecasts"][2]["basis"]["data"] == "declared"
    assert [(w["code"], w["record_id"]) for w in found["warnings"]] == [("future_dated", "F1")]
