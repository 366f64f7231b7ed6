"""Whether counts of a scheme fit together: what is refused, what is asked.

| told | then |
|---|---|
| 9 statutory + 5 by consent, 13 on the scheme | refused |
| 9 statutory, 13 on the scheme | taken: the rest is not told |
| 2 left: 2 completed, 1 moved away | refused |
| 9 statutory at the end, 10 complied, warned or breached, nobody left or not told | refused |
| the same, and 1 left | taken: who left was statutory |
| 14 a month before, 3 joined, 2 left, 16 on it | asked |
| 60 on it, and of the month after 9 joined, 8 left, 28 on it | asked |
| 18 on 15 places | taken, and said |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.partnership.cohorts.counts import (
    COMPLIANCE,
    CONTACT,
    COUNT_NAMES,
    REASONS,
    CohortCounts,
)
from commissioning.partnership.cohorts.periods import QUARTER, CohortPeriod
from directory.clock import day_in_words

MOST_PEOPLE: Final = 999


@dataclass(frozen=True, slots=True)
class CohortFault:
    """`field` is the count to look at."""

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class FlowQuestion:
    """`key` stands for these very numbers: an answer to others is none to them."""

    key: str
    says: str


def counts_wrong(counts: CohortCounts) -> list[CohortFault]:
    """What cannot be; the sums are looked at only where each count can be by itself."""
    alone = list(_alone(counts))
    return alone or [*_on_the_scheme(counts), *_who_left(counts), *_groups(counts)]


def flow_question(
    counts: CohortCounts, before: int | None, period: CohortPeriod
) -> FlowQuestion | None:
    """Where `before`, on the scheme as the period before ended, with who joined and left is another
    number than is told."""
    on_scheme, joined, left = counts.on_scheme, counts.joined, counts.all_left
    if before is None or on_scheme is None or joined is None or left is None:
        return None
    comes_to = before + joined - left
    if comes_to == on_scheme:
        return None
    span = "quarter" if period.months == QUARTER else "month"
    shown = f"−{-comes_to}" if comes_to < 0 else f"{comes_to}"
    return FlowQuestion(
        f"{period.code}:{before}+{joined}-{left}={on_scheme}",
        f"The {span} before ended with {before}; {before} + {joined} − {left} = {shown}, you say "
        f"{on_scheme}: is that right?",
    )


def question_after(
    on_scheme: int | None, after: CohortCounts, period: CohortPeriod
) -> FlowQuestion | None:
    """Where what `after` tells of `period`, the next, does not follow from `on_scheme` told now."""
    backwards = flow_question(after, on_scheme, period)
    if backwards is None or on_scheme is None:
        return None
    joined, left = after.joined or 0, after.all_left or 0
    comes_to = on_scheme + joined - left
    shown = f"−{-comes_to}" if comes_to < 0 else f"{comes_to}"
    return FlowQuestion(
        backwards.key,
        f"{period.words} was told to end with {after.on_scheme}; {on_scheme} + {joined} − {left} = "
        f"{shown}: is {on_scheme} right?",
    )


def both_asked(questions: Sequence[FlowQuestion]) -> FlowQuestion | None:
    """One answer to all of them; None where there are none."""
    if not questions:
        return None
    return FlowQuestion(
        " ".join(one.key for one in questions), " ".join(one.says for one in questions)
    )


def period_wrong(
    period: CohortPeriod, begins_on: dt.date | None, ends_on: dt.date | None, *, today: dt.date
) -> str:
    """Why nothing can be told of it; "" where it can. The days are the scheme's first and last,
    None where nobody told them."""
    if period.last_day >= today:
        return f"{period.words} has not ended yet: tell its counts from the day after its last."
    if begins_on is not None and period.last_day < begins_on:
        return f"The scheme began on {day_in_words(begins_on)}, after {period.words}."
    if ends_on is not None and period.first_day > ends_on:
        return f"The scheme ended on {day_in_words(ends_on)}, before {period.words}."
    return ""


def _alone(counts: CohortCounts) -> Iterator[CohortFault]:
    told = {name: counts.told(name) for name in COUNT_NAMES}
    if all(count is None for count in told.values()):
        yield CohortFault("on_scheme", "Enter at least one count; what is not known stays empty.")
    for name, count in told.items():
        if count is not None and not 0 <= count <= MOST_PEOPLE:
            yield CohortFault(name, f"Enter a whole number from 0 to {MOST_PEOPLE:,}.")


def _on_the_scheme(counts: CohortCounts) -> Iterator[CohortFault]:
    whole, statutory, others = counts.on_scheme, counts.statutory, counts.not_statutory
    if whole is None:
        return
    if statutory is not None and others is not None and statutory + others != whole:
        yield CohortFault(
            "on_scheme",
            f"{statutory} under an order or licence and {others} by consent are "
            f"{statutory + others}, not {whole}: mend one of them, or leave out what is not known.",
        )
    elif statutory is not None and statutory > whole:
        yield CohortFault("statutory", f"{statutory} of {whole} cannot be: mend one of them.")
    elif others is not None and others > whole:
        yield CohortFault("not_statutory", f"{others} of {whole} cannot be: mend one of them.")


def _who_left(counts: CohortCounts) -> Iterator[CohortFault]:
    told = _told(counts, REASONS)
    if counts.left_in_all is None or not told:
        return
    are_all_told = len(told) == len(REASONS)
    if sum(told) > counts.left_in_all or (are_all_told and sum(told) != counts.left_in_all):
        yield CohortFault(
            "left_in_all",
            f"The reasons come to {sum(told)}, and {counts.left_in_all} are said to have left: "
            "mend one of them, or leave out what is not known.",
        )


def _groups(counts: CohortCounts) -> Iterator[CohortFault]:
    """Of everybody who was in the group in the period: those at its end, and of those who left at
    most all."""
    for names, group, called in (
        (COMPLIANCE, counts.statutory, "under an order or licence"),
        (CONTACT, counts.not_statutory, "by consent"),
    ):
        at_the_end = counts.on_scheme if group is None else group
        people = sum(_told(counts, names))
        if at_the_end is None or people <= at_the_end + (counts.all_left or 0):
            continue
        left = "" if counts.all_left is not None else "; if others left, say how many left"
        yield CohortFault(
            names[0],
            f"What became of {people} is told, and {at_the_end} were on it {called} at the end"
            f"{left}. Count everybody once, under the gravest.",
        )


def _told(counts: CohortCounts, names: Sequence[str]) -> list[int]:
    return [count for name in names if (count := counts.told(name)) is not None]
