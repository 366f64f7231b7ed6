"""What a file says otherwise than a listing, beside what stands, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.attribution import is_nothing
from directory.listings.file_offers import FileOffer
from portal.finding.field_words import value_in_words
from portal.formatting import in_words
from portal.lines.plain_words import plain_words


@dataclass(frozen=True, slots=True)
class ShownOffer:
    number: int
    what: str
    file_says: str
    whose: str
    stands: str
    by: str
    is_live: bool


def shown_offers(offers: Iterable[FileOffer], drafted: Mapping[str, Any]) -> tuple[ShownOffer, ...]:
    """Without those that stand in one's draft already."""
    words = plain_words()
    return tuple(
        ShownOffer(
            one.offer.id,
            one.field.label,
            value_in_words(one.field, one.offer.value, words),
            f"{one.offer.source}, {in_words(one.offer.said_on)}",
            "nothing" if is_nothing(one.stands) else value_in_words(one.field, one.stands, words),
            "" if one.by is None else one.by.in_words,
            one.is_live,
        )
        for one in offers
        if not _is_drafted(one, drafted)
    )


def _is_drafted(one: FileOffer, drafted: Mapping[str, Any]) -> bool:
    name = one.field.name
    return name in drafted and one.field.means_the_same(drafted[name], one.offer.value)
