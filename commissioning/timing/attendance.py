"""How many more sessions than needed people take, because they miss some."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

USUAL_ATTENDANCE = 0.8
"""Of sessions offered, those attended, until a service's own records say otherwise: what this
portal assumes."""

COUNTS_AS = 60.0
"""A service's own attendance counts as much as the usual one once so many sessions were held."""

SURENESS_OF_ONE_PERSON = 10.0
"""People differ in how often they come: as much as if each were known from so many sessions."""

_NEARLY_ALL = 0.999
_MOST_EXTRA = 400


def attendance_seen(attended: float, held: float) -> float:
    """The share attended, drawn towards the usual one where few sessions were held."""
    attended = min(attended, held)
    return (attended + USUAL_ATTENDANCE * COUNTS_AS) / (held + COUNTS_AS)


@lru_cache(maxsize=512)
def sessions_taken(missable: int, attendance: float) -> Sequence[float]:
    """The chance of being done after 0, 1, 2… sessions more than needed, up to near certainty.

    `missable` are the sessions still to attend after the first; each of them is attended with a
    chance that differs from person to person around `attendance` (a beta-binomial wait).
    """
    if missable == 0 or attendance >= 1:
        return (1.0,)
    known_from = SURENESS_OF_ONE_PERSON
    comes, misses = known_from * attendance, known_from * (1 - attendance)
    chance = 1.0
    for number in range(missable):
        chance *= (comes + number) / (known_from + number)
    reached = [chance]
    while reached[-1] < _NEARLY_ALL and len(reached) < _MOST_EXTRA:
        missed = len(reached) - 1
        chance *= (missable + missed) / (missed + 1)
        chance *= (misses + missed) / (known_from + missable + missed)
        reached.append(reached[-1] + chance)
    return tuple(reached)
