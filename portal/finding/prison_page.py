"""What the pages of prisons show: what runs there, whom to ring, what starts near home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from commissioning.availability.in_short import ServiceInShort
from commissioning.availability.statuses import IS_OPEN
from directory.delivery import DeliveryKind, delivery_rules
from directory.licence import licence_conditions
from directory.places.models import LocalDeliveryUnit, Prison, PrisonContact
from directory.places.reference_rows import PrisonRow
from directory.services.eligibility import AboutPerson, Answer, fit
from directory.services.models import Programme, Service
from portal.finding.linked import Linked, linked_service
from portal.formatting import day_to_plan, in_words, telephone_link
from portal.lines.plain_words import plain_words
from portal.lines.rows import ShownContact, ShownTag, row_tag, start_in_words

GROUPS: Final = {
    "gate": (_("Begun inside, carried on after release"), ""),
    "once": (
        _("From the day of release, without waiting"),
        _("Drop in, a place is free, or it takes effect at once."),
    ),
    "by_release": (
        _("From the day of release, if referred today"),
        _("9 in 10 of those referred today start by then. The soonest first."),
    ),
    "dated": (_("After a wait"), _("If referred today. The soonest first.")),
    "later": (
        _("Perhaps only after the day of release"),
        _("Fewer than 9 in 10 of those referred today start by then. The soonest first."),
    ),
    "ask": (
        _("Ring to ask"),
        _("No date is known, nobody has confirmed it lately, or it is closed."),
    ),
}
"""In the order of the page: the heading of each group and what it means."""


@dataclass(frozen=True, slots=True)
class ListedPrison:
    code: str
    name: str
    town: str
    holds: str


@dataclass(frozen=True, slots=True)
class ShownStart:
    """One service for somebody released: when, under which licence condition, whom to ring.

    `tag` None: nothing of its dates is known to this portal.
    """

    title: str
    href: str
    area: str
    how: str
    for_sex: str
    condition: str
    tag: ShownTag | None
    start: str
    then: str
    queues: int
    contact: ShownContact
    is_generated: bool


@dataclass(frozen=True, slots=True)
class StartGroup:
    heading: str
    note: str
    rows: tuple[ShownStart, ...]


@dataclass(frozen=True, slots=True)
class NearHome:
    """What somebody released to an area can start: begun inside, from the day on, later.

    `released` says the day of release, or is empty where it was not asked about.
    """

    area: Linked
    says: str
    released: str
    groups: tuple[StartGroup, ...]

    @property
    def has_generated_figures(self) -> bool:
        return any(row.is_generated for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class ShownPrisonContact:
    role: str
    telephone: str | None
    email: str | None
    stated_by: str
    stated_on: str


@dataclass(frozen=True, slots=True)
class RunsHere:
    name: str
    href: str
    provider: str
    telephone: str


@dataclass(frozen=True, slots=True)
class PrisonPage:
    code: str
    name: str
    town: str | None
    holds: str
    operator: str | None
    local_area: Linked | None
    contacts: tuple[ShownPrisonContact, ...]
    at_this_prison: tuple[RunsHere, ...]
    from_around: tuple[ShownStart, ...]
    designs: tuple[str, ...]
    home: NearHome | None
    has_generated_figures: bool


def listed_prisons(prisons: Iterable[Prison]) -> tuple[ListedPrison, ...]:
    return tuple(ListedPrison(one.code, one.name, one.town or "", _holds(one)) for one in prisons)


def prison_page(
    prison: Prison,
    *,
    row: PrisonRow | None,
    local_area: LocalDeliveryUnit | None,
    contacts: Iterable[PrisonContact],
    here: Sequence[Service],
    around: Sequence[ServiceInShort],
    office: ShownContact | None,
    designs: Iterable[Programme],
    home: NearHome | None,
) -> PrisonPage:
    """`here` are open services at the prison's own postcode, `around` those through the gate."""
    return PrisonPage(
        code=prison.code,
        name=prison.name,
        town=prison.town,
        holds=_holds(prison),
        operator=row.operator if row else None,
        local_area=_area(local_area) if local_area else None,
        contacts=tuple(_contact(one) for one in contacts),
        at_this_prison=tuple(_runs_here(one) for one in here),
        from_around=tuple(shown_start(one, office) for one in around if suits(one, prison)),
        designs=tuple(dict.fromkeys(design.name for design in designs if _fits(design, prison))),
        home=home,
        has_generated_figures=any(one.service.is_generated for one in around)
        or any(one.is_generated for one in here)
        or (home is not None and home.has_generated_figures),
    )


