"""What the page of one service shows: what it is, for whom, where, how to refer, its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext

from commissioning.availability.answer_types import Area, LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import Denial, ServiceAnswer
from commissioning.availability.statuses import OrderAsked
from commissioning.partnership.actions.naming import NamedAction
from directory.delivery import delivery_rules
from directory.pathways import pathways
from directory.places.home_area import reference_atlas
from directory.requirements import requirement_name
from directory.services.describing import KIND_WORDS
from directory.services.eligibility import Firmness, Rule
from directory.services.freshness import FactKind, is_confirmed
from directory.services.looking import Revised
from directory.services.models import ProgrammeEvidence, Service
from directory.services.public_record import ProgrammeFollowed, PublicService, SiteShown
from directory.services.sensitive import may_be_watched
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.finding.field_words import value_in_words
from portal.finding.history_words import ShownRevision, shown_history
from portal.finding.linked import Linked, linked_service
from portal.finding.listing_words import language_names, setting_name
from portal.finding.meeting_words import meeting_in_words
from portal.finding.service_freshness import Freshness, freshness_of
from portal.finding.stop_words import stops_in_words
from portal.formatting import address_line, in_words, telephone_link
from portal.lines.backing_words import backing_in_words
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.requirement_words import denial_in_words
from portal.lines.row_shape import told_apart
from portal.lines.rows import ShownRow, days_drawn, shown_row
from portal.lines.start_bars import Axis, axis_for


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`is_asked`: of the area asked about, or none was. `meets` are label and text, and so is
    `backing`: what its dates, its places and its intake rest on."""

    areas: str
    row: ShownRow
    is_asked: bool
    meets: tuple[tuple[str, str], ...] = ()
    backing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSite:
    where: str
    others: tuple[Linked, ...]
    access: str | None = None


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    statement: str
    source: str
    day: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an open service in the directory; `beside` by the key of a site.

    `tells_reach`: of a confidential one, whether who looks is told how to reach it. `may_hold`: a
    place before sentence. `actions`: of published action plans, those that name it.
    `evaluated`: how its evaluations read, "" where none speaks.
    """

    beside: Mapping[int, Sequence[Service]] = field(default_factory=dict)
    hub: Service | None = None
    history: Sequence[Revised] = ()
    evidence: Sequence[ProgrammeEvidence] = ()
    by_file_alone: frozenset[FactKind] = frozenset()
    by_telephone: Mapping[FactKind, Collection[dt.date]] = field(default_factory=dict)
    stated: Collection[FactKind] = ()
    tells_reach: bool = False
    may_refer: bool = False
    may_hold: bool = False
    actions: tuple[NamedAction, ...] = ()
    evaluated: str = ""


@dataclass(frozen=True, slots=True)
class OfSomebody:
    """What was entered on the page of a `court`, said in words; `wrong` if unreadable."""

    question: CourtQuestion = field(default_factory=CourtQuestion)
    asked: tuple[tuple[str, str], ...] = ()
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
    further: tuple[tuple[str, str], ...]
    hub: Linked | None
    telephone: str | None
    telephone_href: str | None
    email: str | None
    sites: tuple[ShownSite, ...]
    accreditation: str | None
    accreditation_source: str | None
    evidence: tuple[ShownEvidence, ...]
    freshness: Freshness
    telephone_note: str
    is_telephone_old: bool
    history: tuple[ShownRevision, ...]
    source: str
    actions: tuple[NamedAction, ...] = ()
    evaluated: Linked | None = None


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A restricted service has no `facts`: title, areas, months and whom to ring are all."""

    title: str
    as_at: dt.datetime
    axis: Axis
    areas: tuple[Area, ...]
    lines: tuple[ShownLine, ...]
    is_restricted: bool
    is_confidential: bool
    is_kept_from_most: bool
    reach_href: str
    refer_href: str
    is_withdrawn: bool
    has_generated_figures: bool
    how: str
    requirements: tuple[tuple[str, str], ...]
    facts: OpenFacts | None
    asked: tuple[tuple[str, str], ...]
    court: str
    wrong: tuple[str, ...]
    not_served: tuple[str, ...]
    stops: tuple[str, ...]
    denied: tuple[str, ...]
    needs_exit: bool

    @property
    def asked_lines(self) -> tuple[ShownLine, ...]:
        return tuple(line for line in self.lines if line.is_asked)

    @property
    def other_lines(self) -> tuple[ShownLine, ...]:
        """Of the service's other areas: folded away."""
        return tuple(line for line in self.lines if not line.is_asked)

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
        lines=_lines(answer, of.question, words, axis, around),
        is_restricted=service.is_restricted,
        is_confidential=service.is_confidential,
        is_kept_from_most=service.is_kept_from_most,
        reach_href=f"/services/{service.public_id}/reach" if around.tells_reach else "",
        refer_href=f"/refer?service={service.public_id}" if around.may_refer else "",
        is_withdrawn=service.is_withdrawn,
        has_generated_figures=service.is_generated,
        how=delivery_rules()[service.kind].name,
        requirements=_requirements(service),
        facts=None
        if service.is_restricted
        else _open_facts(service, around, words, answer.rows, today=answer.today),
        asked=(*_area_asked(of.question), *of.asked),
        court=of.court,
        wrong=of.wrong,
        not_served=_not_served(of.question, answer),
        stops=stops_in_words(answer.stops, answer.today),
        denied=tuple(_denied(one, words) for one in answer.denials),
        needs_exit=may_be_watched(service.rules, service.pathways),
    )


