from datetime import date

import pytest

from directory.services.eligibility import (
    AboutPerson,
    Answer,
    Attribute,
    Firmness,
    Operator,
    Rule,
    RuleNotUsable,
    Span,
    fit,
    holes_between,
    operators_for,
)
from directory.services.eligibility_records import RuleRecordBroken, as_record, from_record

OWNER = "Example Trust"
SINCE = date(2026, 4, 1)


def words(
    attribute: Attribute,
    *values: str,
    operator: Operator = Operator.ONE_OF,
    firmness: Firmness = Firmness.HARD_STOP,
) -> Rule:
    return Rule(
        attribute, operator, OWNER, since=SINCE, values=frozenset(values), firmness=firmness
    )


def number(
    attribute: Attribute,
    low: float | None,
    high: float | None,
    *,
    scale: str | None = None,
    either: str | None = None,
    firmness: Firmness = Firmness.HARD_STOP,
) -> Rule:
    operator = (
        Operator.AT_LEAST if high is None else Operator.BELOW if low is None else Operator.BETWEEN
    )
    return Rule(
        attribute,
        operator,
        OWNER,
        since=SINCE,
        span=Span(low, high),
        scale=scale,
        either=either,
        firmness=firmness,
    )


MEDIUM = number(Attribute.RISK_SCORE, 50, 75, scale="OGRS3")
HIGH = number(Attribute.RISK_SCORE, 75, None, scale="OGRS3")


@pytest.mark.parametrize(
    ("score", "medium", "high"),
    [
        (49.9, Answer.NO, Answer.NO),
        (50, Answer.YES, Answer.NO),
        (74, Answer.YES, Answer.NO),
        (74.5, Answer.YES, Answer.NO),  # the hole that other systems have
        (75, Answer.NO, Answer.YES),
        (100, Answer.NO, Answer.YES),
    ],
)
def test_no_score_falls_between_two_bands(score: float, medium: Answer, high: Answer) -> None:
    question = AboutPerson(risk_scores={"OGRS3": score})
    assert fit([MEDIUM], question).answer is medium
    assert fit([HIGH], question).answer is high


@pytest.mark.parametrize(
    ("spans", "holes"),
    [
        ([Span(50, 75), Span(75, None)], ()),
        ([Span(75, None), Span(50, 74)], (Span(74, 75),)),
        ([Span(0, 25), Span(10, 20), Span(30, 50), Span(45, 75)], (Span(25, 30),)),
        ([Span(None, None), Span(20, 30), Span(40, 50)], ()),
        ([Span(0, 100), Span(10, 20), Span(30, 40)], ()),
        ([], ()),
    ],
)
def test_holes_between_bands_are_found(spans: list[Span], holes: tuple[Span, ...]) -> None:
    assert holes_between(spans) == holes


@pytest.mark.parametrize(
    ("age", "answer"),
    [
        (None, Answer.ASK),
        (Span.years(17), Answer.NO),
        (Span.years(18), Answer.YES),
        (Span.years(24), Answer.YES),
        (Span.years(25), Answer.NO),
        (Span.years(18, 20), Answer.YES),  # a band inside
        (Span.years(21, 30), Answer.ASK),  # a band of which only part fits
        (Span.years(25, 49), Answer.NO),
        (Span(18, None), Answer.ASK),
        (Span(25, None), Answer.NO),
    ],
)
def test_a_service_for_18_to_24(age: Span | None, answer: Answer) -> None:
    rule = number(Attribute.AGE, 18, 25)
    assert fit([rule], AboutPerson(age=age)).answer is answer


@pytest.mark.parametrize(
    ("operator", "span", "answer"),
    [
        (Operator.AT_LEAST, Span(16), Answer.YES),
        (Operator.AT_LEAST, Span(18), Answer.YES),
        (Operator.AT_LEAST, Span(21), Answer.ASK),
        (Operator.BETWEEN, Span(18, 25), Answer.ASK),
        (Operator.BELOW, Span(None, 25), Answer.ASK),
        (Operator.BELOW, Span(None, 18), Answer.NO),  # for children
    ],
)
def test_an_age_that_is_not_known_is_an_adult_s(
    operator: Operator, span: Span, answer: Answer
) -> None:
    rule = Rule(Attribute.AGE, operator, "Example", span=span)
    assert fit([rule], AboutPerson(sex="male")).answer is answer


