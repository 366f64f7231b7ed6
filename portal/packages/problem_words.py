"""Why a package cannot be planned or does not fit: a sentence for each kind of problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from commissioning.packages.planned import ProblemKind

PROBLEMS: Final[Mapping[ProblemKind, str]] = {
    ProblemKind.NOTHING_CHOSEN: "Nothing has been chosen.",
    ProblemKind.CIRCLE: (
        "The rules want %(part)s before %(other)s, and the other way round as well."
    ),
    ProblemKind.AFTER_WHAT_CANNOT_START: (
        "%(part)s cannot be placed: it comes after %(other)s, which cannot be placed."
    ),
    ProblemKind.TOO_MUCH_ALONE: (
        "%(part)s cannot be placed: by itself it takes more than %(limit)s."
    ),
    ProblemKind.LENGTH_NOT_KNOWN: (
        "%(part)s cannot be placed: it comes after the end of %(other)s, and how long that takes "
        "is not known. Ask."
    ),
    ProblemKind.NO_LATER_START: (
        "%(part)s has to wait for %(other)s, and no start of it after that is known. Ask when "
        "there will be one."
    ),
    ProblemKind.WAITS_TOO_LONG: (
        "%(part)s: fewer than 1 in 10 would start and finish within %(months)s, because of its "
        "waiting list."
    ),
    ProblemKind.TAKES_TOO_LONG: (
        "%(part)s: once it has started, it takes longer than what is then left of %(months)s."
    ),
    ProblemKind.ORDER_TOO_SHORT_AFTER: "%(months)s are too short for %(part)s after %(other)s.",
    ProblemKind.SAME_DAY: (
        "%(part)s and %(other)s are held only on the same day of the week, and %(months)s are too "
        "short for one after the other."
    ),
    ProblemKind.TOO_MUCH_A_WEEK: (
        "All of it side by side is more than %(limit)s, and %(months)s are too short for one after "
        "the other."
    ),
    ProblemKind.ORDER_TOO_SHORT: "%(months)s are too short for all of it together.",
}
"""`%(…)s` marks where a value goes. `CANNOT_START` is told by why the part cannot start."""
