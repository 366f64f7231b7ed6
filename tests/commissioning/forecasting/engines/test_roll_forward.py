"""What is learned reaches the answer: one fact changes, and the start days move as they should."""

from datetime import date, timedelta

from commissioning.forecasting.forecast import start_days
from commissioning.forecasting.start_days import StartDays
from tests.commissioning.forecasting.documents import (
    Document,
    busy_history,
    day,
    make_document,
    make_finished,
    make_group,
    make_question,
    make_referral,
    make_service,
    make_started,
)

ORDER_DAYS = 90
ROOMY = make_service(capacity=[{"from": "2025-01-06", "value": 60}])


def answer(
    service: Document, referrals: list[Document], *others: Document, order_days: int = ORDER_DAYS
) -> StartDays:
    document = make_document(service, referrals, [make_question(order_days=order_days)])
    document["services"] += others
    (found,) = start_days(document, engine="roll-forward-1").values()
    return found


def middle(found: StartDays) -> int:
    reached = found.day_reached(0.5, order_days=ORDER_DAYS)
    assert reached is not None
    return reached


def waiting(people: int, **facts: object) -> list[Document]:
    return [make_referral(f"W{n}") | facts for n in range(people)]


def were_ready_after(days: int, **facts: object) -> list[Document]:
    took = {"received": day(-140), "inducted": day(-140 + days)}
    return [make_started(n, started=-60 + n) | took | facts for n in range(30)]


def test_nobody_is_expected_before_people_there_are_ready() -> None:
    assert middle(answer(ROOMY, were_ready_after(5), order_days=14)) < 10
    assert 35 < middle(answer(ROOMY, were_ready_after(40), order_days=50)) < 50


def test_without_records_people_are_ready_as_elsewhere_in_the_area() -> None:
    theirs = were_ready_after(40, service_id="other")
    assert middle(answer(ROOMY, [], order_days=21)) < 14
    for kind in ("one_to_one", "rolling_group"):
        assert middle(answer(ROOMY, theirs, make_service(kind, id="other"))) > 28


def test_starts_fall_in_the_weeks_in_which_the_service_has_let_people_start() -> None:
    """Every fourth Tuesday, the last time six days ago."""
    monthly = [make_started(n, started=-6 - 28 * n) for n in range(9)]
    group = make_service("rolling_group", capacity=[{"from": "2025-01-06", "value": 60}])
    assert set(answer(group, monthly).days) == {22, 50, 78}


def test_starts_that_people_miss_come_again_later() -> None:
    reliable = were_ready_after(5)
    unreliable = [person | {"missed_starts": 3} for person in reliable]
    assert answer(ROOMY, reliable, order_days=14).chance_within(14) > 0.8
    assert answer(ROOMY, unreliable, order_days=14).chance_within(14) < 0.6


def test_people_ahead_who_give_up_make_room() -> None:
    """Twelve wait for a full service; in the past few gave up, or as many as started."""
    gave_up = [
        make_referral(f"G{n}", received=day(-300 + n), status="withdrawn", withdrawn=day(-285 + n))
        for n in range(20)
    ]
    queue = busy_history() + waiting(12)
    patient, impatient = answer(make_service(), queue), answer(make_service(), queue + gave_up)
    assert impatient.chance_within(ORDER_DAYS) > patient.chance_within(ORDER_DAYS) + 0.1


def prompt(people: list[Document]) -> list[Document]:
    """Started on the day on which they were ready, a week after the sentence."""
    return [
        person | {"inducted": person["started"], "received": str(a_week_before(person["started"]))}
        for person in people
    ]


def a_week_before(started: str) -> date:
    return date.fromisoformat(started) - timedelta(7)


def test_people_in_progress_leave_after_as_many_days_as_others_did() -> None:
    """All have stayed 84 days; the eight who are here now started so many days ago."""

    def found(days_ago: int) -> StartDays:
        past = [make_finished(f"F{n}", started=-100 - 20 * n) for n in range(12)]
        there = [make_started(n, started=-days_ago) for n in range(8)]
        return answer(make_service(), prompt(past + there), order_days=63)

    assert [found(days_ago).chance_within(21) > 0.8 for days_ago in (80, 40)] == [True, False]
    assert found(40).chance_within(63) > 0.8


def test_ready_people_left_waiting_show_that_places_are_not_delivered() -> None:
    """Half the declared places are in use: either there is room, or that is all there is."""
    half = prompt(busy_history(in_progress=4, finished=16))
    room = answer(make_service(), half, order_days=28)
    overlooked = waiting(1, received=day(-300), inducted=day(-290))
    no_room = answer(make_service(), half + overlooked, order_days=28)
    assert room.chance_within(28) > no_room.chance_within(28) + 0.3


def test_a_service_sent_many_priority_people_is_slower_for_everybody_else() -> None:
    """The same starts and the same list; those who started had priority, or had not."""
    first = [person | {"priority": "priority"} for person in busy_history()]
    now = waiting(4)
    seldom, often = (answer(make_service(), past + now) for past in (busy_history(), first))
    assert often.chance_within(ORDER_DAYS) < seldom.chance_within(ORDER_DAYS)


def test_groups_that_were_often_cancelled_are_not_relied_upon() -> None:
    def found(status: str) -> StartDays:
        past = [make_group(start, status=status) for start in (-280, -210, -140, -70)]
        service = make_service("closed_group", cohorts=[*past, make_group(28), make_group(98)])
        ready = waiting(2, received=day(-400), inducted=day(-390))
        return answer(service, ready, order_days=60)

    assert found("ran").chance_within(60) > 0.85
    assert found("cancelled").chance_within(60) < 0.75
