"""Stating how to reach a court's team or a role at a prison: one way for both, source or person.

A row tells how the contact stands as a whole. It is dated as of the person who stated it last;
as of a source only where that source said all of it: else the earlier words keep their day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import Aside, FieldChange, Heard, SaidBy, hear, is_nothing, said_by_field
from directory.audit import record_act
from directory.clock import local_date
from directory.offers import FactOffered, keep_offers, settle_fields
from directory.people.models import Person
from directory.places.contact_points import C, ContactPoint
from directory.places.models import StatedContact
from directory.stating import NotSaid, day_said, said, single_spaced
from directory.versions import refuse_changed, refuse_unfit


@dataclass(frozen=True, slots=True)
class ContactHeard(Generic[C]):
    """What became of a statement: `contact` is the row that tells it, the one added if `is_new`."""

    contact: C
    is_new: bool
    is_first: bool
    is_older: bool
    aside: tuple[Aside, ...]
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    """Who speaks, and in whose name and of which day a row tells it."""

    speaker: SaidBy
    stated_by: str
    stated_on: dt.date
    by: Person
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class NothingStated:
    """What a person sees where nobody has said anything yet."""

    said: Mapping[str, Any]
    version: int = 0


def hear_contact(
    session: Session,
    reached: ContactPoint[C],
    told: Mapping[str, str | None],
    *,
    source: str,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> ContactHeard[C]:
    """A source states fields of a contact: it changes what it said or what nobody said.

    Fields that are not told stay. What is older than what was said since is kept for questions
    about its day and changes nothing. Raises `NotSaid` without a name, a speaker or a way to
    reach the contact, `StatedAhead` for a day to come.
    """
    day = day_said(stated_on, at)
    word = _Word(SaidBy(source, day), said(stated_by, "who said so"), day, by, at)
    reached, known = _held(session, reached)
    facts = {name: single_spaced(value or "") or None for name, value in told.items()}
    _refuse_useless(reached, _values(reached, known) | facts)
    heard = _hear(reached, known, facts, word)
    if known:
        anchor = _anchor(known)
        keep_offers(session, ((anchor, one) for one in heard.aside), by=by, at=at)
    if known and known[-1].stated_on > day:
        return _kept_as_history(session, reached, known, facts, heard, word)
    return _keep(session, reached, known, heard, word)


def edit_contact(
    session: Session,
    reached: ContactPoint[C],
    changes: Mapping[str, str | None],
    *,
    stated_by: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> C:
    """A person states fields of a contact in the name of a team or body.

    `based_on` is the version that was seen, 0 where nothing was said yet. Raises `NoSuchField`,
    `FieldRefused`, `NotSaid` and, where somebody else changed it meanwhile, `ChangedMeanwhile`
    with both values.
    """
    refuse_unfit(reached.fields, changes)
    today = local_date(at)
    word = _Word(
        SaidBy(by.name, today, is_person=True), said(stated_by, "who said so"), today, by, at
    )
    reached, known = _held(session, reached)
    values = _values(reached, known)
    seen = known[-1] if known else NothingStated({})
    if seen.version != based_on:
        refuse_changed(reached.name, seen, reached.fields, known=values, changes=changes)
    facts = {name: single_spaced(value or "") or None for name, value in changes.items()}
    _refuse_useless(reached, values | facts)
    heard = _keep(session, reached, known, _hear(reached, known, facts, word), word)
    settle_fields(session, _anchor([*known, heard.contact]), facts, by=by, at=at)
    return heard.contact


def take_contact_offer(
    session: Session,
    reached: ContactPoint[C],
    offer: FactOffered,
    *,
    stated_by: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> C:
    """Who answers for the contact states what a file offered; from then on it is their word."""
    told = {offer.field: offer.value}
    return edit_contact(
        session, reached, told, stated_by=stated_by, based_on=based_on, by=by, at=at
    )


def offered_of(session: Session, reached: ContactPoint[C]) -> StatedContact | None:
    """The row on which everything offered for the contact hangs; None where none was stated."""
    known = reached.told(session)
    return _anchor(known) if known else None


def _held(session: Session, reached: ContactPoint[C]) -> tuple[ContactPoint[C], list[C]]:
    """The contact as it was called so far, and what was said of it.

    Until the transaction ends nobody else states anything at its place.
    """
    model = type(reached.place)
    mine = select(model.id).where(model.id == reached.place.id)
    session.execute(mine.with_for_update(key_share=True))
    known = reached.told(session)
    if reached.role is not None and known:
        reached = replace(reached, role=getattr(known[-1], "role", reached.role))
    return reached, known


def _anchor(known: list[C]) -> C:
    return min(known, key=lambda one: one.id)


def _values(reached: ContactPoint[C], known: list[C]) -> dict[str, Any]:
    newest = known[-1] if known else None
    return {name: getattr(newest, name, None) for name in reached.fields}


def _refuse_useless(reached: ContactPoint[C], values: Mapping[str, Any]) -> None:
    if "name" in reached.fields:
        said(values["name"] or "", "the name of the team")
    if not values["telephone"] and not values["email"]:
        raise NotSaid("a telephone number or an e-mail address")


def _hear(reached: ContactPoint[C], known: list[C], facts: Mapping[str, Any], word: _Word) -> Heard:
    return hear(
        reached.fields,
        known=_values(reached, known),
        said=said_by_field(known[-1].said) if known else {},
        told=facts,
        by=lambda _: word.speaker,
    )


def _keep(
    session: Session, reached: ContactPoint[C], known: list[C], heard: Heard, word: _Word
) -> ContactHeard[C]:
    """A new row where anything is new; the day of a row that others' words stand in stays."""
    newest = known[-1] if known else None
    values = _values(reached, known) | heard.taken
    _refuse_useless(reached, values)
    if newest is not None and not _says_all(values, heard, word.speaker):
        word = replace(word, stated_by=newest.stated_by, stated_on=newest.stated_on)
    records = {name: one.as_record() for name, one in heard.said.items()}
    if newest is not None and not heard.taken and _dated(newest) == _dated(word):
        if newest.said != records:
            newest.said = records
            session.flush()
        return ContactHeard(newest, False, False, False, tuple(heard.aside))
    contact = _append(session, reached, values, records, word)
    changes = () if newest is None else tuple(heard.changes)
    return ContactHeard(contact, True, newest is None, False, tuple(heard.aside), changes)


