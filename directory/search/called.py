"""Which of some named things the words of a question name, a stranger's spelling among them.

For lists of hundreds, read from the records as they stand: no copy of them is kept level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from directory.search.index import stem_of
from directory.search.known_words import is_spelt_right
from directory.search.spelling import Vocabulary
from directory.search.wording import FILLER_WORDS, STOP_WORDS, words_of

Thing = TypeVar("Thing")


def called_so(
    typed: str, things: Mapping[Thing, str], *, as_typed: bool = False
) -> tuple[Thing, ...]:
    """In their order, those whose text has every word typed; `things` are with their text.

    Words that stand in every question ("services near me") need not be in it, and find nothing by
    themselves. A word that is right, or `as_typed`, is taken for no other.
    """
    content = [word for word in words_of(typed) if word not in STOP_WORDS | FILLER_WORDS]
    if not content or not things:
        return ()
    texts = {thing: frozenset(words_of(text)) for thing, text in things.items()}
    known = Vocabulary(Counter(word for words in texts.values() for word in words))
    meant = content if as_typed else [_meant(word, known) for word in content]
    asked = _stems(meant)
    return tuple(thing for thing, words in texts.items() if asked <= _stems(words))


def _meant(word: str, known: Vocabulary) -> str:
    if word in known or is_spelt_right(word):
        return word
    return known.nearest(word) or word


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(stem_of, words))
