"""What the page of one service shows: what it is, for whom, where, how to refer, its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from commissioning.availability.answer_types import Area, LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import ServiceAnswer
from commissioning.availability.statuses import OrderAsked
from directory.delivery import delivery_rules
from directory.pathways import pathways
from directory.requirements import requirement_name
from directory.services.describing import KIND_WORDS
from directory.services.eligibility import Firmness, Rule
from directory.services.freshness import FactKind, expires_on, is_confirmed
from directory.services.looking import Revised
from directory.services.models import ProgrammeEvidence, Service
from directory.services.public_record import ProgrammeFollowed, PublicService, SiteShown
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
    """What stands around an open service in the directory; `beside` by the key of a site."""

    beside: Mapping[int, Sequence[Service]] = field(default_factory=dict)
    hub: Service | None = None
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
    service: PublicService, answer: ServiceAnswer, around: Around, of: OfSomebody
) -> ServicePage:
    words = plain_words()
    axis = axis_for(days_drawn(answer.rows), today=answer.today)
    return ServicePage(
        title=service.title,
        as_at=answer.as_at,
        axis=axis,
        areas=answer.areas,
        lines=_lines(answer, of.question, words, axis),
        is_restricted=service.is_restricted,
        is_withdrawn=service.is_withdrawn,
        has_generated_figures=service.is_generated,
        how=delivery_rules()[service.kind].name,
        requirements=_requirements(service),
        facts=None
        if service.is_restricted
        else _open_facts(service, around, words, today=answer.today),
        asked=of.asked,
        carried=of.carried,
        court=of.court,
        wrong=of.wrong,
    )


def _open_facts(
    service: PublicService, around: Around, words: PlainWords, *, today: dt.date
) -> OpenFacts:
    names = {one.code: one.name for one in pathways()}
    provider, programme, telephone = service.provider, service.programme, service.telephone
    return OpenFacts(
        summary=service.summary or "",
        provider=Linked(provider.name, f"/providers/{provider.public_id}") if provider else None,
        who_for=service.who_for,
        rules=_rules(service.rules, Firmness.HARD_STOP, words),
        advice=_rules(service.rules, Firmness.ADVICE, words),
        pathways=tuple(names[code] for code in service.pathways if code in names),
        setting=setting_name(service.setting),
        languages=language_names(service.languages),
        referral_route=service.referral_route,
        hub=_hub(around.hub),
        telephone=telephone,
        telephone_href=telephone_link(telephone) if telephone else None,
        email=service.email,
        sites=tuple(_site(site, around.beside.get(site.site_id, ())) for site in service.sites),
        accreditation=_accreditation(programme),
        accreditation_source=programme.source if programme else None,
        evidence=tuple(
            ShownEvidence(one.statement, one.source, in_words(one.source_date))
            for one in around.evidence
        ),
        confirmed=tuple(_confirmations(service.confirmed, today)),
        history=shown_history(around.history, words),
        source=service.source or "",
    )


def _rules(rules: Iterable[Rule], firmness: Firmness, words: PlainWords) -> tuple[str, ...]:
    return tuple(rule_in_words(rule, words) for rule in rules if rule.firmness is firmness)


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


def _requirements(service: PublicService) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, requirement_name(code))
        for code in service.requirements
        if code != FIRST_SUPERVISION_APPOINTMENT
    )


def _accreditation(programme: ProgrammeFollowed | None) -> str | None:
    """The national design that the service follows; None where none is stated."""
    if programme is None:
        return None
    return f"{KIND_WORDS[programme.kind]}: {programme.name}"


def _hub(hub: Service | None) -> Linked | None:
    if hub is None or hub.published is None:
        return None
    telephone = hub.published.telephone or (hub.provider.telephone if hub.provider else None)
    return linked_service(hub, telephone or "")


def _site(site: SiteShown, others: Iterable[Service]) -> ShownSite:
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
