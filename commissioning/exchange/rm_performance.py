"""The performance report of 27 columns that providers send today, as rows of our own layout.

The report says neither on what basis somebody is referred nor on which day they were sentenced:
the basis is "not stated", and the wait runs from the receipt. A case that was cancelled or ended
early has left the list where nobody attended a session, and dropped out where somebody did.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Final

from sqlalchemy import select

from commissioning.agreements.models import Agreement
from commissioning.exchange.referral_besides import DIGEST
from commissioning.exchange.referral_checking import unusual_waits
from commissioning.exchange.referral_columns import REFERENCE, REFERRAL_COLUMNS
from commissioning.exchange.referrals import ReferralWork
from commissioning.lines.models import Line
from commissioning.referrals.digests import PersonKey, settled_key
from commissioning.referrals.kinds import Basis
from commissioning.referrals.states import FOLDER
from commissioning.volumes.models import Lot
from directory.clock import local_date
from directory.exchange.columns import About, CellError, Chunk, Column, Kind
from directory.exchange.forms import DATE, Form, Unreadable, shown, text, whole_number
from directory.exchange.names import Names
from directory.rules.tables import rows_of

_CRN: Final = re.compile(r"[A-Za-z]\s?\d{6}", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", re.ASCII)
_ENDS: Final = ("COMPLETED", "PREMATURELY_ENDED", "CANCELLED")


def _read_day(cell: str) -> dt.date:
    """A day, or the local day of an instant."""
    if not _INSTANT.fullmatch(cell):
        day: dt.date = DATE.read(cell)
        return day
    try:
        at = dt.datetime.fromisoformat(cell)
    except ValueError:
        raise Unreadable(f"{shown(cell)} is not an instant such as 2027-03-16T09:30:00Z") from None
    return at.date() if at.tzinfo is None else local_date(at)


def _read_crn(cell: str) -> str:
    """The message does not repeat the cell."""
    if not _CRN.fullmatch(cell):
        raise Unreadable("is not a case reference number: a letter and six digits")
    return cell


def _read_state(cell: str) -> str:
    state = cell.upper().replace(" ", "_")
    if state not in _ENDS:
        raise Unreadable(f"{shown(cell)} is none of {', '.join(_ENDS)}")
    return state


@cache
def _reasons() -> Mapping[str, str]:
    """Ours by theirs: the code and the words that stand for it."""
    rows = rows_of("rm_reasons.csv", folder=FOLDER)
    told = (
        (name.casefold(), row["reason"])
        for row in rows
        for name in (row["code"], row["description"])
    )
    return dict(told)


def _read_reason(cell: str) -> str:
    reason = _reasons().get(cell.casefold())
    if reason is None:
        codes = ", ".join(row["code"] for row in rows_of("rm_reasons.csv", folder=FOLDER))
        raise Unreadable(f"{shown(cell)} is none of {codes}, nor the words for one of them")
    return reason


DAY: Final = Form(f"{DATE.words}, or an instant", _read_day)
COUNT: Final = whole_number(0, 1000)

RM_COLUMNS: Final = (
    Column(
        "reference",
        REFERENCE,
        "Kept and shown, so that an officer knows the case",
        True,
        "referral_ref",
    ),
    Column("contract", text(160), "A lot or an agreement that buys one line", True, "contract_ref"),
    Column(
        "crn",
        Form("a letter and six digits", _read_crn),
        "Kept only as a keyed digest; needs PORTAL_REFERENCE_KEY",
        heading="service_user_crn",
        holds=About.PERSON,
    ),
    Column("received_on", DAY, "Received", True, "date_referral_received"),
    Column(
        "assessment_arranged_on",
        DAY,
        "First assessment arranged",
        heading="date_saa_first_arranged",
    ),
    Column(
        "assessment_scheduled_for",
        DAY,
        "The day for which; it may come yet",
        heading="date_saa_first_scheduled_for",
    ),
    Column(
        "assessment_missed_on",
        DAY,
        "The first that the person did not come to",
        heading="date_saa_first_not_attended",
    ),
    Column(
        "assessment_attended_on",
        DAY,
        "The first that the person came to",
        heading="date_saa_first_attended",
    ),
    Column("started_on", DAY, "Started", heading="date_of_first_attended_session"),
    Column("sessions_expected", COUNT, "Sessions planned", heading="count_of_sessions_expected"),
    Column("sessions_told", COUNT, "Sessions attended", heading="count_of_sessions_attended"),
    Column("end_asked_on", DAY, "The sender asked to end it", heading="end_requested_by_pp_at"),
    Column(
        "end_reason",
        Form("the code or the words of a reason to end it", _read_reason),
        "Why",
        heading="end_requested_by_pp_reason",
    ),
    Column("concluded_on", DAY, "Ended", heading="concluded_at"),
    Column(
        "end_state",
        Form("one of " + ", ".join(f"`{state}`" for state in _ENDS), _read_state),
        "How it ended",
        heading="referral_end_state",
    ),
    Column(
        "complete_by",
        DAY,
        "To be completed by",
        heading="date_intervention_to_be_completed_by",
    ),
    Column("order_ends_on", DAY, "The last day of the order", heading="end_of_sentence_date"),
)
IGNORED: Final = (
    "referral_id",
    "organisation_id",
    "caseworker_id",
    "date_saa_first_completed",
    "saa_attended_on_time",
    "date_first_action_plan_submitted",
    "date_of_first_action_plan_approval",
    "outcomes_to_be_achieved_count",
    "outcomes_achieved",
    "date_eosr_submitted",
)

_HEADS: Final = {column.name: column.head for column in RM_COLUMNS} | {
    "line": "contract_ref",
    "outcome": "referral_end_state",
    "ended_on": "concluded_at",
    "withdrawn_on": "concluded_at",
    "withdrawal_reason": "end_requested_by_pp_reason",
}
_TOLD: Final = frozenset(_HEADS) | {"end_asked_reason"}
_UNSAID: Final = frozenset(column.name for column in REFERRAL_COLUMNS) - _TOLD


class RmPerformanceWork(ReferralWork):
    """Each row as a row of our own layout; what is wrong is told at the report's own column."""

    @cached_property
    def contracts(self) -> dict[str, list[str | None]]:
        """Lines by the reference of a lot or of its agreement; None: of a lot that joins none."""
        found: defaultdict[str, list[str | None]] = defaultdict(list)
        rows = self.session.execute(
            select(Lot.external_id, Agreement.external_id, Line.external_id)
            .join(Agreement, Agreement.id == Lot.agreement_id)
            .outerjoin(Line, Line.id == Lot.line_id)
            .order_by(Lot.id)
        )
        for lot, agreement, line in rows:
            for reference in {lot, agreement}:
                if line not in found[reference]:
                    found[reference].append(line)
        return dict(found)

    @cached_property
    def contract_names(self) -> Names:
        return Names("contract", self.contracts)

    @cached_property
    def key(self) -> PersonKey:
        return settled_key(self.session, self.taking.reference_key, at=self.at)

    def check(self, chunk: Chunk) -> Iterator[CellError]:
        wrong = {error.row: error for error in (*self._contracts(chunk), *_ends(chunk))}
        yield from wrong.values()
        for error in super().check(self._own(chunk.without(wrong))):
            yield CellError(error.row, _HEADS.get(error.column, error.column), error.reason)

    def unusual(self, chunk: Chunk) -> Iterator[CellError]:
        """A report has no day of sentence to ask about."""
        for error in unusual_waits(chunk):
            yield CellError(error.row, _HEADS[error.column], error.reason)

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        return super().write(map(self._own, chunks))

    def count_set_aside(self, rows: Mapping[Any, int]) -> None:
        by_line: Counter[Any] = Counter()
        for reference, count in rows.items():
            if self._doubt(reference) is None:
                by_line[self.contracts[reference][0]] += count
        super().count_set_aside(by_line)

    def _contracts(self, chunk: Chunk) -> Iterator[CellError]:
        for row, reference in zip(chunk.numbers, chunk["contract"], strict=True):
            if why := self._doubt(reference):
                yield CellError(row, "contract_ref", why)

    def _doubt(self, reference: str) -> str | None:
        """Why the contract names no line; None where it names one."""
        lines = self.contracts.get(reference, [])
        joined = [line for line in lines if line is not None]
        if not lines:
            told = self.contract_names.not_kept(reference)
            return told if told.endswith("?") else f"{told}: bring in its agreement first"
        if not joined:
            return f"the contract {shown(reference)} joins no line: import agreement-lines first"
        if len(joined) > 1:
            return f"the contract {shown(reference)} buys {', '.join(joined)}: name the lot"
        return None

    def _own(self, chunk: Chunk) -> Chunk:
        """The rows as our own layout tells them."""
        size = len(chunk)
        columns: dict[str, Sequence[Any]] = {
            column.name: chunk.columns.get(column.name) or [None] * size
            for column in REFERRAL_COLUMNS
        }
        columns["line"] = [self._line(reference) for reference in chunk["contract"]]
        columns["basis"] = [Basis.NOT_STATED] * size
        columns["end_asked_reason"] = _where(chunk["end_reason"], chunk["end_asked_on"])
        columns |= _outcomes(chunk)
        if "crn" not in chunk.absent:
            columns[DIGEST] = [number and self.key.digest_of(number) for number in chunk["crn"]]
        absent = _UNSAID | (chunk.absent & columns.keys())
        if "end_reason" in chunk.absent:
            absent |= {"withdrawal_reason", "end_asked_reason"}
        return Chunk(chunk.numbers, columns, absent)

    def _line(self, reference: str) -> str | None:
        return next(line for line in self.contracts[reference] if line is not None)


