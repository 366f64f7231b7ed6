"""The word that was probably meant, among the words that would be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST: Final = 4
"""Shorter words have too many neighbours to guess."""

LONG: Final = 6
"""From this length on two slips are forgiven, below it one."""


class Vocabulary:
    """Words with how common each is; built once, asked often."""

    def __init__(self, common: Mapping[str, int]) -> None:
        self._words = sorted(word for word in common if word.isalpha() and word.isascii())
        self._common = common

    def __contains__(self, word: object) -> bool:
        return word in self._common

    def nearest(self, typed: str) -> str | None:
        """The word with the fewest slips, then the commonest, then first in the alphabet.

        A slip is a letter added, left out, changed or swapped with its neighbour. Two are
        forgiven only behind a right first letter: "gwaith" is no "faith".
        """
        if len(typed) < SHORTEST or not (typed.isalpha() and typed.isascii()):
            return None
        allowed = 1 if len(typed) < LONG else 2
        near = process.extract(
            typed, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        ranked = [
            (slips, word[0] != typed[0], -self._common[word], word)
            for word, slips, _ in near
            if slips < 2 or word[0] == typed[0]
        ]
        return min(ranked)[-1] if ranked else None
