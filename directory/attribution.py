"""Who said a fact, of which day they spoke, and whose word stands against whose.

| who speaks | what is known | what happens |
|---|---|---|
| a person | anything | taken |
| a file | nobody said anything | taken |
| a file | its own source said it, of that day or an earlier one | taken, also that it is empty |
| a file | its own source said it of a later day | kept |
| a file | another source said it | kept |
| a file | a person said it, also that it is empty | kept |
| anybody | it was derived from something else | taken |
| what is derived | somebody said it | kept, and nothing is put aside |
| anybody | whatever, where the value hides something | taken |

What is kept although the file says otherwise is put aside: it is reported, and offered to the
owner of the record. Another spelling of the same is nothing said otherwise, and another spelling
of a source's name no other source.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from directory.clock import day_in_words
from directory.fields import KEYS, Field, Holds
from directory.naming import is_one_name


@dataclass(frozen=True, slots=True)
class SaidBy:
    """`who` is the name of a person or of a file's source, `on` the day of which they speak.

    What `is_derived` nobody said: it follows from a national design, say. `recorded_by` wrote
    down what `who` told by telephone.
    """

    who: str
    on: dt.date
    is_person: bool = False
    is_derived: bool = False
    recorded_by: str | None = None

    @property
    def in_words(self) -> str:
        """Completes "kept …"."""
        if self.recorded_by is not None:
            told = f"told by telephone by {self.who} on {day_in_words(self.on)}"
            return f"{told}, recorded by {self.recorded_by}"
        how = "stated by" if self.is_person else "from"
        return f"{how} {self.who} on {day_in_words(self.on)}"

    def as_record(self) -> dict[str, Any]:
        """As it stands in the column `said` of a record."""
        told: dict[str, Any] = {"by": self.who, "on": self.on.isoformat()}
        claims = {"is_person": self.is_person, "is_derived": self.is_derived}
        if self.recorded_by is not None:
            told["recorded_by"] = self.recorded_by
        return told | {name: True for name, holds in claims.items() if holds}


def said_by_field(records: Mapping[str, Any]) -> dict[str, SaidBy]:
    """A column `said` read: who said each field; what nobody said is not there."""
    return {
        name: SaidBy(
            told["by"],
            dt.date.fromisoformat(told["on"]),
            is_person=told.get("is_person", False),
            is_derived=told.get("is_derived", False),
            recorded_by=told.get("recorded_by"),
        )
        for name, told in records.items()
    }


@dataclass(frozen=True, slots=True)
class Aside:
    """A value that was kept (`stands`, said by `by`) although `source` says another."""

    field: Field
    stands: object
    by: SaidBy
    offered: object
    source: SaidBy

    @property
    def in_words(self) -> str:
        """Completes the name of the record, as long as everybody may read its fields."""
        if self.field.holds in KEYS:
            return self.without_values
        says = "leaves it empty" if is_nothing(self.offered) else f"says {shown(self.offered)}"
        kept = "that there is none" if is_nothing(self.stands) else shown(self.stands)
        told = f"kept {self.field.label} {kept}, {self.by.in_words}"
        return f"{told}; {self.source.who} of {day_in_words(self.source.on)} {says}"

    @property
    def without_values(self) -> str:
        return f"kept {self.field.label}, {self.by.in_words}; {self.source.who} says otherwise"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that says something else from now on. `since`: of which day the value before was
    said, None where nobody is known to have said it; `who` did, "" where that is not known."""

    field: Field
    before: object
    after: object
    since: dt.date | None = dataclass_field(default=None, compare=False)
    who: str = dataclass_field(default="", compare=False)

    @property
    def in_words(self) -> str:
        """Completes the name of the record, as long as everybody may read its fields."""
        if self.field.holds in KEYS or self.field.holds is Holds.RULES:
            return self.without_values
        before, after = (
            "nothing" if is_nothing(one) else shown(one) for one in (self.before, self.after)
        )
        return f"{self.field.label} {before} → {after}"

    @property
    def without_values(self) -> str:
        return f"{self.field.label} changed"

    def undone_by(
        self, saved_on: dt.date, *, is_open: bool, asks_of_the_day: bool = False
    ) -> str | None:
        """Why a file that was saved on that day may be too old for it; None where it is not.

        `asks_of_the_day`: also where both are of one day. That something is to be hidden is taken
        without a question.
        """
        if self.since is None or self.since < saved_on:
            return None
        if self.since == saved_on and not asks_of_the_day:
            return None
        if self.field.hides_more(self.before, self.after):
            return None
        says, later = "says otherwise", "what stands"
        if is_open and self.field.holds not in KEYS and self.field.holds is not Holds.RULES:
            says = "leaves it empty" if is_nothing(self.after) else f"says {shown(self.after)}"
            later = "that there is none" if is_nothing(self.before) else shown(self.before)
        saved, since = day_in_words(saved_on), day_in_words(self.since)
        by = f" by {self.who}" if self.who else ""
        if self.since == saved_on:
            by = f",{by}" if by else ""
            return f"{self.field.label}: the file {says}; {later} was said that day, {since}{by}"
        return (
            f"{self.field.label}: the file, last saved on {saved}, {says}; {later} was said after"
            f" that, on {since}{by}"
        )


@dataclass(slots=True)
class Heard:
    """What became of what was said: new values, who says each field from now on, what was kept.

    `changes` tell the new values of fields beside the old ones; another spelling is none.
    """

    taken: dict[str, Any] = dataclass_field(default_factory=dict)
    changes: list[FieldChange] = dataclass_field(default_factory=list)
    said: dict[str, SaidBy] = dataclass_field(default_factory=dict)
    aside: list[Aside] = dataclass_field(default_factory=list)


def hear(
    fields: Mapping[str, Field],
    *,
    known: Mapping[str, Any],
    said: Mapping[str, SaidBy],
    told: Mapping[str, Any],
    by: Callable[[str], SaidBy],
) -> Heard:
    """Set what is told beside what is known; `by` says who tells a field.

    Whatever is told but is no field here is taken as it is: nobody's word stands for it.
    """
    heard = Heard(said=dict(said))
    for name, value in told.items():
        if name not in fields:
            if known[name] != value:
                heard.taken[name] = value
            continue
        _hear_one(heard, fields[name], known[name], value, by(name))
    return heard


def _hear_one(heard: Heard, of: Field, known: object, told: object, by: SaidBy) -> None:
    before = heard.said.get(of.name)
    if may_say(before, by) or of.hides_more(known, told):
        if known != told:
            heard.taken[of.name] = told
            if not of.means_the_same(known, told):
                said = (before.on, before.who) if before else (None, "")
                heard.changes.append(FieldChange(of, known, told, *said))
        if by.is_person or not is_nothing(told):
            heard.said[of.name] = by
        else:
            heard.said.pop(of.name, None)
    elif before and not by.is_derived and not of.means_the_same(known, told):
        heard.aside.append(Aside(of, known, before, told, by))


def may_say(before: SaidBy | None, by: SaidBy) -> bool:
    """Whether somebody may change what was said, or was said by nobody, before."""
    if by.is_person or before is None or before.is_derived:
        return True
    return not before.is_person and is_one_name(before.who, by.who) and before.on <= by.on


def is_nothing(value: object) -> bool:
    """Whether a value only says that nothing is known; False and 0 are statements."""
    return value is None or value in ("", [], ())


def shown(value: object) -> str:
    """A value inside a sentence."""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.date):
        return day_in_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(shown(one) for one in value)
    return str(value)
