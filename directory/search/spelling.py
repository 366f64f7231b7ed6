"""The word that was probably meant, among the words that would be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHORTEST: Final = 4
"""Shorter words have too many neighbours to guess."""

LONG: Final = 6
"""From this length on two slips are forgiven, below it one."""


class Vocabulary:
    """Words with how common each is; built once, asked often."""

    def __init__(self, common: Mapping[str, int]) -> None:
        self._words = sorted(word for word in common if word.isalpha() and word.isascii())
        self._common = common
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint32)
        self._sizes = np.array([len(word) for word in self._words], dtype=np.int16)

    def __contains__(self, word: object) -> bool:
        return word in self._common

    def nearest(self, typed: str) -> str | None:
        """The word with the fewest slips, then the commonest, then first in the alphabet."""
        if len(typed) < SHORTEST or not (typed.isalpha() and typed.isascii()):
            return None
        allowed = 1 if len(typed) < LONG else 2
        ranked = [
            (slips, word[0] != typed[0], -self._common[word], word)
            for word in self._candidates(typed, allowed)
            if (slips := slips_between(typed, word, allowed)) <= allowed
        ]
        return min(ranked)[-1] if ranked else None

    def _candidates(self, typed: str, allowed: int) -> list[str]:
        """Words of about the length whose letters differ in no more than the slips explain."""
        if not self._words:
            return []
        apart = np.bitwise_count(self._letters ^ np.uint32(_letters(typed)))
        near: NDArray[np.bool_] = (np.abs(self._sizes - len(typed)) <= allowed) & (
            apart <= 2 * allowed
        )
        return [self._words[at] for at in np.flatnonzero(near)]


def slips_between(typed: str, word: str, most: int) -> int:
    """Letters added, left out, changed or swapped with a neighbour; gives up beyond `most`."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        above, row, two_above = row, [i], before
        for j, other in enumerate(word, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, two_above[j - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > most:
            return most + 1
    return row[-1]


def _letters(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) - ord("a"))
    return mask
