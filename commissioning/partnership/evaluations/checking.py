"""What an evaluation must be before it is kept: refused with what to do instead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from commissioning.partnership.evaluations.errors import EvaluationImpossible
from commissioning.partnership.evaluations.facts import (
    EffectInterval,
    EvaluatedCost,
    EvaluationFacts,
    FindingFacts,
)
from commissioning.partnership.evaluations.kinds import (
    EffectMeasure,
    OutcomeKind,
    designs,
    measures,
    outcomes,
)
from directory.free_words import speaker_tells_of_a_person
from directory.names_in_prose import likely_person_in
from directory.names_of_people import named_within

LONGEST_TITLE: Final = 300
LONGEST_WORDS: Final = 2000
MOST_FINDINGS: Final = 20
MOST_PEOPLE: Final = 10_000_000
MOST_PENCE: Final = 100_000_000
MOST_MONTHS: Final = 120
MOST_POINTS: Final = 100
MOST_EFFECT: Final = 1000
"""Beyond it no ratio or standardised difference is told: a slip of the decimal point."""
LEAST_LEVEL, MOST_LEVEL = 50, 99.9
FIRST_YEAR: Final = 1900

WEB_ADDRESS: Final = re.compile(
    r"https?://[^\s/?#@:]+\.[a-z]{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)

OF_ONE_PERSON: Final = re.compile(
    r"(?:[^\W\d_]+ and )?\b(?:his|her)\s+(?:wife|husband|partner|girlfriend|boyfriend|mother|father"
    r"|brother|sister|son|daughter|children|family)\b",
    re.IGNORECASE,
)
"""An evaluation speaks of groups: whose one wife it is tells of one man."""


def check_evaluation(facts: EvaluationFacts, *, today: dt.date) -> None:
    """Raises `EvaluationImpossible`, the first of its mistakes."""
    for mistake in mistakes_in(facts, today=today):
        raise mistake


def mistakes_in(facts: EvaluationFacts, *, today: dt.date) -> Iterator[EvaluationImpossible]:
    """All of them, so that a form tells them at once."""
    for field, text, longest in _words(facts):
        yield from _of_words(field, text, longest=longest, is_named_so=facts.is_named_so)
    yield from _of_days(facts, today)
    yield from _of_design(facts)
    yield from _of_people("people", facts.people)
    yield from _of_people("compared", facts.compared)
    if facts.cost is not None:
        yield from _of_cost(facts.cost, facts.published_on)
    if len(facts.findings) > MOST_FINDINGS:
        yield EvaluationImpossible("", f"State at most {MOST_FINDINGS} findings.")
    for place, finding in enumerate(facts.findings):
        for one in _of_finding(finding, facts):
            yield EvaluationImpossible(one.field, str(one), place=place)


def check_words(field: str, text: str, *, longest: int, is_named_so: bool = False) -> None:
    """Raises `EvaluationImpossible` for what tells who somebody is, or may."""
    for mistake in _of_words(field, text, longest=longest, is_named_so=is_named_so):
        raise mistake


def _of_words(
    field: str, text: str, *, longest: int, is_named_so: bool
) -> Iterator[EvaluationImpossible]:
    if not text.strip() or len(text) > longest:
        yield EvaluationImpossible(field, f"Enter this in words, at most {longest:,} characters.")
    elif (what := speaker_tells_of_a_person(text)) and not _is_only_an_address(field, text):
        yield EvaluationImpossible(
            field, f"This holds {what}: take it out, and write of bodies and groups alone."
        )
    elif not is_named_so and (name := _person_in(text)):
        yield EvaluationImpossible(
            field,
            f"Does “{name[:80]}” name a person? Take the name out, or tick that it names bodies,"
            " places and services alone.",
        )


def _person_in(text: str) -> str:
    """What may name somebody, or speaks of somebody’s family: “how smith and his wife fared”."""
    kin = OF_ONE_PERSON.search(text)
    return named_within(text) or likely_person_in(text) or (kin[0] if kin else "")


def _is_only_an_address(field: str, text: str) -> bool:
    """Figures in an address of the web are nobody's telephone."""
    return field == "source" and WEB_ADDRESS.fullmatch(text) is not None


def _words(facts: EvaluationFacts) -> Iterator[tuple[str, str, int]]:
    yield "title", facts.title, LONGEST_TITLE
    yield "made_by", facts.made_by, LONGEST_TITLE
    yield "source", facts.source, LONGEST_WORDS
    if facts.comparison:
        yield "comparison", facts.comparison, LONGEST_WORDS
    if facts.cost is not None:
        yield "cost_source", facts.cost.source, LONGEST_TITLE


