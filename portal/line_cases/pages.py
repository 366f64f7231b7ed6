"""What the list of a line's cases says, by who looks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from commissioning.desk.line_cases import CaseOnLine, LineCases, Stands
from commissioning.desk.line_records import LineHead
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.last_marks import last_marks
from directory.clock import local_date
from portal.formatting import NOT_KNOWN, counted, short

ROWS_A_PAGE: Final = 50

CHOICES: Final = {
    Stands.OPEN: "Waiting or under way",
    Stands.WAITING: "Waiting",
    Stands.ORDER_ENDS_FIRST: "Their order ends first",
    Stands.IN_PROGRESS: "Under way",
    Stands.ENDED: "Ended",
}
STATUSES: Final = {
    ReferralStatus.WAITING: "waiting",
    ReferralStatus.IN_PROGRESS: "under way",
    ReferralStatus.COMPLETED: "completed",
    ReferralStatus.DROPPED_OUT: "dropped out",
    ReferralStatus.WITHDRAWN: "withdrawn before the start",
    ReferralStatus.DECLINED: "declined",
    ReferralStatus.TERMINATED: "ended as the order was terminated",
}
ENDING_SAYS: Final = (
    "Fewest weeks spare first: whole weeks left of the order, less the weeks in which 9 in 10 who "
    "keep coming would be done if they started today. Where nobody knows what is needed, the case "
    "stands above those that are known to fit; where nobody knows when the order ends, below all."
)
WORK_SAYS: Final = (
    "Whoever is likely to be farthest past the end of their order first: it runs on until its "
    "hours are worked. The likely last day counts the hours still to work, at the usual "
    "attendance, from today."
)
ENDED_SAYS: Final = "Whoever ended last first."
BUYER_SAYS: Final = (
    "A row is one person, without reference, court or characteristics. That you read it is kept."
)
DELIVERER_SAYS: Final = (
    "Your own cases, by the last figures of their reference. That you read it is kept."
)

Cells = tuple[str, ...]
Column = tuple[str, Callable[[CaseOnLine], str]]


class StandsChoice(NamedTuple):
    words: str
    number: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LineCasesPage:
    """`rows` are all that are listed, `shown` those of this page of the list."""

    title: str
    provider: str
    path: str
    as_at: dt.datetime
    stands: Stands
    choices: tuple[StandsChoice, ...]
    says: Cells
    headings: Cells
    rows: tuple[Cells, ...]
    numeric: tuple[int, ...]
    page: int
    has_generated_figures: bool

    @property
    def has_cases(self) -> bool:
        """Whether any was ever recorded: of a line of weekly totals nothing here is a figure."""
        return bool(self.choices)

    @property
    def shown(self) -> tuple[Cells, ...]:
        return self.rows[(self.page - 1) * ROWS_A_PAGE : self.page * ROWS_A_PAGE]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // ROWS_A_PAGE))

    @property
    def chosen(self) -> str:
        return CHOICES[self.stands]

    @property
    def as_file(self) -> str:
        return _href(f"{self.path}/cases.csv", self.stands)

    def href_of(self, page: int) -> str:
        return _href(f"{self.path}/cases", self.stands, page)


def line_cases_page(
    head: LineHead, listed: LineCases, *, as_at: dt.datetime, is_buyer: bool, page: int
) -> LineCasesPage:
    columns = _columns(listed, local_date(as_at), is_buyer=is_buyer)
    path = f"/desk/lines/{head.public_id}"
    return LineCasesPage(
        title=head.title or head.name,
        provider=head.provider or NOT_KNOWN,
        path=path,
        as_at=as_at,
        stands=listed.stands,
        choices=tuple(
            StandsChoice(
                words, f"{listed.numbers[of]:,}", _href(f"{path}/cases", of), of is listed.stands
            )
            for of, words in CHOICES.items()
            if any(listed.numbers.values())
        ),
        says=(_order_says(listed), BUYER_SAYS if is_buyer else DELIVERER_SAYS),
        headings=tuple(heading for heading, _ in columns),
        rows=tuple(tuple(tell(case) for _, tell in columns) for case in listed.rows),
        numeric=tuple(n for n, (heading, _) in enumerate(columns) if heading.startswith("Weeks")),
        page=page,
        has_generated_figures=head.is_generated,
    )


def _href(path: str, stands: Stands, page: int = 1) -> str:
    asked = {} if stands is Stands.OPEN else {"stands": stands.value}
    asked |= {} if page == 1 else {"page": str(page)}
    return f"{path}?{urlencode(asked)}" if asked else path


def _order_says(listed: LineCases) -> str:
    if listed.stands is Stands.ENDED:
        return ENDED_SAYS
    return WORK_SAYS if listed.is_unpaid_work else ENDING_SAYS


def _columns(listed: LineCases, today: dt.date, *, is_buyer: bool) -> tuple[Column, ...]:
    """A provider reads by when to complete; neither when the order ends nor why who goes first."""
    who: tuple[Column, ...] = () if is_buyer else (("Case", _reference),)
    common: tuple[Column, ...] = (
        *who,
        ("Referred on", lambda case: short(case.received_on)),
        ("Stands", _stands),
    )
    if listed.stands is Stands.ENDED:
        ended: tuple[Column, ...] = (
            ("Waited", _waited),
            ("Started on", _started),
            ("Ended on", lambda case: short(case.ended_on)),
        )
        return (*common, *ended)
    by: Column = ("Order ends", lambda case: short(case.order.order_ends_on))
    if not is_buyer:
        by = ("To be completed by", _complete_by)
    return (*common, ("Waited", _waited), by, *_needs(listed, today, is_buyer=is_buyer))


def _needs(listed: LineCases, today: dt.date, *, is_buyer: bool) -> tuple[Column, ...]:
    if listed.is_unpaid_work:
        return (("Likely last day", lambda case: short(case.order.likely_last_day(today))),)
    needed: Column = ("Weeks needed", lambda case: _number(case.order.weeks_needed))
    if not is_buyer:
        return (needed,)
    return (
        ("Weeks left", lambda case: _number(case.order.weeks_left(today))),
        needed,
        ("Weeks spare", lambda case: _number(case.order.weeks_spare(today))),
    )


def _reference(case: CaseOnLine) -> str:
    return NOT_KNOWN if case.reference is None else last_marks(case.reference)


def _complete_by(case: CaseOnLine) -> str:
    return short(case.complete_by or case.order.order_ends_on)


def _stands(case: CaseOnLine) -> str:
    return STATUSES[case.status] + (", with priority" if case.is_priority else "")


def _waited(case: CaseOnLine) -> str:
    """So far, where they wait."""
    return NOT_KNOWN if case.waited_days is None else counted(case.waited_days, "day")


def _started(case: CaseOnLine) -> str:
    return "never started" if case.started_on is None else short(case.started_on)


def _number(weeks: int | None) -> str:
    return NOT_KNOWN if weeks is None else f"{weeks:,}"
