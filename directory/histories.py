"""A record's history in words: who did what when, and which of its fields said what before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.reading import Recorded, acts_on, acts_since
from directory.audit.secrets import is_hidden
from directory.base import Base
from directory.fields import Field
from directory.providers.provider_fields import PROVIDER_FIELD
from directory.services.listing_fields import SERVICE_FIELD

FIELDS: Final[Mapping[str, Mapping[str, Field]]] = MappingProxyType(
    {"provider": PROVIDER_FIELD, "service": SERVICE_FIELD}
)
"""The fields of a record, by its table, that have a label of their own."""

IRREGULAR: Final = MappingProxyType(
    {
        "apply": "taken in",
        "ask": "asked for",
        "begin": "begun",
        "buy": "bought",
        "cancel": "cancelled",
        "choose": "chosen",
        "come": "come",
        "find": "looked for",
        "forget": "forgotten",
        "give": "given",
        "go": "gone",
        "hold": "held",
        "import": "taken in from a file",
        "join": "joined to a line",
        "keep": "kept",
        "know": "known",
        "leave": "left",
        "let": "let",
        "make": "made",
        "merge": "merged into another",
        "part": "parted again",
        "plan": "planned",
        "read": "read",
        "recalibrate": "told otherwise from its record",
        "revise": "changed by its source",
        "send": "sent",
        "set": "set",
        "spread": "spread",
        "submit": "submitted",
        "take": "taken",
        "undo": "taken back",
        "withdraw": "withdrawn",
    }
)
"""Verbs of `directory.acts` after the thing that it was done to, but for those that take “ed”."""

NOTHING, NOT_SHOWN, ANOTHER = "nothing", "not shown", "another record"


@dataclass(frozen=True, slots=True)
class FieldHistory:
    """One field: `before` is None where only what is said now was recorded."""

    label: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        if self.before is None:
            return f"{self.label}: {self.after}"
        return f"{self.label}: {self.before} → {self.after or NOTHING}"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One act on a record."""

    at: dt.datetime
    by: str
    what: str
    changes: tuple[FieldHistory, ...]
    kind: str
    subject_id: int | None


def history_of(session: Session, kind: str, subject_id: int) -> list[HistoryEntry]:
    """All that was recorded of a record, oldest first; `kind` is its table.

    Who may see the record may not see all of it: the caller's sight decides who is shown this.
    """
    return [_entry(session, one) for one in acts_on(session, kind, subject_id)]


def history_since(session: Session, moment: dt.datetime) -> list[HistoryEntry]:
    """What was done to any record since a moment, oldest first."""
    return [_entry(session, one) for one in acts_since(session, moment)]


def act_in_words(act: str) -> str:
    """ "Listing edited"; a word of an older portal is told as it was recorded."""
    thing, _, verb = act.partition(":")
    if not verb:
        return act
    first, *rest = verb.split("_")
    return " ".join([thing.replace("_", " ").capitalize(), _done(first), *rest])


def _done(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    return f"{verb[:-1]}ied" if verb.endswith(("fy", "ry")) else f"{verb}ed"


def _entry(session: Session, one: Recorded) -> HistoryEntry:
    changes = tuple(_changes(session, one))
    what = _decided_in_words(one) or act_in_words(one.act)
    return HistoryEntry(one.at, one.by, what, changes, one.kind, one.subject_id)


def _decided_in_words(one: Recorded) -> str:
    """One act decides on a draft. Rows of an older portal say only what of it was approved."""
    if one.act != Act.LISTING_APPROVE:
        return ""
    goes_back = bool(one.after.get("sent_back"))
    in_part = "approved_in_part" if one.after.get("approved") else "sent_back"
    decided = one.after.get("decided", in_part if goes_back else "approved")
    return f"Listing {decided.replace('_', ' ')}"


def _changes(session: Session, one: Recorded) -> Iterator[FieldHistory]:
    """Each field that was told; one that a new record leaves empty says nothing."""
    for name in dict.fromkeys((*one.before, *one.after)):
        before, after = (
            _in_words(session, one.kind, name, facts[name]) if name in facts else None
            for facts in (one.before, one.after)
        )
        if before is not None or after != NOTHING:
            yield FieldHistory(label_of(one.kind, name), before, after)


def label_of(kind: str, name: str) -> str:
    field = FIELDS.get(kind, {}).get(name)
    if field is not None:
        return field.label
    return name.removesuffix("_id").replace("_", " ").capitalize()


def _in_words(session: Session, kind: str, name: str, value: Any) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if is_hidden(value):
        return NOT_SHOWN
    if name.endswith("_id") and isinstance(value, int):
        return _name_of(session, kind, name, value)
    return _plain_words(value)


def _plain_words(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(_plain_words(one) for one in value)
        case Mapping():
            return "; ".join(f"{key}: {_plain_words(one)}" for key, one in value.items())
        case _:
            return NOTHING if value is None else str(value)


def _name_of(session: Session, kind: str, name: str, key: int) -> str:
    """What people call the record that a field points at; never its key."""
    table = Base.metadata.tables.get(kind)
    if table is None or name not in table.c:
        return ANOTHER
    for pointer in table.c[name].foreign_keys:
        other = pointer.column.table
        if "name" in other.c:
            found = session.scalar(select(other.c.name).where(pointer.column == key))
            return ANOTHER if found is None else str(found)
    return ANOTHER
