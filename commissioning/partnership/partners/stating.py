"""Partners are added, changed and ended, by people of the region that keeps them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.partnership.naming_nobody import asked_of
from commissioning.partnership.partners.errors import (
    PartnerChangedMeanwhile,
    PartnerImpossible,
)
from commissioning.partnership.partners.kinds import PartnerKind, PartnerTask
from commissioning.partnership.partners.models import Partner, PartnerArea, PartnerPart
from commissioning.partnership.partners.queries import (
    partner_called,
    partner_whole,
)
from commissioning.partnership.partners.told import PartnerTold
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.pathways import pathways
from directory.people.models import Person
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit, Region
from directory.telephones import telephone_problem

ONE_DAY: Final = dt.timedelta(days=1)


class PathwayTask(NamedTuple):
    """By the pathway's code."""

    pathway: str
    task: PartnerTask


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """`post`, `telephone` and `email` are of a post, None where nobody said.
    `names_nobody`: whoever writes it says that what reads as a name in it is no person's."""

    name: str
    kind: PartnerKind
    post: str | None
    telephone: str | None
    email: str | None
    areas: Sequence[LocalDeliveryUnit]
    tasks: Sequence[PathwayTask]
    boards: Sequence[str]
    names_nobody: bool = False


def add_partner(
    session: Session,
    region: Region,
    facts: PartnerFacts,
    *,
    by: Person,
    at: dt.datetime,
    is_generated: bool = False,
) -> Partner:
    """The same again by the same person that day is one. Raises `PartnerImpossible`."""
    known = partner_called(session, facts.name)
    if known is not None and _added_so(session, known, facts, by=by, at=at):
        return known
    _refuse(session, facts, None)
    partner = Partner(
        name=facts.name, kind=facts.kind, owner_region_id=region.id, post=facts.post,
        telephone=facts.telephone, email=facts.email, is_generated=is_generated, version=1,
        organisation_id=session.scalar(_organisation_called(facts.name)),
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(partner)
    except IntegrityError as error:  # in the same moment
        raise _taken() from error
    _level(session, partner, facts, PartnerTold(partner, (), (), None), local_date(at))
    record_act(session, Act.PARTNER_ADD, partner, by=by, at=at, after=_plain(facts))
    session.flush()
    return partner


def change_partner(
    session: Session,
    partner: Partner,
    facts: PartnerFacts,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether anything is different from what the form was written of; areas and tasks left out end
    today, and stay in its history.

    Raises `PartnerImpossible`, `PartnerChangedMeanwhile`.
    """
    told = partner_whole(session, partner, on=local_date(at))
    before, after = _plain(facts_of(told)), _plain(facts)
    if before == after and partner.version == based_on + 1:
        return True  # the same form again
    if partner.version != based_on:
        raise PartnerChangedMeanwhile
    _refuse(session, facts, partner.id)
    if before == after:
        return False
    partner.name, partner.kind, partner.post = facts.name, facts.kind, facts.post
    partner.telephone, partner.email = facts.telephone, facts.email
    partner.version += 1
    partner.recorded_at, partner.recorded_by_id = at, by.id
    _level(session, partner, facts, told, local_date(at))
    changed = [name for name in after if after[name] != before[name]]
    record_act(
        session, Act.PARTNER_CHANGE, partner, by=by, at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
    session.flush()
    return True


def end_partner(
    session: Session,
    partner: Partner,
    ended_on: dt.date,
    *,
    successor: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """`ended_on` is its last day, `successor` the name of what came in its place, or empty.

    Raises `PartnerImpossible`, `PartnerChangedMeanwhile`.
    """
    found = partner_called(session, successor) if successor else None
    ended_so = (ended_on, None if found is None else found.id)
    is_again = partner.version == based_on + 1 and (found is not None or not successor)
    if is_again and (partner.ended_on, partner.successor_id) == ended_so:
        return
    if partner.version != based_on:
        raise PartnerChangedMeanwhile
    if partner.ended_on is not None:
        raise PartnerImpossible("", f"It ended on {day_in_words(partner.ended_on)} already.")
    if successor and (found is None or found.id == partner.id or found.ended_on is not None):
        raise PartnerImpossible("successor", "No other partner of today is called so.")
    partner.ended_on, partner.version = ended_on, partner.version + 1
    partner.successor_id = None if found is None else found.id
    after = {"ended_on": ended_on, "successor_id": partner.successor_id}
    record_act(session, Act.PARTNER_END, partner, by=by, at=at, after=after)
    session.flush()


def _added_so(
    session: Session, known: Partner, facts: PartnerFacts, *, by: Person, at: dt.datetime
) -> bool:
    today = local_date(at)
    stands = facts_of(partner_whole(session, known, on=today))
    is_theirs = (known.version, known.recorded_by_id) == (1, by.id)
    return is_theirs and local_date(known.recorded_at) == today and _plain(stands) == _plain(facts)


def facts_of(told: PartnerTold) -> PartnerFacts:
    one = told.partner
    return PartnerFacts(
        name=one.name, kind=one.kind, post=one.post, telephone=one.telephone, email=one.email,
        areas=told.areas,
        tasks=[PathwayTask(part.pathway, part.task) for part in told.parts
               if part.pathway is not None and part.task is not None],
        boards=[part.board for part in told.parts if part.board is not None],
    )  # fmt: skip


def _level(
    session: Session, partner: Partner, facts: PartnerFacts, told: PartnerTold, today: dt.date
) -> None:
    areas = {area.id for area in facts.areas}
    had = {area.id for area in told.areas}
    _end(session, partner, told, areas, facts, today)
    session.add_all(
        PartnerArea(partner_id=partner.id, local_delivery_unit_id=key, from_date=today)
        for key in sorted(areas - had)
    )
    stood = {(part.pathway, part.task, part.board) for part in told.parts}
    wanted: list[tuple[str | None, PartnerTask | None, str | None]] = [
        *((one.pathway, one.task, None) for one in facts.tasks),
        *((None, None, board) for board in facts.boards),
    ]
    session.add_all(
        PartnerPart(partner_id=partner.id, pathway=pathway, task=task, board=board, from_date=today)
        for pathway, task, board in wanted
        if (pathway, task, board) not in stood
    )
    session.flush()


def _end(
    session: Session,
    partner: Partner,
    told: PartnerTold,
    areas: set[int],
    facts: PartnerFacts,
    today: dt.date,
) -> None:
    """What is left out ended yesterday; what began today was never so."""
    tasks = {(one.pathway, one.task) for one in facts.tasks}
    boards = set(facts.boards)
    parts = [
        part
        for part in told.parts
        if (part.board not in boards if part.board else (part.pathway, part.task) not in tasks)
    ]
    left = session.scalars(
        select(PartnerArea).where(
            PartnerArea.partner_id == partner.id,
            PartnerArea.to_date.is_(None),
            PartnerArea.local_delivery_unit_id.not_in(areas),
        )
    )
    rows: list[PartnerArea | PartnerPart] = [*left, *parts]
    for row in rows:
        if row.from_date >= today:
            session.delete(row)
        else:
            row.to_date = today - ONE_DAY


def _plain(facts: PartnerFacts) -> dict[str, Any]:
    """Any: what the record of changes keeps as JSON."""
    return {
        "name": facts.name,
        "kind": facts.kind.value,
        "post": facts.post,
        "telephone": facts.telephone,
        "email": facts.email,
        "areas": sorted(area.slug for area in facts.areas),
        "tasks": sorted(f"{one.task.value} {one.pathway}" for one in facts.tasks),
        "boards": sorted(facts.boards),
    }


def _refuse(session: Session, facts: PartnerFacts, own_id: int | None) -> None:
    posts = [facts.post] if facts.post else []
    for field, texts in (("name", [facts.name]), ("post", posts), ("boards", facts.boards)):
        for sentence in asked_of(texts, names_nobody=facts.names_nobody):
            raise PartnerImpossible(field, sentence)
    if facts.telephone and (problem := telephone_problem(facts.telephone)):
        raise PartnerImpossible("telephone", f"{problem[0].upper()}{problem[1:]}")
    if not facts.areas:
        raise PartnerImpossible("areas", "Choose at least one area.")
    if (facts.telephone or facts.email) and not facts.post:
        raise PartnerImpossible("post", "Enter the post that is reached there, never a person.")
    codes = {one.code for one in pathways()}
    if any(one.pathway not in codes for one in facts.tasks):
        raise PartnerImpossible("tasks", "Choose pathways from the list.")
    known = partner_called(session, facts.name)
    if known is not None and known.id != own_id:
        raise _taken()


def _organisation_called(name: str) -> Select[int]:
    """Whose members enter in its name."""
    kinds = (OrganisationKind.HEALTH_OR_COUNCIL, OrganisationKind.INFRASTRUCTURE_BODY)
    return select(Organisation.id).where(Organisation.name == name, Organisation.kind.in_(kinds))


def _taken() -> PartnerImpossible:
    return PartnerImpossible("name", "A partner of this name is here already.")
