"""The few sentences that tell a sentencer what a forecast rests on.

No dates and no exact numbers of people: the same words stand on open pages and for restricted
services.
"""

from commissioning.availability.facts import Kind
from commissioning.availability.start_days import Reason
from commissioning.monitoring.disclosure import SMALLEST_SHOWN, nearest_five

FEWEST_STARTS_COUNTED = 10
"""Below this a forecast rests on what was declared, and says so."""

METHODS: dict[Kind, str] = {
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
REASONS: dict[Reason, str] = {
    "service_not_found": "This service is not known.",
    "service_closed": "This service has closed.",
    "contract_ended": "The contract for this service has ended.",
    "no_capacity": "No places are available at this service during the order.",
}


def explanation(kind: Kind, *, queue_ahead: int, starts_seen: int) -> str:
    """How it was worked out, how many are ahead, how many starts it is based on."""
    return f"{METHODS[kind]} {_ahead_in_words(queue_ahead)} {_starts_in_words(starts_seen)}"


def _ahead_in_words(people: int) -> str:
    if people == 0:
        return "Nobody is ahead."
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
