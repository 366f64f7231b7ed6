"""Whether what should be a body or a post reads as a person's name: asked of whoever wrote it.

No list tells bodies from people: a charity may bear two names and a person may be called Church. So
this only asks. It asks about a courtesy title, about a forename beside another word, and about two
or three words with capital letters of which none is a word of bodies, posts or places. The words
stand in `words_of_names.csv`: titles, forenames given to many that are no common words, words
that bodies end in, words of posts, and what else stands in such names.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


def _called(kind: str) -> frozenset[str]:
    return frozenset(
        row["word"] for row in rows_of("words_of_names.csv", folder=FOLDER) if row["kind"] == kind
    )


TITLES: Final = _called("title")
FORENAMES: Final = _called("forename")
OF_BODIES: Final = _called("body")
_OF_POSTS: Final = _called("post")
_OF_THE_TRADE: Final = _called("trade")
_NO_NAMES: Final = OF_BODIES | _OF_POSTS | _OF_THE_TRADE
_WORDS: Final = re.compile(r"[^\W\d_]+(?:['’.-]+[^\W\d_]+)*\.?|[()\[\]:/&+]|\s[-–]\s")
_CAPITALS: Final = re.compile(r"[^\W\d_a-zß-ÿ][\w'’.-]*(?:\s+[^\W\d_a-zß-ÿ][\w'’.-]*)+")
"""Two words and more that each begin with a capital letter."""

_SMALLEST, _LONGEST = 2, 3
"""Words of a name that is asked about without a forename in it."""


def may_name_somebody(words: str) -> bool:
    """Whether somebody should say that one body or one post is meant and nobody's name.

    One word alone is never asked about: bodies are called by one as often as people.
    """
    return any(_is_asked(run) for run in _runs(words))


def named_within(words: str) -> str:
    """The first words of a title or a sentence that read as a person's name; "" where none do.

    Beside the whole of it each run of words with capital letters is looked at by itself.
    """
    parts = (found[0] for found in _CAPITALS.finditer(words))
    return next((part for part in (*parts, words) if may_name_somebody(part)), "")


def _runs(words: str) -> list[list[str]]:
    """The words between brackets, strokes and colons, in order."""
    runs: list[list[str]] = [[]]
    for token in _WORDS.findall(words):
        if token.strip(" ")[0].isalpha():
            runs[-1].append(token.rstrip("."))
        else:
            runs.append([])
    return [run for run in runs if run]


def _is_asked(run: list[str]) -> bool:
    known = [_bare(word) for word in run]
    if any(word in TITLES and at + 1 < len(run) for at, word in enumerate(known)):
        return True
    if known[-1] in OF_BODIES:
        return False
    behind = _behind_the_post(run)
    return _has_forename(run) or (_SMALLEST <= len(behind) <= _LONGEST and _all_capital(behind))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$|['’]", "", word).casefold()


def is_known_word(word: str) -> bool:
    """A word of bodies, posts or places, also where two are joined; or an abbreviation."""
    parts = re.split(r"[-–]", word)
    is_short_form = len(word) > 1 and word.isupper() and "." not in word
    return is_short_form or all(_bare(part) in _NO_NAMES for part in parts)


def _has_forename(run: list[str]) -> bool:
    """Beside a word that is none of bodies, posts or places: “john smith”, “Smith John”."""
    for at, word in enumerate(run):
        if _bare(word) in FORENAMES:
            beside = [*run[max(0, at - 1) : at], *run[at + 1 : at + 2]]
            if any(_bare(one) not in _NO_NAMES and len(one) > 1 for one in beside):
                return True
    return False


def _behind_the_post(run: list[str]) -> list[str]:
    """What follows the last word of a post or a body: of a place it stands before it."""
    for at in range(len(run) - 1, -1, -1):
        if is_known_word(run[at]):
            return run[at + 1 :]
    return run


def _all_capital(words: list[str]) -> bool:
    """As people are written: each word with one capital letter, an initial too."""
    return all(word[0].isupper() and (len(word) == 1 or not word.isupper()) for word in words)
