"""What was told of a scheme's counts, as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.withholding import CohortBeside


@dataclass(frozen=True, slots=True)
class CohortTold:
    """What one source holds to be so of a period; `before` are its former versions, newest
    first."""

    row: CohortStatement
    before: tuple[CohortStatement, ...]


def beside(told: Iterable[CohortTold], row: CohortStatement) -> list[CohortBeside]:
    """The other statements of the scheme that hold."""
    return [CohortBeside(one.row.period, one.row.counts) for one in told if one.row.id != row.id]
