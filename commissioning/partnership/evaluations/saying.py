"""An evaluation in words: what was measured, how it reads, what it cost, never which is better.

What page, print, CSV and JSON say is worded here once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from commissioning.monitoring.disclosure import banded, may_show_distribution
from commissioning.partnership.evaluations.facts import EvaluatedCost
from commissioning.partnership.evaluations.kinds import BetterWay, EvidenceReading, measures
from commissioning.partnership.evaluations.reading import SubjectEvidence, WhyUnsaid
from commissioning.partnership.evaluations.told import EvaluationTold, FindingTold

WHY_UNSAID: Final = {
    WhyUnsaid.NO_COMPARISON: "this design compares with nobody who had none of it",
    WhyUnsaid.TOO_FEW: "too few people in a group",
    WhyUnsaid.NO_INTERVAL: "no interval is given",
    WhyUnsaid.LOW_LEVEL: "the interval is of {level}%",
}
IN_ORDER: Final = (
    EvidenceReading.BETTER,
    EvidenceReading.WORSE,
    EvidenceReading.NO_CLEAR_DIFFERENCE,
    EvidenceReading.CANNOT_BE_SAID,
)
COST_NOT_KNOWN: Final = "cost is not known"
OUTCOME_NOT_KNOWN: Final = "what it changed cannot be said, so no cost stands beside it"
NOT_STATED: Final = "not stated"
WITHDRAWN: Final = "withdrawn"


def number(value: float) -> str:
    """With a minus sign that no spreadsheet takes for a formula."""
    return f"{value:.10g}".replace("-", "−")


def effect_words(told: FindingTold) -> str:
    if not told.tells_effect:
        return "not told: too few people in a group"
    one = told.facts
    measure = measures()[one.measure]
    if measure.is_in_points:
        return f"{number(one.value)} percentage points"
    return f"{measure.name} {number(one.value)}"


def interval_words(told: FindingTold) -> str:
    if not told.tells_effect:
        return "not told"
    interval = told.facts.interval
    if interval is None:
        return "none given"
    ends = f"{number(interval.lower)} to {number(interval.upper)}"
    return f"{ends} ({number(interval.level)}%)"


def better_words(way: BetterWay) -> str:
    return f"{way.value} is better"


def people_words(people: int | None) -> str:
    """As the evaluation published it; so few that somebody may be known by it are not told."""
    if people is None:
        return NOT_STATED
    return f"{people:,}" if may_show_distribution(people) else str(banded(people))


def finding_reads(told: FindingTold) -> str:
    why = told.read.why
    words = told.read.reading.words
    if why is None:
        return words
    interval = told.facts.interval
    level = "" if interval is None else number(interval.level)
    return f"{words}: {WHY_UNSAID[why].format(level=level)}"


def evaluation_reads(told: EvaluationTold) -> str:
    """In a word or two; a withdrawn one no longer reads any way."""
    return WITHDRAWN if told.is_withdrawn else told.reading.words


def reading_sentence(told: EvaluationTold) -> str:
    """Which outcome went which way."""
    findings = told.findings
    if not findings:
        return "It states no finding that could be read as better or worse."
    by_reading = [
        (reading, [one.facts.outcome_words for one in findings if one.read.reading is reading])
        for reading in IN_ORDER
    ]
    said = [
        f"{reading.words} for {_listed(outcomes)}" if reading is not EvidenceReading.CANNOT_BE_SAID
        else f"it cannot be said for {_listed(outcomes)}"
        for reading, outcomes in by_reading
        if outcomes
    ]  # fmt: skip
    text = "; ".join(said)
    if told.reading is EvidenceReading.MIXED:
        return f"Mixed: {text}."
    return f"{text[0].upper()}{text[1:]}."


def cost_words(cost: EvaluatedCost) -> str:
    pounds = f"£{cost.pence / 100:,.2f}".removesuffix(".00")
    return f"{pounds} per {cost.per.value}, in prices of {cost.price_year} ({cost.source})"


def cost_beside(told: EvaluationTold) -> str:
    """A cost stands beside an outcome where both are known, and nothing is divided by either."""
    if told.facts.cost is None:
        return COST_NOT_KNOWN
    if told.reading is EvidenceReading.CANNOT_BE_SAID:
        return OUTCOME_NOT_KNOWN
    return cost_words(told.facts.cost)


def evidence_words(evidence: SubjectEvidence | None) -> str:
    """The one line on the page of what was evaluated; "" where nobody evaluated it."""
    if evidence is None:
        return ""
    many = evidence.evaluations
    counted = "1 evaluation" if many == 1 else f"{many} evaluations"
    if evidence.unsaid and evidence.reading is not EvidenceReading.CANNOT_BE_SAID:
        counted = f"{counted}, of which {evidence.unsaid} cannot say"
    return f"Evaluated: {evidence.reading.words} ({counted})"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
