"""How evidence reads, and what cannot be: tables that a commissioner can check by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest

from commissioning.partnership.evaluations.checking import check_evaluation, mistakes_in
from commissioning.partnership.evaluations.errors import EvaluationImpossible
from commissioning.partnership.evaluations.facts import (
    EffectInterval,
    EvaluatedCost,
    EvaluationFacts,
    FindingFacts,
)
from commissioning.partnership.evaluations.kinds import (
    BetterWay,
    CostPer,
    EvidenceReading,
    designs,
    measures,
    outcomes,
)
from commissioning.partnership.evaluations.reading import (
    FindingRead,
    WhyUnsaid,
    reading_of_evaluation,
    reading_of_finding,
    reading_of_several,
)

TODAY: Final = dt.date(2027, 3, 1)
BETTER, WORSE = EvidenceReading.BETTER, EvidenceReading.WORSE
UNCLEAR, MIXED = EvidenceReading.NO_CLEAR_DIFFERENCE, EvidenceReading.MIXED
UNSAID = EvidenceReading.CANNOT_BE_SAID
LOWER, HIGHER = BetterWay.LOWER, BetterWay.HIGHER

FINDING: Final = FindingFacts(
    outcome="reconvicted", months=12, better=LOWER, measure="difference", value=-6,
    interval=EffectInterval(-10, -2, 95),
)  # fmt: skip
FACTS: Final = EvaluationFacts(
    title="Tenancy workshops looked at", made_by="Example University",
    published_on=dt.date(2026, 9, 1), source="https://example.org/report.pdf",
    period_from=dt.date(2024, 1, 1), period_to=dt.date(2025, 12, 31),
    design="matched_comparison", comparison="People of the same areas who were not referred",
    people=213, compared=640, findings=(FINDING,),
    cost=EvaluatedCost(125_000, CostPer.PERSON, 2025, "Example University, table 9"),
)  # fmt: skip


def finding(
    measure: str, better: BetterWay, value: float, ends: tuple[float, float] | None
) -> FindingFacts:
    interval = None if ends is None else EffectInterval(*ends, level=95)
    return replace(FINDING, measure=measure, better=better, value=value, interval=interval)


@pytest.mark.parametrize(
    ("measure", "better", "value", "ends", "reads"),
    [
        ("difference", LOWER, -6, (-10, -2), BETTER),  # fewer reconvicted
        ("difference", HIGHER, -6, (-10, -2), WORSE),  # fewer in work
        ("difference", LOWER, 6, (2, 10), WORSE),  # more reconvicted
        ("difference", HIGHER, 6, (2, 10), BETTER),  # more in work
        ("difference", LOWER, -3, (-7, 1), UNCLEAR),  # may be more, may be fewer
        ("difference", LOWER, -3, (-6, 0), UNCLEAR),  # 0 is its edge
        ("difference", HIGHER, 3, (0, 6), UNCLEAR),
        ("odds_ratio", LOWER, 0.84, (0.71, 0.99), BETTER),
        ("odds_ratio", LOWER, 0.84, (0.71, 1), UNCLEAR),  # 1 is its edge
        ("odds_ratio", LOWER, 1.4, (1.1, 1.8), WORSE),
        ("risk_ratio", HIGHER, 1.4, (1.1, 1.8), BETTER),
        ("risk_ratio", HIGHER, 0.5, (0.1, 0.9), WORSE),
        ("hazard_ratio", LOWER, 0.9, (0.6, 1.3), UNCLEAR),
        ("standardised_difference", LOWER, -0.2, (-0.3, -0.1), BETTER),
        ("standardised_difference", HIGHER, 0.1, (-0.1, 0.3), UNCLEAR),
    ],
)
def test_a_finding_reads_by_its_interval_alone(
    measure: str,
    better: BetterWay,
    value: float,
    ends: tuple[float, float],
    reads: EvidenceReading,
) -> None:
    one = finding(measure, better, value, ends)
    assert reading_of_finding(one, FACTS) == FindingRead(reads)


@pytest.mark.parametrize(
    ("design", "own", "people", "compared", "has_interval", "why"),
    [
        ("before_and_after", None, 213, None, True, WhyUnsaid.NO_COMPARISON),
        ("no_comparison", None, 213, None, True, WhyUnsaid.NO_COMPARISON),
        ("qualitative", None, 213, None, True, WhyUnsaid.NO_COMPARISON),
        ("matched_comparison", None, 213, 640, False, WhyUnsaid.NO_INTERVAL),
        ("matched_comparison", None, 7, 640, True, WhyUnsaid.TOO_FEW),
        ("matched_comparison", None, 213, 7, True, WhyUnsaid.TOO_FEW),
        ("matched_comparison", 7, 213, 640, True, WhyUnsaid.TOO_FEW),  # the finding's own number
        ("matched_comparison", 8, 7, 640, True, None),
        ("randomised_trial", None, None, None, True, None),  # nobody said how many
        ("comparison_of_areas", None, 8, 8, True, None),
    ],
)
def test_what_cannot_be_said_is_neither_better_nor_worse(
    design: str,
    own: int | None,
    people: int | None,
    compared: int | None,
    has_interval: bool,
    why: WhyUnsaid | None,
) -> None:
    of = replace(FACTS, design=design, people=people, compared=compared)
    one = replace(FINDING, people=own, interval=FINDING.interval if has_interval else None)
    reads = BETTER if why is None else UNSAID
    assert reading_of_finding(one, of) == FindingRead(reads, why)


@pytest.mark.parametrize(
    ("level", "reads", "why"),
    [
        (50, UNSAID, WhyUnsaid.LOW_LEVEL),
        (80, UNSAID, WhyUnsaid.LOW_LEVEL),
        (89.9, UNSAID, WhyUnsaid.LOW_LEVEL),
        (90, BETTER, None),
        (95, BETTER, None),
        (99.9, BETTER, None),
    ],
)
def test_an_interval_of_a_low_level_says_nothing(
    level: float, reads: EvidenceReading, why: WhyUnsaid | None
) -> None:
    assert reading_of_finding(with_interval(-10, -2, level), FACTS) == FindingRead(reads, why)


@pytest.mark.parametrize(
    ("outcome", "better", "is_asked"),
    [
        ("reconvicted", LOWER, False),
        ("reconvicted", HIGHER, True),
        ("frequency", HIGHER, True),
        ("completed", LOWER, True),
        ("completed", HIGHER, False),
        ("employed", LOWER, True),
        ("housed", LOWER, True),
        ("other", LOWER, False),
        ("other", HIGHER, False),
    ],
)
def test_which_way_is_better_is_asked_where_the_vocabulary_says_otherwise(
    outcome: str, better: BetterWay, is_asked: bool
) -> None:
    one = replace(FINDING, outcome=outcome, better=better, named="hope")
    told = [each.field for each in mistakes_in(replace(FACTS, findings=(one,)), today=TODAY)]
    assert told == (["better"] if is_asked else [])


@pytest.mark.parametrize(
    ("findings", "reads"),
    [
        ([], UNSAID),
        ([BETTER], BETTER),
        ([BETTER, BETTER], BETTER),
        ([WORSE, WORSE], WORSE),
        ([UNCLEAR, UNCLEAR], UNCLEAR),
        ([UNSAID, UNSAID], UNSAID),
        ([BETTER, WORSE], MIXED),
        ([BETTER, UNCLEAR], MIXED),
        ([WORSE, UNCLEAR], MIXED),
        ([BETTER, UNSAID], MIXED),  # not better in all
        ([BETTER, BETTER, WORSE], MIXED),  # no majority wins
    ],
)
def test_an_evaluation_reads_as_its_findings_where_all_read_alike(
    findings: list[EvidenceReading], reads: EvidenceReading
) -> None:
    assert reading_of_evaluation(findings) is reads


@pytest.mark.parametrize(
    ("evaluations", "reads", "unsaid"),
    [
        ([BETTER], BETTER, 0),
        ([BETTER, BETTER], BETTER, 0),
        ([BETTER, WORSE], MIXED, 0),
        ([BETTER, UNCLEAR], MIXED, 0),
        ([BETTER, BETTER, BETTER, WORSE], MIXED, 0),  # never averaged
        ([BETTER, UNSAID], BETTER, 1),  # it speaks for no side
        ([UNSAID, UNSAID], UNSAID, 2),
        ([MIXED], MIXED, 0),
        ([MIXED, UNSAID], MIXED, 1),
    ],
)
def test_evaluations_that_disagree_are_mixed(
    evaluations: list[EvidenceReading], reads: EvidenceReading, unsaid: int
) -> None:
    told = reading_of_several(evaluations)
    assert told is not None
    assert (told.reading, told.evaluations, told.unsaid) == (reads, len(evaluations), unsaid)


def test_no_evaluation_is_silence() -> None:
    assert reading_of_several([]) is None


def with_interval(lower: float, upper: float, level: float = 95, **more: object) -> FindingFacts:
    return replace(FINDING, interval=EffectInterval(lower, upper, level), **more)  # type: ignore[arg-type]


RATIO: Final = replace(FINDING, measure="odds_ratio", value=0.8, interval=None)
COST: Final = EvaluatedCost(125_000, CostPer.PERSON, 2025, "Example University, table 9")


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        (with_interval(-5, -2), "lower", "the value does not lie within it"),
        (with_interval(-2, -10), "lower", "it is above the upper end"),
        (with_interval(-10, -2, 49.9), "level", "50 to 99.9"),
        (with_interval(-10, -2, 100), "level", "50 to 99.9"),
        (with_interval(-101, -2), "lower", "−100 to 100"),
        (replace(FINDING, value=100.1, interval=None), "value", "−100 to 100"),
        (replace(RATIO, value=0), "value", "Enter a ratio above 0"),
        (replace(RATIO, value=-0.5), "value", "Enter a ratio above 0"),
        (replace(RATIO, interval=EffectInterval(0, 1, 95)), "lower", "Enter a ratio above 0"),
        (replace(RATIO, value=8400), "value", "decimal point"),
        (replace(FINDING, people=-1), "people", "0 or more"),
        (replace(FINDING, compared=-1), "compared", "0 or more"),
        (replace(FINDING, months=None), "months", "Enter within how many months"),
        (replace(FINDING, outcome="other", named=None), "named", "Enter this in words"),
        (replace(FINDING, outcome="cured"), "outcome", "Choose what was measured"),
        (replace(FINDING, measure="p_value"), "measure", "Choose how the effect is given"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_with_what_to_do(
    wrong: FindingFacts, field: str, says: str
) -> None:
    with pytest.raises(EvaluationImpossible, match=says) as refusal:
        check_evaluation(replace(FACTS, findings=(FINDING, wrong)), today=TODAY)
    assert (refusal.value.field, refusal.value.place) == (field, 1)


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"published_on": dt.date(2027, 3, 2)}, "published_on", "today or a day before it"),
        ({"period_to": dt.date(2023, 12, 31)}, "period_to", "not before its first day"),
        ({"period_to": dt.date(2026, 9, 2)}, "period_to", "not after it was published"),
        ({"design": "horoscope"}, "design", "Choose how it was done"),
        ({"comparison": None}, "comparison", "with whom they were compared"),
        ({"people": -1}, "people", "0 or more"),
        ({"compared": -1}, "compared", "0 or more"),
        ({"title": " "}, "title", "Enter this in words"),
        ({"title": "What John Smith did"}, "title", "name a person"),
        ({"title": "How smith and his wife fared"}, "title", "smith and his wife"),
        ({"title": "How Smith and her son fared"}, "title", "name a person"),
        ({"comparison": "Those whom Kwame Mensah saw"}, "comparison", "Kwame Mensah"),
        ({"made_by": "Mary Jones"}, "made_by", "name a person"),
        ({"comparison": "Somebody with the number A1234BC"}, "comparison", "a NOMIS number"),
        ({"source": "Ring 01632 960123"}, "source", "a telephone number"),
        ({"cost": replace(COST, pence=0)}, "cost", "above £0"),
        ({"cost": replace(COST, price_year=2027)}, "price_year", "not after it was published"),
        ({"cost": replace(COST, source="")}, "cost_source", "Enter this in words"),
    ],
)
def test_an_evaluation_that_cannot_be_is_refused_with_what_to_do(
    more: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(EvaluationImpossible, match=says) as refusal:
        check_evaluation(replace(FACTS, **more), today=TODAY)  # type: ignore[arg-type]
    assert (refusal.value.field, refusal.value.place) == (field, None)


def test_all_mistakes_are_told_each_at_its_field() -> None:
    wrong = replace(
        FACTS, title="", comparison=None, people=-1, period_to=dt.date(2023, 1, 1),
        findings=(replace(FINDING, outcome="cured", measure="p_value"), with_interval(-5, -2, 10)),
        cost=replace(COST, pence=0),
    )  # fmt: skip
    told = [(one.field, one.place) for one in mistakes_in(wrong, today=TODAY)]
    assert told == [
        ("title", None), ("period_to", None), ("comparison", None), ("people", None),
        ("cost", None), ("outcome", 0), ("measure", 0), ("lower", 1), ("level", 1),
    ]  # fmt: skip
    [none] = mistakes_in(replace(FACTS, findings=()), today=TODAY)
    assert (none.field, none.place) == ("outcome", 0)
    assert "at least one finding" in str(none)


@pytest.mark.parametrize(
    "facts",
    [
        FACTS,
        replace(FACTS, findings=(with_interval(-6, -6),)),
        replace(FACTS, findings=(replace(RATIO, interval=EffectInterval(0.8, 0.8, 50)),)),
        replace(FACTS, published_on=TODAY, period_to=TODAY),
        replace(FACTS, design="qualitative", comparison=None, findings=(), cost=None),
        replace(FACTS, made_by="Mary Jones", is_named_so=True),
        replace(FACTS, source="https://example.org/01632960123"),
    ],
)
def test_what_can_be_is_taken(facts: EvaluationFacts) -> None:
    check_evaluation(facts, today=TODAY)


def test_the_tables_say_what_they_should() -> None:
    telling = {code for code, one in designs().items() if one.tells_difference}
    assert telling == {"randomised_trial", "matched_comparison", "comparison_of_areas"}
    assert {one.no_difference for one in measures().values()} == {0.0, 1.0}
    assert outcomes()["reconvicted"].words(months=12, named=None) == "reconviction within 12 months"
