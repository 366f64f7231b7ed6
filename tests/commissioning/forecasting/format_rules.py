"""The rules of form that every answer keeps, as the contract for start dates states them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

NEVER = 10**9
LEVELS = (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))


def broken_rules(document: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """What the answer does wrong; an empty list for a sound one."""
    asked = [question["id"] for question in document["questions"]]
    if [found.get("question_id") for found in answer["forecasts"]] != asked:
        return ["one forecast for each question, in order"]
    faults = []
    if (answer["schema_version"], answer["as_of"]) != ("1.0", document["as_of"]):
        faults.append("head")
    if not isinstance(answer["warnings"], list):
        faults.append("warnings")
    as_of = date.fromisoformat(document["as_of"]).toordinal()
    for question, found in zip(document["questions"], answer["forecasts"], strict=True):
        faults.extend(_faults(question, found, as_of))
    return faults


def _faults(question: dict[str, Any], found: dict[str, Any], as_of: int) -> Iterator[str]:
    dates = [found[level] for level, _ in LEVELS]
    days = [date.fromisoformat(on).toordinal() if on else NEVER for on in dates]
    within = found["p_start_within_order"]
    target = found["p_start_within_target"]
    if found["basis"]["data"] not in ("history", "mixed", "declared"):
        yield "basis.data"
    if found["status"] == "unavailable":
        if any(dates) or not found["reason"] or within or target:
            yield "unavailable needs a reason, no dates and no chance"
        return
    if days != sorted(days):
        yield "dates out of order"
    if any(day != NEVER and not as_of < day <= as_of + question["order_days"] for day in days):
        yield "a date outside the order"
    if not (0 <= target <= 1 and 0 <= within <= 1):
        yield "not a chance"
    for (level, chance), on in zip(LEVELS, dates, strict=True):
        if (on and within < chance) or (not on and within > chance):
            yield f"{level} against p_start_within_order"
