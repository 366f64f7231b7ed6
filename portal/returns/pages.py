"""What the pages of monthly returns show, in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.returns.derived import FigureKey, RecordedFigure
from commissioning.returns.figures import input_of, reason_input
from commissioning.returns.meaning import ExpectedInMonth
from commissioning.returns.models import (
    FigureBasis,
    MonthlyReturn,
    ReturnCounter,
    ReturnFigure,
    ReturnMove,
    ReturnState,
)
from commissioning.returns.parts import LotPart
from commissioning.returns.states import ReturnAct
from directory.clock import local_date
from portal.formatting import in_words
from portal.formatting import month as month_in_words

STATE_WORDS: Final = {
    ReturnState.NOT_STARTED: lazy_gettext("Not started"),
    ReturnState.STARTED: lazy_gettext("Started, not sent"),
    ReturnState.SENT: lazy_gettext("Sent, waits to be accepted"),
    ReturnState.ACCEPTED: lazy_gettext("Accepted"),
    ReturnState.SENT_BACK: lazy_gettext("Sent back"),
    ReturnState.CORRECTING: lazy_gettext("Accepted, a correction waits"),
}
COUNTER_WORDS: Final = {
    ReturnCounter.REFERRED: lazy_gettext("Referred"),
    ReturnCounter.ACCEPTED: lazy_gettext("Accepted"),
    ReturnCounter.STARTED: lazy_gettext("Started"),
    ReturnCounter.COMPLETED: lazy_gettext("Completed"),
    ReturnCounter.HOURS: lazy_gettext("Hours"),
}
MOVE_WORDS: Final = {
    ReturnAct.ANSWER: lazy_gettext("Answered"),
    ReturnAct.SIGN: lazy_gettext("Signed"),
    ReturnAct.SEND: lazy_gettext("Sent"),
    ReturnAct.REPORT: lazy_gettext("Told by telephone, written down"),
    ReturnAct.CORRECT: lazy_gettext("Corrected"),
    ReturnAct.SEND_BACK: lazy_gettext("Sent back"),
    ReturnAct.ACCEPT: lazy_gettext("Accepted"),
}
NOT_KNOWN: Final = lazy_gettext("not known")


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """`differs` says what is recorded otherwise; `earlier` what was said before, oldest first."""

    label: str
    value: str
    basis: str
    name: str
    typed: str
    differs: str = ""
    waits: bool = False
    earlier: tuple[str, ...] = ()
    error: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class ShownLot:
    name: str
    key: str
    figures: tuple[ShownFigure, ...]
    means: tuple[str, ...]
    reason_name: str
    reason: str = ""
    reason_error: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """Another part of the agreement in the month; `cells` None until it was sent."""

    provider: str
    href: str
    state: str
    cells: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PartsTable:
    """`total` of the parts that were sent; `passed_down`: the share not the prime's."""

    headings: tuple[str, ...]
    parts: tuple[ShownPart, ...]
    total: tuple[str, ...]
    passed_down: str = ""


@dataclass(frozen=True, slots=True)
class MonthBefore:
    month: str
    href: str
    state: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MayDo:
    """What who looks can do to it now."""

    answer: bool = False
    takes_back: bool = False
    say_right: bool = False
    say_nothing: bool = False
    sign: bool = False
    send: bool = False
    accept: bool = False
    send_back: bool = False
    correct: bool = False
    report: bool = False
    arrange: bool = False

    @property
    def anything(self) -> bool:
        return any((self.answer, self.sign, self.accept, self.send_back, self.correct, self.report))


@dataclass(frozen=True, slots=True)
class ReturnPage:
    public_id: str
    seen: int
    title: str
    provider: str
    month: str
    due: str
    is_overdue: bool
    state: str
    waits_for: str
    lots: tuple[ShownLot, ...]
    may: MayDo
    moves: tuple[str, ...]
    year: tuple[MonthBefore, ...]
    year_headings: tuple[str, ...]
    needs_two: bool = False
    untyped: str = ""
    parts: PartsTable | None = None
    told_by: str = ""
    due_working_day: int = 0
    done: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    asks: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def needs_figures(self) -> bool:
        """Something that must be told is not known yet."""
        return self.may.answer and not self.may.say_right


