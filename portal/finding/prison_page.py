"""What the pages of prisons show: what runs there, whom to ring, what starts near home."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commissioning.availability.in_short import ServiceInShort
from commissioning.availability.statuses import IS_OPEN
from directory.delivery import DeliveryKind
from directory.places.models import LocalDeliveryUnit, Prison, PrisonContact
from directory.places.reference_rows import PrisonRow
from directory.services.models import Programme, Service
from portal.finding.hits import ShownHit, shown_hit
from portal.finding.linked import Linked, linked_service
from portal.formatting import in_words


@dataclass(frozen=True, slots=True)
class ListedPrison:
    code: str
    name: str
    town: str
    holds: str


@dataclass(frozen=True, slots=True)
class NearHome:
    """What somebody released to an area can start: begun inside, at once, or after a wait."""

    area: Linked
    says: str
    through_the_gate: tuple[ShownHit, ...]
    at_once: tuple[ShownHit, ...]
    with_a_date: tuple[ShownHit, ...]
    to_ask: tuple[ShownHit, ...]


@dataclass(frozen=True, slots=True)
class ShownPrisonContact:
    role: str
    telephone: str | None
    email: str | None
    stated_by: str
    stated_on: str


@dataclass(frozen=True, slots=True)
class PrisonPage:
    code: str
    name: str
    town: str | None
    holds: str
    operator: str | None
    local_area: Linked | None
    contacts: tuple[ShownPrisonContact, ...]
    at_this_prison: tuple[Linked, ...]
    from_around: tuple[ShownHit, ...]
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
        at_this_prison=tuple(
            linked_service(one, one.provider.name if one.provider else "") for one in here
        ),
        from_around=tuple(shown_hit(one) for one in around),
        designs=tuple(dict.fromkeys(design.name for design in designs if _fits(design, prison))),
        home=home,
        has_generated_figures=any(one.service.is_generated for one in around)
        or any(one.is_generated for one in here)
        or (home is not None and _has_generated(home)),
    )


def near_home(
    area: LocalDeliveryUnit, services: Iterable[ServiceInShort], gate: set[str], *, says: str
) -> NearHome:
    """`gate` holds the public identifiers of those that begin in prison."""
    groups: dict[str, list[ServiceInShort]] = {"gate": [], "once": [], "dated": [], "ask": []}
    for one in services:
        groups["gate" if str(one.service.public_id) in gate else _group(one)].append(one)
    shown = {
        name: tuple(shown_hit(one, home=area.slug) for one in sorted(found, key=_soonest))
        for name, found in groups.items()
    }
    return NearHome(_area(area), says, shown["gate"], shown["once"], shown["dated"], shown["ask"])


def _group(one: ServiceInShort) -> str:
    if not one.rows or one.rows[0].standing.status not in IS_OPEN:
        return "ask"
    best = one.rows[0]
    waits = best.standing.likely_start is not None and best.kind is not DeliveryKind.IMMEDIATE
    return "dated" if waits else "once"


def _soonest(one: ServiceInShort) -> tuple[dt.date, str]:
    """By month where the day must not show, so that the order betrays nothing."""
    likely = one.rows[0].standing.likely_start if one.rows else None
    day = likely or dt.date.max
    return day.replace(day=1) if one.service.is_restricted and likely else day, one.service.title


def _has_generated(home: NearHome) -> bool:
    groups = (home.through_the_gate, home.at_once, home.with_a_date, home.to_ask)
    return any(hit.is_generated for group in groups for hit in group)


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
