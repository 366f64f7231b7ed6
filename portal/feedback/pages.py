"""How this service does, as anybody may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.desk.untyped import Untyped
from directory.feedback.counting import PageUse, ProblemTally

PAGE_WORDS: Final = {
    "sentencing.court": lazy_gettext("A court"),
    "sentencing.courts": lazy_gettext("Finding a court"),
    "sentencing.area": lazy_gettext("An area"),
    "sentencing.areas": lazy_gettext("All areas"),
    "finding.services": lazy_gettext("Finding a service"),
    "finding.service": lazy_gettext("A service"),
    "finding.provider": lazy_gettext("A provider"),
    "finding.providers": lazy_gettext("Finding a provider"),
    "finding.prison": lazy_gettext("A prison"),
    "finding.prisons": lazy_gettext("Finding a prison"),
    "finding.coverage": lazy_gettext("What is available where"),
}


@dataclass(frozen=True, slots=True)
class ShownUse:
    page: str
    verdicts: str
    share: str


@dataclass(frozen=True, slots=True)
class PerformancePage:
    since: dt.date
    uses: tuple[ShownUse, ...]
    reported: int
    answered: int
    median_days: int | None
    untyped: str


def performance_page(
    uses: Iterable[PageUse], tally: ProblemTally, untyped: Untyped, *, since: dt.date
) -> PerformancePage:
    return PerformancePage(
        since,
        tuple(map(_shown, uses)),
        tally.reported,
        tally.answered,
        tally.median_days,
        _untyped(untyped),
    )


def _untyped(told: Untyped) -> str:
    """One figure with its count."""
    if told.percent is None:
        return str(gettext("No place and no start date is confirmed today."))
    return str(
        gettext(
            "%(untyped)s of %(shown)s (%(percent)s %%): starts, bookings and stays told us.",
            untyped=f"{told.untyped:,}",
            shown=f"{told.shown:,}",
            percent=told.percent,
        )
    )


def _shown(use: PageUse) -> ShownUse:
    named = str(PAGE_WORDS.get(use.page, gettext("Another page")))
    share = gettext("too few to say") if use.share is None else f"{use.share:.0%}"
    return ShownUse(named, f"{use.verdicts:,}", share)