def plain(value: float) -> str:
    """“1,250”, “12.5”."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def basis_of_recorded(known: RecordedFigure) -> str:
    what = (
        gettext("recorded cases") if known.basis is FigureBasis.CASES else gettext("weekly totals")
    )
    if known.file_of is None:
        return str(gettext("from %(what)s, as they stand now", what=what))
    return str(gettext("from %(what)s, file of %(day)s", what=what, day=in_words(known.file_of)))


def basis_of_figure(figure: ReturnFigure) -> str:
    """From what, and who said so when."""
    who = gettext(
        "%(who)s, %(day)s", who=figure.given_by.name, day=in_words(local_date(figure.given_at))
    )
    match figure.basis:
        case FigureBasis.CASES:
            what = gettext("recorded cases, said to be right: %(who)s", who=who)
        case FigureBasis.WEEKLY_TOTALS:
            what = gettext("weekly totals, said to be right: %(who)s", who=who)
        case FigureBasis.NOTHING_HAPPENED:
            what = gettext("“nothing happened”: %(who)s", who=who)
        case FigureBasis.FILE:
            what = gettext("file sent by %(who)s", who=who)
        case FigureBasis.TELEPHONE:
            what = gettext("told by telephone, written down by %(who)s", who=who)
        case FigureBasis.TYPED:
            what = gettext("stated by %(who)s", who=who)
    is_telephone = figure.basis is FigureBasis.TELEPHONE
    return f"{what}. {figure.reason}" if figure.reason and not is_telephone else what


def shown_lots(
    lots: Iterable[LotPart],
    given: Mapping[FigureKey, Sequence[ReturnFigure]],
    recorded: Mapping[FigureKey, RecordedFigure],
    expected: Mapping[int, Sequence[ExpectedInMonth]],
    *,
    month: dt.date,
    marks_waiting: bool,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> tuple[ShownLot, ...]:
    return tuple(
        ShownLot(
            lot.name,
            lot.public_id,
            tuple(
                _figure(
                    lot, counter, given.get((lot.lot_id, counter), ()),
                    recorded.get((lot.lot_id, counter)), marks_waiting, typed, problems,
                )
                for counter in lot.counters
            ),
            tuple(
                _means(one, _value(lot, one.counter, given, recorded), month)
                for one in expected.get(lot.lot_id, ())
            ),
            reason_input(lot),
            typed.get(reason_input(lot), ""),
            problems.get(reason_input(lot), ""),
        )
        for lot in lots
    )  # fmt: skip


def _value(
    lot: LotPart,
    counter: ReturnCounter,
    given: Mapping[FigureKey, Sequence[ReturnFigure]],
    recorded: Mapping[FigureKey, RecordedFigure],
) -> float | None:
    key = lot.lot_id, counter
    if given.get(key):
        return given[key][-1].value
    return recorded[key].value if key in recorded else None


def _figure(
    lot: LotPart,
    counter: ReturnCounter,
    rows: Sequence[ReturnFigure],
    known: RecordedFigure | None,
    marks_waiting: bool,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
) -> ShownFigure:
    name, now = input_of(lot, counter), rows[-1] if rows else None
    value = now.value if now else known.value if known else None
    differs = ""
    if now is not None and known is not None and now.value != known.value:
        differs = _differs(now.value - known.value, known)
    if now is not None:
        basis = basis_of_figure(now)
    else:
        basis = basis_of_recorded(known) if known else gettext("nothing is recorded")
    return ShownFigure(
        str(COUNTER_WORDS[counter]),
        str(NOT_KNOWN) if value is None else plain(value),
        basis,
        name,
        typed.get(name, "" if value is None else plain(value)),
        differs,
        marks_waiting and now is not None and now.accepted_at is None,
        tuple(f"{plain(row.value)}: {basis_of_figure(row)}" for row in rows[:-1]),
        problems.get(name, ""),
        value is not None,
    )


def _differs(by: float, known: RecordedFigure) -> str:
    what, amount = basis_of_recorded(known), plain(abs(by))
    if by > 0:
        return str(gettext(
            "%(amount)s more than %(recorded)s %(what)s",
            amount=amount, recorded=plain(known.value), what=what,
        ))  # fmt: skip
    return str(gettext(
        "%(amount)s fewer than %(recorded)s %(what)s",
        amount=amount, recorded=plain(known.value), what=what,
    ))  # fmt: skip


def _means(one: ExpectedInMonth, value: float | None, month: dt.date) -> str:
    told = NOT_KNOWN if value is None else plain(value)
    return str(gettext(
        "%(counter)s: %(told)s; the profile expects about %(expected)s in %(month)s, of"
        " %(bought)s bought from %(first)s to %(last)s",
        counter=COUNTER_WORDS[one.counter], told=told, expected=plain(round(one.in_month, 1)),
        month=month_in_words(month), bought=plain(one.bought), first=in_words(one.starts_on),
        last=in_words(one.ends_on),
    ))  # fmt: skip


def shown_move(one: ReturnMove) -> str:
    told = gettext(
        "%(what)s by %(who)s on %(day)s",
        what=MOVE_WORDS[ReturnAct(one.act)], who=one.moved_by.name,
        day=in_words(local_date(one.moved_at)),
    )  # fmt: skip
    return f"{told}. {one.reason}" if one.reason else told


def counters_shown(lots: Iterable[LotPart]) -> tuple[ReturnCounter, ...]:
    there = {counter for lot in lots for counter in lot.counters}
    return tuple(counter for counter in ReturnCounter if counter in there)


def headings_of(counters: Iterable[ReturnCounter]) -> tuple[str, ...]:
    return tuple(str(COUNTER_WORDS[counter]) for counter in counters)


def sums_of(
    figures: Iterable[ReturnFigure], counters: Iterable[ReturnCounter]
) -> dict[ReturnCounter, float | None]:
    """By counter over all lots; None where no figure of it was given."""
    rows = list(figures)
    return {
        counter: sum(row.value for row in rows if row.counter is counter)
        if any(row.counter is counter for row in rows)
        else None
        for counter in counters
    }


def as_cells(sums: Mapping[ReturnCounter, float | None]) -> tuple[str, ...]:
    return tuple(str(NOT_KNOWN) if value is None else plain(value) for value in sums.values())


def parts_table(
    parts: Sequence[tuple[MonthlyReturn, Mapping[ReturnCounter, float | None] | None]],
    counters: tuple[ReturnCounter, ...],
) -> PartsTable:
    """Sums of the parts that were sent; the others say where they stand."""
    told = [(one, sums) for one, sums in parts if sums is not None]
    total = {
        counter: _sum(sums[counter] for _, sums in told) if told else None for counter in counters
    }
    below = {
        counter: _sum(sums[counter] for one, sums in told if not one.is_primes)
        for counter in counters
    }
    shown = tuple(
        ShownPart(
            one.provider.name,
            f"/returns/{one.public_id}",
            str(STATE_WORDS[one.state]),
            None if sums is None else as_cells(sums),
        )
        for one, sums in parts
    )
    started, passed = total.get(ReturnCounter.STARTED), below.get(ReturnCounter.STARTED)
    share = ""
    if len(told) == len(parts) and started and passed is not None:
        share = gettext(
            "Passed down: %(passed)s of %(started)s who started (%(share)d%%)",
            passed=plain(passed), started=plain(started), share=round(100 * passed / started),
        )  # fmt: skip
    return PartsTable(headings_of(counters), shown, as_cells(total), share)


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def untyped_words(share: float | None, count: int) -> str:
    if share is None:
        return ""
    return str(gettext(
        "Of %(count)d figures nobody had to type %(untyped)d (%(share)d%%)",
        count=count, untyped=round(share * count), share=round(share * 100),
    ))  # fmt: skip
