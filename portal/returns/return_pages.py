"""One return, as whoever asks may see it: put together from what is given, recorded and bought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import request
from sqlalchemy.orm import Session

from commissioning.returns.derived import (
    FigureKey,
    RecordedFigure,
    partly_recorded,
    recorded_figures,
)
from commissioning.returns.errors import FiguresUnfit, LastMonthsFigures
from commissioning.returns.figures import UntoldLots, untold_lots
from commissioning.returns.meaning import expected_in_month, has_price, money_in_month
from commissioning.returns.models import (
    USUAL_WORKING_DAY,
    MonthlyReturn,
    ReturnFigure,
    ReturnMove,
    ReturnState,
)
from commissioning.returns.months import last_day_of
from commissioning.returns.parts import LotPart, part_of
from commissioning.returns.queries import (
    TO_ACCEPT,
    WITH_PROVIDER,
    arrangement_of,
    figures_given,
    figures_in_force,
    moves_of,
    needs_two,
    returns_beside,
    returns_of_year,
    share_untyped,
)
from commissioning.returns.states import ReturnAct, Side, may_be_done
from directory.acts import Act
from directory.clock import local_date
from portal.asking.onlooker import sight_of_reader
from portal.formatting import in_words
from portal.formatting import month as month_in_words
from portal.looking import looking, moment
from portal.returns.figure_words import STATE_WORDS, shown_move, untyped_words
from portal.returns.pages import (
    MayDo,
    MonthBefore,
    PartsTable,
    ReturnPage,
    ShownLot,
    as_cells,
    counters_shown,
    headings_of,
    parts_table,
    shown_lots,
    sums_of,
)
from portal.returns.whose import own_providers, side, who_acts

ENDS_BEING_SENT_BACK: Final = frozenset(ReturnAct) - {ReturnAct.ANSWER, ReturnAct.SIGN}
NOT_YET_SENT = (ReturnState.NOT_STARTED, ReturnState.STARTED)

Rows = Mapping[FigureKey, list[ReturnFigure]]


@dataclass(frozen=True, slots=True)
class Looked:
    """A return with what belongs to it; `is_own`: who asks may answer it."""

    one: MonthlyReturn
    lots: tuple[LotPart, ...]
    given: Rows
    recorded: Mapping[FigureKey, RecordedFigure]
    side: Side
    is_own: bool
    needs_two: bool
    partly: Mapping[FigureKey, RecordedFigure]

    @property
    def reads_figures(self) -> bool:
        """A prime reads its subcontractor's once they are sent."""
        return self.is_own or self.side is Side.COMMISSIONER or not self.is_unsent

    @property
    def is_unsent(self) -> bool:
        return self.one.state in NOT_YET_SENT

    @property
    def has_happened(self) -> bool:
        said = (rows[-1].value for rows in self.given.values())
        recorded = (known.value for known in self.recorded.values())
        return bool(self.partly) or any(recorded) or any(said)

    @property
    def untold(self) -> UntoldLots:
        return untold_lots(self.lots, self.given, self.recorded, partly=self.partly)

    def has_all(self, *known: Mapping[FigureKey, object]) -> bool:
        return all(
            any((lot.lot_id, counter) in some for some in known)
            for lot in self.lots
            for counter in lot.must_be_told
        )


