"""Who a service is for: rules against what is known of a person, answered with reasons.

What is not known never makes a "no": it makes an "ask"; but orders are made for adults
alone, so an age that is not known is still 18 or more. Numbers are compared in
half-open spans (the lower bound is in, the upper one is out), so a score of 74.5
falls in the band that ends at 75 and never between two bands.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Final

from directory.errors import DirectoryError
from directory.requirements import ADULT_AGE
from directory.rules.tables import rows_of


class Attribute(enum.StrEnum):
    SEX = "sex"
    AGE = "age"
    OFFENCE = "offence"
    RISK_SCORE = "risk_score"
    ORDER_TYPE = "order_type"
    ORDER_DAYS_LEFT = "order_days_left"
    NEEDS = "needs"
    LANGUAGE = "language"
    ACCESS = "access"


class Operator(enum.StrEnum):
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    AT_LEAST = "at_least"
    BELOW = "below"
    BETWEEN = "between"


class Firmness(enum.StrEnum):
    """A hard stop makes a "no"; advice that is not met makes an "ask"."""

    HARD_STOP = "hard_stop"
    ADVICE = "advice"


class Answer(enum.StrEnum):
    YES = "yes"
    NO = "no"
    ASK = "ask"


class RuleNotUsable(DirectoryError):
    """A rule of eligibility that cannot be answered as it stands."""

    def __init__(self, attribute: Attribute, why: str) -> None:
        self.attribute = attribute
        super().__init__(f"The rule about {attribute.value.replace('_', ' ')} {why}.")


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` up to but not including `high`; None is without limit on that side."""

    low: float | None = None
    high: float | None = None

    @classmethod
    def years(cls, first: int, last: int | None = None) -> Span:
        """Ages in whole years, both named: `years(18, 24)` ends on the 25th birthday."""
        return cls(first, (first if last is None else last) + 1)

    def holds_value(self, value: float) -> bool:
        return (self.low is None or self.low <= value) and (self.high is None or value < self.high)

    def covers(self, other: Span) -> bool:
        starts_first = self.low is None or (other.low is not None and self.low <= other.low)
        ends_last = self.high is None or (other.high is not None and other.high <= self.high)
        return starts_first and ends_last

    def meets(self, other: Span) -> bool:
        """They share at least one value."""
        return _before(self.low, other.high) and _before(other.low, self.high)


ADULTS: Final = Span(ADULT_AGE)
"""What is known of everybody's age: both Acts give these orders to adults."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a service, whose it is and since when.

    `scale` names the instrument of a risk score. Rules that share the same word in
    `either` are alternatives: one that is met is enough.
    """

    attribute: Attribute
    operator: Operator
    owner: str
    since: date | None = None
    values: frozenset[str] = frozenset()
    span: Span = field(default_factory=Span)
    scale: str | None = None
    firmness: Firmness = Firmness.HARD_STOP
    either: str | None = None

    def __post_init__(self) -> None:
        if self.operator not in operators_for(self.attribute):
            raise RuleNotUsable(self.attribute, f"cannot use “{self.operator.value}”")
        if self.operator in {Operator.ONE_OF, Operator.NONE_OF}:
            if not self.values:
                raise RuleNotUsable(self.attribute, "names no values")
        elif not _has_bounds(self.operator, self.span):
            raise RuleNotUsable(self.attribute, "needs bounds that leave room between them")
        if (self.attribute is Attribute.RISK_SCORE) != (self.scale is not None):
            raise RuleNotUsable(self.attribute, "must name a scale if it is about a risk score")


@dataclass(frozen=True, slots=True)
class AboutPerson:
    """What is known of a person. None is not known; an empty set is known to be none.

    `age` None is any adult age.
    """

    sex: str | None = None
    age: Span | None = None
    offences: frozenset[str] | None = None
    risk_scores: Mapping[str, float] = field(default_factory=dict)
    order_type: str | None = None
    order_days_left: int | None = None
    needs: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    access: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    rule: Rule
    answer: Answer


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a service is for this person, with every rule's own answer."""

    answer: Answer
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Rule, ...]:
        """The hard stops that make the "no"; empty unless the answer is no."""
        if self.answer is not Answer.NO:
            return ()
        return tuple(
            finding.rule
            for group in _alternatives(self.findings)
            if _any_of(group) is Answer.NO
            for finding in group
            if finding.rule.firmness is Firmness.HARD_STOP
        )

    @property
    def advised_against(self) -> tuple[Rule, ...]:
        return tuple(
            finding.rule
            for finding in self.findings
            if finding.answer is Answer.NO and finding.rule.firmness is Firmness.ADVICE
        )

    @property
    def to_ask(self) -> tuple[Rule, ...]:
        """Rules about what is not known, or only partly."""
        return tuple(one.rule for one in self.findings if one.answer is Answer.ASK)


