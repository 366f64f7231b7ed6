"""Rules of eligibility as the plain records that a listing revision keeps."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from directory.errors import DirectoryError
from directory.services.eligibility import Attribute, Firmness, Operator, Rule, Span

log = logging.getLogger("directory.services")

DESIGN_OWNER: Final = "National design of {}"
"""Whose a rule is that follows from a programme and not from a provider."""

UNNAMED_OWNER: Final = "the service"


class RuleRecordBroken(DirectoryError):
    """A stored or imported rule that cannot be read back."""

    def __init__(self, why: str) -> None:
        super().__init__(f"A rule about who the service is for cannot be read: {why}.")


def as_record(rule: Rule) -> dict[str, object]:
    """Plain values for JSON, without what is left at its default."""
    record: dict[str, object] = {
        "attribute": rule.attribute.value,
        "operator": rule.operator.value,
        "owner": rule.owner,
        "since": rule.since.isoformat() if rule.since else None,
        "values": sorted(rule.values) or None,
        "low": rule.span.low,
        "high": rule.span.high,
        "scale": rule.scale,
        "firmness": rule.firmness.value,
        "either": rule.either,
    }
    return {name: value for name, value in record.items() if value is not None}


def from_record(record: Mapping[str, object]) -> Rule:
    """The rule again; raises `RuleRecordBroken`, or `RuleNotUsable` from the rule itself."""
    try:
        return Rule(
            attribute=Attribute(str(record["attribute"])),
            operator=Operator(str(record["operator"])),
            owner=str(record["owner"]),
            since=_date(record.get("since")),
            values=_values(record.get("values")),
            span=Span(_number(record.get("low")), _number(record.get("high"))),
            scale=_word(record.get("scale")),
            firmness=Firmness(str(record.get("firmness", Firmness.HARD_STOP.value))),
            either=_word(record.get("either")),
        )
    except KeyError as missing:
        raise RuleRecordBroken(f"{missing.args[0]} is missing") from missing
    except ValueError as wrong:
        raise RuleRecordBroken(str(wrong)) from wrong


def rules_told(
    records: Iterable[Mapping[str, object]], *, names_owner: bool = True
) -> tuple[Rule, ...]:
    """The rules of a listing as they may be told.

    Without `names_owner` only a national design is named: a rule's owner is often the provider.
    Rules that cannot be read back answer nobody's question; the log says whose they are.
    """
    try:
        rules = tuple(from_record(record) for record in records)
    except DirectoryError:
        log.exception("rules of eligibility cannot be read")
        return ()
    return rules if names_owner else tuple(map(_without_owner, rules))


def _without_owner(rule: Rule) -> Rule:
    if rule.owner.startswith(DESIGN_OWNER.format("")):
        return rule
    return replace(rule, owner=UNNAMED_OWNER)


def _date(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _number(value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise ValueError(f"“{value}” is not a number")


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def _values(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list | tuple):
        raise ValueError("values must be a list")
    return frozenset(str(one) for one in value)


@lru_cache(maxsize=4096)
def rules_stored(stored: str, *, names_owner: bool = True) -> tuple[Rule, ...]:
    """As `rules_told`, from a listing's JSON as stored: the same few stand in most listings."""
    return rules_told(json.loads(stored), names_owner=names_owner)
