"""What the pages of monthly returns show, in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext, ngettext

from commissioning.returns.derived import FigureKey, RecordedFigure
from commissioning.returns.figures import UntoldLots, input_of, reason_input
from commissioning.returns.meaning import ExpectedInMonth, PricedMonth
from commissioning.returns.models import (
    MonthlyReturn,
    ReturnCounter,
    ReturnFigure,
)
from commissioning.returns.parts import LotPart
from commissioning.returns.used import UsedInMonth
from portal.returns.figure_words import (
    COUNTER_WORDS,
    NOT_KNOWN,
    STATE_WORDS,
    basis_of_figure,
    basis_of_partly,
    basis_of_recorded,
    differs_by,
    means_beside,
    other_than_partly,
    plain,
)

LONGEST_IN_A_BUTTON: Final = 50


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
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class ShownLot:
    name: str
    key: str
    figures: tuple[ShownFigure, ...]
    means: tuple[str, ...]
    reason_name: str
    has_money: bool = False
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
    right_and_nothing: bool = False
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
    """`sent_back`: by whom and why, while the provider has not sent it again."""

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
    untold: UntoldLots
    may: MayDo
    moves: tuple[str, ...]
    year: tuple[MonthBefore, ...]
    year_headings: tuple[str, ...]
    first_day: str = ""
    last_day: str = ""
    sent_back: str = ""
    has_price: bool = False
    is_complete: bool = True
    needs_two: bool = False
    untyped: str = ""
    parts: PartsTable | None = None
    told_by: str = ""
    due_working_day: int = 0
    done: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    asks_sure: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_money(self) -> bool:
        return any(lot.has_money for lot in self.lots)

    @property
    def needs_figures(self) -> bool:
        """Something that must be told is not known yet, and no button tells it with the rest."""
        return self.may.answer and not self.is_complete and not self.may.right_and_nothing

    @property
    def begun(self) -> str:
        return ", ".join(lot.name for lot in self.untold.begun)

    @property
    def quiet(self) -> str:
        return ", ".join(lot.name for lot in self.untold.quiet)

    @property
    def quiet_briefly(self) -> str:
        """As a button names them: all of them stand in the list before it."""
        if len(self.quiet) <= LONGEST_IN_A_BUTTON:
            return self.quiet
        return str(
            ngettext(
                "the line named above", "the %(num)d lines named above", len(self.untold.quiet)
            )
        )

    @property
    def missing(self) -> str:
        """What must be entered before it can be sent, by lot where there are several.

        Of lots of which some is known, if there are any: one button tells the rest then.
        """
        asked = {lot.public_id for lot in self.untold.begun or self.untold.quiet}
        lots = [lot for lot in self.lots if lot.key in asked]
        told = [(lot.name, one.label) for lot in lots for one in lot.figures if one.is_missing]
        is_one = len(self.lots) == 1
        return "; ".join(label if is_one else f"{name}: {label}" for name, label in told)


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
    money: Mapping[int, PricedMonth],
    partly: Mapping[FigureKey, RecordedFigure],
) -> tuple[ShownLot, ...]:
    return tuple(
        ShownLot(
            lot.name,
            lot.public_id,
            tuple(
                _figure(
                    lot, counter, given.get((lot.lot_id, counter), ()),
                    recorded.get((lot.lot_id, counter)), marks_waiting, typed, problems,
                    partly.get((lot.lot_id, counter)),
                )
                for counter in lot.counters
            ),
            tuple(
                means_beside(
                    one,
                    _value(lot, one.counter, given, recorded),
                    month,
                    money.get(one.volume_id),
                    is_partly=(lot.lot_id, one.counter) in partly,
                )
                for one in expected.get(lot.lot_id, ())
            ),
            reason_input(lot),
            any(one.volume_id in money for one in expected.get(lot.lot_id, ())),
            typed.get(reason_input(lot), _reason_given(lot, given)),
            problems.get(reason_input(lot), ""),
        )
        for lot in lots
    )  # fmt: skip


def _reason_given(lot: LotPart, given: Mapping[FigureKey, Sequence[ReturnFigure]]) -> str:
    """As it was said last of any of the lot's figures that hold."""
    rows = [given[lot.lot_id, one][-1] for one in lot.counters if (lot.lot_id, one) in given]
    return next((row.reason for row in rows if row.reason), "")


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
    partly: RecordedFigure | None,
) -> ShownFigure:
    name, now = input_of(lot, counter), rows[-1] if rows else None
    value = now.value if now else known.value if known else None
    more_by = UsedInMonth(
        None if known is None else known.value, None if now is None else now.value
    ).returned_more_by
    differs = differs_by(more_by, known) if known and more_by else ""
    if now is not None and partly is not None and now.value != partly.value:
        differs = other_than_partly(now.value - partly.value, partly)
    return ShownFigure(
        str(COUNTER_WORDS[counter]),
        str(NOT_KNOWN) if value is None else plain(value),
        _basis(now, known, partly),
        name,
        typed.get(name, "" if value is None else plain(value)),
        differs,
        marks_waiting and now is not None and now.accepted_at is None,
        tuple(f"{plain(row.value)}: {basis_of_figure(row)}" for row in rows[:-1]),
        problems.get(name, ""),
        value is not None,
        value is None and counter in lot.must_be_told,
    )


def _basis(
    now: ReturnFigure | None, known: RecordedFigure | None, partly: RecordedFigure | None
) -> str:
    if now is not None:
        return basis_of_figure(now)
    if known is not None:
        return basis_of_recorded(known)
    return gettext("nothing is recorded") if partly is None else basis_of_partly(partly)


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
