"""What the page of one service shows: what it is, for whom, where, how to refer, its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from commissioning.availability.answer_types import Area, LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import ServiceAnswer
from commissioning.availability.standing import OrderAsked
from directory.delivery import delivery_rules
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places.models import Exposure, Site
from directory.requirements import requirement_name
from directory.services.describing import KIND_WORDS
from directory.services.eligibility import Firmness
from directory.services.eligibility_records import from_record
from directory.services.freshness import FactKind, expires_on, is_confirmed
from directory.services.listing import restricted_title
from directory.services.looking import Revised
from directory.services.models import (
    ListingRevision,
    Programme,
    ProgrammeEvidence,
    Service,
    ServiceState,
)
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.finding.history_words import ShownRevision, shown_history
from portal.finding.linked import Linked, linked_service
from portal.finding.listing_words import fact_kind_names, language_names, setting_name
from portal.formatting import in_words, telephone_link
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.row_shape import told_apart
from portal.lines.rows import ShownRow, days_drawn, shown_row
from portal.lines.start_bars import Axis, axis_for


@dataclass(frozen=True, slots=True)
class ShownLine:
    areas: str
    row: ShownRow


@dataclass(frozen=True, slots=True)
class ShownSite:
    where: str
    others: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class ShownConfirmation:
    """`is_current`: not yet past the day until which such a fact may be relied on."""

    what: str
    said: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    statement: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a service in the directory; empty for one that is not open."""

    beside: Sequence[tuple[Site, Sequence[Service]]] = ()
    hub: Service | None = None
    confirmed: Mapping[FactKind, dt.date] = field(default_factory=dict)
    history: Sequence[Revised] = ()
    evidence: Sequence[ProgrammeEvidence] = ()


