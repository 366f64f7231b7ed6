"""Words that are spelt right though no listing has them: nobody is told to mean another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from directory.search.trade_words import trade_words

ENGLISH: Final = "frequency_dictionary_en_82_765.txt"
"""Ordinary English with how common each word is, as symspellpy ships it."""

BEGINNING: Final = 2


def is_spelt_right(word: str) -> bool:
    """A word of the trade, in English or Welsh, or of ordinary English."""
    same = ordinary_english().get(word[:BEGINNING], "")
    return f"\n{word}\n" in same or word in trade_words()


@cache
def ordinary_english() -> Mapping[str, str]:
    """Words one a line, by their first letters: 1 MB, where a set of words takes ten times that.

    Read when a word is first in doubt, and without the package that the list comes with.
    """
    found: defaultdict[str, list[str]] = defaultdict(lambda: [""])
    for line in _english().read_text(encoding="utf-8-sig").splitlines():
        word = line.partition(" ")[0].replace("'", "")
        found[word[:BEGINNING]].append(word)
    return {beginning: "\n".join([*words, ""]) for beginning, words in found.items()}


def _english() -> Path:
    package = find_spec("symspellpy")
    if package is None or package.origin is None:
        raise FileNotFoundError(ENGLISH)
    return Path(package.origin).with_name(ENGLISH)
