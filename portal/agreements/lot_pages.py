"""Lots that join no line, each with the lines that it may have bought. Nothing joins by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.agreements.matching import Candidate, ProviderLikeness
from commissioning.agreements.unjoined import UnjoinedLot
from portal.formatting import NOT_KNOWN, joined, short

A_PAGE: Final = 20
LIKE: Final[Mapping[ProviderLikeness, str]] = {
    ProviderLikeness.SAME: "its provider",
    ProviderLikeness.SUBCONTRACTOR: "a subcontractor of it",
    ProviderLikeness.NAMED_ALIKE: "a provider named alike",
    ProviderLikeness.NOT_KNOWN: "who delivers is not known",
    ProviderLikeness.OTHER: "another provider",
}


@dataclass(frozen=True, slots=True)
class ShownLineCandidate:
    line: str
    title: str
    provider: str
    why: str
    areas: str


@dataclass(frozen=True, slots=True)
class ShownUnjoined:
    public_id: str
    lot: str
    title: str
    about: str
    candidates: tuple[ShownLineCandidate, ...]


@dataclass(frozen=True, slots=True)
class LotsPage:
    """`total` of all pages; `last` is the lot that was just joined, to be undone."""

    total: int
    lots: tuple[ShownUnjoined, ...]
    number: int
    pages: int
    last: tuple[str, str] | None
    done: str
    wrong: str


def lots_page(
    found: Sequence[UnjoinedLot],
    ids: Mapping[str, str],
    *,
    total: int,
    number: int,
    last: tuple[str, str] | None,
    done: str,
    wrong: str = "",
) -> LotsPage:
    pages = -(-total // A_PAGE)
    shown = tuple(_lot(one, ids[one.sought.lot]) for one in found)
    return LotsPage(total, shown, number, pages, last, done, wrong)


def _lot(one: UnjoinedLot, public_id: str) -> ShownUnjoined:
    sought = one.sought
    provider = next(iter(sought.providers.values()), NOT_KNOWN)
    ground = one.region or sought.police_area or NOT_KNOWN
    ends = short(one.ends_on) if one.ends_on else "end not known"
    return ShownUnjoined(
        public_id, sought.lot, sought.title,
        f"{provider}. {ground}. {short(one.starts_on)} to {ends}",
        tuple(_candidate(like) for like in one.candidates),
    )  # fmt: skip


def _candidate(one: Candidate) -> ShownLineCandidate:
    line = one.offered
    named = "; its title names the area" if one.names_area else ""
    return ShownLineCandidate(
        line.line, line.title, line.provider or NOT_KNOWN, f"{LIKE[one.provider]}{named}",
        str(joined([area.name for area in line.areas])),
    )  # fmt: skip
