"""Two persons on one record: a change names the version that it was written on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from directory.attribution import SaidBy, is_nothing, said_by_field, shown
from directory.errors import DirectoryError
from directory.fields import Field


@dataclass(frozen=True, slots=True)
class Clash:
    """A field as the person wants it (`yours`) and as it stands, by whom if anybody said it."""

    field: Field
    yours: object
    theirs: object
    by: SaidBy | None

    @property
    def in_words(self) -> str:
        by = f", {self.by.in_words}" if self.by is not None else ""
        return f"{self.field.label}: you say {_said(self.yours)}; it says {_said(self.theirs)}{by}"


class ChangedMeanwhile(DirectoryError):
    """The record is no longer as the person saw it; `version` is the one to look at now."""

    def __init__(self, name: str, version: int, clashes: Sequence[Clash]) -> None:
        self.version = version
        self.clashes = tuple(clashes)
        told = ". ".join(clash.in_words for clash in clashes)
        super().__init__(
            f"{name} was changed while you were writing. {told}. Look at both and save again what"
            " is right."
        )


class FieldRefused(DirectoryError):
    """What was entered in a field cannot be kept; `column` is the field's name."""

    def __init__(self, field: Field, reason: str) -> None:
        self.field_refused = field
        self.column = field.name
        super().__init__(f"{field.label} {reason}.")


class NoSuchField(DirectoryError):
    """Nothing of that name is stated of the record."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"There is no field called “{name}”.")


def refuse_unfit(fields: Mapping[str, Field], changes: Mapping[str, object]) -> None:
    """Raises `NoSuchField`, or `FieldRefused` for what cannot be kept."""
    for name, value in changes.items():
        if name not in fields:
            raise NoSuchField(name)
        reason = fields[name].trouble_with(value)
        if reason is not None:
            raise FieldRefused(fields[name], reason)


def hold(session: Session, record: Any, *, based_on: int) -> bool:
    """Hold the record until the end of the transaction; whether it is still at that version.

    Of two persons at one moment the second waits for the first, and then learns of the change:
    the record is read anew.
    """
    model = type(record)
    session.flush()
    held = session.execute(
        update(model)
        .where(model.id == record.id, model.version == based_on)
        .values(version=model.version)
        .execution_options(synchronize_session=False)
    )
    session.refresh(record)
    return bool(held.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def refuse_changed(
    name: str,
    record: Any,
    fields: Mapping[str, Field],
    *,
    known: Mapping[str, object],
    changes: Mapping[str, object],
) -> None:
    """Raises `ChangedMeanwhile`, unless the record says by now what the person wants it to say."""
    by = said_by_field(record.said)
    clashes = [
        Clash(fields[key], value, known[key], by.get(key))
        for key, value in changes.items()
        if not fields[key].means_the_same(value, known[key])
    ]
    if clashes:
        raise ChangedMeanwhile(name, record.version, clashes)


def _said(value: object) -> str:
    return "nothing" if is_nothing(value) else f"“{shown(value)}”"
