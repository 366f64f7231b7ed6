"""Keeping programmes: national designs that local services point at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.fields import Field, Holds, by_name
from directory.keeping import Kept, Spoken, keep_all
from directory.offers import FactOffered
from directory.people.models import Person
from directory.searched import search_again_for_programmes
from directory.services.exposing import work_out_exposure
from directory.services.models import Programme, ProgrammeKind, Service
from directory.stating_fields import state_fields
from directory.versions import refuse_unfit

PROGRAMME_FIELD: Final = by_name(
    (
        Field("name", "Name", Holds.LINE, longest=300, is_required=True),
        Field("kind", "Kind", Holds.LINE, is_required=True),
        Field("settings", "Settings", Holds.CODES),
        Field("delivery_format", "Format", Holds.TEXT),
        Field("for_men", "For men", Holds.CLAIM),
        Field("for_women", "For women", Holds.CLAIM),
        Field("minimum_age", "Youngest age", Holds.NUMBER),
        Field("maximum_age", "Oldest age", Holds.NUMBER),
        Field("group_sessions", "Group sessions", Holds.NUMBER),
        Field("one_to_one_sessions", "One-to-one sessions", Holds.NUMBER),
        Field("needs", "Needs", Holds.CODES),
        Field("eligible_offences", "Offences it is for", Holds.TEXT),
        Field("excluded_offences", "Offences it is not for", Holds.TEXT),
        Field("is_restricted", "Restricted", Holds.CLAIM, hides=True),
    )
)


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
    as_of: dt.date | None = None,
) -> Kept[Programme]:
    """Add or revise programmes from one source; services of those that changed follow at once.

    They are searched by their new words, and hidden where the programme is restricted now.
    `unsaid` are facts of which the source says nothing: those of a known programme stay, as
    does what somebody else said. The source speaks of the day `as_of`, or of that of `at`.
    """
    source = next((one.source for one in facts.values()), "")
    day = local_date(at) if as_of is None else as_of
    kept: Kept[Programme] = keep_all(
        session,
        Programme.external_id,
        {key: _columns(one) for key, one in facts.items()},
        when_added={"source": source},
        by=by,
        at=at,
        unsaid=unsaid,
        spoken=Spoken(SaidBy(source, day), PROGRAMME_FIELD),
    )
    if kept.revised:
        _tell_services(session, [programme.id for programme in kept.changed])
    return kept


def take_programme_offer(
    session: Session,
    programme: Programme,
    offer: FactOffered,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> Programme:
    """Whoever answers for the design states what a file offered; services follow at once."""
    value = ProgrammeKind(offer.value) if offer.field == "kind" else offer.value
    told = {offer.field: value}
    refuse_unfit(PROGRAMME_FIELD, told)
    changed = state_fields(
        session, programme, PROGRAMME_FIELD, told, based_on=based_on, by=by, at=at
    )
    if changed:
        facts: dict[str, Any] = {"before": changed.before, "after": changed.after}
        record_act(session, Act.PROGRAMME_REVISE, programme, by=by, at=at, **facts)
        _tell_services(session, [programme.id])
    return programme


def _tell_services(session: Session, keys: Sequence[int]) -> None:
    search_again_for_programmes(session, keys)
    services = session.scalars(select(Service).where(Service.programme_id.in_(keys))).all()
    work_out_exposure(session, services)


def _columns(facts: ProgrammeFacts) -> dict[str, Any]:
    told = {**asdict(facts), "settings": list(facts.settings), "needs": list(facts.needs)}
    del told["source"]
    return told
