"""A rule about who may come as somebody says it in plain words, and back again.

| said | the rule |
|---|---|
| must be one of | hard: whoever is none of them cannot come |
| must not be any of | hard: whoever is one of them cannot come |
| ask first unless one of | advice: whoever is none of them is asked about first |
| ask first if one of | advice: whoever is one of them is asked about first |

Of a number the first and the third, by its bounds. What is not known of a person is asked either
way. Ages are said by the last one that may come; a rule keeps the first that may not.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from directory.errors import DirectoryError
from directory.rules.tables import rows_of
from directory.services.eligibility import (
    Attribute,
    Firmness,
    Operator,
    Rule,
    Span,
    operators_for,
)
from directory.services.eligibility_records import (
    DESIGN_OWNER,
    UNNAMED_OWNER,
    as_record,
    from_record,
)


class How(enum.StrEnum):
    """How firmly, and whether those named are taken or left out."""

    MUST = "must"
    MUST_NOT = "must_not"
    ASK_UNLESS = "ask_unless"
    ASK_IF = "ask_if"


_ADVISED: Final = frozenset({How.ASK_UNLESS, How.ASK_IF})
_LEAVES_OUT: Final = frozenset({How.MUST_NOT, How.ASK_IF})
ONCE: Final = frozenset({Attribute.SEX, Attribute.AGE, Attribute.ORDER_DAYS_LEFT})
"""Of these a second rule could only contradict the first."""
MOST_OF_A_NUMBER: Final = 9_999
MOST_OF_A_WORD: Final = 100


class RuleMisread(DirectoryError):
    """`part` of what was typed cannot be a rule: `words`, `low`, `high` or `scale`."""

    def __init__(self, part: str, why: str) -> None:
        self.part = part
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """One rule as it is typed; with nothing typed besides `how` it is none."""

    attribute: Attribute
    how: How = How.MUST
    words: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    scale: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.low or self.high or self.scale)


def is_of_words(attribute: Attribute) -> bool:
    """Whether values are named; else it is a number with bounds."""
    return Operator.ONE_OF in operators_for(attribute)


@cache
def attribute_names() -> Mapping[Attribute, str]:
    """As the table of attributes names them, in its order."""
    return {
        Attribute(row["attribute"]): row["name"] for row in rows_of("eligibility_attributes.csv")
    }


def rule_said(said: RuleSaid) -> Rule:
    """Raises `RuleMisread`."""
    firmness = Firmness.ADVICE if said.how in _ADVISED else Firmness.HARD_STOP
    if is_of_words(said.attribute):
        return _of_words(said, firmness)
    low, high = _bound(said, "low"), _bound(said, "high")
    if said.attribute is Attribute.RISK_SCORE and not said.scale:
        raise RuleMisread("scale", "Enter the scale that the score is on, such as OGRS3")
    if low is None and high is None:
        raise RuleMisread("low", "Enter the lowest, the highest, or both")
    if high is not None and said.attribute is Attribute.AGE:
        high += 1
    if low is not None and high is not None and low >= high:
        raise RuleMisread("high", "Enter a higher one than the lowest")
    operator = (
        Operator.BELOW if low is None else Operator.AT_LEAST if high is None else Operator.BETWEEN
    )
    scale = _coded(said.scale) if said.attribute is Attribute.RISK_SCORE else None
    return Rule(
        said.attribute, operator, UNNAMED_OWNER, span=Span(low, high), scale=scale,
        firmness=firmness,
    )  # fmt: skip


def _of_words(said: RuleSaid, firmness: Firmness) -> Rule:
    words = frozenset(filter(None, map(_coded, said.words)))
    if not words:
        raise RuleMisread("words", "Name at least one")
    if any(len(word) > MOST_OF_A_WORD for word in words):
        raise RuleMisread("words", f"Use at most {MOST_OF_A_WORD} characters for each")
    operator = Operator.NONE_OF if said.how in _LEAVES_OUT else Operator.ONE_OF
    return Rule(said.attribute, operator, UNNAMED_OWNER, values=words, firmness=firmness)


def said_of(rule: Rule) -> RuleSaid:
    """As a form shows it, of one that `is_plain`."""
    is_advice = rule.firmness is Firmness.ADVICE
    if rule.operator is Operator.NONE_OF:
        how = How.ASK_IF if is_advice else How.MUST_NOT
    else:
        how = How.ASK_UNLESS if is_advice else How.MUST
    high = rule.span.high
    if high is not None and rule.attribute is Attribute.AGE:
        high -= 1
    return RuleSaid(
        rule.attribute, how, tuple(sorted(rule.values)), _figure(rule.span.low), _figure(high),
        (rule.scale or "").replace("_", " "),
    )  # fmt: skip


def is_plain(rule: Rule) -> bool:
    """Whether the form can say it: a national design stays, and so does one of several of which
    one is enough."""
    return rule.either is None and not rule.owner.startswith(DESIGN_OWNER.format(""))


def rules_fixed(records: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Those that stay whatever is typed."""
    return tuple(one for one in records if not is_plain(from_record(one)))


def rules_to_say(records: Iterable[Mapping[str, Any]]) -> tuple[RuleSaid, ...]:
    """The others, as they are typed."""
    rules = map(from_record, records)
    return tuple(said_of(rule) for rule in rules if is_plain(rule))


def records_said(
    known: Sequence[Mapping[str, Any]], rules: Iterable[Rule]
) -> list[Mapping[str, Any]]:
    """What a listing keeps: what stays, and each rule said, with its owner and day if it stands
    already."""
    plain = [(_bare(from_record(one)), one) for one in known if is_plain(from_record(one))]
    said = dict.fromkeys(rules)
    kept = [next((one for bare, one in plain if bare == rule), as_record(rule)) for rule in said]
    return [*rules_fixed(known), *kept]


def _bare(rule: Rule) -> Rule:
    return replace(rule, owner=UNNAMED_OWNER, since=None)


def _coded(word: str) -> str:
    """As rules spell words: “Drink driving” is “drink_driving”."""
    return "_".join(word.casefold().split())


def _bound(said: RuleSaid, part: str) -> float | None:
    typed = str(getattr(said, part)).strip()
    if not typed:
        return None
    is_whole = said.attribute is not Attribute.RISK_SCORE
    digits = typed if is_whole else typed.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and float(typed) <= MOST_OF_A_NUMBER):
        example = "such as 18" if is_whole else "such as 62 or 62.5"
        raise RuleMisread(part, f"Enter a number in figures, {example}")
    return int(typed) if is_whole or "." not in typed else float(typed)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
