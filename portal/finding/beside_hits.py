"""What stands beside the services of a list: the area, schemes, and pathways to go on to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask_babel import gettext

from directory.pathways import pathways
from directory.schemes.addresses import scheme_slug
from directory.search.scheme_words import scheme_names
from portal.finding.asked import Asked
from portal.finding.searching import Searched
from portal.formatting import in_words, joined


@dataclass(frozen=True, slots=True)
class ShownNamedScheme:
    """A scheme of an area, found by words; `evaluated` is "" where nothing speaks."""

    name: str
    href: str
    kind: str
    runs: str
    area: str
    area_href: str
    says: str
    telephone: str | None
    stated: str
    area_slug: str
    evaluated: str


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """A partner found by the words of a question; `says` tells that it ended."""

    name: str
    href: str
    kind: str
    says: str
    areas: str
    post: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class ShownHome:
    """The area that narrows the list, and how many services stand on its other side."""

    name: str
    area_href: str
    is_elsewhere: bool
    others: int
    href: str


def shown_home(searched: Searched) -> ShownHome | None:
    asked, found = searched.readable, searched.found
    if found.home_area is None or not found.is_at_home:
        return None
    href = replace(asked, page=1, elsewhere=not asked.elsewhere).href()
    area = found.home_area
    area_href = f"/areas/{area.region}/{area.slug}"
    return ShownHome(area.name, area_href, asked.elsewhere, found.elsewhere, href)


def scheme_kinds(searched: Searched) -> Iterator[str]:
    """The kinds that the words name, and those of the schemes that they call by their names."""
    kinds = (*searched.found.schemes, *(scheme.kind for scheme, _ in searched.schemes))
    for kind in dict.fromkeys(kinds):
        yield scheme_names().get(kind) or str(gettext("Other schemes"))


def shown_schemes(searched: Searched) -> Iterator[ShownNamedScheme]:
    for scheme, area in searched.schemes:
        yield ShownNamedScheme(
            name=scheme.name,
            href=f"/schemes/{area.slug}/{scheme_slug(scheme.name)}",
            kind=scheme_names().get(scheme.kind, ""),
            runs=scheme.runs,
            area=area.name,
            area_href=f"/areas/{area.region.slug}/{area.slug}",
            says=scheme.says,
            telephone=scheme.telephone,
            stated=str(
                gettext(
                    "Said by %(who)s on %(day)s.",
                    who=scheme.stated_by,
                    day=in_words(scheme.stated_on),
                )
            ),
            area_slug=area.slug,
            evaluated=searched.evaluated.get(scheme.id, ""),
        )


def shown_partners(searched: Searched) -> Iterator[ShownPartner]:
    for told in searched.partners.shown:
        one = told.partner
        ended = "" if one.ended_on is None else in_words(one.ended_on)
        yield ShownPartner(
            name=one.name,
            href=f"/partners/{one.public_id}",
            kind=one.kind.words.capitalize(),
            says=str(gettext("It ended on %(day)s.", day=ended)) if ended else "",
            areas=str(joined(area.name for area in told.areas)),
            post=one.post or "",
            telephone=one.telephone,
        )


def more_partners_of(searched: Searched) -> str:
    """The words by which all are listed, where more are called so than are shown."""
    partners = searched.partners
    return searched.readable.words if partners.total > len(partners.shown) else ""


def shown_pathways(searched: Searched) -> Iterator[tuple[str, str]]:
    """The lists to go on to where nothing has the words: the pathways that they speak of."""
    asked, found = _without_words(searched), searched.found
    names = {one.code: one.name for one in pathways()}
    for code in found.pathways if found.is_empty else ():
        yield names[code], replace(asked, filters={"pathway": (code,)}).href()


def _without_words(searched: Searched) -> Asked:
    """A place that the words named goes on as a place; a postcode stands in no address."""
    asked, place = searched.readable, searched.place
    named = "" if place is None or place.is_postcode else place.name
    return replace(asked, words="", place=asked.place or named, page=1)
