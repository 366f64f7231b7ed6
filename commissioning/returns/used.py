"""What counts as used where a return and the recorded cases say different things of one month.

Cases and weekly totals rule wherever they are recorded: each can be looked at, and the return was
drawn from them. Where nothing is recorded of that line and month the accepted return counts; one
that nobody accepted counts nowhere. Both are kept, and whoever shows one shows by how much the
other differs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UsedInMonth:
    """Of one lot and unit; None: nobody recorded, or returned and accepted, anything."""

    recorded: float | None = None
    returned: float | None = None

    @property
    def counts(self) -> float | None:
        return self.returned if self.recorded is None else self.recorded

    @property
    def returned_more_by(self) -> float | None:
        """Below 0 where the return says less; None where there are no two to compare."""
        if self.recorded is None or self.returned is None:
            return None
        return self.returned - self.recorded
