"""Sums: which words of a target belong to which of its periods, and to whom they are limited.

| words | of the first period | of the second |
|---|---|---|
| `Pilot autumn 2026; roll out by March 2027` | `Pilot` | `roll out` |
| `Autumn 2026 (pilot), rolled out by March 2027` | `(pilot)` | `rolled out` |
| `March 2027: roll-out; June 2027: evaluation` | `roll-out` | `evaluation` |
| `Autumn 2026 pilot, March 2027 evaluation` | `pilot` | `evaluation` |
| `2026/27 in prisons, roll-out from 2027` | `in prisons` | `roll-out` |

What stands before a period without a stop between them is of that period; a bracket, a colon or
words before the last stop are of the period before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.actions.target_periods import TargetPeriod

_BRACKET: Final = re.compile(r"\s*(?:\)|\([^()]*\))")
_STRONG: Final = re.compile(r"[;]|\.(?=\s|$)")
_STOP: Final = re.compile(r"[;,]|\.(?=\s|$)|\s[–-]\s")
_JOINED: Final = re.compile(r"(?:^|\s)(?:and|then|&|followed\s+by)(?=\s|$)", re.IGNORECASE)
_AT_EDGES: Final = " ,;.:–-"

_LEADING_SCOPE: Final = re.compile(
    r"(?:^for\s+(?P<whom>[^,.;]+),|^(?P<each>(?:each|every|all)\s+\w+))", re.IGNORECASE
)
_INNER_SCOPE: Final = re.compile(r"\b(?:in\s+\d+\s+\w+|across\s+all\s+\w+)", re.IGNORECASE)
_TRAILING_SCOPE: Final = re.compile(r"^(?:in|for|across|at|within|where)\s+\S.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """`words`: all of it, as written. `head`, `tail`: before and behind its period."""

    period: TargetPeriod
    words: str
    head: str
    tail: str

    @property
    def scope(self) -> str:
        """To whom or where it is limited; "" for all."""
        behind = self.tail.strip(" ,;.()")
        if behind and _TRAILING_SCOPE.match(behind):
            return behind
        if leading := _LEADING_SCOPE.search(self.words):
            return leading["each"] or f"for {leading['whom']}"
        inner = _INNER_SCOPE.search(self.words)
        return inner[0] if inner else ""


def clauses_of(text: str, periods: Sequence[TargetPeriod]) -> list[Clause]:
    """One for each period, in their order; the last has all that is left."""
    told, start = [], 0
    for at, period in enumerate(periods):
        stop = len(text)
        if at + 1 < len(periods):
            has_head = bool(text[start : period.begins].strip(_AT_EDGES))
            gap = text[period.ends : periods[at + 1].begins]
            stop = period.ends + _own_part(gap, has_head=has_head)
        words = _tidied(text[start:stop])
        told.append(Clause(period, words, text[start : period.begins], text[period.ends : stop]))
        start = stop
    return told


def _tidied(words: str) -> str:
    """Without stops at its edges, and without half of a bracket."""
    bare = words.strip(" ,;.")
    bare = bare.lstrip(":–- ") if bare[:1] in ":–-" else bare
    return bare.lstrip(") ").lstrip(" ,;.") if bare.startswith(")") else bare


def _own_part(gap: str, *, has_head: bool) -> int:
    """How many characters between two periods are of the first."""
    bracket = _BRACKET.match(gap)
    begins = bracket.end() if bracket else 0
    rest = gap[begins:]
    stops = list(_STRONG.finditer(rest))[:1] or list(_STOP.finditer(rest))[-1:]
    if rest.lstrip().startswith(":") and not stops:
        return len(gap)
    for stop in stops:
        return begins + _parted_at(rest, stop)
    joined = list(_JOINED.finditer(rest))[-1:]
    if joined and not has_head and rest[: joined[0].start()].strip(_AT_EDGES):
        return begins + joined[0].start()
    return begins


def _parted_at(rest: str, stop: re.Match[str]) -> int:
    if not rest[stop.end() :].strip(_AT_EDGES):
        return len(rest)
    return stop.end() if rest[: stop.start()].strip(_AT_EDGES) else 0
