"""What holds for every document, looked for by machine."""

import random
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

from commissioning.forecasting.forecast import ENGINES, forecast, start_days
from tests.commissioning.forecasting.documents import (
    AS_OF,
    Document,
    day,
    make_document,
    make_group,
    make_question,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.format_rules import broken_rules
from tests.thoroughness import examples

KINDS = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")
PRIORITIES = st.sampled_from(("priority", "standard"))
SOME, FEWER = settings(max_examples=examples(60)), settings(max_examples=examples(30))

every_engine = pytest.mark.parametrize("engine", ENGINES)
EXACT = "plain-1"
"""The engine of sums alone: what `test_forecast_promises` allows some noise holds exactly here."""


@st.composite
def capacities(draw: st.DrawFn) -> list[Document]:
    values = st.one_of(st.integers(0, 40), st.floats(0, 200))
    later = draw(st.lists(st.tuples(st.integers(-100, 400), values), max_size=3))
    first = {"from": "2025-01-06", "value": draw(values)}
    return [first, *({"from": day(on), "value": value} for on, value in later)]


@st.composite
def services(draw: st.DrawFn, *, with_minimum: bool = True) -> Document:
    kind = draw(st.sampled_from(KINDS))
    closures = draw(st.lists(st.tuples(st.integers(-90, 300), st.integers(0, 60)), max_size=3))
    facts: Document = {
        "opened_on": day(draw(st.integers(-700, 60))),
        "contract_end": draw(st.none() | st.integers(-5, 500).map(day)),
        "closed_on": draw(st.none() | st.integers(-5, 500).map(day)),
        "allocation": draw(st.sampled_from(("priority_then_date", "date"))),
        "capacity": draw(capacities()),
        "closures": [{"from": day(on), "to": day(on + length)} for on, length in closures],
    }
    if kind == "closed_group":
        facts["min_to_run"] = draw(st.integers(0, 8)) if with_minimum else 0
        facts["cohorts"] = draw(groups())
    return make_service(kind) | facts


@st.composite
def groups(draw: st.DrawFn) -> list[Document]:
    found = []
    for start in draw(st.lists(st.integers(-300, 400), max_size=8, unique=True)):
        status = draw(
            st.sampled_from(("ran", "cancelled", "planned") if start < 0 else ("planned",))
        )
        places, moved = draw(st.integers(0, 12)), draw(st.integers(0, 60))
        found.append(make_group(start, places=places, status=status, moved=moved))
    return found


@st.composite
def referrals(draw: st.DrawFn) -> list[Document]:
    found = []
    for number in range(draw(st.integers(0, 40))):
        priority = draw(PRIORITIES)
        if draw(st.booleans()):
            received = draw(st.integers(-90, 0))
            inducted = draw(st.none() | st.integers(received, 0).map(day))
            found.append(
                make_referral(number, received=day(received), inducted=inducted, priority=priority)
            )
        else:
            started = draw(st.integers(-600, 0))
            missed = draw(st.integers(0, 3))
            lag = draw(st.integers(0, 30))
            found.append(
                make_started(
                    number, started=started, lag=lag, priority=priority, missed_starts=missed
                )
            )
    return found


@st.composite
def questions(draw: st.DrawFn) -> list[Document]:
    return [
        make_question(
            number,
            priority=draw(PRIORITIES),
            order_days=draw(st.integers(1, 1095)),
            target_days=draw(st.integers(0, 1200)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    return make_document(draw(services()), draw(referrals()), draw(questions()))


@every_engine
@given(document=documents())
@FEWER
def test_dates_and_chances_never_contradict_each_other(document: Document, engine: str) -> None:
    assert broken_rules(document, forecast(document, engine=engine)) == []


@every_engine
@given(document=documents(), seed=st.integers(0, 2**16))
@FEWER
def test_the_order_of_records_makes_no_difference(
    document: Document, seed: int, engine: str
) -> None:
    answer = forecast(document, engine=engine)
    assert forecast(document, engine=engine) == answer
    random.Random(seed).shuffle(document["referrals"])
    for service in document["services"]:
        random.Random(seed).shuffle(service["closures"])
        random.Random(seed).shuffle(service.get("cohorts", []))
    assert forecast(document, engine=engine) == answer


@given(
    services(with_minimum=False),
    referrals(),
    PRIORITIES,
    st.integers(1, 20),
    st.none() | st.integers(-60, 0).map(day),
)
@SOME
def test_more_people_ahead_never_means_sooner(
    service: Document, people: list[Document], priority: str, more: int, inducted: str | None
) -> None:
    asked = [make_question(priority=priority, order_days=1095)]
    who = {"priority": "priority", "received": day(-60), "inducted": inducted}
    extra = [make_referral(f"extra {n}", **who) for n in range(more)]
    (shorter,) = start_days(make_document(service, people, asked), engine=EXACT).values()
    longest = make_document(service, people + extra, asked)
    (longer,) = start_days(longest, engine=EXACT).values()
    for within in {*shorter.days, *longer.days}:
        assert longer.chance_within(within) <= shorter.chance_within(within)


@every_engine
@given(service=services(), people=referrals())
@FEWER
def test_priority_is_never_later_than_standard(
    service: Document, people: list[Document], engine: str
) -> None:
    asked = [
        make_question(1, priority="priority", order_days=1095),
        make_question(2, priority="standard", order_days=1095),
    ]
    first, standard = start_days(make_document(service, people, asked), engine=engine).values()
    for within in {*first.days, *standard.days}:
        assert first.chance_within(within) >= standard.chance_within(within)


@given(services(), referrals(), st.integers(1, 1095))
@SOME
def test_a_shorter_order_is_read_from_a_longer_one(
    service: Document, people: list[Document], order_days: int
) -> None:
    asked = [make_question(1, order_days=1095), make_question(2, order_days=order_days)]
    longer, asked_shorter = start_days(make_document(service, people, asked), engine=EXACT).values()
    assume(asked_shorter.status == "ok")
    read = longer.quantiles_within(order_days)
    assert read == asked_shorter.quantiles_within(order_days)
    assert asked_shorter.chance_within(order_days) == longer.chance_within(order_days)


@every_engine
@given(document=documents())
@FEWER
def test_every_start_day_is_open(document: Document, engine: str) -> None:
    (service,) = document["services"]
    weekday = service.get("session_weekday")
    for found in start_days(document, engine=engine).values():
        for after in found.days:
            on = date.fromordinal(AS_OF.toordinal() + after)
            assert str(on) >= service["opened_on"]
            assert service["contract_end"] is None or str(on) <= service["contract_end"]
            assert service["closed_on"] is None or str(on) < service["closed_on"]
            assert not any(shut["from"] <= str(on) <= shut["to"] for shut in service["closures"])
            assert str(on) not in document["bank_holidays"]
            assert (on.month, on.day) < (12, 24)
            assert weekday is None or on.isoweekday() == weekday
