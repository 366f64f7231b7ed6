"""What is known of a volume of which months are silent: nobody told anything of them.

| silent | what is reckoned |
|---|---|
| the last months so far | everything as at the last day that was told |
| a month with a told one after it | at least so many to date; where it is heading is not known |
| every month so far | nothing |

Silence is never 0, and too few are never reckoned across it. Once the first of the months is over
for `ASKED_AFTER` without a word they are asked for, those that came since with it: before, the
return of a month is not due.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

Untold = tuple[date, ...]
"""First days of months, in order."""

ASKED_AFTER = timedelta(days=14)
"""A return is due on the fifth working day after its month, of many charities on the tenth."""


def is_to_be_asked(untold: Untold, today: date) -> bool:
    return bool(untold) and _after(untold[0]) + ASKED_AFTER <= today


def told_to(on: date, untold: Untold) -> date:
    """The last day up to `on` before the silence that goes on; `on` where there is none."""
    while on.replace(day=1) in untold:
        on = on.replace(day=1) - timedelta(days=1)
    return on


def months_of(first: date, last: date) -> Iterator[date]:
    """First days of the months that hold any of the days."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _after(month)


def untold_in_words(untold: Untold) -> str:
    """Months one after another as from the first to the last."""
    runs: list[list[date]] = []
    for month in untold:
        if runs and _after(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(_run_in_words(run) for run in runs)


def _run_in_words(run: list[date]) -> str:
    first, last = f"{run[0]:%B %Y}", f"{run[-1]:%B %Y}"
    if len(run) == 1:
        return first
    return f"{first} and {last}" if len(run) == 2 else f"{first} to {last}"


def _after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
