"""The one rule of how evidence reads: a finding, an evaluation, all evaluations of a subject.

A finding:

| design compares | smallest group | interval | reads |
|---|---|---|---|
| no | any | any | cannot be said |
| yes | known, below the limit of small numbers | any | cannot be said |
| yes | other | none given | cannot be said |
| yes | other | of a level below 90 % | cannot be said |
| yes | other | holds “no difference” (0, of a ratio 1), also at its edge | no clear difference |
| yes | other | wholly on the side on which the outcome is better | better |
| yes | other | wholly on the other side | worse |

An evaluation reads as its findings where all read alike; without findings, or where none can be
said, it cannot be said; all else is mixed: one that is better beside one that cannot be said is not
better in all.

Of several evaluations of one subject those that cannot be said speak for no side and are counted
beside; the others are mixed unless they read alike. Nothing is ever averaged.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.monitoring.disclosure import may_show_distribution
from commissioning.partnership.evaluations.facts import EvaluationFacts, FindingFacts
from commissioning.partnership.evaluations.kinds import BetterWay, EvidenceReading

LEAST_LEVEL_READ: Final = 90
"""In per cent: outside an interval of 50 % every second value lies by chance alone."""


class WhyUnsaid(enum.StrEnum):
    NO_COMPARISON = "no_comparison"
    TOO_FEW = "too_few"
    NO_INTERVAL = "no_interval"
    LOW_LEVEL = "low_level"


@dataclass(frozen=True, slots=True)
class FindingRead:
    """`why`: where it cannot be said."""

    reading: EvidenceReading
    why: WhyUnsaid | None = None


@dataclass(frozen=True, slots=True)
class SubjectEvidence:
    """All evaluations of a subject; `unsaid` counts those that cannot be said."""

    reading: EvidenceReading
    evaluations: int
    unsaid: int


def is_too_few(*groups: int | None) -> bool:
    """Whether a group is known to be smaller than anything that may be told of it."""
    return any(not may_show_distribution(people) for people in groups if people is not None)


def reading_of_finding(finding: FindingFacts, of: EvaluationFacts) -> FindingRead:
    people = of.people if finding.people is None else finding.people
    compared = of.compared if finding.compared is None else finding.compared
    if not of.designed.tells_difference:
        return _unsaid(WhyUnsaid.NO_COMPARISON)
    if is_too_few(people, compared):
        return _unsaid(WhyUnsaid.TOO_FEW)
    if finding.interval is None:
        return _unsaid(WhyUnsaid.NO_INTERVAL)
    if finding.interval.level < LEAST_LEVEL_READ:
        return _unsaid(WhyUnsaid.LOW_LEVEL)
    if finding.interval.lower <= finding.no_difference <= finding.interval.upper:
        return FindingRead(EvidenceReading.NO_CLEAR_DIFFERENCE)
    is_lower = finding.interval.upper < finding.no_difference
    is_better = is_lower is (finding.better is BetterWay.LOWER)
    return FindingRead(EvidenceReading.BETTER if is_better else EvidenceReading.WORSE)


def reading_of_evaluation(findings: Iterable[EvidenceReading]) -> EvidenceReading:
    read = set(findings)
    if not read:
        return EvidenceReading.CANNOT_BE_SAID
    return read.pop() if len(read) == 1 else EvidenceReading.MIXED


def reading_of_several(evaluations: Sequence[EvidenceReading]) -> SubjectEvidence | None:
    """None of a subject that nobody evaluated: silence, not that it does not work."""
    if not evaluations:
        return None
    said = {one for one in evaluations if one is not EvidenceReading.CANNOT_BE_SAID}
    unsaid = sum(one is EvidenceReading.CANNOT_BE_SAID for one in evaluations)
    if not said:
        return SubjectEvidence(EvidenceReading.CANNOT_BE_SAID, len(evaluations), unsaid)
    reading = said.pop() if len(said) == 1 else EvidenceReading.MIXED
    return SubjectEvidence(reading, len(evaluations), unsaid)


def _unsaid(why: WhyUnsaid) -> FindingRead:
    return FindingRead(EvidenceReading.CANNOT_BE_SAID, why)