@pytest.mark.parametrize(
    ("rule", "question", "answer"),
    [
        (words(Attribute.SEX, "woman"), AboutPerson(), Answer.ASK),
        (words(Attribute.SEX, "woman"), AboutPerson(sex="woman"), Answer.YES),
        (words(Attribute.SEX, "woman"), AboutPerson(sex="man"), Answer.NO),
        (
            words(Attribute.ORDER_TYPE, "community_order"),
            AboutPerson(order_type="licence"),
            Answer.NO,
        ),
        (
            words(Attribute.OFFENCE, "sexual", operator=Operator.NONE_OF),
            AboutPerson(offences=frozenset({"theft", "sexual"})),
            Answer.NO,
        ),
        (
            words(Attribute.OFFENCE, "sexual", operator=Operator.NONE_OF),
            AboutPerson(offences=frozenset()),
            Answer.YES,
        ),
        (
            words(Attribute.OFFENCE, "sexual", operator=Operator.NONE_OF),
            AboutPerson(),
            Answer.ASK,
        ),
        (
            words(Attribute.NEEDS, "drugs", "alcohol"),
            AboutPerson(needs=frozenset({"alcohol", "housing"})),
            Answer.YES,
        ),
        (words(Attribute.NEEDS, "drugs"), AboutPerson(needs=frozenset()), Answer.NO),
        (
            words(Attribute.LANGUAGE, "cy", "en"),
            AboutPerson(languages=frozenset({"pl", "en"})),
            Answer.YES,
        ),
        (
            words(Attribute.ACCESS, "step_free", "hearing_loop"),
            AboutPerson(access=frozenset({"step_free", "sign_language"})),
            Answer.NO,
        ),
        (words(Attribute.ACCESS, "step_free"), AboutPerson(access=frozenset()), Answer.YES),
        (number(Attribute.ORDER_DAYS_LEFT, 270, None), AboutPerson(order_days_left=269), Answer.NO),
        (
            number(Attribute.ORDER_DAYS_LEFT, 270, None),
            AboutPerson(order_days_left=270),
            Answer.YES,
        ),
        (MEDIUM, AboutPerson(risk_scores={"OVP": 60}), Answer.ASK),  # another scale says nothing
        (
            number(Attribute.RISK_SCORE, None, 20, scale="OVP"),
            AboutPerson(risk_scores={"OVP": 20}),
            Answer.NO,
        ),
    ],
)
def test_one_rule(rule: Rule, question: AboutPerson, answer: Answer) -> None:
    assert fit([rule], question).answer is answer


def test_a_service_without_rules_is_for_everybody() -> None:
    assert fit([], AboutPerson()).answer is Answer.YES


def test_no_names_the_rule_its_owner_and_since_when() -> None:
    women_only = words(Attribute.SEX, "woman")
    fitted = fit([women_only, MEDIUM], AboutPerson(sex="man"))
    assert fitted.answer is Answer.NO
    assert fitted.failed == (women_only,)
    assert (fitted.failed[0].owner, fitted.failed[0].since) == (OWNER, SINCE)
    assert fitted.to_ask == (MEDIUM,)


@pytest.mark.parametrize(
    ("days_left", "answer"), [(300, Answer.YES), (200, Answer.ASK), (None, Answer.YES)]
)
def test_advice_never_makes_a_no(days_left: int | None, answer: Answer) -> None:
    advice = number(Attribute.ORDER_DAYS_LEFT, 270, None, firmness=Firmness.ADVICE)
    fitted = fit([advice], AboutPerson(order_days_left=days_left))
    assert fitted.answer is answer
    assert fitted.failed == ()
    assert fitted.advised_against == ((advice,) if days_left == 200 else ())


@pytest.mark.parametrize(
    ("scores", "answer", "failed"),
    [
        ({"OVP": 20.0}, Answer.YES, 0),  # one of the two is enough
        ({"OVP": 19.0}, Answer.ASK, 0),  # the other might still be
        ({"OVP": 19.0, "OGRS3": 24.9}, Answer.NO, 2),
        ({}, Answer.ASK, 0),
    ],
)
def test_alternatives_need_only_one_to_be_met(
    scores: dict[str, float], answer: Answer, failed: int
) -> None:
    rules = [
        number(Attribute.RISK_SCORE, 25, None, scale="OGRS3", either="risk"),
        number(Attribute.RISK_SCORE, 20, None, scale="OVP", either="risk"),
    ]
    fitted = fit(rules, AboutPerson(risk_scores=scores))
    assert fitted.answer is answer
    assert len(fitted.failed) == failed


@pytest.mark.parametrize(
    ("attribute", "operator", "facts"),
    [
        (Attribute.SEX, Operator.AT_LEAST, {"span": Span(1, None)}),
        (Attribute.SEX, Operator.ONE_OF, {}),
        (Attribute.AGE, Operator.BETWEEN, {"span": Span(25, 25)}),
        (Attribute.AGE, Operator.AT_LEAST, {"span": Span(18, 25)}),
        (Attribute.RISK_SCORE, Operator.AT_LEAST, {"span": Span(50, None)}),
        (Attribute.AGE, Operator.AT_LEAST, {"span": Span(18, None), "scale": "OGRS3"}),
    ],
)
def test_a_rule_that_cannot_be_answered_is_refused(
    attribute: Attribute, operator: Operator, facts: dict[str, Span]
) -> None:
    with pytest.raises(RuleNotUsable):
        Rule(attribute, operator, OWNER, **facts)  # type: ignore[arg-type]


def test_every_attribute_has_its_operators() -> None:
    assert all(operators_for(attribute) for attribute in Attribute)


@pytest.mark.parametrize(
    "rule",
    [
        words(Attribute.SEX, "woman"),
        MEDIUM,
        number(Attribute.AGE, None, 25, either="young", firmness=Firmness.ADVICE),
    ],
)
def test_a_rule_survives_being_kept(rule: Rule) -> None:
    assert from_record(as_record(rule)) == rule


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"attribute": "hair", "operator": "one_of", "owner": OWNER, "values": ["red"]},
        {"attribute": "sex", "operator": "one_of", "owner": OWNER, "values": "woman"},
        {"attribute": "age", "operator": "at_least", "owner": OWNER, "low": "old"},
        {"attribute": "age", "operator": "at_least", "owner": OWNER, "low": 18, "since": "May"},
    ],
)
def test_a_broken_record_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(RuleRecordBroken):
        from_record(record)
