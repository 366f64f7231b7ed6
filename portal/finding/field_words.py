"""What stands in a field of a listing, as a reader says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from directory.fields import Field, Holds
from directory.pathways import pathways
from directory.requirements import requirement_codes, requirement_name
from directory.services.eligibility_records import from_record
from portal.finding.listing_words import language_names, setting_name
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords

NOT_STATED: Final = "not stated"


def value_in_words(field: Field, value: object, words: PlainWords) -> str:
    if isinstance(value, list):
        return "; ".join(_each(field, value, words)) or NOT_STATED
    if value is None or value == "":
        return NOT_STATED
    return setting_name(str(value)) if field.holds is Holds.SETTING else str(value)


def _each(field: Field, values: list[object], words: PlainWords) -> Iterable[str]:
    match field.holds:
        case Holds.PATHWAYS:
            names = {one.code: one.name for one in pathways()}
            return [names.get(str(code), str(code)) for code in values]
        case Holds.REQUIREMENTS:
            known = set(requirement_codes())
            return [requirement_name(str(c)) if c in known else _worded(c) for c in values]
        case Holds.LANGUAGES:
            return language_names(str(code) for code in values)
        case _:
            return [rule_in_words(from_record(one), words) for one in values]  # type: ignore[arg-type]  # records, by the field


def _worded(code: object) -> str:
    return str(code).replace("_", " ").capitalize()
