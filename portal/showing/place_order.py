"""By what order places are given, in words that stand wherever a step comes in the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.bookings.turns import TurnStep

STEP_WORDS: Final[Mapping[TurnStep, object]] = {
    TurnStep.PRIORITY: lazy_gettext("who has priority"),
    TurnStep.ORDER_END: lazy_gettext("whose order ends earliest"),
    TurnStep.DAY_0: lazy_gettext("who has waited longest"),
}


def order_in_words(steps: Iterable[TurnStep]) -> tuple[str, ...]:
    """A line a step, the last of them by which whatever is alike in all of them is decided."""
    told = [str(STEP_WORDS[step]) for step in steps if step is not TurnStep.KEY]
    return (
        *(
            gettext("first, %(who)s", who=who) if number == 0 else gettext("then, %(who)s", who=who)
            for number, who in enumerate(told)
        ),
        gettext("where all of that is alike, by a random key"),
    )


def order_in_a_line(steps: Iterable[TurnStep]) -> str:
    """The same as one piece of text, for a table."""
    return "; ".join(order_in_words(steps))
