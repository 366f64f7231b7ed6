"""What the list of orders that end says, by who looks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from commissioning.desk.line_cases import Stands
from commissioning.desk.open_cases import DONE_FOR_DAYS, OpenCase
from commissioning.desk.order_expiry import OpenOrder, OrderExpiry, order_expiry
from commissioning.desk.own_lines import PROVIDERS
from commissioning.referrals.last_marks import last_marks
from commissioning.unpaid_work.hours import in_hours
from commissioning.unpaid_work.standing import FEWEST_SESSIONS
from directory.sight import Looker
from portal.formatting import NOT_KNOWN, counted, short

NOT_NAMED: Final = "A confidential service"
MOST_SHOWN: Final = 300

ENDING_SAYS: Final = (
    "Fewest weeks spare first: whole weeks left of the order, less the weeks in which 9 in 10 who "
    "keep coming would be done if they started today. Where nobody knows what is needed, the case "
    "stands above those that are known to fit."
)
WORK_SAYS: Final = (
    "Such an order runs on until its hours are worked. The likely last day counts the hours left "
    f"from today: at the rate of their own sessions where registers tell of {FEWEST_SESSIONS} or "
    "more, else at the usual attendance. Hours left are those ordered less those credited and "
    "taken off."
)
NO_END_SAYS: Final = "Nobody has said when these orders end."
COUNTS_SAYS: Final = (
    "How many open orders of each line stand where: of people who wait and of people who are under "
    "way. The desk’s “waiting” counts those who wait alone. A line’s name opens its cases as rows "
    "that name nobody; whose they are is read by their officers and by the provider."
)
NOTHING_RECORDED: Final = (
    "Nothing is recorded here of anybody who waits or is under way, so that it is not known whose "
    "order ends first."
)
WHO: Final = ("Case", "Service", "Stands")
OFFICERS: Final = (*WHO, "Order ends", "Weeks left", "Weeks needed", "Weeks spare")
WORK: Final = ("Hours left", "Likely last day", "Counted by")
OFFICERS_WORK: Final = (*WHO, "Order ends", *WORK)
PROVIDERS_OWN: Final = (*WHO, "To be completed by", "Weeks needed")
PROVIDERS_WORK: Final = (*WHO, "To be completed by", *WORK)
COUNTS: Final = (
    "Service", "Line", "Provider", "Too late", "Needs not known", "Fits", "Unpaid work",
    "End not known",
)  # fmt: skip

Cells = tuple[str, ...]
Cases = dict[str, OpenCase]


@dataclass(frozen=True, slots=True)
class ExpiryTable:
    """`says` stands above it; `rows` are all of them, of which a page shows the first.

    `lines`: of each row the page of its line, "" where it is not named; none where rows are cases.
    """

    title: str
    says: str
    headings: Cells
    rows: tuple[Cells, ...]
    lines: Cells = ()

    @property
    def shown(self) -> tuple[Cells, ...]:
        first = self.rows[:MOST_SHOWN]
        if not self.lines:
            return first
        return tuple(map(_opening, first, self.lines))

    @property
    def numeric(self) -> tuple[int, ...]:
        """Columns of weeks and hours, and of counts."""
        is_count = self.headings == COUNTS
        return tuple(
            number
            for number, heading in enumerate(self.headings)
            if heading.startswith(("Weeks", "Hours")) or (is_count and number > 2)
        )


@dataclass(frozen=True, slots=True)
class ExpiryPage:
    as_at: dt.datetime
    says: str
    tables: tuple[ExpiryTable, ...]
    done: str


def is_counted_alone(looker: Looker) -> bool:
    """A commissioner reads counts; whoever has the case, or does the work, reads the case."""
    return looker is Looker.COMMISSIONER


def expiry_page(
    cases: Sequence[OpenCase], looker: Looker, *, today: dt.date, as_at: dt.datetime
) -> ExpiryPage:
    listed = order_expiry((case.order for case in cases), today=today)
    by_order = {case.order.case: case for case in cases}
    if is_counted_alone(looker):
        tables: tuple[ExpiryTable, ...] = (_counts(cases, today),)
    elif looker in PROVIDERS:
        tables = _providers_tables(listed, by_order)
    else:
        tables = _officers_tables(listed, by_order)
    return ExpiryPage(as_at, _summary(listed) if cases else NOTHING_RECORDED, tables, _done(listed))


def _officers_tables(listed: OrderExpiry, cases: Cases) -> tuple[ExpiryTable, ...]:
    today = listed.today

    def told(order: OpenOrder) -> Cells:
        weeks = (order.weeks_left(today), order.weeks_needed, order.weeks_spare(today))
        return (*_who(cases, order), short(order.order_ends_on), *map(_number, weeks))

    def work(order: OpenOrder) -> Cells:
        return (*_who(cases, order), short(order.order_ends_on), *_work(cases, order, today))

    return _tables(listed, (OFFICERS, told), (OFFICERS_WORK, work))


def _providers_tables(listed: OrderExpiry, cases: Cases) -> tuple[ExpiryTable, ...]:
    """By when it is to be completed; neither the court nor why somebody goes first."""

    def told(order: OpenOrder) -> Cells:
        return (*_who(cases, order), _by(cases, order), _number(order.weeks_needed))

    def work(order: OpenOrder) -> Cells:
        return (*_who(cases, order), _by(cases, order), *_work(cases, order, listed.today))

    return _tables(listed, (PROVIDERS_OWN, told), (PROVIDERS_WORK, work))


Told = tuple[Cells, Callable[[OpenOrder], Cells]]
"""The headings of a table, and what it says of one order."""


def _tables(listed: OrderExpiry, told: Told, work: Told) -> tuple[ExpiryTable, ...]:
    parts = (
        ("Orders that end", ENDING_SAYS, told, listed.ending),
        ("Unpaid work", WORK_SAYS, work, listed.unpaid_work),
        ("End of the order not known", NO_END_SAYS, told, listed.end_not_known),
    )
    return tuple(
        ExpiryTable(title, says, headings, tuple(map(row, orders)))
        for title, says, (headings, row), orders in parts
    )


def _counts(cases: Sequence[OpenCase], today: dt.date) -> ExpiryTable:
    by_line: defaultdict[tuple[str, str, str, str], list[OpenOrder]] = defaultdict(list)
    for case in cases:
        path = f"/desk/lines/{case.line_id}" if case.is_read else ""
        by_line[_title(case), _line_of(case), case.provider, path].append(case.order)
    listed = [(names, order_expiry(orders, today=today)) for names, orders in by_line.items()]
    listed.sort(key=lambda one: (-one[1].too_late, -one[1].needs_not_known, one[0]))
    rows = tuple((*names[:3], *_counted(of)) for names, of in listed)
    lines = tuple(names[3] for names, _ in listed)
    return ExpiryTable("Orders that end, by line", COUNTS_SAYS, COUNTS, rows, lines)


def _opening(cells: Cells, line: str) -> Cells:
    """The line’s name opens its cases, how many are too late opens those."""
    if not line:
        return cells
    title, name, provider, too_late, *others = cells
    opened = _link(f"{line}/cases", title)
    late = _link(f"{line}/cases?stands={Stands.ORDER_ENDS_FIRST.value}", too_late)
    return opened, name, provider, too_late if too_late == "0" else late, *others


def _link(href: str, words: str) -> Markup:
    return Markup('<a class="govuk-link" href="{}">{}</a>').format(href, words)


def _counted(listed: OrderExpiry) -> Cells:
    fits = len(listed.ending) - listed.too_late - listed.needs_not_known
    counts = (
        listed.too_late,
        listed.needs_not_known,
        fits,
        len(listed.unpaid_work),
        len(listed.end_not_known),
    )
    return tuple(f"{count:,}" for count in counts)


def _who(cases: Cases, order: OpenOrder) -> Cells:
    case = cases[order.case]
    reference = case.reference
    masked = NOT_KNOWN if reference is None else last_marks(reference)
    return masked, _title(case), "waiting" if case.is_waiting else "under way"


def _work(cases: Cases, order: OpenOrder, today: dt.date) -> Cells:
    """Hours left, the likely last day, and what it is counted by."""
    work, last = cases[order.case].work, order.likely_last_day(today)
    left = None if work is None else work.left
    by_sessions = work is not None and work.days_to_come(today) is not None
    counted_by = "" if last is None else "own sessions" if by_sessions else "usual attendance"
    return NOT_KNOWN if left is None else in_hours(left), short(last), counted_by


def _title(case: OpenCase) -> str:
    return case.title if case.is_read else NOT_NAMED


def _line_of(case: OpenCase) -> str:
    """What tells it from the other lines of its service."""
    return case.line_name if case.is_read else ""


def _by(cases: Cases, order: OpenOrder) -> str:
    return short(cases[order.case].complete_by or order.order_ends_on)


def _number(weeks: int | None) -> str:
    return NOT_KNOWN if weeks is None else f"{weeks:,}"


def _summary(listed: OrderExpiry) -> str:
    late = counted(listed.too_late, "person cannot", "people cannot")
    unknown = counted(listed.needs_not_known, "person", "people")
    no_end = counted(len(listed.end_not_known), "person", "people")
    return (
        f"Of everybody who waits or is under way, {late} finish within their order even if those "
        "who wait started today. "
        f"What is needed is not known for {unknown}, when the order ends for {no_end}."
    )


def _done(listed: OrderExpiry) -> str:
    """Those left the list; "" where there are none."""
    if not listed.done:
        return ""
    ended = counted(len(listed.done), "order was", "orders were")
    return f"{ended} terminated early in the last {DONE_FOR_DAYS} days and left this list as done."
