"""Refusals about monthly returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class ReturnRefused(CommissioningError):
    """It cannot be done where the return stands, or not by whoever asks."""


class ReturnMoved(CommissioningError):
    """Somebody else did something to the return meanwhile."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(
            f"{who} did something to this return meanwhile. Nothing of yours was kept: look at it"
            " again and decide anew."
        )


class FiguresUnfit(CommissioningError):
    """By the name of the input that is at fault."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(dict.fromkeys(self.problems.values())))


class AgreementOver(CommissioningError):
    """The agreement does not run in that month."""

    def __init__(self, agreement: str, month: dt.date, ends_on: dt.date | None) -> None:
        self.month = month
        self.ends_on = ends_on
        told = "had not begun" if ends_on is None else f"ended on {day_in_words(ends_on)}"
        super().__init__(
            f"“{agreement}” {told}: nothing can be returned under it for {month:%B %Y}."
        )


class NotOfTheAgreement(CommissioningError):
    """The provider has no part in the agreement."""

    def __init__(self, provider: str, agreement: str) -> None:
        super().__init__(f"{provider} has no part in “{agreement}”, so no return is asked of it.")


class LastMonthsFigures(CommissioningError):
    """A file says of this month exactly what was said of the month before."""

    def __init__(self, month: dt.date, before: dt.date) -> None:
        self.month = month
        self.before = before
        super().__init__(
            f"Every figure of the file is the one that you sent for {before:%B %Y}. If they are"
            f" right for {month:%B %Y} too, tick that and send the file again."
        )
