"""Chances as a reader may rely on them: in tenths, and never rounded up past a promise."""

from __future__ import annotations

_HALF = 5


def in_tenths(chance: float) -> str:
    """A chance as "about 7 in 10"; close below a half or nine in ten, "nearly".

    Beside "9 in 10 start by …" stands 9 in 10 only where at least nine in ten do.
    """
    if chance < 0.05:
        return "fewer than 1 in 10"
    if chance >= 0.95:
        return "more than 9 in 10"
    if 0.45 <= chance < 0.5:
        return "nearly half"
    if 0.85 <= chance < 0.9:
        return "nearly 9 in 10"
    tenth = max(1, min(9, int(chance * 10 + 0.5 + 1e-9)))
    return "about half" if tenth == _HALF else f"about {tenth} in 10"
