"""Keeping programmes: national designs that local services point at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.keeping import Kept, keep_all
from directory.people.models import Person
from directory.searched import search_again_for_programmes
from directory.services.editing import work_out_exposure
from directory.services.models import Programme, ProgrammeKind, Service


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """What a source says of a programme; None is "not known", for sex and age too.

    Ages are whole years, both bounds included. `is_restricted`: the public sees
    programme, area and month only.
    """

    name: str
    kind: ProgrammeKind
    source: str
    settings: tuple[str, ...] = ()
    delivery_format: str = ""
    for_men: bool | None = None
    for_women: bool | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    group_sessions: int | None = None
    one_to_one_sessions: int | None = None
    needs: tuple[str, ...] = ()
    eligible_offences: str | None = None
    excluded_offences: str | None = None
    is_restricted: bool = False


def keep_programme(
    session: Session, *, external_id: str, facts: ProgrammeFacts, by: Person, at: dt.datetime
) -> Programme:
    """Add or revise one programme."""
    return keep_programmes(session, {external_id: facts}, by=by, at=at).things[external_id]


def keep_programmes(
    session: Session,
    facts: Mapping[str, ProgrammeFacts],
    *,
    by: Person,
    at: dt.datetime,
    unsaid: Collection[str] = (),
) -> Kept[Programme]:
    """Add or revise programmes; services of those that changed follow at once.

    They are searched by their new words, and hidden where the programme is restricted now.
    `unsaid` are facts of which the source says nothing: those of a known programme stay.
    """
    told = {
        key: {**asdict(one), "settings": list(one.settings), "needs": list(one.needs)}
        for key, one in facts.items()
    }
    kept: Kept[Programme] = keep_all(
        session, Programme.external_id, told, when_added={}, by=by, at=at, unsaid=unsaid
    )
    if kept.revised:
        keys = [programme.id for programme in kept.changed]
        search_again_for_programmes(session, keys)
        services = session.scalars(select(Service).where(Service.programme_id.in_(keys))).all()
        work_out_exposure(session, services)
    return kept