def _dated(one: StatedContact | _Word) -> tuple[str, dt.date]:
    return one.stated_by, one.stated_on


def _says_all(values: Mapping[str, Any], heard: Heard, speaker: SaidBy) -> bool:
    return speaker.is_person or all(
        heard.said.get(name) == speaker for name, value in values.items() if not is_nothing(value)
    )


def _kept_as_history(
    session: Session,
    reached: ContactPoint[C],
    known: list[C],
    facts: Mapping[str, Any],
    heard: Heard,
    word: _Word,
) -> ContactHeard[C]:
    values = _values(reached, known) | dict(facts)
    of_that_day = [one for one in known if one.stated_on == word.stated_on]
    aside = tuple(heard.aside)
    if of_that_day and _values(reached, of_that_day) == values:
        return ContactHeard(of_that_day[-1], False, False, True, aside)
    speaks = [name for name, value in facts.items() if not is_nothing(value)]
    records = dict.fromkeys(speaks, word.speaker.as_record())
    contact = _append(session, reached, values, records, word)
    return ContactHeard(contact, True, False, True, aside)


def _append(
    session: Session,
    reached: ContactPoint[C],
    values: Mapping[str, Any],
    records: dict[str, Any],
    word: _Word,
) -> C:
    contact = reached.model(
        **reached.own,
        **values,
        said=records,
        stated_by=word.stated_by,
        stated_on=word.stated_on,
        recorded_at=word.at,
        recorded_by_id=word.by.id,
    )
    session.add(contact)
    session.flush()
    after = {**values, "stated_on": word.stated_on}
    after |= {} if reached.role is None else {"role": reached.role}
    record_act(
        session,
        Act.COURT_TEAM_STATE if reached.role is None else Act.PRISON_CONTACT_STATE,
        contact,
        by=word.by,
        at=word.at,
        after=after,
    )
    return contact
