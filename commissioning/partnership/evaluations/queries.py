"""What can be asked of evaluations; what is of a service that who looks may not read is not told.

Words of a statement that was corrected or withdrawn are told in `keeping` alone: the keys of the
regions whose evaluations who looks may correct. Lists are ordered by the day of publication or by
title, never by what was found or what it cost.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, select, true
from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.facts import (
    EffectInterval,
    EvaluatedCost,
    EvaluationFacts,
    FindingFacts,
)
from commissioning.partnership.evaluations.models import (
    Evaluation,
    EvaluationFinding,
    EvaluationStatement,
    EvaluationSubject,
)
from commissioning.partnership.evaluations.reading import SubjectEvidence, reading_of_several
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedService,
    EvaluatedSubject,
    EvaluationTold,
)
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places.models import LocalDeliveryUnit, Region
from directory.schemes.models import Scheme
from directory.search.called import called_so
from directory.services.models import ListingRevision, Service
from directory.services.sight import may_open_page_of, reads_text
from directory.sight import Sight

Pair = tuple[Evaluation, EvaluationStatement]


def evaluations_told(
    session: Session,
    *,
    sight: Sight,
    words: str = "",
    by_title: bool = False,
    keeping: Collection[int] = (),
) -> list[EvaluationTold]:
    """The newest first, or by title; of words typed those that they call so: by title, by who made
    it, by what was evaluated and its pathways, by what was measured."""
    told = [_as_kept(one, keeping) for one in _told(session, _pairs(session), sight)]
    if words:
        called = called_so(words, {one.evaluation.id: _findable(one) for one in told})
        told = [one for one in told if one.evaluation.id in called]
    return sorted(told, key=lambda one: one.facts.title.casefold()) if by_title else told


def evaluation_by_id(session: Session, public_id: uuid.UUID) -> Evaluation:
    """Raises `NotKnown`."""
    found = session.scalar(select(Evaluation).where(Evaluation.public_id == public_id))
    if found is None:
        raise NotKnown("evaluation", public_id)
    return found


def evaluation_told(
    session: Session,
    public_id: uuid.UUID,
    *,
    sight: Sight,
    number: int | None = None,
    keeping: Collection[int] = (),
) -> EvaluationTold:
    """As it counts, or an earlier statement of it. Raises `NotKnown`."""
    evaluation = evaluation_by_id(session, public_id)
    asked = select(EvaluationStatement).where(
        EvaluationStatement.evaluation_id == evaluation.id,
        EvaluationStatement.number == (evaluation.version if number is None else number),
    )
    statements = [(evaluation, one) for one in session.scalars(asked)]
    for one in _told(session, statements, sight):
        return _as_kept(one, keeping)
    raise NotKnown("evaluation", public_id)


def statement_told(session: Session, evaluation: Evaluation) -> EvaluationTold:
    """As it counts, whoever looks: for verbs."""
    asked = select(EvaluationStatement).where(
        EvaluationStatement.evaluation_id == evaluation.id,
        EvaluationStatement.number == evaluation.version,
    )
    [told] = _told(session, [(evaluation, session.scalars(asked).one())], None)
    return told


def statements_of(session: Session, evaluation: Evaluation) -> Sequence[EvaluationStatement]:
    """The newest first."""
    return session.scalars(
        select(EvaluationStatement)
        .where(EvaluationStatement.evaluation_id == evaluation.id)
        .order_by(EvaluationStatement.number.desc())
    ).all()


def evaluations_of_service(
    session: Session, service: Service, *, sight: Sight
) -> list[EvaluationTold]:
    """Also of what was made one with it; withdrawn ones too, the newest first."""
    keys = _made_one(session, service.id)
    of_it = EvaluationSubject.service_id.in_(keys)
    return _told(session, _pairs(session, of_it), sight)


def evaluations_of_schemes(
    session: Session, schemes: Iterable[Scheme], *, sight: Sight
) -> Mapping[int, list[EvaluationTold]]:
    """By the key of the scheme, those that have any; withdrawn ones too, the newest first."""
    asked = list(schemes)
    areas = {one.local_delivery_unit_id for one in asked}
    if not areas:
        return {}
    of_them = EvaluationSubject.local_delivery_unit_id.in_(areas)
    told = _told(session, _pairs(session, of_them), sight)
    found = {one.id: [each for each in told if _is_of(each, one)] for one in asked}
    return {key: some for key, some in found.items() if some}


def evidence_in(told: Iterable[EvaluationTold]) -> SubjectEvidence | None:
    """What is withdrawn no longer speaks."""
    return reading_of_several([one.reading for one in told if not one.is_withdrawn])


def subjects_called(
    session: Session, services: Iterable[Service], schemes: Iterable[Scheme]
) -> list[EvaluatedSubject]:
    """As `state_evaluation` takes them."""
    keys = {one.id for one in services}
    places = {(one.local_delivery_unit_id, one.name) for one in schemes}
    areas = _areas(session, {area for area, _ in places})
    told = [one for one, _ in _services(session, keys, None).values()]
    return [*told, *(_scheme(area, name, areas) for area, name in sorted(places))]


def _as_kept(told: EvaluationTold, keeping: Collection[int]) -> EvaluationTold:
    is_keeper = told.evaluation.owner_region_id in keeping
    return told if is_keeper else told.without_former_words()


def _is_of(told: EvaluationTold, scheme: Scheme) -> bool:
    asked = (scheme.local_delivery_unit_id, scheme.name.casefold())
    return any(
        isinstance(one, EvaluatedScheme)
        and (one.local_delivery_unit_id, one.name.casefold()) == asked
        for one in told.subjects
    )


def _pairs(session: Session, *of: ColumnElement[bool]) -> list[Pair]:
    """Each with the statement that counts; `of`: conditions on one of its subjects."""
    asked = select(Evaluation, EvaluationStatement).join(
        EvaluationStatement,
        and_(
            EvaluationStatement.evaluation_id == Evaluation.id,
            EvaluationStatement.number == Evaluation.version,
        ),
    )
    if of:
        asked = asked.where(
            exists().where(EvaluationSubject.statement_id == EvaluationStatement.id, *of)
        )
    rows = session.execute(
        asked.order_by(EvaluationStatement.published_on.desc(), Evaluation.id.desc())
    )
    return [(evaluation, statement) for evaluation, statement in rows]


def _told(session: Session, pairs: Sequence[Pair], sight: Sight | None) -> list[EvaluationTold]:
    """In their order; left out are those of a service that who looks may not read. No sight: all
    are told."""
    keys = [statement.id for _, statement in pairs]
    subjects = _subjects(session, keys, sight) if keys else {}
    findings = _findings(session, keys) if keys else {}
    return [
        EvaluationTold(evaluation, one, _facts(one, findings.get(one.id, [])), subjects[one.id])
        for evaluation, one in pairs
        if one.id in subjects
    ]


def _subjects(
    session: Session, keys: Sequence[int], sight: Sight | None
) -> dict[int, tuple[EvaluatedSubject, ...]]:
    """By statement, those of which who looks may read every service."""
    rows = session.scalars(
        select(EvaluationSubject)
        .where(EvaluationSubject.statement_id.in_(keys))
        .order_by(EvaluationSubject.id)
    ).all()
    services = _services(session, {one.service_id for one in rows if one.service_id}, sight)
    areas = _areas(
        session, {one.local_delivery_unit_id for one in rows if one.local_delivery_unit_id}
    )
    told: defaultdict[int, list[EvaluatedSubject]] = defaultdict(list)
    hidden: set[int] = set()
    for row in rows:
        if row.service_id is None:
            told[row.statement_id].append(
                _scheme(row.local_delivery_unit_id or 0, row.scheme_name or "", areas)
            )
            continue
        service, is_read = services[row.service_id]
        told[row.statement_id].append(service)
        if not is_read:
            hidden.add(row.statement_id)
    return {key: tuple(some) for key, some in told.items() if key not in hidden}


def _services(
    session: Session, keys: Collection[int], sight: Sight | None
) -> dict[int, tuple[EvaluatedService, bool]]:
    """Each with whether who looks may read it."""
    is_read = true() if sight is None else and_(reads_text(sight), *may_open_page_of(sight))
    rows = session.execute(
        select(Service, ListingRevision.title, ListingRevision.pathways, is_read)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Service.id.in_(keys))
        .order_by(Service.id)
    )
    names = {one.code: one.name for one in pathways()}
    return {
        one.id: (
            EvaluatedService(
                one.id, one.public_id, title or one.code,
                tuple(names.get(code, code) for code in codes or ()),
            ),
            bool(reads),
        )
        for one, title, codes, reads in rows
    }  # fmt: skip


def _areas(session: Session, keys: Collection[int]) -> dict[int, tuple[LocalDeliveryUnit, str]]:
    rows = session.execute(
        select(LocalDeliveryUnit, Region.slug)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(LocalDeliveryUnit.id.in_(keys))
    )
    return {area.id: (area, region) for area, region in rows}


def _scheme(
    area_id: int, name: str, areas: Mapping[int, tuple[LocalDeliveryUnit, str]]
) -> EvaluatedScheme:
    area, region = areas[area_id]
    return EvaluatedScheme(area.id, name, area.slug, area.name, region)


def _findings(session: Session, keys: Sequence[int]) -> dict[int, list[FindingFacts]]:
    rows = session.scalars(
        select(EvaluationFinding)
        .where(EvaluationFinding.statement_id.in_(keys))
        .order_by(EvaluationFinding.statement_id, EvaluationFinding.place)
    )
    told: defaultdict[int, list[FindingFacts]] = defaultdict(list)
    for row in rows:
        interval = None
        if row.lower is not None and row.upper is not None and row.level is not None:
            interval = EffectInterval(row.lower, row.upper, row.level)
        told[row.statement_id].append(
            FindingFacts(
                outcome=row.outcome, better=row.better, measure=row.measure, value=row.effect,
                interval=interval, months=row.months, named=row.named, people=row.people,
                compared=row.compared,
            )
        )  # fmt: skip
    return told


def _facts(one: EvaluationStatement, findings: Sequence[FindingFacts]) -> EvaluationFacts:
    cost = None
    if one.cost_pence is not None and one.cost_per is not None:
        cost = EvaluatedCost(
            one.cost_pence, one.cost_per, one.price_year or 0, one.cost_source or ""
        )
    return EvaluationFacts(
        title=one.title, made_by=one.made_by, published_on=one.published_on, source=one.source,
        period_from=one.period_from, period_to=one.period_to, design=one.design,
        comparison=one.comparison, people=one.people, compared=one.compared,
        findings=tuple(findings), cost=cost,
    )  # fmt: skip


def _made_one(session: Session, service_id: int) -> set[int]:
    """Its own key and those of the services that went into it, by one step or several."""
    found, newest = {service_id}, {service_id}
    while newest:
        asked = select(Service.id).where(Service.merged_into_id.in_(newest))
        newest = set(session.scalars(asked)) - found
        found |= newest
    return found


def _findable(told: EvaluationTold) -> str:
    named = [one.name for one in told.subjects]
    paths = [
        name for one in told.subjects if isinstance(one, EvaluatedService) for name in one.pathways
    ]
    areas = [one.area_name for one in told.subjects if isinstance(one, EvaluatedScheme)]
    facts = told.facts
    measured = [one.outcome_words for one in facts.findings]
    return " ".join(
        [facts.title, facts.made_by, facts.designed.name, *named, *paths, *areas, *measured]
    )
