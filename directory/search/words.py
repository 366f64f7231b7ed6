"""Which services hold the words of a question, and how well: BM25F over the index's postings.

Scores are those of Whoosh's `BM25F` (B 0.75, K1 1.2) with the title above the pathway above the
text; they are worked out here because a word's postings, once read, answer every later question.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from directory.search.index import FIELDS, Opened, mark_of, open_index, reading
from directory.search.spelling import Vocabulary
from directory.search.synonyms import synonym_words
from directory.search.wording import FILLER_WORDS

BOOSTS: Final = {"title": 4.0, "pathway": 2.0, "text": 1.0, "places": 0.5}
K1, B = 1.2, 0.75

SYNONYM_WEIGHT: Final = np.float32(0.7)

NUMBERS_KEPT: Final = 4_000_000
"""Scores kept ready for later questions; with their documents some 32 MB at most."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents that hold a word or phrase, ascending, each with its score."""

    docs: NDArray[np.int32]
    scores: NDArray[np.float32]


NOTHING: Final = Scored(np.empty(0, np.int32), np.empty(0, np.float32))


class IndexedWords:
    """One state of the index, ready to be asked; safe for several threads."""

    def __init__(self, opened: Opened, folder: Path) -> None:
        self.opened = opened
        self._folder = folder
        self._lock = threading.Lock()
        self._ready: OrderedDict[object, Scored] = OrderedDict()
        self._numbers = 0
        self._vocabulary: Vocabulary | None = None
        with reading(folder):
            self.service_ids = self._live_service_ids()
            self._size = sum(segment.size for segment in opened.segments)
            self._mean_length = {field: self._mean(field) for field in FIELDS}

    @property
    def mark(self) -> str:
        return self.opened.mark

    def of_stem(self, stem: str) -> Scored:
        """Documents with the word in any field. Raises `WordsNotReady` from a damaged index."""
        return self._kept(stem, lambda: self._read(stem))

    def of_phrase(self, stems: Sequence[str]) -> Scored:
        """Documents with every word of the phrase, wherever they stand."""
        if len(stems) == 1:
            return self.of_stem(stems[0])
        key = tuple(stems)
        return self._kept(key, lambda: all_of(self.of_stem(stem) for stem in stems))

    def of_any(self, phrases: Sequence[tuple[str, ...]]) -> Scored:
        """Documents with any of the phrases, each scored by the one that it holds best.

        The first is what was typed; the others stand for it and count for less.
        """
        if len(phrases) == 1:
            return self.of_phrase(phrases[0])
        key = ("any", *phrases)
        return self._kept(key, lambda: any_of([*self._weighed(phrases)]))

    def _weighed(self, phrases: Sequence[tuple[str, ...]]) -> Iterator[Scored]:
        yield self.of_phrase(phrases[0])
        for phrase in phrases[1:]:
            meant = self.of_phrase(phrase)
            yield Scored(meant.docs, meant.scores * SYNONYM_WEIGHT)

    def knows(self, stem: str) -> bool:
        return self.of_stem(stem).docs.size > 0

    def speaks_of(self, stem: str) -> bool:
        """Whether a title, pathway or text has the word: the names of areas served do not count."""
        with self._lock, reading(self._folder):
            return any(
                segment.postings(field, stem).docs.size
                for segment in self.opened.segments
                for field in FIELDS
                if field != "places"
            )

    @property
    def vocabulary(self) -> Vocabulary:
        """Words of titles, pathways and texts as they are written, and those of the trade."""
        if self._vocabulary is None:
            with self._lock, reading(self._folder):
                self._vocabulary = Vocabulary(self._common())
        return self._vocabulary

    def _common(self) -> dict[str, int]:
        common = dict.fromkeys((*synonym_words(), *FILLER_WORDS), 1)
        for segment in self.opened.segments:
            for word, count in segment.spelt():
                common[word] = common.get(word, 0) + count
        return common

    def _kept(self, key: object, work_out: Callable[[], Scored]) -> Scored:
        with self._lock:
            if key in self._ready:
                self._ready.move_to_end(key)
                return self._ready[key]
        found = work_out()
        with self._lock:
            if key not in self._ready:
                self._numbers += found.docs.size
            self._ready[key] = found
            while self._numbers > NUMBERS_KEPT:
                _, oldest = self._ready.popitem(last=False)
                self._numbers -= oldest.docs.size
        return found

    def _read(self, stem: str) -> Scored:
        with self._lock, reading(self._folder):
            by_field = [self._of_field(field, stem) for field in FIELDS]
        return summed([scored for scored in by_field if scored.docs.size])

    def _of_field(self, field: str, stem: str) -> Scored:
        postings = [segment.postings(field, stem) for segment in self.opened.segments]
        holding = sum(one.holding for one in postings)
        if not holding:
            return NOTHING
        weight = BOOSTS[field] * (np.log(self._size / (holding + 1)) + 1)
        docs, scores, first = [], [], 0
        for segment, one in zip(self.opened.segments, postings, strict=True):
            length = segment.lengths(field)[one.docs] / self._mean_length[field]
            often = one.frequencies
            docs.append(one.docs + np.int32(first))
            scores.append(weight * often * (K1 + 1) / (often + K1 * (1 - B + B * length)))
            first += segment.size
        return Scored(np.concatenate(docs), np.concatenate(scores).astype(np.float32))

    def _mean(self, field: str) -> float:
        total = sum(segment.total_length(field) for segment in self.opened.segments)
        return total / self._size if total else 1.0

    def _live_service_ids(self) -> NDArray[np.int64]:
        """By document; -1 for one that was struck out."""
        parts = [np.where(one.live(), one.service_ids, -1) for one in self.opened.segments]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)


def words_in(folder: Path, before: IndexedWords | None) -> IndexedWords:
    """The index as it stands, `before` itself if nothing changed. Raises `WordsNotReady`."""
    if before is not None and mark_of(folder) == before.mark:
        return before
    opened = open_index(folder, before=None if before is None else before.opened)
    return IndexedWords(opened, folder)


def all_of(parts: Iterable[Scored]) -> Scored:
    """Documents that every part holds, scores added up."""
    return reduce(_both, parts)


def any_of(parts: Sequence[Scored]) -> Scored:
    """Documents that some part holds, each with its best score."""
    return _merged(parts, np.maximum.reduceat)


def summed(parts: Sequence[Scored]) -> Scored:
    """Documents that some part holds, scores added up."""
    return _merged(parts, np.add.reduceat)


def _both(one: Scored, other: Scored) -> Scored:
    docs, mine, theirs = np.intersect1d(
        one.docs, other.docs, assume_unique=True, return_indices=True
    )
    return Scored(docs, one.scores[mine] + other.scores[theirs])


def _merged(parts: Sequence[Scored], gather: Callable[..., NDArray[np.float32]]) -> Scored:
    parts = [part for part in parts if part.docs.size]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    docs = np.concatenate([part.docs for part in parts])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], np.concatenate([part.scores for part in parts])[order]
    first = np.flatnonzero(np.r_[True, docs[1:] != docs[:-1]])
    return Scored(docs[first], gather(scores, first))