def _of_days(facts: EvaluationFacts, today: dt.date) -> Iterator[EvaluationImpossible]:
    if facts.published_on > today:
        yield EvaluationImpossible(
            "published_on", "Enter the day on which it was published: today or a day before it."
        )
    if facts.period_to < facts.period_from:
        yield EvaluationImpossible(
            "period_to", "Enter a last day of the period that is not before its first day."
        )
    if facts.period_to > facts.published_on:
        yield EvaluationImpossible(
            "period_to", "Enter a last day of the period that is not after it was published."
        )


def _of_design(facts: EvaluationFacts) -> Iterator[EvaluationImpossible]:
    design = designs().get(facts.design)
    if design is None:
        yield EvaluationImpossible("design", "Choose how it was done, from the list.")
    elif design.tells_difference:
        if not facts.comparison:
            yield EvaluationImpossible(
                "comparison", "Say with whom they were compared: this design compares."
            )
        if not facts.findings:
            yield EvaluationImpossible(
                "outcome", "State at least one finding: this design measures outcomes.", place=0
            )


def _of_people(field: str, people: int | None) -> Iterator[EvaluationImpossible]:
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        yield EvaluationImpossible(
            field, "Enter a number of people, 0 or more, or leave it empty where nobody says it."
        )


def _of_cost(cost: EvaluatedCost, published_on: dt.date) -> Iterator[EvaluationImpossible]:
    if not 0 < cost.pence <= MOST_PENCE:
        yield EvaluationImpossible(
            "cost", "Enter a cost above £0 and at most £1,000,000, or leave all of it empty."
        )
    if not FIRST_YEAR <= cost.price_year <= published_on.year:
        yield EvaluationImpossible(
            "price_year", "Enter the year of whose prices it is, not after it was published."
        )


def _of_finding(finding: FindingFacts, of: EvaluationFacts) -> Iterator[EvaluationImpossible]:
    outcome, measure = outcomes().get(finding.outcome), measures().get(finding.measure)
    if outcome is None:
        yield EvaluationImpossible("outcome", "Choose what was measured, from the list.")
    else:
        yield from _of_outcome(finding, outcome, is_named_so=of.is_named_so)
    yield from _of_people("people", finding.people)
    yield from _of_people("compared", finding.compared)
    if measure is None:
        yield EvaluationImpossible("measure", "Choose how the effect is given, from the list.")
        return
    yield from _of_effect("value", finding.value, measure)
    if finding.interval is not None:
        yield from _of_interval(finding.interval, finding.value, measure)


def _of_outcome(
    finding: FindingFacts, outcome: OutcomeKind, *, is_named_so: bool
) -> Iterator[EvaluationImpossible]:
    if outcome.asks == "months" and not 1 <= (finding.months or 0) <= MOST_MONTHS:
        yield EvaluationImpossible(
            "months", f"Enter within how many months it was measured, 1 to {MOST_MONTHS}."
        )
    if outcome.better not in (None, finding.better):
        yield EvaluationImpossible(
            "better",
            f"Is {finding.outcome_words} better when {finding.better}? Choose that"
            f" {outcome.better} is better, or state it as another outcome, in words that say why.",
        )
    if outcome.asks == "name":
        yield from _of_words("named", finding.named or "", longest=100, is_named_so=is_named_so)


def _of_effect(field: str, value: float, measure: EffectMeasure) -> Iterator[EvaluationImpossible]:
    if measure.is_ratio and value <= 0:
        yield EvaluationImpossible(
            field, "Enter a ratio above 0: 1 is no difference, below 1 is lower, above 1 is higher."
        )
    if measure.is_in_points and abs(value) > MOST_POINTS:
        yield EvaluationImpossible(
            field, "Enter percentage points from −100 to 100, like −6 for 6 in 100 fewer."
        )
    if abs(value) > MOST_EFFECT:
        yield EvaluationImpossible(field, "Look at the decimal point: this is beyond any effect.")


def _of_interval(
    interval: EffectInterval, value: float, measure: EffectMeasure
) -> Iterator[EvaluationImpossible]:
    yield from _of_effect("lower", interval.lower, measure)
    yield from _of_effect("upper", interval.upper, measure)
    if interval.lower > interval.upper:
        yield EvaluationImpossible(
            "lower", "Enter the lower end of the interval first: it is above the upper end."
        )
    if not interval.lower <= value <= interval.upper:
        yield EvaluationImpossible(
            "lower", "Look at value and interval again: the value does not lie within it."
        )
    if not LEAST_LEVEL <= interval.level <= MOST_LEVEL:
        yield EvaluationImpossible(
            "level", "Enter the level of the interval in per cent, 50 to 99.9, like 95."
        )