def _runs_here(service: Service) -> RunsHere:
    linked, own = linked_service(service), service.published.telephone if service.published else ""
    provider = service.provider
    telephone = own or (provider.telephone if provider else "")
    return RunsHere(linked.name, linked.href, provider.name if provider else "", telephone or "")


def suits(one: ServiceInShort, prison: Prison) -> bool:
    """Not where a rule of the service excludes everybody whom the prison holds."""
    if prison.holds_men == prison.holds_women:
        return True
    about = AboutPerson(sex="male" if prison.holds_men else "female")
    return fit(one.service.rules, about).answer is not Answer.NO


def near_home(
    area: LocalDeliveryUnit,
    services: Iterable[ServiceInShort],
    gate: set[str],
    *,
    says: str,
    released: dt.date | None,
    office: ShownContact | None,
) -> NearHome:
    """`gate` holds the public identifiers of those that begin in prison."""
    found: dict[str, list[ServiceInShort]] = {name: [] for name in GROUPS}
    for one in services:
        is_begun_inside = str(one.service.public_id) in gate
        found["gate" if is_begun_inside else group_of(one, released)].append(one)
    groups = (
        StartGroup(
            str(heading),
            str(note),
            tuple(shown_start(one, office, area.slug) for one in sorted(found[name], key=_soonest)),
        )
        for name, (heading, note) in GROUPS.items()
    )
    day = "" if released is None else day_to_plan(released)
    return NearHome(_area(area), says, day, tuple(group for group in groups if group.rows))


def group_of(one: ServiceInShort, released: dt.date | None) -> str:
    """Open from the day of release on: at once, or 9 in 10 of those referred today start by then.

    Of a restricted service only its month may be known, so that whole months are compared.
    """
    if not one.rows or one.rows[0].standing.status not in IS_OPEN:
        return "ask"
    standing = one.rows[0].standing
    if standing.likely_start is None or one.rows[0].kind is DeliveryKind.IMMEDIATE:
        return "once"
    if released is None:
        return "dated"
    if one.service.is_restricted:
        return "by_release" if _month(standing.likely_start) < _month(released) else "later"
    last = standing.by_9_in_10
    return "by_release" if last is not None and last <= released else "later"


def shown_start(one: ServiceInShort, office: ShownContact | None, area: str = "") -> ShownStart:
    """`office` is whom to ring where the service has no number; `area` is kept in its address."""
    words, best = plain_words(), one.rows[0] if one.rows else None
    start, then = ("", "") if best is None else start_in_words(best, words)
    return ShownStart(
        title=one.service.title,
        href=f"/services/{one.service.public_id}",
        area=area,
        how=delivery_rules()[one.service.kind].name,
        for_sex=words.for_sex.get((best.for_sex if best else None) or "", ""),
        condition=_conditions(one),
        tag=None if best is None else row_tag(best, words),
        start=start,
        then=then,
        queues=len(one.rows),
        contact=_whom_to_ring(one, office),
        is_generated=one.service.is_generated,
    )


def _conditions(one: ServiceInShort) -> str:
    """In a sentence that has begun."""
    named = licence_conditions(one.service.requirements)
    return "; ".join(name[:1].lower() + name[1:] for name in named)


def _whom_to_ring(one: ServiceInShort, office: ShownContact | None) -> ShownContact:
    telephone, provider = one.service.telephone, one.service.provider
    if telephone is None and office is not None:
        return office
    name = provider.name if provider else plain_words().ring_office
    href = telephone_link(telephone) if telephone else None
    return ShownContact(name, telephone, href, one.service.email, None)


def _soonest(one: ServiceInShort) -> tuple[dt.date, str]:
    """By month where the day must not show, so that the order betrays nothing."""
    likely = one.rows[0].standing.likely_start if one.rows else None
    day = likely or dt.date.max
    return _month(day) if one.service.is_restricted and likely else day, one.service.title


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _area(area: LocalDeliveryUnit) -> Linked:
    return Linked(area.name, f"/areas/{area.region.slug}/{area.slug}", area.region.name)


def _contact(one: PrisonContact) -> ShownPrisonContact:
    return ShownPrisonContact(
        one.role, one.telephone, one.email, one.stated_by, in_words(one.stated_on)
    )


def _holds(prison: Prison) -> str:
    if prison.holds_men and prison.holds_women:
        return "Men and women"
    return "Women" if prison.holds_women else "Men"


def _fits(design: Programme, prison: Prison) -> bool:
    """A design for the other sex alone is left out; one that does not say is kept."""
    if "custody" not in design.settings:
        return False
    for_men = prison.holds_men and design.for_men is not False
    return for_men or (prison.holds_women and design.for_women is not False)
