"""Who may come, as an administrator types it: the rule that it is, and whom it takes."""

from __future__ import annotations

from typing import Any

import pytest

from directory.services.eligibility import (
    AboutPerson,
    Answer,
    Attribute,
    Firmness,
    Operator,
    Rule,
    Span,
    fit,
)
from directory.services.eligibility_records import DESIGN_OWNER, as_record
from directory.services.eligibility_said import (
    How,
    RuleMisread,
    RuleSaid,
    records_said,
    rule_said,
    rules_fixed,
    rules_to_say,
    said_of,
)

WOMAN, MAN, NOT_KNOWN = AboutPerson(sex="female"), AboutPerson(sex="male"), AboutPerson()
YES, NO, ASK = Answer.YES, Answer.NO, Answer.ASK


@pytest.mark.parametrize(
    ("how", "of_one_named", "of_another", "not_known"),
    [
        (How.MUST, YES, NO, ASK),
        (How.MUST_NOT, NO, YES, ASK),
        (How.ASK_UNLESS, YES, ASK, YES),
        (How.ASK_IF, ASK, YES, YES),
    ],
)
def test_whom_a_rule_of_words_takes(
    how: How, of_one_named: Answer, of_another: Answer, not_known: Answer
) -> None:
    """Advice alone about what is not known leaves the answer as it is, as everywhere."""
    rule = rule_said(RuleSaid(Attribute.SEX, how, ("female",)))
    answers = [fit([rule], who).answer for who in (WOMAN, MAN, NOT_KNOWN)]
    assert answers == [of_one_named, of_another, not_known]


@pytest.mark.parametrize(
    ("low", "high", "takes", "refuses"),
    [
        ("18", "24", (18, 24), (17, 25)),  # the last age that is said may come
        ("21", "", (21, 90), (20,)),
        ("", "25", (18, 25), (26,)),
        ("30", "30", (30,), (29, 31)),
    ],
)
def test_ages_are_said_by_the_last_that_may_come(
    low: str, high: str, takes: tuple[int, ...], refuses: tuple[int, ...]
) -> None:
    rule = rule_said(RuleSaid(Attribute.AGE, low=low, high=high))
    for ages, answer in ((takes, YES), (refuses, NO)):
        assert {fit([rule], AboutPerson(age=Span.years(age))).answer for age in ages} == {answer}


@pytest.mark.parametrize(
    ("said", "part", "sentence"),
    [
        (RuleSaid(Attribute.AGE, low="grown up"), "low", "Enter a number in figures, such as 18"),
        (RuleSaid(Attribute.AGE, low="18.5"), "low", "Enter a number in figures, such as 18"),
        (RuleSaid(Attribute.AGE, low="25", high="18"), "high", "Enter a higher one"),
        (RuleSaid(Attribute.AGE, low="-1"), "low", "Enter a number in figures"),
        (RuleSaid(Attribute.AGE, low="²"), "low", "Enter a number in figures"),
        (RuleSaid(Attribute.ORDER_DAYS_LEFT, high="10000"), "high", "Enter a number in figures"),
        (RuleSaid(Attribute.RISK_SCORE, low="50"), "scale", "Enter the scale"),
        (RuleSaid(Attribute.RISK_SCORE, scale="OGRS3"), "low", "Enter the lowest, the highest"),
        (RuleSaid(Attribute.OFFENCE, words=("x" * 101,)), "words", "Use at most 100 characters"),
    ],
)
def test_what_is_no_rule_is_refused_at_its_part(said: RuleSaid, part: str, sentence: str) -> None:
    with pytest.raises(RuleMisread, match=sentence) as refused:
        rule_said(said)
    assert refused.value.part == part


@pytest.mark.parametrize(
    "said",
    [
        RuleSaid(Attribute.SEX, How.MUST, ("female",)),
        RuleSaid(Attribute.OFFENCE, How.ASK_IF, ("arson", "drink_driving")),
        RuleSaid(Attribute.NEEDS, How.MUST_NOT, ("drug_misuse",)),
        RuleSaid(Attribute.AGE, How.MUST, low="18", high="24"),
        RuleSaid(Attribute.AGE, How.ASK_UNLESS, high="25"),
        RuleSaid(Attribute.RISK_SCORE, How.MUST, low="50", high="74.5", scale="ogrs3"),
    ],
)
def test_a_rule_is_shown_as_it_was_typed(said: RuleSaid) -> None:
    assert said_of(rule_said(said)) == said


def _record(attribute: Attribute, owner: str = "Example Forge Trust", **more: Any) -> Any:
    rule = Rule(attribute, Operator.ONE_OF, owner, **more)
    return as_record(rule)


def test_what_stands_keeps_its_owner_and_what_a_form_cannot_say_stays() -> None:
    women = _record(Attribute.SEX, values=frozenset({"female"}))
    design = _record(
        Attribute.SEX, DESIGN_OWNER.format("Thinking Ahead"), values=frozenset({"female"})
    )
    either = _record(Attribute.NEEDS, values=frozenset({"alcohol"}), either="drugs or alcohol")
    known = [design, women, either]
    assert rules_fixed(known) == (design, either)
    [said] = rules_to_say(known)
    again = records_said(known, [rule_said(said)])
    assert again == [design, either, women]
    emptied = records_said(known, [])
    assert emptied == [design, either]
    twice = records_said(known, [rule_said(said), rule_said(said)])
    assert twice == again


def test_advice_is_kept_as_advice() -> None:
    rule = rule_said(RuleSaid(Attribute.OFFENCE, How.ASK_IF, ("Drink  driving",)))
    assert (rule.firmness, rule.operator) == (Firmness.ADVICE, Operator.NONE_OF)
    assert rule.values == {"drink_driving"}