def return_page(
    session: Session,
    one: MonthlyReturn,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    asks_sure: bool = False,
) -> ReturnPage:
    """`problems` by the input at fault, "" for the whole; `asks_sure`: a file is last month's."""
    looked = _look(session, one)
    today, is_provider = local_date(moment()), looked.side is Side.PROVIDER
    counters = counters_shown(looked.lots)
    arranged = arrangement_of(session, one.agreement_id, one.provider_id)
    own_business = looked.is_own or not is_provider
    figures = [rows[-1] for rows in looked.given.values()]
    moves = moves_of(session, one) if own_business else ()
    return ReturnPage(
        public_id=str(one.public_id),
        seen=one.version,
        title=one.agreement.title,
        provider=one.provider.name,
        month=month_in_words(one.month),
        due=in_words(one.due_on),
        is_overdue=one.state in WITH_PROVIDER and one.due_on < today,
        state=str(STATE_WORDS[one.state]),
        waits_for=_waits_for(looked),
        lots=_lots(session, looked, typed or {}, problems or {}),
        untold=looked.untold,
        first_day=_first_day(looked),
        last_day=_last_day(looked),
        may=_may_do(looked),
        sent_back=_sent_back(moves),
        moves=tuple(map(shown_move, moves)),
        year=_year(session, looked),
        year_headings=headings_of(counters),
        has_price=has_price(session, one.agreement_id, on=today, sight=sight_of_reader()),
        is_complete=looked.has_all(looked.given, looked.recorded),
        needs_two=looked.needs_two,
        untyped=untyped_words(share_untyped(figures), len(figures)),
        parts=_parts(session, looked),
        told_by=one.told_by or "" if own_business else "",
        due_working_day=USUAL_WORKING_DAY if arranged is None else arranged.due_working_day,
        done=request.args.get("done", ""),
        problems=problems or {},
        asks_sure=asks_sure,
        typed=typed or {},
    )


def problems_of(refusal: Exception) -> dict[str, str]:
    """By the input at fault; what concerns the whole stands under no name."""
    return (
        refusal.problems
        if isinstance(refusal, FiguresUnfit)
        else {"file" if isinstance(refusal, LastMonthsFigures) else "": str(refusal)}
    )


def _look(session: Session, one: MonthlyReturn) -> Looked:
    lots = part_of(session, one.agreement, one.provider_id)
    here, is_own = side(), one.provider_id in own_providers()
    recorded = recorded_figures(session, lots, one.month)
    looked = Looked(
        one,
        lots,
        figures_given(session, [one.id])[one.id],
        recorded,
        here,
        is_own,
        needs_two(session, one.provider_id),
        partly_recorded(session, lots, one.month, recorded),
    )
    if is_own or not looked.is_unsent:
        return looked
    if here is Side.COMMISSIONER:
        return replace(looked, given={})
    return replace(looked, given={}, recorded={}, partly={})


def _lots(
    session: Session, looked: Looked, typed: Mapping[str, str], problems: Mapping[str, str]
) -> tuple[ShownLot, ...]:
    if not looked.reads_figures:
        return ()
    one = looked.one
    whole = [lot.lot_id for lot in looked.lots if lot.line_id is not None or one.is_primes]
    expected = expected_in_month(session, whole, one.month, to=_end_of(looked))
    money = money_in_month(
        session,
        one.agreement_id,
        [volume for volumes in expected.values() for volume in volumes],
        _values(looked),
        {key: known.value for key, known in looked.recorded.items()},
        month=one.month,
        on=local_date(moment()),
        sight=sight_of_reader(),
    )
    return shown_lots(
        looked.lots,
        looked.given,
        looked.recorded,
        expected,
        month=one.month,
        marks_waiting=one.state is ReturnState.CORRECTING,
        typed=typed,
        problems=problems,
        money=money,
        partly=looked.partly,
    )


def _sent_back(moves: Sequence[ReturnMove]) -> str:
    """By whom and why, until it is sent or corrected again."""
    last = next((move for move in reversed(moves) if move.act in ENDS_BEING_SENT_BACK), None)
    return shown_move(last) if last is not None and last.act == ReturnAct.SEND_BACK else ""


def _end_of(looked: Looked) -> dt.date | None:
    """The last day of its agreement, where the month has days after it."""
    end = min((lot.ends_on for lot in looked.lots if lot.ends_on is not None), default=None)
    return end if end is not None and end < last_day_of(looked.one.month) else None


def _first_day(looked: Looked) -> str:
    """The first day of its agreement, where the month has days before it."""
    days = (lot.starts_on for lot in looked.lots if lot.starts_on is not None)
    start = max(days, default=None)
    return in_words(start) if start is not None and start > looked.one.month else ""


def _last_day(looked: Looked) -> str:
    end = _end_of(looked)
    return "" if end is None else in_words(end)


def _values(looked: Looked) -> dict[FigureKey, float]:
    """As they were given, else as they are recorded."""
    recorded = {key: known.value for key, known in looked.recorded.items()}
    return recorded | {key: rows[-1].value for key, rows in looked.given.items()}


