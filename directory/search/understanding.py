"""From what was typed to what is looked for: place, people, phrases of the trade, spelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from directory.schemes.models import SchemeKind
from directory.search.facets import Who
from directory.search.helplines import Helpline, helplines_meant
from directory.search.index import stem_of
from directory.search.known_words import is_spelt_right
from directory.search.place_names import place_vocabulary
from directory.search.place_words import Knows, Named, NamedPlace, named_in
from directory.search.scheme_words import schemes_meant
from directory.search.shelf import CardShelf
from directory.search.synonyms import Stems, phrases_of, rings_by_phrase
from directory.search.trade_words import pathways_meant
from directory.search.wording import (
    FILLER_WORDS,
    LONGEST_WORDS,
    OF_ADDICTION,
    STOP_WORDS,
    words_of,
)
from directory.search.words import IndexedWords


@dataclass(frozen=True, slots=True)
class Want:
    """One thing looked for: any of `phrases` will do; what is not required only adds weight.

    An aside named the place or the people, and is no part of what may be counted.
    """

    typed: str
    phrases: tuple[Stems, ...]
    is_required: bool
    is_aside: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """`corrected` are pairs of what was typed and what was looked for instead.

    `unfound` are the words that no listing has; `pathways`, `schemes` and `helplines` are what the
    words speak of.
    """

    wants: tuple[Want, ...] = ()
    place: NamedPlace | None = None
    who: Who | None = None
    corrected: tuple[tuple[str, str], ...] = ()
    unfound: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    schemes: tuple[SchemeKind, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    is_shortened: bool = False

    @property
    def remaining(self) -> str:
        """The words without place and people: all that may be kept of a question."""
        return " ".join(want.typed for want in self.wants if not want.is_aside)


NOTHING_ASKED: Final = Understood()


def understand(
    text: str, shelf: CardShelf, words: IndexedWords | None, *, as_typed: bool = False
) -> Understood:
    """Without the index (`words` None) places are still understood; `as_typed` corrects no word."""
    typed = words_of(text)
    if not typed:
        return NOTHING_ASKED
    named = named_in(typed, shelf, _knows(words))
    content = [word for word in named.words if word not in STOP_WORDS]
    corrected = {} if words is None or as_typed else _corrections(content, words)
    meant = [corrected.get(word, word) for word in content]
    stems = [stem_of(word) for word in meant]
    wants = _required(_of_its_own(_wants(meant), words), named)
    return Understood(
        wants=(*wants, *_asides(named)) if wants else (),
        place=named.place,
        who=named.who,
        corrected=tuple(corrected.items()),
        unfound=() if words is None else tuple(_unfound(wants, words)),
        pathways=pathways_meant(stems),
        schemes=schemes_meant(stems),
        helplines=helplines_meant(stems),
        is_shortened=len(text) > LONGEST_WORDS,
    )


def _knows(words: IndexedWords | None) -> Knows:
    if words is None:
        return lambda _word: False
    spoken_of = words.speaks_of
    return lambda word: (
        word in FILLER_WORDS or (stem_of(word),) in rings_by_phrase() or (spoken_of(stem_of(word)))
    )


def _asides(named: Named) -> Iterator[Want]:
    for aside in named.asides:
        stems = tuple(stem_of(word) for word in aside if word not in STOP_WORDS)
        if stems:
            yield Want(" ".join(aside), (stems,), is_required=False, is_aside=True)


def _corrections(content: Sequence[str], words: IndexedWords) -> dict[str, str]:
    found = {}
    for word in content:
        if not _is_word(word, words) and (meant := words.vocabulary.nearest(word)):
            found[word] = meant
    return found


def _is_word(word: str, words: IndexedWords) -> bool:
    return (
        words.knows(stem_of(word))
        or word in words.vocabulary
        or is_spelt_right(word)
        or word in place_vocabulary()
    )


def _unfound(wants: Sequence[Want], words: IndexedWords) -> Iterator[str]:
    for want in wants:
        if want.is_required and not words.of_any(want.phrases).docs.size:
            yield want.typed


def _wants(content: Sequence[str]) -> list[Want]:
    """The longest phrases of the trade first, then single words."""
    stems = [stem_of(word) for word in content]
    wants: list[Want] = []
    at = 0
    for length, ring in phrases_of(stems, rings_by_phrase()):
        typed = " ".join(content[at : at + length])
        own = tuple(stems[at : at + length])
        phrases = (own,) if ring is None else tuple(dict.fromkeys((own, *ring.stems)))
        is_filler = ring is None and content[at] in FILLER_WORDS
        wants.append(Want(typed, phrases, is_required=not is_filler))
        at += length
    return list(dict.fromkeys(wants))


def _of_its_own(wants: list[Want], words: IndexedWords | None) -> list[Want]:
    """ "Bet addiction" is no drug's: where no listing has what somebody is addicted to, a service
    for drugs does not fit. A word that may be misspelt rules nothing out.
    """
    if words is None or not any(want.typed in OF_ADDICTION for want in wants):
        return wants
    others = [want for want in wants if want.typed not in OF_ADDICTION]
    if not any(is_spelt_right(word) for word in _unfound(others, words)):
        return wants
    return [replace(one, is_required=one.is_required and one in others) for one in wants]


def _required(wants: Sequence[Want], named: Named) -> tuple[Want, ...]:
    """ "Help" asked alone is what is wanted; "help near Leeds" is whatever there is."""
    if any(want.is_required for want in wants):
        return tuple(wants)
    if named.place is not None or named.who is not None:
        return ()
    return tuple(replace(want, is_required=True) for want in wants)