def _ends(chunk: Chunk) -> Iterator[CellError]:
    """An end has its day and its state."""
    for row, day, state in zip(
        chunk.numbers, chunk["concluded_on"], chunk["end_state"], strict=True
    ):
        if day is not None and state is None:
            yield CellError(row, "referral_end_state", "is missing beside concluded_at")
        elif day is None and state is not None:
            yield CellError(row, "concluded_at", "is missing beside referral_end_state")


def _outcomes(chunk: Chunk) -> dict[str, Sequence[Any]]:
    told = [
        _outcome(*row)
        for row in zip(
            chunk["end_state"],
            chunk["concluded_on"],
            chunk["started_on"],
            chunk["end_reason"],
            strict=True,
        )
    ]
    names = ("outcome", "ended_on", "withdrawn_on", "withdrawal_reason")
    return (
        dict(zip(names, zip(*told, strict=True), strict=True)) if told else dict.fromkeys(names, ())
    )


_Outcome = tuple[str | None, dt.date | None, dt.date | None, str | None]


def _outcome(
    state: str | None, day: dt.date | None, started_on: dt.date | None, reason: str | None
) -> _Outcome:
    if state is None:
        return None, None, None, None
    if state == "COMPLETED":
        return "completed", day, None, None
    if started_on is not None:
        return "dropped_out", day, None, reason
    return "withdrawn", None, day, reason


def _where(values: Sequence[Any], beside: Sequence[Any]) -> list[Any]:
    """The values of rows that have something beside them."""
    return [
        value if other is not None else None for value, other in zip(values, beside, strict=True)
    ]


RM_PERFORMANCE: Final = Kind(
    name="referrals",
    says=(
        "The performance report of 27 columns, as the referral system writes it. It does not say"
        " on what basis: waits run from the receipt. Sent again with another day, that day is"
        " corrected and the day before stays readable."
    ),
    columns=RM_COLUMNS,
    key=("reference",),
    begin=RmPerformanceWork,
    layout="rm-performance",
    ignored=IGNORED,
    set_aside_by="contract",
    names_others=True,
)
