"""What the areas are told, for whoever brought it in: what has a date, what nobody said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from commissioning.availability.statuses import Status, status_words
from commissioning.sweep.told import FROM_SILENCE, Told
from directory.clock import day_in_words
from portal.lines.plain_words import plain_words


def told_lines(told: Sequence[Told]) -> Iterator[str]:
    """Counts by status, then each area of which somebody said something, then the others."""
    by_area: defaultdict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_area[one.area].append(one)
    yield f"Told of {len(told):,} requirements in {len(by_area):,} areas:"
    yield from _counts(told)
    silent = [area for area, ones in by_area.items() if _is_silent(ones)]
    for area, ones in by_area.items():
        if area not in silent:
            yield from _area_lines(area, ones)
    if silent:
        yield f"Nobody has said anything of {', '.join(silent)}."


def _counts(told: Sequence[Told]) -> Iterator[str]:
    dated = sum(one.is_dated for one in told)
    yield f"{dated:>7,}  with a start date"
    counts = Counter(one.status for one in told if not one.is_dated)
    for status, words in status_words().items():
        if counts[status]:
            yield f"{counts[status]:>7,}  {words}"


def _is_silent(told: Iterable[Told]) -> bool:
    return all(one.status in FROM_SILENCE for one in told)


def _area_lines(area: str, told: Sequence[Told]) -> Iterator[str]:
    yield area
    for one in told:
        if one.status not in FROM_SILENCE:
            yield f"    {one.requirement}: {_in_words(one)}"
    unknown = [one.requirement for one in told if one.status is Status.NOT_KNOWN]
    if unknown:
        yield f"    Not known: {', '.join(unknown)}"


def _in_words(told: Told) -> str:
    """“Starts later; half start by 11 December 2026; women only”."""
    half = told.likely_start and f"half start by {day_in_words(told.likely_start)}"
    who = plain_words().for_sex.get(told.for_sex or "")
    return "; ".join(words for words in (status_words()[told.status], half, who) if words)
