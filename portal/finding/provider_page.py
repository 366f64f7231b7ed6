"""What the page of one provider shows: who they are, with whom they work, what they offer where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask_babel import gettext

from directory.providers.models import Provider, ProviderSuccession, SuccessionKind
from directory.services.public_record import PublicService
from portal.finding.linked import Linked
from portal.finding.listing_words import SECTORS
from portal.formatting import in_words

CHARITY_REGISTER: Final = (
    "https://register-of-charities.charitycommission.gov.uk/en/charity-search/-/charity-details/{}"
)
COMPANIES_REGISTER: Final = "https://find-and-update.company-information.service.gov.uk/company/{}"
MOST_AREAS_LISTED: Final = 12
"""A service of more areas is listed once, under several regions, not under each area."""


@dataclass(frozen=True, slots=True)
class Registered:
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownFormer:
    """What an organisation was called before, how it ended and when; with its numbers then."""

    name: str
    says: str
    numbers: str


@dataclass(frozen=True, slots=True)
class ShownSuccessor:
    """Who came after, with the sentence that says how and since when."""

    name: str
    href: str
    says: str


@dataclass(frozen=True, slots=True)
class Succession:
    """What a provider was before, and who came after it; of those of whom anybody may know."""

    formers: Sequence[ProviderSuccession] = ()
    successors: Sequence[tuple[Provider, ProviderSuccession]] = ()


@dataclass(frozen=True, slots=True)
class ServicesHere:
    """`place` as a heading; the services of one area, or those of many."""

    place: Linked
    services: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class ProviderPage:
    """Its own telephone is not told to everybody: each service has a number on its page."""

    name: str
    sector: str | None
    charity: Registered | None
    company: Registered | None
    email: str | None
    website: str | None
    primes: tuple[Linked, ...]
    subcontractors: tuple[Linked, ...]
    widely: tuple[Linked, ...]
    here: tuple[ServicesHere, ...]
    service_count: int
    source: str
    has_generated_figures: bool
    formerly: tuple[ShownFormer, ...]
    successors: tuple[ShownSuccessor, ...]


def provider_page(
    provider: Provider,
    services: Sequence[PublicService],
    *,
    primes: Iterable[Provider],
    subcontractors: Iterable[Provider],
    succession: Succession = Succession(),
) -> ProviderPage:
    """`services` are those that anybody may read, by title."""
    widely = [one for one in services if len(one.areas) > MOST_AREAS_LISTED]
    locally = [one for one in services if len(one.areas) <= MOST_AREAS_LISTED]
    return ProviderPage(
        name=provider.name,
        sector=SECTORS[provider.sector] if provider.sector else None,
        charity=_registered(provider.charity_number, CHARITY_REGISTER),
        company=_registered(provider.company_number, COMPANIES_REGISTER),
        email=provider.email,
        website=provider.website,
        primes=_linked(primes),
        subcontractors=_linked(subcontractors),
        widely=tuple(_service(one, f"{len(one.areas)} areas") for one in widely),
        here=_by_area(locally),
        service_count=len(services),
        source=provider.source,
        has_generated_figures=provider.is_fictional,
        formerly=tuple(map(_former, succession.formers)),
        successors=tuple(_successor(*one) for one in succession.successors),
    )


def _former(one: ProviderSuccession) -> ShownFormer:
    says = {
        SuccessionKind.RENAMED: gettext("until it was renamed on %(day)s"),
        SuccessionKind.RENUMBERED: gettext("with another number until %(day)s"),
        SuccessionKind.MERGED: gettext("until it merged into this one on %(day)s"),
        SuccessionKind.TAKEN_OVER: gettext("until it was taken over on %(day)s"),
    }[one.kind] % {"day": in_words(one.from_date)}
    numbers = (
        (gettext("charity %(number)s"), one.former_charity_number),
        (gettext("company %(number)s"), one.former_company_number),
    )
    told = (words % {"number": number} for words, number in numbers if number)
    return ShownFormer(one.former_name, says, ", ".join(told))


def _successor(after: Provider, one: ProviderSuccession) -> ShownSuccessor:
    says = {
        SuccessionKind.RENAMED: gettext("Since %(day)s it is called"),
        SuccessionKind.RENUMBERED: gettext("Since %(day)s it has another number"),
        SuccessionKind.MERGED: gettext("On %(day)s it merged into"),
        SuccessionKind.TAKEN_OVER: gettext("On %(day)s it was taken over by"),
    }[one.kind] % {"day": in_words(one.from_date)}
    return ShownSuccessor(after.name, f"/providers/{after.public_id}", says)


def _registered(number: str | None, register: str) -> Registered | None:
    """Charity numbers may have a suffix after a hyphen, which the register's address has not."""
    if not number:
        return None
    return Registered(number, register.format(quote(number.partition("-")[0].strip(), safe="")))


def _linked(providers: Iterable[Provider]) -> tuple[Linked, ...]:
    once = {one.id: Linked(one.name, f"/providers/{one.public_id}") for one in providers}
    return tuple(once.values())


def _by_area(services: Iterable[PublicService]) -> tuple[ServicesHere, ...]:
    found: defaultdict[tuple[str, str, str], list[Linked]] = defaultdict(list)
    for one in services:
        for area in one.areas:
            href = f"/areas/{area.region_slug}/{area.slug}"
            found[area.name, href, area.region_name].append(_service(one))
        if not one.areas:
            found["~", "", ""].append(_service(one))
    return tuple(
        ServicesHere(Linked(name if href else "", href, region), tuple(found[name, href, region]))
        for name, href, region in sorted(found)
    )


def _service(one: PublicService, detail: str = "") -> Linked:
    return Linked(one.title, f"/services/{one.public_id}", detail)
