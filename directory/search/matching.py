"""Which services on the shelf the words of a question find, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.search.bits import Bits, bits_of
from directory.search.shelf import CardShelf
from directory.search.understanding import Want
from directory.search.words import IndexedWords


@dataclass(frozen=True, slots=True)
class Matched:
    """`scores` by place; `missed` are the wants that were let go because nothing had all."""

    bits: Bits
    scores: NDArray[np.float32]
    missed: tuple[Want, ...] = ()


def match(
    wants: Sequence[Want], words: IndexedWords, places: NDArray[np.int64], *, size: int
) -> Matched:
    """Services that have everything required; failing that, those that have most of it."""
    scores = np.zeros(size, np.float32)
    having = np.zeros(size, np.uint8)
    required = [want for want in wants if want.is_required]
    for want in wants:
        scored = words.of_any(want.phrases)
        at = places[scored.docs]
        there = at >= 0
        scores[at[there]] += scored.scores[there]
        if want.is_required:
            having[at[there]] += 1
    most = int(having.max(initial=0))
    if most == 0:
        return Matched(0, np.zeros(size, np.float32), tuple(required))
    best = having == most
    return Matched(bits_of(best), np.where(best, scores, 0), _missed(required, most))


def _missed(required: Sequence[Want], most: int) -> tuple[Want, ...]:
    """Which ones differs between services: all are named when some had to be let go."""
    return () if most == len(required) else tuple(required)


def places_of_documents(words: IndexedWords, shelf: CardShelf) -> NDArray[np.int64]:
    """By document its place on the shelf, -1 where the service is public no more."""
    highest = max(int(words.service_ids.max(initial=0)), int(shelf.service_ids.max(initial=0)))
    by_id = np.full(highest + 2, -1, np.int64)
    taken = np.flatnonzero(shelf.service_ids >= 0)
    by_id[shelf.service_ids[taken]] = taken
    return by_id[words.service_ids]
