"""Refusals about counts of schemes."""

from __future__ import annotations

from collections.abc import Sequence

from commissioning.errors import CommissioningError
from commissioning.partnership.cohorts.checking import CohortFault, FlowQuestion


class CohortRefused(CommissioningError):
    """Something of it cannot be; each fault names the count or field to mend."""

    def __init__(self, faults: Sequence[CohortFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(one.says for one in faults))


class CohortAsked(CommissioningError):
    """It may be right, and nobody said yet that it is: nothing is kept before."""

    def __init__(self, question: FlowQuestion) -> None:
        self.question = question
        super().__init__(question.says)


class CohortChangedMeanwhile(CommissioningError):
    def __init__(self) -> None:
        super().__init__(
            "Somebody corrected these counts meanwhile. Look at them again, then send."
        )
