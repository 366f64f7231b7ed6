"""How the wording of a service changed, told to a reader field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.clock import local_date
from directory.pathways import pathways
from directory.requirements import requirement_codes, requirement_name
from directory.services.eligibility_records import from_record
from directory.services.looking import ListingChange, Revised
from portal.finding.listing_words import language_names, setting_name
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords

COLUMNS: Final = MappingProxyType(
    {
        "title": "Name",
        "summary": "What it is",
        "setting": "Setting",
        "telephone": "Telephone",
        "email": "E-mail",
        "referral_route": "How to refer",
        "who_for": "Who it is for",
        "pathways": "Pathways",
        "requirements": "Requirements it can stand behind",
        "languages": "Languages",
        "eligibility": "Rules about who may come",
    }
)
NOT_STATED: Final = "not stated"


@dataclass(frozen=True, slots=True)
class ShownListingChange:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRevision:
    day: dt.date
    changes: tuple[ShownListingChange, ...]


def shown_history(history: Sequence[Revised], words: PlainWords) -> tuple[ShownRevision, ...]:
    """Newest first, as it came; changes of columns that no reader is told of are left out."""
    return tuple(
        ShownRevision(
            local_date(revised.published_at),
            tuple(_shown(change, words) for change in revised.changes),
        )
        for revised in history
    )


def _shown(change: ListingChange, words: PlainWords) -> ShownListingChange:
    before, after = (_said(change.column, value, words) for value in (change.before, change.after))
    return ShownListingChange(COLUMNS[change.column], before, after)


def _said(column: str, value: object, words: PlainWords) -> str:
    if isinstance(value, list):
        return "; ".join(_each(column, value, words)) or NOT_STATED
    if value is None or value == "":
        return NOT_STATED
    return setting_name(str(value)) if column == "setting" else str(value)


def _each(column: str, values: list[object], words: PlainWords) -> Iterable[str]:
    match column:
        case "pathways":
            names = {one.code: one.name for one in pathways()}
            return [names.get(str(code), str(code)) for code in values]
        case "requirements":
            known = set(requirement_codes())
            return [requirement_name(str(c)) if c in known else _worded(c) for c in values]
        case "languages":
            return language_names(str(code) for code in values)
        case _:
            return [rule_in_words(from_record(one), words) for one in values]  # type: ignore[arg-type]  # records, by the column


def _worded(code: object) -> str:
    return str(code).replace("_", " ").capitalize()