def fit(rules: Iterable[Rule], question: AboutPerson) -> Fit:
    """No if a hard stop fails; ask if one is unknown or advice is not met; else yes.

    Advice about something unknown leaves the answer as it is.
    """
    findings = tuple(Finding(rule, _answer(rule, question)) for rule in rules)
    answers = {_weighed(group) for group in _alternatives(findings)}
    for answer in (Answer.NO, Answer.ASK):
        if answer in answers:
            return Fit(answer, findings)
    return Fit(Answer.YES, findings)


def only_sex(rules: Iterable[Rule]) -> str | None:
    """The one sex that a hard rule takes; None: not one alone."""
    for rule in rules:
        if _excludes_by(rule, Attribute.SEX) and rule.operator is Operator.ONE_OF:
            return next(iter(rule.values)) if len(rule.values) == 1 else None
    return None


def narrowed_by(rules: Iterable[Rule]) -> frozenset[Attribute]:
    """By which of sex and age a hard rule excludes some adults: not everybody could come."""
    return frozenset(
        rule.attribute
        for rule in rules
        if _excludes_by(rule, Attribute.SEX)
        or (_excludes_by(rule, Attribute.AGE) and not rule.span.covers(ADULTS))
    )


def _excludes_by(rule: Rule, attribute: Attribute) -> bool:
    is_hard = rule.firmness is Firmness.HARD_STOP and rule.either is None
    return is_hard and rule.attribute is attribute


def holes_between(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The gaps that a set of bands leaves between its lowest and its highest bound."""
    ordered = sorted(spans, key=lambda span: float("-inf") if span.low is None else span.low)
    holes: list[Span] = []
    reached: float | None = float("-inf")
    for earlier, later in pairwise(ordered):
        if reached is None or earlier.high is None:
            return tuple(holes)
        reached = max(reached, earlier.high)
        if later.low is not None and later.low > reached:
            holes.append(Span(reached, later.low))
    return tuple(holes)


@cache
def operators_for(attribute: Attribute) -> frozenset[Operator]:
    """From `rules/eligibility_attributes.csv`."""
    for row in rows_of("eligibility_attributes.csv"):
        if row["attribute"] == attribute.value:
            return frozenset(Operator(name) for name in row["operators"].split("|"))
    raise RuleNotUsable(attribute, "has no row in the table of attributes")


def _answer(rule: Rule, question: AboutPerson) -> Answer:
    if rule.operator in {Operator.ONE_OF, Operator.NONE_OF}:
        return _answer_about_words(rule, _known_words(rule.attribute, question))
    return _answer_about_number(rule.span, _known_number(rule, question))


def _answer_about_words(rule: Rule, known: frozenset[str] | None) -> Answer:
    if known is None:
        return Answer.ASK
    if rule.operator is Operator.NONE_OF:
        return _yes_or_no(not known & rule.values)
    if rule.attribute is Attribute.ACCESS:
        return _yes_or_no(known <= rule.values)
    return _yes_or_no(bool(known & rule.values))


def _answer_about_number(wanted: Span, known: Span | float | None) -> Answer:
    if known is None:
        return Answer.ASK
    if not isinstance(known, Span):
        return _yes_or_no(wanted.holds_value(known))
    if wanted.covers(known):
        return Answer.YES
    return Answer.ASK if wanted.meets(known) else Answer.NO


def _known_words(attribute: Attribute, question: AboutPerson) -> frozenset[str] | None:
    match attribute:
        case Attribute.SEX:
            return None if question.sex is None else frozenset({question.sex})
        case Attribute.ORDER_TYPE:
            return None if question.order_type is None else frozenset({question.order_type})
        case Attribute.OFFENCE:
            return question.offences
        case Attribute.NEEDS:
            return question.needs
        case Attribute.LANGUAGE:
            return question.languages
        case _:
            return question.access


def _known_number(rule: Rule, question: AboutPerson) -> Span | float | None:
    if rule.attribute is Attribute.AGE:
        return question.age or ADULTS
    if rule.attribute is Attribute.ORDER_DAYS_LEFT:
        return question.order_days_left
    return question.risk_scores.get(rule.scale or "")


def _alternatives(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings grouped by `either`; a rule without that word stands alone."""
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(finding.rule.either or number, []).append(finding)
    return list(groups.values())


def _any_of(group: list[Finding]) -> Answer:
    answers = {finding.answer for finding in group}
    return next(one for one in (Answer.YES, Answer.ASK, Answer.NO) if one in answers)


def _weighed(group: list[Finding]) -> Answer:
    answer = _any_of(group)
    if all(finding.rule.firmness is Firmness.ADVICE for finding in group):
        return Answer.ASK if answer is Answer.NO else Answer.YES
    return answer


def _has_bounds(operator: Operator, span: Span) -> bool:
    match operator:
        case Operator.AT_LEAST:
            return span.low is not None and span.high is None
        case Operator.BELOW:
            return span.low is None and span.high is not None
        case _:
            return span.low is not None and span.high is not None and span.low < span.high


def _before(low: float | None, high: float | None) -> bool:
    return low is None or high is None or low < high


def _yes_or_no(is_met: bool) -> Answer:
    return Answer.YES if is_met else Answer.NO
