"""The worker's levelling of the index of words."""

from __future__ import annotations

from functools import partial

from portal.running.search_levelling import SearchLevelling
from portal.running.work import Pass, PassBegun, Turn

PASSES = (
    Pass(
        "level_search",
        Turn.EVERY_ROUND,
        lambda clock: PassBegun(partial(SearchLevelling().one_pass, clock)),
    ),
)
