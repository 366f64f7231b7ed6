"""The worker's copying of pages, once nothing else is to be done."""

from __future__ import annotations

from functools import partial

from portal.copies.making import Copying
from portal.running.work import Pass, PassBegun, Turn

PASSES = (
    Pass(
        "copy_pages", Turn.WHEN_QUIET, lambda clock: PassBegun(partial(Copying().one_pass, clock))
    ),
)
