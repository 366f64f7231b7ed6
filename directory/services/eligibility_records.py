"""Rules of eligibility as the plain records that a listing revision keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from directory.errors import DirectoryError
from directory.services.eligibility import Attribute, Firmness, Operator, Rule, Span


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
