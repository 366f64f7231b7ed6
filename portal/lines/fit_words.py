"""Rules of eligibility in words: which one failed, whose it is and since when."""

from __future__ import annotations

from collections.abc import Callable

from directory.services.eligibility import Attribute, Firmness, Operator, Rule
from portal.formatting import in_words, joined, long_wait
from portal.lines.plain_words import PlainWords


def rule_in_words(rule: Rule, words: PlainWords) -> str:
    """A rule as "Sex: female (rule of the provider since 1 April 2027)"."""
    said = words.rule_of if rule.since is None else words.rule_since
    return said % {"what": _what(rule), "who": rule.owner, "day": in_words(rule.since)}


def condition_in_words(rule: Rule) -> str:
    """What it asks for, without of whom: "not arson or fraud, else ask first"."""
    said = _length if rule.attribute is Attribute.ORDER_DAYS_LEFT else None
    name = f"{rule.scale} ".replace("_", " ") if rule.scale else ""
    firmly = ", else ask first" if rule.firmness is Firmness.ADVICE else ""
    return f"{name}{_condition(rule, said)}{firmly}"


def _what(rule: Rule) -> str:
    """Days of an order are said as "9 months", in the words of a wait."""
    if rule.attribute is Attribute.ORDER_DAYS_LEFT:
        return f"Left of the order: {_condition(rule, _length)}"
    name = (rule.scale or rule.attribute.value).replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}: {_condition(rule)}"


def _condition(rule: Rule, said: Callable[[float | None], str] | None = None) -> str:
    values = joined(sorted(value.replace("_", " ") for value in rule.values), "or")
    number = said or _number
    low, high = number(rule.span.low), number(rule.span.high)
    match rule.operator:
        case Operator.ONE_OF:
            return str(values)
        case Operator.NONE_OF:
            return f"not {values}"
        case Operator.AT_LEAST:
            return f"{low} or more"
        case Operator.BELOW:
            return f"under {high}"
        case Operator.BETWEEN:
            return f"from {low} to under {high}"


def _length(days: float | None) -> str:
    return "" if days is None else long_wait(round(days))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
