"""One service in a list: what it is, where, when it would start, whether it is for this person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, ngettext

from commissioning.availability.in_short import ServiceInShort
from commissioning.availability.statuses import OrderAsked
from directory.delivery import delivery_rules
from directory.services.eligibility import Answer, Fit
from directory.services.public_record import PublicService
from portal.finding.stop_words import stops_in_words
from portal.formatting import joined
from portal.lines.fit_words import rule_in_words
from portal.lines.order_words import order_in_short
from portal.lines.place_words import places_in_short
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.rows import ShownTag, row_tag, start_in_words

AREAS_NAMED: Final = 3
MOST_AREAS_NAMED: Final = 12
"""Beyond that three names would say nothing of where it is: only how many."""

FIT_LOOKS: Final = {Answer.YES: "green", Answer.ASK: "yellow", Answer.NO: "grey"}


@dataclass(frozen=True, slots=True)
class ShownFit:
    """Whether it is for the person asked about, with the rules that say so."""

    tag: ShownTag
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownHit:
    """`start` belongs to the soonest of `queues`; `where` is a distance or an area, or empty."""

    title: str
    href: str
    provider: str
    provider_href: str
    areas: str
    where: str
    how: str
    about: str
    tag: ShownTag | None
    start: str
    then: str
    queues: int
    telephone: str | None
    fit: ShownFit | None
    why: str
    is_restricted: bool
    is_generated: bool
    for_sex: str = ""
    stop: str = ""
    places: str = ""


def shown_hit(
    one: ServiceInShort,
    *,
    where: str = "",
    why: str | None = None,
    home: str | None = None,
    order: OrderAsked | None = None,
) -> ShownHit:
    """`home` is the slug of the area asked about, which is then named first."""
    words, service, provider = plain_words(), one.service, one.service.provider
    best = one.rows[0] if one.rows else None
    tag = None if best is None else row_tag(best, words)
    start, then = ("", "") if best is None else start_in_words(best, words)
    return ShownHit(
        title=service.title,
        href=f"/services/{service.public_id}",
        provider=provider.name if provider else "",
        provider_href=f"/providers/{provider.public_id}" if provider else "",
        areas=areas_in_words(service, home),
        where=where,
        how=delivery_rules()[service.kind].name,
        about=service.who_for or service.summary or "",
        tag=tag,
        start=said_beside(tag.text if tag else None, start),
        then=f"{then} {order_in_short(best, order, words)}".strip() if best else "",
        queues=len(one.rows),
        telephone=service.telephone,
        fit=None if one.fit is None else shown_fit(one.fit, words),
        why=why or "",
        is_restricted=service.is_restricted,
        is_generated=service.is_generated,
        for_sex=words.for_sex.get((best.for_sex if best else None) or "", ""),
        stop=" ".join(stops_in_words(one.stops, one.as_of)) if one.as_of else "",
        places=places_in_short(best, words) if best else "",
    )


def said_beside(mark: str | None, start: str) -> str:
    """What the mark before it says already is not said twice."""
    if mark is None or not start.startswith(f"{mark}: "):
        return start
    said = start.removeprefix(f"{mark}: ")
    return said[:1].upper() + said[1:]


def areas_in_words(service: PublicService, home: str | None = None) -> str:
    """The first names and how many more; of very many the number alone; none says so."""
    names = [area.name for area in sorted(service.areas, key=lambda area: area.slug != home)]
    serves_home = any(area.slug == home for area in service.areas)
    named = AREAS_NAMED
    if len(names) > MOST_AREAS_NAMED:
        named = 1 if serves_home else 0
    more = len(names) - named
    if not names:
        return str(gettext("no area today"))
    if more <= 1:
        return str(joined(names))
    if not named:
        return str(ngettext("%(num)d area", "%(num)d areas", more))
    others = ngettext("%(num)d more area", "%(num)d more areas", more)
    return str(joined([*names[:named], others]))


def shown_fit(fit: Fit, words: PlainWords) -> ShownFit:
    match fit.answer:
        case Answer.NO:
            said, rules = words.not_for_this_person, fit.failed
        case Answer.ASK:
            said, rules = words.ask_first, (*fit.to_ask, *fit.advised_against)
        case Answer.YES:
            said, rules = words.may_come, ()
    shape = {Answer.NO: "not_for_this_person", Answer.ASK: "not_confirmed"}.get(fit.answer, "yes")
    return ShownFit(
        ShownTag(FIT_LOOKS[fit.answer], shape, said),
        tuple(dict.fromkeys(rule_in_words(rule, words) for rule in rules)),
    )


def miles_in_words(about_miles: int | None, in_area: str | None) -> str:
    """ "about 3 miles", "in Preston area"; whole miles, so that no two questions betray more."""
    if in_area is not None:
        return str(gettext("in the %(area)s area", area=in_area))
    if about_miles is None:
        return ""
    if about_miles == 0:
        return str(gettext("less than a mile"))
    return str(ngettext("about %(num)d mile", "about %(num)d miles", about_miles))
