"""How many working days each party has for each step: what is in force, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from commissioning.agreements.models import Agreement
from commissioning.moves.agreeing import LevelStated, levels_in_force
from commissioning.moves.stages import ClockRule, ServiceClock, clock_rules, stages
from portal.formatting import counted, joined, moment

Cells = tuple[str, ...]

DAY_FROM_ELSEWHERE: Final[Mapping[str, str]] = {
    "to_answer_offer": "the day by which the offer is to be answered, by the rule of the places",
    "to_start": "the start of the group or the day that was booked",
    "to_finish": "the day by which it is to be completed, else the end of the order",
}
"""By stage: what sets the day where no service level does."""


@dataclass(frozen=True, slots=True)
class LevelsPage:
    public_id: str
    title: str
    levels: tuple[Cells, ...]
    elsewhere: tuple[Cells, ...]
    history: tuple[Cells, ...]
    can_state: bool
    done: str


def levels_page(
    agreement: Agreement, stated: Sequence[LevelStated], *, can_state: bool, done: str
) -> LevelsPage:
    holds = levels_in_force(stated)
    newest: dict[ServiceClock, LevelStated] = {}
    for one in stated:
        newest.setdefault(one.clock, one)
    names = {rule.clock: rule.name for rule in clock_rules()}
    return LevelsPage(
        str(agreement.public_id),
        agreement.title,
        tuple(_row(rule, holds.get(rule.clock), newest.get(rule.clock)) for rule in clock_rules()),
        tuple(
            (stages()[name].says, stages()[name].party.words, day)
            for name, day in DAY_FROM_ELSEWHERE.items()
        ),
        tuple(
            (names[one.clock], days_in_words(one.working_days), moment(one.stated_at),
             one.stated_by)
            for one in stated
        ),
        can_state,
        {
            "stated": gettext("Stated. It holds from now on, also for who waits already."),
            "same": gettext("That was so already; nothing changed."),
        }.get(done, ""),
    )  # fmt: skip


def days_in_words(days: int | None) -> str:
    return gettext("no day") if days is None else counted(days, "working day")


def _row(rule: ClockRule, days: int | None, stated: LevelStated | None) -> Cells:
    since = (
        gettext("as usual: nobody has stated another")
        if stated is None
        else gettext("%(when)s, by %(who)s", when=moment(stated.stated_at), who=stated.stated_by)
    )
    return (
        rule.name,
        str(joined(dict.fromkeys(step.says for step in rule.steps))),
        str(joined(dict.fromkeys(step.party.words for step in rule.steps))),
        days_in_words(days),
        rule.counted_from,
        since,
    )