def _open_facts(
    service: PublicService,
    around: Around,
    words: PlainWords,
    rows: Sequence[LineRow],
    *,
    today: dt.date,
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
        further=tuple(
            (one.label, value_in_words(one, value, words))
            for one, value in service.further
            if value
        ),
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
        freshness=_freshness(service, around, rows, today),
        telephone_note=_telephone_note(service, around.by_telephone, today),
        is_telephone_old=not is_confirmed(
            FactKind.TELEPHONE, service.confirmed.get(FactKind.TELEPHONE), today
        ),
        history=shown_history(around.history, words),
        source=service.source or "",
        actions=around.actions,
        evaluated=_evaluated(service, around.evaluated) if around.evaluated else None,
    )


def _evaluated(service: PublicService, words: str) -> Linked:
    return Linked(words, f"/evaluations?service={service.public_id}")


def _rules(rules: Iterable[Rule], firmness: Firmness, words: PlainWords) -> tuple[str, ...]:
    return tuple(rule_in_words(rule, words) for rule in rules if rule.firmness is firmness)


def _lines(
    answer: ServiceAnswer,
    question: CourtQuestion,
    words: PlainWords,
    axis: Axis,
    around: Around,
) -> tuple[ShownLine, ...]:
    """Each under its areas, that of the home first; two queues of the same are told apart."""
    homes = {area.name for area in answer.areas if area.slug in question.home_areas}
    rows = sorted(answer.rows, key=lambda row: not homes & set(row.areas))
    areas = [", ".join(row.areas) for row in rows]
    by_areas = [replace(row, title=named) for row, named in zip(rows, areas, strict=True)]
    details = told_apart(by_areas, words)
    return tuple(
        ShownLine(
            named,
            replace(
                _line(row, question.order, words, axis, may_hold=around.may_hold),
                detail=details[str(row.line)],
            ),
            is_asked=not question.home_areas or bool(homes & set(row.areas)),
            meets=tuple(meeting_in_words(answer.meetings.get(row.line), row)),
            backing=tuple(backing_in_words(answer.backing.get(row.line, ()))),
        )
        for row, named in zip(rows, areas, strict=True)
    )


def _line(
    row: LineRow, order: OrderAsked | None, words: PlainWords, axis: Axis, *, may_hold: bool
) -> ShownRow:
    return shown_row(
        row, words, axis, many_areas=False, order=order, is_explained=True, may_hold=may_hold
    )


def _denied(one: Denial, words: PlainWords) -> str:
    """As the page of the area says it first: here a reader comes past that page."""
    is_first = one.requirement == FIRST_SUPERVISION_APPOINTMENT
    first = str(gettext("First supervision appointment"))
    return words.denied_for_area % {
        "area": one.area,
        "what": first if is_first else requirement_name(one.requirement),
        "said": denial_in_words(one.stated, words),
    }


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


def _freshness(
    service: PublicService, around: Around, rows: Sequence[LineRow], today: dt.date
) -> Freshness:
    return freshness_of(
        service.confirmed,
        rows,
        today,
        around.by_file_alone,
        around.by_telephone,
        _shown_of(service, around.stated),
    )


def _shown_of(service: PublicService, stated: Collection[FactKind]) -> set[FactKind]:
    """Of what nobody sees here it is not told either whether it is stated."""
    unseen = {FactKind.SITES} if not service.sites else set()
    if service.is_confidential:
        unseen |= {FactKind.TELEPHONE, FactKind.SITES}
    return set(stated) - unseen


def _telephone_note(
    service: PublicService,
    by_telephone: Mapping[FactKind, Collection[dt.date]],
    today: dt.date,
) -> str:
    """Beside a number that nobody has confirmed within its time, or that was told in a call."""
    day = service.confirmed.get(FactKind.TELEPHONE)
    if day is None:
        return ""
    if is_confirmed(FactKind.TELEPHONE, day, today):
        is_told = day in by_telephone.get(FactKind.TELEPHONE, ())
        return str(gettext("told by telephone on %(day)s", day=in_words(day))) if is_told else ""
    return str(gettext("number last confirmed %(day)s", day=in_words(day)))


def _area_asked(question: CourtQuestion) -> tuple[tuple[str, str], ...]:
    names = _area_names(question)
    return ((str(gettext("Area")), ", ".join(names)),) if names else ()


def _area_names(question: CourtQuestion) -> list[str]:
    areas = reference_atlas().areas
    return [areas[slug].name for slug in question.home_areas if slug in areas]


def _not_served(question: CourtQuestion, answer: ServiceAnswer) -> tuple[str, ...]:
    """The names of the areas asked about that the service does not serve today."""
    served = {area.name for area in answer.areas}
    return tuple(name for name in _area_names(question) if name not in served)


def _hub(hub: Service | None) -> Linked | None:
    if hub is None or hub.published is None:
        return None
    telephone = hub.published.telephone or (hub.provider.telephone if hub.provider else None)
    return linked_service(hub, telephone or "")


def _site(site: SiteShown, others: Iterable[Service]) -> ShownSite:
    where = address_line(site.name, site.address, site.postcode)
    return ShownSite(where, tuple(linked_service(other) for other in others), site.access)
