"""A provider answers a month: it is right, nothing happened, or this differs; signs and sends it.

A figure that changes, or a file that takes the place of another, takes the signature with it, and
a return that was sent comes back to whoever changes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy.orm import Session

from commissioning.returns.derived import (
    FigureKey,
    RecordedFigure,
    partly_recorded,
    recorded_figures,
)
from commissioning.returns.errors import FiguresUnfit, LastMonthsFigures, ReturnRefused
from commissioning.returns.figures import (
    as_recorded,
    input_of,
    nothing_happened,
    told_figures,
    untold_lots,
    without_repeated,
)
from commissioning.returns.models import FigureBasis, MonthlyReturn
from commissioning.returns.moving import Given, give, move, refuse_month, refuse_moved
from commissioning.returns.parts import LotPart, part_of
from commissioning.returns.queries import figures_in_force, needs_two, return_before
from commissioning.returns.states import ReturnAct, Side
from commissioning.returns.words import refuse_reasons
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person


def say_it_is_right(
    session: Session,
    one: MonthlyReturn,
    *,
    seen: int,
    by: Person,
    at: dt.datetime,
    nothing_on: Collection[str] = (),
) -> None:
    """Whatever stands there, of which nothing else was said yet.

    `nothing_on`: public ids of the lots of which the same word says that nothing happened: those
    that were shown as quiet. One that is quiet no more refuses the whole. Raises `FiguresUnfit`.
    """
    refuse_moved(session, one, seen)
    lots, recorded = _lots_and_recorded(session, one)
    known = figures_in_force(session, [one.id])[one.id]
    told = {key: given for key, given in as_recorded(lots, recorded).items() if key not in known}
    if nothing_on:
        partly = partly_recorded(session, lots, one.month, recorded)
        quiet = untold_lots(lots, known, recorded, partly=partly).quiet
        told |= nothing_happened(_named(lots, quiet, nothing_on), {})
    _refuse_missing(lots, {**known, **told})
    _answer(session, one, told, seen=seen, by=by, at=at)


def say_nothing_happened(
    session: Session, one: MonthlyReturn, *, seen: int, by: Person, at: dt.datetime
) -> None:
    """No events in the month; nobody's waiting ends by it. Raises `FiguresUnfit`."""
    lots, recorded = _lots_and_recorded(session, one)
    told = nothing_happened(lots, recorded | partly_recorded(session, lots, one.month, recorded))
    _answer(session, one, told, seen=seen, by=by, at=at)


def state_figures(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, float],
    *,
    reasons: Mapping[int, str],
    seen: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """What is left out, or comes back as it stood, stays as it stood, also as it is recorded.

    Raises `FiguresUnfit`.
    """
    lots, recorded = _lots_and_recorded(session, one)
    refuse_reasons(session, lots, reasons)
    at_least = partly_recorded(session, lots, one.month, recorded)
    given = told_figures(lots, told, recorded, reasons=reasons, at_least=at_least)
    standing = figures_in_force(session, [one.id])[one.id]
    given = without_repeated(given, standing, recorded, at_least)
    _answer(session, one, given, seen=seen, by=by, at=at)


def state_by_file(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, float],
    *,
    reasons: Mapping[int, str],
    is_sure: bool,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """A file in place of whatever was said, even if it says the same: the signature goes.

    Raises `FiguresUnfit`, `LastMonthsFigures`.
    """
    lots, recorded = _lots_and_recorded(session, one)
    refuse_reasons(session, lots, reasons)
    given = told_figures(
        lots, told, recorded, reasons=reasons, basis=FigureBasis.FILE,
        at_least=partly_recorded(session, lots, one.month, recorded),
    )  # fmt: skip
    before = return_before(session, one)
    if before is not None and not is_sure:
        last = figures_in_force(session, [before.id])[before.id]
        same = all(key in last and last[key].value == value for key, value in told.items())
        is_recorded = all(key in recorded and recorded[key].value == told[key] for key in told)
        if same and any(told.values()) and not is_recorded:
            raise LastMonthsFigures(one.month, before.month)
    _answer(session, one, given, seen=seen, by=by, at=at)


def sign(session: Session, one: MonthlyReturn, *, seen: int, by: Person, at: dt.datetime) -> None:
    """Somebody else than whoever changed the figures last."""
    if one.prepared_by_id == by.id:
        raise ReturnRefused("A second person signs: you changed the figures last.")
    facts: dict[str, object] = {"signed_by_id": by.id, "signed_at": at}
    move(session, one, ReturnAct.SIGN, side=Side.PROVIDER, seen=seen, by=by, at=at, facts=facts)
    record_act(session, Act.RETURN_SIGN, one, by=by, at=at, after={"version": one.version})


def send(session: Session, one: MonthlyReturn, *, seen: int, by: Person, at: dt.datetime) -> None:
    """Raises `AgreementOver`, `FiguresUnfit`, `ReturnRefused` where a signature is missing."""
    refuse_month(session, one.agreement, one.month)
    lots = part_of(session, one.agreement, one.provider_id)
    _refuse_missing(lots, figures_in_force(session, [one.id])[one.id])
    if needs_two(session, one.provider_id) and one.signed_by_id is None:
        raise ReturnRefused("A second person of your organisation signs it before it is sent.")
    facts: dict[str, object] = {"sent_by_id": by.id, "sent_at": at, "told_by": None}
    move(session, one, ReturnAct.SEND, side=Side.PROVIDER, seen=seen, by=by, at=at, facts=facts)
    record_act(session, Act.RETURN_SUBMIT, one, by=by, at=at, after={"version": one.version})


def _answer(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, Given],
    *,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> None:
    refuse_month(session, one.agreement, one.month)
    facts: dict[str, object] = {"prepared_by_id": by.id, "signed_by_id": None, "signed_at": None}
    facts |= {"sent_by_id": None, "sent_at": None}
    move(session, one, ReturnAct.ANSWER, side=Side.PROVIDER, seen=seen, by=by, at=at, facts=facts)
    added = give(session, one, told, by=by, at=at)
    record_act(session, Act.RETURN_ANSWER, one, by=by, at=at, after={"figures": len(added)})
    session.flush()


def _named(
    lots: Iterable[LotPart], quiet: Collection[LotPart], named: Collection[str]
) -> list[LotPart]:
    """Raises `FiguresUnfit` where a lot that was named is not quiet, or not of this part."""
    problems = {
        input_of(lot, lot.counters[0]): f"{lot.name}: something was recorded or said of the month"
        " since you opened this page. Look at it, and answer again"
        for lot in lots
        if lot.public_id in named and lot not in quiet
    }
    if not problems and not set(named) <= {lot.public_id for lot in quiet}:
        problems = {"": "A line that was named is no longer part of this return. Answer again."}
    if problems:
        raise FiguresUnfit(problems)
    return [lot for lot in quiet if lot.public_id in named]


def _lots_and_recorded(
    session: Session, one: MonthlyReturn
) -> tuple[tuple[LotPart, ...], dict[FigureKey, RecordedFigure]]:
    lots = part_of(session, one.agreement, one.provider_id)
    return lots, recorded_figures(session, lots, one.month)


def _refuse_missing(lots: tuple[LotPart, ...], known: Mapping[FigureKey, object]) -> None:
    missing = {
        input_of(lot, counter): f"{lot.name}: enter how many {counter.value}, 0 where nobody did"
        for lot in lots
        for counter in lot.must_be_told
        if (lot.lot_id, counter) not in known
    }
    if missing:
        raise FiguresUnfit(missing)
