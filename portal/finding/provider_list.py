"""The page on which providers are found, by name or by charity number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.naming import best_named
from directory.providers.models import Provider, ProviderSuccession
from portal.finding.listing_words import SECTORS

MOST_LISTED: Final = 300
"""Without a name; of more only those that are looked for."""

KINDS_OF_BODY: Final = ("the", "ltd", "limited", "cic", "trust", "charity")
"""Need not be typed, and need not be in the name."""

REGISTERED: Final = re.compile(r"\d{5,8}(-\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """`formerly` names what it was before it was renamed, merged or taken over."""

    name: str
    href: str
    sector: str
    charity: str
    formerly: str = ""


@dataclass(frozen=True, slots=True)
class ProvidersPage:
    """`count` is of all that may be known; `listed` those that were looked for."""

    typed: str
    listed: tuple[ListedProvider, ...]
    count: int

    @property
    def is_too_long(self) -> bool:
        return not self.typed and self.count > MOST_LISTED


def providers_page(
    typed: str, known: Sequence[Provider], formers: Mapping[int, Sequence[ProviderSuccession]]
) -> ProvidersPage:
    """`known` are those of whom anybody may know, by name; `formers` what each was before."""
    found = providers_called(typed, known, formers) if typed else known
    listed = tuple(_listed(one, formers.get(one.id, ())) for one in found)
    page = ProvidersPage(typed, listed, len(known))
    return ProvidersPage("", (), len(known)) if page.is_too_long else page


def providers_called(
    typed: str, known: Iterable[Provider], formers: Mapping[int, Sequence[ProviderSuccession]]
) -> Sequence[Provider]:
    """By charity number, with or without its suffix; else by the rule of names.

    Numbers and names of before count as well, and so do former company numbers.
    """
    number = "".join(typed.split())
    if REGISTERED.fullmatch(number):
        wanted = number.partition("-")[0]
        return [one for one in known if wanted in _numbers(one, formers.get(one.id, ()))]
    named = [
        (name, one)
        for one in known
        for name in (one.name, *(former.former_name for former in formers.get(one.id, ())))
    ]
    return tuple(dict.fromkeys(best_named(typed, named, passed_over=KINDS_OF_BODY).things))


def _numbers(one: Provider, formers: Iterable[ProviderSuccession]) -> set[str]:
    told = [one.charity_number]
    for former in formers:
        told += (former.former_charity_number, former.former_company_number)
    return {"".join(number.split()).partition("-")[0] for number in told if number}


def _listed(one: Provider, formers: Iterable[ProviderSuccession]) -> ListedProvider:
    sector = SECTORS[one.sector] if one.sector else ""
    before = (former.former_name for former in formers)
    formerly = ", ".join(dict.fromkeys(name for name in before if name != one.name))
    href = f"/providers/{one.public_id}"
    return ListedProvider(one.name, href, sector, one.charity_number or "", formerly)
