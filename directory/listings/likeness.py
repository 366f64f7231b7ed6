"""Which records may be one and the same: candidates for a person to look at, never more.

| names | besides | candidate |
|---|---|---|
| almost the same, as `directory.names_alike` says | – | yes |
| much alike | a telephone number, a postcode or a site in common | yes |
| much alike | nothing in common | no |
| different | a charity's or company's number in common | yes |
| different | whatever else they have in common | no |
| empty once tidied | whatever | no |

Of two services besides: an area in common, and delivered alike. Nothing that is empty is in common.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from directory.names_alike import ALMOST_THE_SAME, MUCH_ALIKE, likeness_of
from directory.naming import name_key
from directory.telephones import share_a_number


class InCommon(enum.StrEnum):
    NAME = "name"
    TELEPHONE = "telephone"
    POSTCODE = "postcode"
    SITE = "site"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Described:
    """A record by what tells it from others; `kind` and `places` must agree where they are said."""

    key: int
    name: str
    telephone: str | None = None
    postcodes: frozenset[str] = frozenset()
    sites: frozenset[int] = frozenset()
    numbers: frozenset[str] = frozenset()
    kind: str = ""
    places: frozenset[int] = frozenset()
    words: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", name_key(self.name))


@dataclass(frozen=True, slots=True)
class LikelyTwice:
    """`alike` of 100; `shared` is why, the name first."""

    one: int
    other: int
    alike: int
    shared: tuple[InCommon, ...]


def likely_twice(records: Sequence[Described]) -> list[LikelyTwice]:
    """The likeliest first; each pair once."""
    named = [one for one in records if one.words]
    words = [one.words for one in named]
    found = []
    for at, one in enumerate(named):
        near = process.extract(
            one.words, words[at + 1 :], scorer=fuzz.token_sort_ratio,
            score_cutoff=MUCH_ALIKE, limit=None,
        )  # fmt: skip
        found += [_pair(one, named[at + 1 + place]) for _, _, place in near]
    pairs = {(two.one, two.other): two for two in found if two is not None}
    for two in _registered_alike(records):
        pairs.setdefault((two.one, two.other), two)
    return sorted(
        pairs.values(), key=lambda two: (-two.alike, -len(two.shared), two.one, two.other)
    )


def _registered_alike(records: Sequence[Described]) -> Iterator[LikelyTwice]:
    """Whatever they are called: a number on a register is of one organisation."""
    of_number: defaultdict[str, list[Described]] = defaultdict(list)
    for record in records:
        for number in record.numbers:
            for other in of_number[number]:
                alike = round(likeness_of(other.name, record.name))
                shared = (InCommon.NUMBER, *_besides(other, record, is_registered=False))
                yield LikelyTwice(other.key, record.key, alike, shared)
            of_number[number].append(record)


def _pair(one: Described, other: Described) -> LikelyTwice | None:
    has_places = bool(one.places or other.places)
    if one.kind != other.kind or (has_places and one.places.isdisjoint(other.places)):
        return None
    alike = likeness_of(one.name, other.name)
    is_one_name = alike >= ALMOST_THE_SAME
    besides = tuple(_besides(one, other))
    if not (is_one_name or besides):
        return None
    shared = ((InCommon.NAME,) if is_one_name else ()) + besides
    return LikelyTwice(one.key, other.key, round(alike), shared)


def _besides(one: Described, other: Described, *, is_registered: bool = True) -> Iterator[InCommon]:
    if is_registered and one.numbers & other.numbers:
        yield InCommon.NUMBER
    numbers = [(said or "").strip() for said in (one.telephone, other.telephone)]
    if all(numbers) and share_a_number(*numbers):
        yield InCommon.TELEPHONE
    if _tidied(one.postcodes) & _tidied(other.postcodes):
        yield InCommon.POSTCODE
    if one.sites & other.sites:
        yield InCommon.SITE


def _tidied(postcodes: frozenset[str]) -> frozenset[str]:
    return frozenset("".join(one.split()).upper() for one in postcodes) - {""}
