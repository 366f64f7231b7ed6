"""The page on which providers are found, by name or by charity number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.naming import best_named
from directory.providers.models import Provider
from portal.finding.listing_words import SECTORS

MOST_LISTED: Final = 300
"""Without a name; of more only those that are looked for."""

KINDS_OF_BODY: Final = ("the", "ltd", "limited", "cic", "trust", "charity")
"""Need not be typed, and need not be in the name."""

REGISTERED: Final = re.compile(r"\d{5,8}(-\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListedProvider:
    name: str
    href: str
    sector: str
    charity: str


@dataclass(frozen=True, slots=True)
class ProvidersPage:
    """`count` is of all that may be known; `listed` those that were looked for."""

    typed: str
    listed: tuple[ListedProvider, ...]
    count: int

    @property
    def is_too_long(self) -> bool:
        return not self.typed and self.count > MOST_LISTED


def providers_page(typed: str, known: Sequence[Provider]) -> ProvidersPage:
    """`known` are those of whom anybody may know, by name."""
    found = providers_called(typed, known) if typed else known
    page = ProvidersPage(typed, tuple(map(_listed, found)), len(known))
    return ProvidersPage("", (), len(known)) if page.is_too_long else page


def providers_called(typed: str, known: Iterable[Provider]) -> Sequence[Provider]:
    """By charity number, with or without its suffix; else by the rule of names."""
    number = "".join(typed.split())
    if REGISTERED.fullmatch(number):
        wanted = number.partition("-")[0]
        return [one for one in known if (one.charity_number or "").partition("-")[0] == wanted]
    named = ((one.name, one) for one in known)
    return best_named(typed, named, passed_over=KINDS_OF_BODY).things


def _listed(one: Provider) -> ListedProvider:
    sector = SECTORS[one.sector] if one.sector else ""
    return ListedProvider(one.name, f"/providers/{one.public_id}", sector, one.charity_number or "")
