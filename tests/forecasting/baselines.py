"""What people do without a forecaster: from the same document, by rules of thumb."""

from collections.abc import Callable
from math import inf
from typing import Any

from tests.forecasting import guesses
from tests.forecasting.guesses import Guess
from tests.forecasting.simulated.days import day_of, weekday

Record = dict[str, Any]  # JSON
RECENT_DAYS = 90
LAST_YEAR_DAYS = 365


def rolling_mean(document: Record, question: Record) -> Guess:
    """The mean wait of the starts of the last 90 days, said as p10, p50 and p90 alike."""
    waits = _recent_waits(document, question)
    return guesses.of_point(sum(waits) / len(waits), question)


def rolling_spread(document: Record, question: Record) -> Guess:
    """The spread of the same waits."""
    return guesses.of_waits(sorted(_recent_waits(document, question)), question)


def last_start(document: Record, question: Record) -> Guess:
    starts = [r for r in _people(document, question) if r["started"]]
    if not starts:
        return guesses.of_point(question["target_days"], question)
    return guesses.of_point(_wait(max(starts, key=lambda r: str(r["started"]))), question)


def kaplan_meier(document: Record, question: Record) -> Guess:
    """Of everyone referred in the last year; those who wait or withdrew count until then."""
    as_of = day_of(document["as_of"])
    seen = []
    for record in _people(document, question):
        received = day_of(record["received"])
        if received < as_of - LAST_YEAR_DAYS:
            continue
        until = record["started"] or record["withdrawn"] or document["as_of"]
        seen.append((day_of(until) - received, bool(record["started"])))
    if not any(started for _, started in seen):
        return guesses.of_point(question["target_days"], question)
    return guesses.of_waits(_curve(seen), question)


def next_group(document: Record, question: Record) -> Guess:
    """The first published group with a place left after those who wait; else the queue's turn."""
    service = next(s for s in document["services"] if s["id"] == question["service_id"])
    people = _people(document, question)
    waiting = sum(record["status"] == "waiting" for record in people)
    if service["kind"] == "closed_group":
        return guesses.of_point(_wait_for_group(document, service, waiting), question)
    return guesses.of_point(_wait_for_turn(document, service, people, waiting), question)


BASELINES: dict[str, Callable[[Record, Record], Guess]] = {
    "mean of the last 90 days": rolling_mean,
    "waits of the last 90 days": rolling_spread,
    "Kaplan-Meier on the last year": kaplan_meier,
    "next group with a free place": next_group,
    "last start's wait": last_start,
}


def _people(document: Record, question: Record) -> list[Record]:
    """Records that make sense, of the service asked about."""
    return [
        record
        for record in document["referrals"]
        if record["service_id"] == question["service_id"]
        and record["received"] <= document["as_of"]
    ]


def _wait(record: Record) -> int:
    return day_of(record["started"]) - day_of(record["received"])


def _recent_waits(document: Record, question: Record) -> list[float]:
    """All the waits known when nobody started lately; the target when nobody ever did."""
    started = [record for record in _people(document, question) if record["started"]]
    since = day_of(document["as_of"]) - RECENT_DAYS
    recent = [record for record in started if day_of(record["started"]) > since]
    return [float(_wait(record)) for record in recent or started] or [question["target_days"]]


def _curve(seen: list[tuple[int, bool]]) -> list[float]:
    """A thousand waits spread as the curve has it; what it leaves open never comes."""
    left, share = len(seen), 1.0
    curve: list[float] = []
    for wait, started in sorted(seen, key=lambda one: (one[0], not one[1])):
        if started:
            share *= 1.0 - 1.0 / left
            curve += [float(wait)] * (round(1000 * (1.0 - share)) - len(curve))
        left -= 1
    return curve + [inf] * (1000 - len(curve))


def _wait_for_group(document: Record, service: Record, waiting: int) -> float:
    places, as_of = 0, day_of(document["as_of"])
    planned = [c for c in service["cohorts"] if c["status"] == "planned"]
    for cohort in sorted(planned, key=lambda c: str(c["current_start"])):
        places += cohort["places"]
        if places > waiting:
            return max(1.0, day_of(cohort["current_start"]) - as_of)
    return float(service["target_days"])


def _wait_for_turn(document: Record, service: Record, people: list[Record], waiting: int) -> float:
    as_of = day_of(document["as_of"])
    if service["opened_on"] > document["as_of"]:
        return day_of(service["opened_on"]) - as_of
    since = as_of - LAST_YEAR_DAYS
    starts = sum(bool(r["started"]) and day_of(r["started"]) > since for r in people)
    turn = waiting * LAST_YEAR_DAYS / starts if starts else float(service["target_days"])
    on = service.get("session_weekday")
    return turn + ((on - weekday(as_of + int(turn)) - 1) % 7 + 1 if on else 1)
