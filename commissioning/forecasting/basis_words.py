"""The few sentences that tell a sentencer what a forecast rests on.

No dates and no exact numbers of people: the same words stand on open pages and for restricted
services.
"""

from collections.abc import Mapping

from commissioning.forecasting.facts import Kind
from commissioning.forecasting.start_days import Reason
from commissioning.monitoring.disclosure import SMALLEST_SHOWN, nearest_five

NOBODY_AHEAD = "Nobody is ahead."
FEWEST_STARTS_COUNTED = 10
"""Below this a forecast rests on what was declared, and says so."""

MethodWords = Mapping[Kind, str]

PLAIN_ESTIMATE: MethodWords = {
    "closed_group": (
        "An estimate: the next planned group with a place after the people ahead, allowing for "
        "groups that start late or are cancelled."
    ),
    "rolling_group": (
        "An estimate: the people ahead counted against the number who start each week, on the "
        "weekday on which the group meets."
    ),
    "one_to_one": "An estimate: the people ahead counted against the number who start each week.",
    "unpaid_work": (
        "An estimate: the people ahead counted against the number who start each week, on the "
        "weekday on which people attend, once somebody's place is free."
    ),
}
ROLL_FORWARD: MethodWords = {
    "closed_group": (
        "Worked out from today's list and the planned groups, played forward many times: people "
        "who leave, starts that are missed, groups that come late or are cancelled."
    ),
    "rolling_group": (
        "Worked out from today's list and the people in the group, played forward many times on "
        "the weekday on which it meets: who finishes, who leaves, who misses a start."
    ),
    "one_to_one": (
        "Worked out from today's list and the people being seen, played forward many times: who "
        "finishes, who leaves, who misses a start."
    ),
    "unpaid_work": (
        "Worked out from today's list and the hours still to be worked, played forward many times "
        "on the weekday on which people attend: who finishes, who leaves, who misses a start."
    ),
}
METHODS = ROLL_FORWARD
"""Of the engine that answers now."""
REASONS: dict[Reason, str] = {
    "service_not_found": "This service is not known.",
    "service_closed": "This service has closed.",
    "contract_ended": "The contract for this service has ended.",
    "no_capacity": "No places are available at this service during the order.",
}


def explanation(method: str, *, queue_ahead: int, starts_seen: int) -> str:
    """How it was worked out, how many are ahead, how many starts it is based on."""
    return f"{method} {_ahead_in_words(queue_ahead)} {_starts_in_words(starts_seen)}"


def _ahead_in_words(people: int) -> str:
    if people == 0:
        return NOBODY_AHEAD
    if people < SMALLEST_SHOWN:
        return f"Fewer than {SMALLEST_SHOWN} people are ahead."
    return f"About {nearest_five(people)} people are ahead."


def _starts_in_words(starts: int) -> str:
    if starts == 0:
        return "Nobody has been seen to start here yet: based on what the provider has declared."
    if starts < FEWEST_STARTS_COUNTED:
        return (
            f"Based on fewer than {FEWEST_STARTS_COUNTED} starts"
            " and on what the provider has declared."
        )
    return f"Based on about {nearest_five(starts)} starts."
