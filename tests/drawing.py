"""What hypothesis need not find out anew in each process of an ordinary run.

In a fresh clone each process read every module for constants to draw, and tried to encode every
character there is: some ten seconds of a processor each, for the same examples.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Final

from hypothesis.internal import charmap
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.internal.intervalsets import IntervalSet

from tests.thoroughness import THOROUGH

UTF_8: Final = "utf-8"
SURROGATES: Final = (0xD800, 0xDFFF)
"""The only characters that UTF-8 cannot write."""

Encodable = tuple[IntervalSet, IntervalSet]

_tried_out: Callable[[str], Encodable] = charmap.intervals_from_codec


@cache
def characters_of(codec: str) -> Encodable:
    """Those that it writes, and of them those that are read again as something else."""
    if codec != UTF_8:
        return _tried_out(codec)
    first, last = SURROGATES
    return IntervalSet([(0, first - 1), (last + 1, sys.maxunicode)]), IntervalSet()


def know_beforehand() -> None:
    """`make soak` draws from the constants of our modules as well; what an ordinary run draws hangs
    on no module that another test happened to load."""
    charmap.intervals_from_codec = characters_of
    if not THOROUGH:
        providers._get_local_constants = Constants
