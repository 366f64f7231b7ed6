"""What a region does about files that no agreement covers: nothing, warn, refuse from a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from commissioning.partnership.protocols.errors import ProtocolImpossible
from commissioning.partnership.protocols.kinds import FileStage
from directory.clock import day_in_words

WARNED_FOR: Final = dt.timedelta(days=28)
"""Files are warned of for so long before any is refused."""


class StageStated(NamedTuple):
    """From `from_day` on; of two from one day the one stated later holds."""

    from_day: dt.date
    stage: FileStage


def stage_on(day: dt.date, stated: Sequence[StageStated]) -> FileStage:
    """`stated` in the order in which it was stated; OFF where nobody stated anything."""
    held = [one for one in stated if one.from_day <= day]
    newest = max((one.from_day for one in held), default=None)
    return [one.stage for one in held if one.from_day == newest][-1] if held else FileStage.OFF


def refuse_unwarned(new: StageStated, stated: Sequence[StageStated], *, today: dt.date) -> None:
    """Raises `ProtocolImpossible`: of a day that has passed, and of refusing who was not warned."""
    if new.from_day < today:
        raise ProtocolImpossible("from_day", "Enter today or a later day: nothing holds backwards.")
    if new.stage is not FileStage.REFUSED:
        return
    warned_from = _warned_from(new.from_day, stated)
    if warned_from is None:
        raise ProtocolImpossible(
            "stage", "Warn first: files are refused only once they were warned of for 28 days."
        )
    if new.from_day < warned_from + WARNED_FOR:
        raise ProtocolImpossible(
            "from_day",
            f"Files are warned of from {day_in_words(warned_from)}. They may be refused from"
            f" {day_in_words(warned_from + WARNED_FOR)} on, four weeks later.",
        )


def _warned_from(until: dt.date, stated: Sequence[StageStated]) -> dt.date | None:
    """Since when without a break files are at least warned of, up to a day."""
    days = sorted({one.from_day for one in stated if one.from_day <= until})
    since: dt.date | None = None
    for day in days:
        if stage_on(day, stated) is FileStage.OFF:
            since = None
        elif since is None:
            since = day
    return since
