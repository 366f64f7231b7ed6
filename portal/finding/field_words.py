"""What stands in a field of a listing, as a reader says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from directory.fields import Field, Holds
from directory.pathways import pathways
from directory.requirements import requirement_codes, requirement_name
from directory.services.eligibility import Firmness
from directory.services.eligibility_records import from_record
from directory.services.looking import service_kept
from directory.sight import ANYBODY
from portal.extensions import db
from portal.finding.listing_words import language_names, setting_name
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords

NOT_STATED: Final = "not stated"
NOT_SHOWN: Final = "a service that is not shown"
FIRMLY: Final = {Firmness.HARD_STOP: "", Firmness.ADVICE: ", else ask first"}


def value_in_words(field: Field, value: object, words: PlainWords) -> str:
    if isinstance(value, list):
        return "; ".join(_each(field, value, words)) or NOT_STATED
    if value is None or value == "":
        return NOT_STATED
    if field.holds is Holds.SERVICE and isinstance(value, int):
        hub = service_kept(db.session(), value, sight=ANYBODY)
        return NOT_SHOWN if hub is None or hub.published is None else hub.published.title
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
            rules = [from_record(one) for one in values]  # type: ignore[arg-type]  # records, by the field
            return [rule_in_words(rule, words) + FIRMLY[rule.firmness] for rule in rules]


def _worded(code: object) -> str:
    return str(code).replace("_", " ").capitalize()