@dataclass(frozen=True, slots=True)
class OfSomebody:
    """What was entered on the page of a `court`, in words and as fields; `wrong` if unreadable."""

    question: CourtQuestion = field(default_factory=CourtQuestion)
    asked: tuple[tuple[str, str], ...] = ()
    carried: tuple[tuple[str, str], ...] = ()
    court: str = ""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """What is said only of a service that is open to be seen."""

    summary: str
    provider: Linked | None
    who_for: str | None
    rules: tuple[str, ...]
    advice: tuple[str, ...]
    pathways: tuple[str, ...]
    setting: str
    languages: tuple[str, ...]
    referral_route: str | None
    hub: Linked | None
    telephone: str | None
    telephone_href: str | None
    email: str | None
    sites: tuple[ShownSite, ...]
    accreditation: str | None
    accreditation_source: str | None
    evidence: tuple[ShownEvidence, ...]
    confirmed: tuple[ShownConfirmation, ...]
    history: tuple[ShownRevision, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A restricted service has no `facts`: title, areas, months and whom to ring are all."""

    title: str
    as_at: dt.datetime
    axis: Axis
    areas: tuple[Area, ...]
    lines: tuple[ShownLine, ...]
    is_restricted: bool
    is_withdrawn: bool
    has_generated_figures: bool
    how: str
    requirements: tuple[tuple[str, str], ...]
    facts: OpenFacts | None
    asked: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str], ...]
    court: str
    wrong: tuple[str, ...]

    @property
    def description(self) -> str:
        """For those who list pages: open facts alone."""
        return self.facts.summary if self.facts else self.title


def service_page(
    service: Service, answer: ServiceAnswer, around: Around, of: OfSomebody
) -> ServicePage:
    """`NotKnown` for a service that has never been worded."""
    listing = service.published
    if listing is None:
        raise NotKnown("service", service.public_id)
    words = plain_words()
    is_restricted = service.exposure is Exposure.RESTRICTED
    axis = axis_for(days_drawn(answer.rows), today=answer.today)
    return ServicePage(
        title=_restricted_title(service) if is_restricted else listing.title,
        as_at=answer.as_at,
        axis=axis,
        areas=answer.areas,
        lines=_lines(answer, of.question, words, axis),
        is_restricted=is_restricted,
        is_withdrawn=service.state is ServiceState.WITHDRAWN,
        has_generated_figures=service.is_generated,
        how=delivery_rules()[service.delivery_kind].name,
        requirements=_requirements(listing),
        facts=None
        if is_restricted
        else _open_facts(service, listing, around, words, today=answer.today),
        asked=of.asked,
        carried=of.carried,
        court=of.court,
        wrong=of.wrong,
    )


def _restricted_title(service: Service) -> str:
    programme = service.programme.name if service.programme else None
    return restricted_title(programme, service.delivery_kind)


def _open_facts(
    service: Service,
    listing: ListingRevision,
    around: Around,
    words: PlainWords,
    *,
    today: dt.date,
) -> OpenFacts:
    names = {one.code: one.name for one in pathways()}
    rules = [from_record(rule) for rule in listing.eligibility]
    provider = service.provider
    telephone = listing.telephone or (provider.telephone if provider else None)
    return OpenFacts(
        summary=listing.summary,
        provider=Linked(provider.name, f"/providers/{provider.public_id}") if provider else None,
        who_for=listing.who_for,
        rules=tuple(
            rule_in_words(rule, words) for rule in rules if rule.firmness is Firmness.HARD_STOP
        ),
        advice=tuple(
            rule_in_words(rule, words) for rule in rules if rule.firmness is Firmness.ADVICE
        ),
        pathways=tuple(names[code] for code in listing.pathways if code in names),
        setting=setting_name(listing.setting),
        languages=language_names(listing.languages),
        referral_route=listing.referral_route,
        hub=_hub(around.hub),
        telephone=telephone,
        telephone_href=telephone_link(telephone) if telephone else None,
        email=listing.email or (provider.email if provider else None),
        sites=tuple(_site(site, others) for site, others in around.beside),
        accreditation=_accreditation(service.programme),
        accreditation_source=service.programme.source if service.programme else None,
        evidence=tuple(
            ShownEvidence(one.statement, one.source, in_words(one.source_date))
            for one in around.evidence
        ),
        confirmed=tuple(_confirmations(around.confirmed, today)),
        history=shown_history(around.history, words),
        source=service.source,
    )


def _lines(
    answer: ServiceAnswer, question: CourtQuestion, words: PlainWords, axis: Axis
) -> tuple[ShownLine, ...]:
    """Each under its areas, that of the home first; two queues of the same are told apart."""
    homes = {area.name for area in answer.areas if area.slug in question.home_areas}
    rows = sorted(answer.rows, key=lambda row: not homes & set(row.areas))
    areas = [", ".join(row.areas) for row in rows]
    by_areas = [replace(row, title=named) for row, named in zip(rows, areas, strict=True)]
    details = told_apart(by_areas, words)
    return tuple(
        ShownLine(
            named, replace(_line(row, question.order, words, axis), detail=details[str(row.line)])
        )
        for row, named in zip(rows, areas, strict=True)
    )


def _line(row: LineRow, order: OrderAsked | None, words: PlainWords, axis: Axis) -> ShownRow:
    return shown_row(row, words, axis, many_areas=False, order=order, is_explained=True)


def _requirements(listing: ListingRevision) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, requirement_name(code))
        for code in listing.requirements
        if code != FIRST_SUPERVISION_APPOINTMENT
    )


def _accreditation(programme: Programme | None) -> str | None:
    """The national design that the service follows; None where none is stated."""
    if programme is None:
        return None
    return f"{KIND_WORDS[programme.kind]}: {programme.name}"


def _hub(hub: Service | None) -> Linked | None:
    if hub is None or hub.published is None:
        return None
    telephone = hub.published.telephone or (hub.provider.telephone if hub.provider else None)
    return linked_service(hub, telephone or "")


def _site(site: Site, others: Iterable[Service]) -> ShownSite:
    parts = (site.name, site.address, site.postcode)
    where = ", ".join(part for part in parts if part)
    return ShownSite(where, tuple(linked_service(other) for other in others))


def _confirmations(
    confirmed: Mapping[FactKind, dt.date], today: dt.date
) -> Iterable[ShownConfirmation]:
    """The kinds of fact that somebody has confirmed; the others are not in the list."""
    for kind, what in fact_kind_names().items():
        day = confirmed.get(kind)
        if day is None:
            continue
        is_current = is_confirmed(kind, day, today)
        until = in_words(expires_on(kind, day))
        said = f"{in_words(day)}, good until {until}" if is_current else f"{in_words(day)}"
        yield ShownConfirmation(what, said, is_current)
