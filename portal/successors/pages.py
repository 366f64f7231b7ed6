"""Organisations that may be one, side by side; what one was before; what became of two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from directory.clock import local_date
from directory.listings.likeness import LikelyTwice
from directory.naming import NameList
from directory.providers.models import (
    Provider,
    ProviderMerge,
    ProviderMergeKind,
    ProviderSuccession,
)
from portal.duplicates.pages import why_alike
from portal.finding.listing_words import SECTORS
from portal.formatting import counted, in_words

MOST_LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    one: str
    other: str
    why: str
    href: str


@dataclass(frozen=True, slots=True)
class ChosenProvider:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class SuccessorsPage:
    """`typed` narrows the list; `is_cut` where it is too long to be shown whole."""

    typed: str
    pairs: tuple[ShownCandidate, ...]
    listed: tuple[ChosenProvider, ...]
    is_cut: bool


def successors_page(
    pairs: Iterable[tuple[Provider, Provider, LikelyTwice]],
    providers: Sequence[Provider],
    typed: str,
) -> SuccessorsPage:
    found = called(providers, typed)
    return SuccessorsPage(
        typed, tuple(_pair(*one) for one in pairs), _chosen(found), len(found) > MOST_LISTED
    )


def called(providers: Sequence[Provider], typed: str) -> Sequence[Provider]:
    """By name, or by a number on a register; all of them where nothing was typed."""
    if not typed:
        return providers
    number = "".join(typed.split())
    numbered = [one for one in providers if number in (one.charity_number, one.company_number)]
    return numbered or NameList((one.name, one) for one in providers).called(typed).things


def _pair(one: Provider, other: Provider, two: LikelyTwice) -> ShownCandidate:
    href = f"/successors/{one.public_id}/{other.public_id}"
    return ShownCandidate(one.name, other.name, why_alike(two), href)


def _chosen(providers: Sequence[Provider]) -> tuple[ChosenProvider, ...]:
    return tuple(
        ChosenProvider(one.name, f"/successors/{one.public_id}") for one in providers[:MOST_LISTED]
    )


@dataclass(frozen=True, slots=True)
class ShownOrganisation:
    """What is known of one of the two, and how much hangs on it."""

    name: str
    href: str
    values: tuple[tuple[str, str], ...]


def shown_organisation(provider: Provider, hangs: Iterable[tuple[int, str]]) -> ShownOrganisation:
    told = (
        ("Charity number", provider.charity_number),
        ("Company number", provider.company_number),
        ("Sector", str(SECTORS[provider.sector]) if provider.sector else None),
        ("Telephone", provider.telephone),
        ("E-mail", provider.email),
        ("Website", provider.website),
    )
    values = [(label, value or "not known") for label, value in told]
    values.append(("It has", ", ".join(counted(number, what) for number, what in hangs)))
    return ShownOrganisation(provider.name, f"/providers/{provider.public_id}", tuple(values))


@dataclass(frozen=True, slots=True)
class OneProviderPage:
    sides: tuple[ShownOrganisation, ShownOrganisation]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ShownRenaming:
    """`which` names it where it can be taken back."""

    says: str
    which: str


@dataclass(frozen=True, slots=True)
class ProviderToState:
    """`others` are what it may be one with; `merges` lead to what was stated of it before."""

    public_id: str
    name: str
    renamed: tuple[ShownRenaming, ...]
    others: tuple[ChosenProvider, ...]
    merges: tuple[ChosenProvider, ...]
    typed: str
    wrong: str = ""


def provider_to_state(
    provider: Provider,
    told: Iterable[ProviderSuccession],
    newest: ProviderSuccession | None,
    merges: Iterable[ProviderMerge],
    others: Sequence[Provider],
    typed: str,
    *,
    wrong: str = "",
) -> ProviderToState:
    pairs = tuple(
        ChosenProvider(one.name, f"/successors/{provider.public_id}/{one.public_id}")
        for one in others
    )
    stated = tuple(
        ChosenProvider(act_in_words(one), f"/successors/merges/{one.public_id}") for one in merges
    )
    renamed = tuple(ShownRenaming(_was(one), str(one.id) if one is newest else "") for one in told)
    return ProviderToState(
        str(provider.public_id), provider.name, renamed, pairs, stated, typed, wrong
    )


def _was(one: ProviderSuccession) -> str:
    numbers = [
        f"{register} {number}"
        for register, number in (
            ("charity", one.former_charity_number), ("company", one.former_company_number)
        )
        if number
    ]  # fmt: skip
    named = ", ".join([one.former_name, *numbers])
    word = f"Until {in_words(one.from_date)}: {named}. {one.stated_by} said so"
    return f"{word}. Taken back since" if one.withdrawn_at else word


@dataclass(frozen=True, slots=True)
class ProviderMergePage:
    """`is_one`: they are still one, so that they can be parted."""

    public_id: str
    sides: tuple[ShownOrganisation, ShownOrganisation]
    acts: tuple[str, ...]
    copies: int
    is_one: bool
    wrong: str = ""


def act_in_words(one: ProviderMerge) -> str:
    return (
        f"{in_words(local_date(one.decided_at))}: {one.decided_by.name} {DID[one.kind]}"
        f" {in_words(one.from_date)}. {one.reason}"
    )


DID: Final = {
    ProviderMergeKind.MERGED: "stated that the two are one since",
    ProviderMergeKind.PARTED: "took back that the two are one since",
}
