"""Two records side by side that may be one, and what became of two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from directory.clock import local_date
from directory.listings.likeness import InCommon, LikelyTwice
from directory.listings.telling_of_merges import MergeTold
from directory.providers.models import Provider
from directory.services.models import MergeKind, Service, ServiceMerge
from portal.formatting import in_words, joined
from portal.listings.pages import ShownDeed, title_of

SHARED: Final = {
    InCommon.NAME: "the name",
    InCommon.TELEPHONE: "a telephone number",
    InCommon.POSTCODE: "a postcode",
    InCommon.SITE: "a site",
    InCommon.NUMBER: "a number on a register",
}


@dataclass(frozen=True, slots=True)
class ShownPair:
    """`href` is where they are looked at together."""

    one: str
    other: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    services: tuple[ShownPair, ...]
    providers: tuple[ShownPair, ...]


def duplicates_page(
    services: Iterable[tuple[Service, Service, LikelyTwice]],
    providers: Iterable[tuple[Provider, Provider, LikelyTwice]],
) -> DuplicatesPage:
    return DuplicatesPage(
        tuple(
            ShownPair(
                _named(one), _named(other), why_alike(two),
                f"/duplicates/services/{one.public_id}/{other.public_id}",
            )
            for one, other, two in services
        ),
        tuple(
            ShownPair(
                one.name, other.name, why_alike(two),
                f"/successors/{one.public_id}/{other.public_id}",
            )
            for one, other, two in providers
        ),
    )  # fmt: skip


def why_alike(two: LikelyTwice) -> str:
    return f"{joined([SHARED[one] for one in two.shared])} in common; names {two.alike} % alike"


def _named(service: Service) -> str:
    provider = "" if service.provider is None else f", {service.provider.name}"
    return f"{title_of(service)}{provider}"


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One of the two: what it says, and its life so far."""

    title: str
    provider: str
    href: str
    values: tuple[tuple[str, str], ...]
    life: tuple[ShownDeed, ...]


@dataclass(frozen=True, slots=True)
class PairPage:
    sides: tuple[ShownSide, ShownSide]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class MergeLetter:
    """What the providers are told, on paper for who has no e-mail address."""

    to: str
    heading: str
    paragraphs: tuple[str, ...]
    back: str

    @classmethod
    def of(cls, told: MergeTold, *, to: str, back: str) -> Self:
        return cls(to, told.subject, told.paragraphs, back)


@dataclass(frozen=True, slots=True)
class MergePage:
    """`is_one`: they are still one, so that they can be parted."""

    public_id: str
    sides: tuple[ShownSide, ShownSide]
    acts: tuple[str, ...]
    is_one: bool
    copies: int
    wrong: str = ""


def acts_in_words(acts: Sequence[ServiceMerge]) -> tuple[str, ...]:
    return tuple(
        f"{in_words(local_date(one.decided_at))}: {one.decided_by.name}"
        f" {DID[one.kind]}. {one.reason}"
        for one in acts
    )


DID: Final = {MergeKind.MERGED: "made the two one", MergeKind.PARTED: "parted them again"}
