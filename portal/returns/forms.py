"""What is typed of a month: a figure a lot and counter, a reason a lot."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext

from commissioning.returns.derived import FigureKey
from commissioning.returns.figures import input_of, number_typed, reason_input
from commissioning.returns.models import LONGEST_REASON, ReturnCounter
from commissioning.returns.parts import LotPart
from directory.identifiers import tells_of_a_person
from portal.asking.typed import tidy

LONGEST_NAME: Final = 120


@dataclass(slots=True)
class TypedFigures:
    """`problems` by the name of the input; a figure left empty is not told."""

    told: dict[FigureKey, float] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def typed_figures(
    lots: Iterable[LotPart], sent: Mapping[str, str], standing: Collection[FigureKey] = ()
) -> TypedFigures:
    """`standing`: figures that were shown in their inputs; one that comes back empty is a problem,
    for what stands would be kept against whoever emptied it."""
    found = TypedFigures()
    for lot in lots:
        for counter in lot.counters:
            name = input_of(lot, counter)
            typed = tidy(sent.get(name, ""))
            if typed:
                _take_figure(found, (lot.lot_id, counter), name, typed)
            elif name in sent and (lot.lot_id, counter) in standing:
                found.problems[name] = gettext("Enter a figure, 0 where there were none")
        name = reason_input(lot)
        reason = tidy(sent.get(name, ""))
        if problem := words_problem(reason):
            found.problems[name] = problem
        elif reason:
            found.reasons[lot.lot_id] = reason
    return found


def words_problem(typed: str, longest: int = LONGEST_REASON) -> str:
    """Empty where the words may be kept."""
    if len(typed) > longest:
        return str(gettext("Use at most %(most)d characters", most=longest))
    if what := tells_of_a_person(typed):
        return str(
            gettext(
                "This holds %(what)s: take it out; nothing here may tell who somebody is",
                what=what,
            )
        )
    return ""


def _take_figure(found: TypedFigures, key: FigureKey, name: str, typed: str) -> None:
    whole = key[1] is not ReturnCounter.HOURS
    number = number_typed(typed, key[1])
    if number is None:
        found.problems[name] = (
            gettext("Enter a whole number, 0 or more")
            if whole
            else gettext("Enter hours, 0 or more, such as 12.5")
        )
    else:
        found.told[key] = number
