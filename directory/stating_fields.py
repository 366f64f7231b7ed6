"""A person states fields of a record, against the version that they have seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from directory.attribution import SaidBy, hear, said_by_field
from directory.clock import local_date
from directory.fields import Field
from directory.offers import settle_fields
from directory.people.models import Person
from directory.versions import hold, refuse_changed


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """What the fields that changed said before and say now; empty where nothing is new."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)


def state_fields(
    session: Session,
    record: Any,
    fields: Mapping[str, Field],
    told: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> FieldsChanged:
    """From now on these fields are the person's word; the caller records the act.

    Raises `ChangedMeanwhile` with both values, where somebody else changed one meanwhile.
    """
    is_as_seen = hold(session, record, based_on=based_on)
    known = {name: getattr(record, name) for name in told}
    if not is_as_seen:
        refuse_changed(record.name, record, fields, known=known, changes=told)
    word = word_of(by, at)
    heard = hear(fields, known=known, said=said_by_field(record.said), told=told, by=lambda _: word)
    record.said = {name: one.as_record() for name, one in heard.said.items()}
    for name, value in heard.taken.items():
        setattr(record, name, value)
    if heard.taken:
        record.version += 1
    settle_fields(session, record, told, by=by, at=at)
    session.flush()
    return FieldsChanged({name: known[name] for name in heard.taken}, heard.taken)


def word_of(by: Person, at: dt.datetime) -> SaidBy:
    return SaidBy(by.name, local_date(at), is_person=True)
