"""In which order a plan is read, by page, paper, CSV and JSON alike.

Sections follow one another as `checking.sections` has them; in each its blocks as they came into
the plan; beneath a heading what is national before regional before local, each as it was entered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from commissioning.partnership.actions.checking import sections
from commissioning.partnership.actions.models import ActionLevel, PlanAction
from commissioning.partnership.actions.queries import StandingAction

_LEVELS: Final = tuple(ActionLevel)


def in_reading_order(standing: Iterable[StandingAction]) -> list[StandingAction]:
    """The one rule; nothing else sorts the items of a plan that somebody reads."""
    return sorted(standing, key=lambda one: _read_at(one.action))


def _read_at(action: PlanAction) -> tuple[int, ...]:
    block = action.block
    section = sections().index(block.section)
    return (section, block.place, block.id, _LEVELS.index(action.level), action.place, action.id)