def _may_do(looked: Looked) -> MayDo:
    one, who = looked.one, looking()

    def may(act: ReturnAct, permission: Act) -> bool:
        return who.may(permission) and may_be_done(one.state, act, looked.side)

    if looked.side is Side.COMMISSIONER:
        return MayDo(
            accept=may(ReturnAct.ACCEPT, Act.RETURN_APPROVE) and not _is_author(looked),
            send_back=may(ReturnAct.SEND_BACK, Act.RETURN_APPROVE),
            correct=may(ReturnAct.CORRECT, Act.RETURN_CORRECT),
            report=may(ReturnAct.REPORT, Act.RETURN_CORRECT),
            arrange=who.may(Act.RETURN_ARRANGE),
        )
    if not looked.is_own:
        return MayDo()
    answers = may(ReturnAct.ANSWER, Act.RETURN_SUBMIT)
    is_here = one.state in WITH_PROVIDER
    is_signed = one.signed_by_id is not None
    given = looked.has_all(looked.given)
    return MayDo(
        answer=answers,
        takes_back=answers and not is_here,
        say_right=answers
        and is_here
        and not given
        and looked.has_all(looked.given, looked.recorded),
        right_and_nothing=answers
        and is_here
        and looked.has_happened
        and bool(looked.untold.quiet)
        and not looked.untold.begun,
        say_nothing=answers and is_here and not looked.has_happened,
        sign=may(ReturnAct.SIGN, Act.RETURN_SUBMIT)
        and looked.needs_two
        and not is_signed
        and given
        and one.prepared_by_id != who_acts().id,
        send=may(ReturnAct.SEND, Act.RETURN_SUBMIT)
        and given
        and (is_signed or not looked.needs_two),
        correct=may(ReturnAct.CORRECT, Act.RETURN_SUBMIT),
    )


def _is_author(looked: Looked) -> bool:
    """Who sent it or gave a figure of it that waits; somebody else decides."""
    me = who_acts().id
    waits = [rows[-1] for rows in looked.given.values() if rows[-1].accepted_at is None]
    is_sender = looked.one.state is ReturnState.SENT and looked.one.sent_by_id == me
    return is_sender or any(figure.given_by_id == me for figure in waits)


def _waits_for(looked: Looked) -> str:
    one = looked.one
    if one.state in TO_ACCEPT and looked.side is Side.COMMISSIONER and _is_author(looked):
        return "second"
    if not looked.is_own or not looked.needs_two or one.signed_by_id is not None:
        return ""
    is_ready = one.state in (ReturnState.STARTED, ReturnState.SENT_BACK, ReturnState.CORRECTING)
    mine = one.prepared_by_id == who_acts().id
    return "signature" if is_ready and mine and looked.has_all(looked.given) else ""


def _year(session: Session, looked: Looked) -> tuple[MonthBefore, ...]:
    """Also beside one that is not sent yet: a prime reads those that were."""
    rows = returns_of_year(session, looked.one)
    known = figures_in_force(session, [row.id for row in rows])
    counters = counters_shown(looked.lots)
    is_theirs = looked.is_own or looked.side is Side.COMMISSIONER
    return tuple(
        MonthBefore(
            month_in_words(row.month),
            f"/returns/{row.public_id}",
            str(STATE_WORDS[row.state]),
            as_cells(
                sums_of(
                    known[row.id].values()
                    if looked.is_own or row.state not in NOT_YET_SENT
                    else (),
                    counters,
                )
            ),
        )
        for row in rows
        if is_theirs or row.state not in NOT_YET_SENT
    )


def _parts(session: Session, looked: Looked) -> PartsTable | None:
    """For the prime on its own return, and for whoever commissions."""
    one = looked.one
    if looked.side is Side.PROVIDER and not (looked.is_own and one.is_primes):
        return None
    beside = returns_beside(session, one)
    if len(beside) < 2:
        return None
    counters = counters_shown(looked.lots)
    known = figures_in_force(session, [part.id for part in beside])
    return parts_table(
        [
            (
                part,
                None if part.state in NOT_YET_SENT else sums_of(known[part.id].values(), counters),
            )
            for part in beside
        ],
        counters,
    )
