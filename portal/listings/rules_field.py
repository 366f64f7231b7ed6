"""Who may come, as a control of a form: for each attribute the rules that stand and room for one
more, each with its own error beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from wtforms import Field as Control

from commissioning.referrals.particulars import need_codes
from directory.order_length import OrderKind
from directory.services.eligibility import Attribute, Rule
from directory.services.eligibility_records import from_record
from directory.services.eligibility_said import (
    ONCE,
    How,
    RuleMisread,
    RuleSaid,
    attribute_names,
    is_of_words,
    records_said,
    rule_said,
    rules_fixed,
    rules_to_say,
)
from portal.asking.typed import tidy
from portal.finding.forms import worded
from portal.lines.fit_words import condition_in_words, rule_in_words
from portal.lines.plain_words import plain_words

MOST_OF_ONE: Final = 12
"""Rules about one attribute that are read from a form."""

KNOWN_WORDS: Final[Mapping[Attribute, Sequence[str]]] = {
    Attribute.SEX: ("female", "male"),
    Attribute.NEEDS: need_codes(),
    Attribute.ORDER_TYPE: tuple(kind.value for kind in OrderKind),
}
ALL_THERE_ARE: Final = frozenset({Attribute.SEX, Attribute.ORDER_TYPE})
"""Nothing is typed besides what is known."""

HINTS: Final[Mapping[Attribute, str]] = {
    Attribute.AGE: "In whole years. Orders are for adults: 18 and over need not be said.",
    Attribute.ORDER_DAYS_LEFT: "In days: 6 months are about 183.",
    Attribute.RISK_SCORE: "The lowest score is in, the highest is not.",
    Attribute.ACCESS: "What you can offer to people who need it to get in and take part.",
}
SAYS: Final[Mapping[How, str]] = {
    How.MUST: "must be one of these",
    How.MUST_NOT: "must not be any of these",
    How.ASK_UNLESS: "ask first unless one of these",
    How.ASK_IF: "ask first if one of these",
}
SAYS_OF_A_NUMBER: Final[Mapping[How, str]] = {
    How.MUST: "must be within",
    How.ASK_UNLESS: "ask first if not within",
}


@dataclass(frozen=True, slots=True)
class RuleTyped:
    """`name` begins the names of its inputs; `faults` are by part."""

    name: str
    said: RuleSaid
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def hows(self) -> list[tuple[str, str, bool]]:
        """Of sex no “must not”: the other one is said instead."""
        attribute, now = self.said.attribute, self.said.how
        words = SAYS if is_of_words(attribute) else SAYS_OF_A_NUMBER
        offered = SAYS_OF_A_NUMBER if attribute is Attribute.SEX else words
        return [(one.value, said, one is now) for one, said in words.items()
                if one in offered or one is now]  # fmt: skip

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        return [(one, worded(one), one in self.said.words) for one in self._known]

    @property
    def others(self) -> str:
        """What is named besides the boxes."""
        typed = [one for one in self.said.words if one not in self._known]
        return ", ".join(one.replace("_", " ") for one in typed)

    @property
    def _known(self) -> Sequence[str]:
        return KNOWN_WORDS.get(self.said.attribute, ())


@dataclass(frozen=True, slots=True)
class AttributeAsked:
    """`says` what stands of it now; `rules` those, and one more to be filled in."""

    attribute: Attribute
    name: str
    says: str
    rules: tuple[RuleTyped, ...]

    @property
    def hint(self) -> str:
        return HINTS.get(self.attribute, "")

    @property
    def is_of_words(self) -> bool:
        return is_of_words(self.attribute)

    @property
    def is_typed(self) -> bool:
        """Whether words are typed, beside boxes or instead of any."""
        return self.is_of_words and self.attribute not in ALL_THERE_ARE

    @property
    def high_label(self) -> str:
        """The last age is in; of anything else the upper bound is out."""
        return "To" if self.attribute is Attribute.AGE else "Up to, but not"

    @property
    def has_scale(self) -> bool:
        return self.attribute is Attribute.RISK_SCORE

    @property
    def has_fault(self) -> bool:
        return any(one.faults for one in self.rules)


class RulesField(Control):
    """`data` are the records that a listing keeps; what cannot be read is one that it refuses."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.error_target = self.id
        self.known: Sequence[Mapping[str, Any]] = data if isinstance(data, list | tuple) else ()
        self.data: list[Mapping[str, Any]] = list(self.known)
        self.typed: dict[Attribute, list[RuleTyped]] = {one: [] for one in Attribute}
        for said in _all_typed(formdata, self.name) if formdata else rules_to_say(self.known):
            self._add(said)
        self.errors = list(self.process_errors)

    def beside(self, known: Sequence[Mapping[str, Any]]) -> None:
        """What was typed is read beside what the listing says now."""
        self.known = known
        rules = [rule for one in self._rules() if (rule := _read(one.said)) is not None]
        unread = [{"attribute": one.said.attribute.value} for one in self._rules() if one.faults]
        self.data = [*records_said(known, rules), *unread]

    @property
    def asked(self) -> list[AttributeAsked]:
        return [self._asked(one, name) for one, name in attribute_names().items()]

    @property
    def fixed(self) -> list[str]:
        """What stays, in words."""
        words = plain_words()
        return [rule_in_words(from_record(one), words) for one in rules_fixed(self.known)]

    @property
    def count(self) -> int:
        return sum(1 for _ in self._rules()) + len(rules_fixed(self.known))

    def _add(self, said: RuleSaid) -> None:
        rules = self.typed[said.attribute]
        name = _name(self.name, said.attribute, len(rules) + 1)
        faults = {}
        try:
            rule_said(said)
        except RuleMisread as fault:
            faults[fault.part] = str(fault)
            if not self.process_errors:
                self.error_target = f"{name}-{fault.part}"
            self.process_errors.append(f"{attribute_names()[said.attribute]}: {fault}")
        rules.append(RuleTyped(name, said, faults))

    def _rules(self) -> Iterator[RuleTyped]:
        for rules in self.typed.values():
            yield from rules

    def _asked(self, attribute: Attribute, name: str) -> AttributeAsked:
        rules = list(self.typed[attribute])
        says = "; ".join(condition_in_words(rule) for one in rules if (rule := _read(one.said)))
        if not rules or (attribute not in ONCE and len(rules) < MOST_OF_ONE):
            blank = _name(self.name, attribute, len(rules) + 1)
            rules.append(RuleTyped(blank, RuleSaid(attribute)))
        return AttributeAsked(attribute, name, says, tuple(rules))


def _read(said: RuleSaid) -> Rule | None:
    """None of what is misread: its fault stands beside it."""
    with suppress(RuleMisread):
        return rule_said(said)
    return None


def _name(field_name: str, attribute: Attribute, number: int) -> str:
    return f"{field_name}-{attribute.value}-{number}"


def _all_typed(formdata: Any, field_name: str) -> Iterator[RuleSaid]:
    for attribute in Attribute:
        for number in range(1, MOST_OF_ONE + 1):
            said = _typed(formdata, _name(field_name, attribute, number), attribute)
            if not said.is_empty:
                yield said


def _typed(formdata: Any, name: str, attribute: Attribute) -> RuleSaid:
    def one(part: str) -> str:
        return tidy(formdata.get(f"{name}-{part}"))

    ticked = [tidy(word) for word in formdata.getlist(f"{name}-words")]
    typed = [tidy(word) for word in one("others").split(",")]
    ticked = [part for word in ticked for part in map(tidy, word.split(","))]
    how = one("how")
    return RuleSaid(
        attribute, How(how) if how in set(How) else How.MUST,
        tuple(filter(None, dict.fromkeys((*ticked, *typed)))),
        one("low"), one("high"), one("scale"),
    )  # fmt: skip
