"""Which benches' answers may be published beside their region's: so that none below 8 is told.

What is published of a region and of some of its benches tells, by difference, what the others said
together: that too is told only where it is nobody's or of 8 answers and more. A round is published
once, when it has closed, so that no later count tells a single answer either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from commissioning.monitoring.disclosure import may_show_distribution

Bench = TypeVar("Bench", int, str)


def is_published(answers: int) -> bool:
    """Whether so many answers may be told."""
    return may_show_distribution(answers)


def published_benches(answers: Mapping[Bench, int]) -> frozenset[Bench]:
    """Of the number of answers of each bench of a region; none where the region is not told.

    While those that are not told would be fewer than 8 together, the smallest that is told is
    not told either.
    """
    if any(count < 0 for count in answers.values()):
        raise ValueError("a number of answers cannot be negative")
    if not is_published(sum(answers.values())):
        return frozenset()
    told = sorted(
        (bench for bench, count in answers.items() if is_published(count)),
        key=lambda bench: (answers[bench], bench),
    )
    while told and _tells_the_rest(answers, told):
        told.pop(0)
    return frozenset(told)


def _tells_the_rest(answers: Mapping[Bench, int], told: list[Bench]) -> bool:
    rest = sum(answers.values()) - sum(answers[bench] for bench in told)
    return rest > 0 and not is_published(rest)
