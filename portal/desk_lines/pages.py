"""What the page of a line says: each figure with its table, and what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.desk.desk_rows import DeskRow
from commissioning.desk.line_account import LineAccount, MonthlyChart
from commissioning.desk.line_records import ReasonCount
from commissioning.desk.whose_decision import whose_decision
from commissioning.line_notes.models import LineNote
from commissioning.promises.judging import FEWEST_JUDGED
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.states import reason_name
from directory.clock import local_date
from directory.delivery import DeliveryKind
from portal.desk_lines.chart_words import compared_with_usual, what_chart_says
from portal.desk_lines.charts import control_chart_drawn
from portal.desk_lines.shown import Cells, ShownChart, ShownTable, month_column
from portal.desk_lines.standing import DeskLineStanding, standing_of
from portal.desk_lines.volume_pages import ShownVolume, shown_volume
from portal.desk_lines.wait_pages import before_referral, completed_waits, incomplete_waits
from portal.formatting import NOT_KNOWN, counted, in_words, joined, month
from portal.lines.ground_words import MOST_AREAS_NAMED

TOO_FEW_MONTHS: Final = "A chart needs six whole months; the table has those there are."
NO_MONTHS: Final = "A chart needs six whole months, and none is known here."
LEVELS: Final = {
    "line": "this line",
    "service": "the service, as this line has too few",
    "requirement_in_region": "the requirement in the region, as the service has too few",
}


@dataclass(frozen=True, slots=True)
class ShownNote:
    text: str
    author: str
    day: str


@dataclass(frozen=True, slots=True)
class LinePage:
    public_id: str
    title: str
    provider: str
    service_path: str
    areas: Cells
    as_at: dt.datetime
    standing: DeskLineStanding
    volumes: tuple[ShownVolume, ...]
    charts: tuple[ShownChart, ...]
    completed: ShownTable
    incomplete: ShownTable
    before: str
    curve: str
    reasons: ShownTable
    no_reasons: str
    ends: str
    promises: str
    notes: tuple[ShownNote, ...]
    has_generated_figures: bool
    is_unpaid_work: bool
    turns: str = ""
    agreed: Cells = ()
    note_wrong: str = ""
    note_typed: str = ""

    @property
    def where(self) -> str:
        """The areas by name where they are few, else how many."""
        if len(self.areas) <= MOST_AREAS_NAMED:
            return str(joined(self.areas))
        return f"{len(self.areas):,} areas"

    @property
    def folds_areas(self) -> bool:
        return len(self.areas) > MOST_AREAS_NAMED

    @property
    def can_be_supposed(self) -> bool:
        """While anything of it goes on, or nothing is known to be bought."""
        return not self.volumes or not all(one.has_ended for one in self.volumes)

    @property
    def tables(self) -> dict[str, ShownTable]:
        """Every table that can be had as a file."""
        charts = [*(one.chart for one in self.volumes), *self.charts]
        found = [*(one.table for one in charts), self.completed, self.incomplete, self.reasons]
        return {table.name: table for table in found}


def line_page(
    account: LineAccount,
    notes: Sequence[LineNote],
    rows: Sequence[DeskRow],
    *,
    as_at: dt.datetime,
    turns: str = "",
    agreed: Cells = (),
) -> LinePage:
    """`rows` are those of the line on the desk."""
    head = account.head
    return LinePage(
        str(head.public_id),
        head.title or head.name,
        head.provider or NOT_KNOWN,
        f"/services/{head.service_id}",
        account.areas,
        as_at,
        standing_of(rows, on=account.on),
        tuple(
            shown_volume(number, line, today=account.on)
            for number, line in enumerate(account.volumes, start=1)
        ),
        (_starts(account.starts), _waits(account.waits)),
        completed_waits(account),
        incomplete_waits(account),
        before_referral(account),
        _curve(account),
        _reasons(account),
        _no_reasons(account),
        _ends(account),
        _promises(account),
        tuple(
            ShownNote(note.text, note.written_by.name, in_words(local_date(note.written_at)))
            for note in notes
        ),
        head.is_generated,
        head.kind is DeliveryKind.UNPAID_WORK,
        turns,
        agreed,
    )


def _starts(monthly: MonthlyChart) -> ShownChart:
    return _charted("starts", "Starts by month", "Starts", monthly)


def _waits(monthly: MonthlyChart) -> ShownChart:
    title = "Days within which half of those who started had started, by month of start"
    return _charted("waits-by-month", title, "Days", monthly)


def _charted(name: str, title: str, what: str, monthly: MonthlyChart) -> ShownChart:
    chart = monthly.chart
    if chart is None:
        says: Cells = (TOO_FEW_MONTHS if monthly.months else NO_MONTHS,)
        rows = tuple(
            (month_column(at), f"{value:,.0f}", NOT_KNOWN)
            for at, value in zip(monthly.months, monthly.values, strict=True)
        )
        return ShownChart(title, says, None, _control_table(name, title, what, rows, monthly))
    rows = tuple(
        (month_column(at), f"{value:,.0f}", words)
        for at, value, words in zip(
            monthly.months, chart.values, compared_with_usual(chart), strict=True
        )
    )
    says = what_chart_says(monthly.months, chart, what)
    drawn = control_chart_drawn(monthly, chart, what)
    return ShownChart(title, says, drawn, _control_table(name, title, what, rows, monthly))


def _control_table(
    name: str, title: str, what: str, rows: tuple[Cells, ...], monthly: MonthlyChart
) -> ShownTable:
    """With a row of each month that nobody told of, which is no point of the chart."""
    by_month = dict(zip(monthly.months, rows, strict=True)) | {
        at: (month_column(at), NOT_KNOWN, NOT_KNOWN) for at in monthly.untold
    }
    told = tuple(by_month[at] for at in sorted(by_month))
    return ShownTable(name, title, ("Month", what, "Compared with usual"), told, (1,))


def _curve(account: LineAccount) -> str:
    head = account.head
    if not head.wait_sentence:
        return "Too few people were followed for long enough to say what became of ten of them."
    level = LEVELS.get(head.wait_level or "", NOT_KNOWN)
    people = counted(head.wait_people, "person", "people")
    return f"{head.wait_sentence}. Of {people} referred in the last twelve months, of {level}."


def _reasons(account: LineAccount) -> ShownTable:
    rows = tuple(
        (
            one.kind.said.capitalize(),
            reason_name(one.kind, one.reason) or NOT_KNOWN,
            _whose(one),
            f"{one.people:,}",
        )
        for one in account.reasons
    )
    headings = ("What", "Reason", "Whose decision", "People")
    title = f"Declined and withdrawn since {in_words(account.since)}"
    return ShownTable("declined-and-withdrawn", title, headings, rows, (3,))


def _no_reasons(account: LineAccount) -> str:
    """Silence of a line of which no case is recorded says nothing of anybody."""
    if not account.head.has_cases:
        return "Who was declined or withdrawn: no case is recorded here."
    return "Nobody was declined or withdrawn in the last twelve months."


def _whose(one: ReasonCount) -> str:
    """A decline of which nobody recorded it says so."""
    words = whose_decision(one.kind, one.reason, one.decided_by).value
    is_inferred = one.kind is EventKind.DECLINED and one.decided_by is None
    return f"{words}, by the reason alone" if is_inferred else words


def _ends(account: LineAccount) -> str:
    if not account.head.has_cases:
        return "How people’s time here ended: no case is recorded here."
    told = account.ended
    ended = told.completed + told.dropped_out + told.terminated
    if not ended:
        return "Nobody’s time here is recorded as ended in the last twelve months."
    since = month(told.month)
    return (
        f"Since {since} {told.completed:,} of {ended:,} who ended completed,"
        f" {told.dropped_out:,} dropped out and {told.terminated:,} ended as their order was"
        " terminated early."
    )


def _promises(account: LineAccount) -> str:
    held = account.promises
    if held is None or held.kept + held.broken < FEWEST_JUDGED:
        return f"Fewer than {FEWEST_JUDGED} of the dates promised here have come due yet."
    due = held.kept + held.broken
    return (
        f"Of {due:,} “9 in 10 start by” days that have come since {in_words(held.since)},"
        f" {held.kept:,} were kept and {held.broken:,} were not; as at {in_words(held.as_at)}."
    )
