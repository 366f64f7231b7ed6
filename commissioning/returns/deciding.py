"""The commissioner's side: told by telephone, accepted or sent back; and corrections by either.

Whoever sent, told or corrected a figure does not accept it. A correction adds a figure that names
its reason; the other figures stay accepted, and the value that was accepted goes on counting until
the new one is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from commissioning.returns.derived import FigureKey, recorded_figures
from commissioning.returns.errors import FiguresUnfit, ReturnRefused
from commissioning.returns.figures import input_of, told_figures
from commissioning.returns.models import FigureBasis, MonthlyReturn, ReturnFigure, ReturnState
from commissioning.returns.moving import give, move, refuse_month
from commissioning.returns.parts import part_of
from commissioning.returns.queries import figures_in_force, needs_two
from commissioning.returns.states import ReturnAct, Side
from commissioning.returns.words import refuse_speaker, refuse_words
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

SAY_WHY = "Say why, so that whoever reads it later knows."


def report_by_telephone(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, float],
    *,
    told_by: str,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> list[ReturnFigure]:
    """What the provider said; it is as if sent by whoever wrote it down. Raises `FiguresUnfit`."""
    refuse_month(session, one.agreement, one.month)
    lots = part_of(session, one.agreement, one.provider_id)
    refuse_speaker(session, lots, told_by)
    missing = {
        input_of(lot, counter): f"{lot.name}: enter how many {counter.value}, 0 where nobody did"
        for lot in lots
        for counter in lot.must_be_told
        if (lot.lot_id, counter) not in told
    }
    if missing:
        raise FiguresUnfit(missing)
    recorded = recorded_figures(session, lots, one.month)
    reasons = dict.fromkeys((lot.lot_id for lot in lots), f"Told by telephone by {told_by}")
    given = told_figures(lots, told, recorded, reasons=reasons, basis=FigureBasis.TELEPHONE)
    facts: dict[str, object] = {
        "sent_by_id": by.id,
        "sent_at": at,
        "told_by": told_by,
        "prepared_by_id": by.id,
    }
    facts |= {"signed_by_id": None, "signed_at": None}
    move(
        session, one, ReturnAct.REPORT, side=Side.COMMISSIONER, seen=seen, by=by, at=at, facts=facts
    )
    added = give(session, one, given, by=by, at=at)
    record_act(session, Act.RETURN_REPORT, one, by=by, at=at, after={"figures": len(added)})
    session.flush()
    return added


def accept(session: Session, one: MonthlyReturn, *, seen: int, by: Person, at: dt.datetime) -> None:
    """Each figure that nobody has accepted yet. Raises `ReturnRefused` for its author."""
    waiting = figures_waiting(session, one)
    _refuse_author(session, one, waiting, by)
    move(session, one, ReturnAct.ACCEPT, side=Side.COMMISSIONER, seen=seen, by=by, at=at)
    for figure in waiting:
        figure.accepted_at, figure.accepted_by_id = at, by.id
    record_act(session, Act.RETURN_APPROVE, one, by=by, at=at, after={"figures": len(waiting)})
    session.flush()


def send_back(
    session: Session, one: MonthlyReturn, *, reason: str, seen: int, by: Person, at: dt.datetime
) -> None:
    """To the provider, with what is to be changed; a correction stays one."""
    if not reason.strip():
        raise ReturnRefused(SAY_WHY)
    lots = part_of(session, one.agreement, one.provider_id)
    refuse_words(session, lots, {"back": reason})
    move(
        session, one, ReturnAct.SEND_BACK, side=Side.COMMISSIONER, seen=seen, by=by, at=at,
        reason=reason,
    )  # fmt: skip
    record_act(session, Act.RETURN_SEND_BACK, one, by=by, at=at, after={"reason": reason})
    session.flush()


def correct(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, float],
    *,
    reason: str,
    side: Side,
    seen: int,
    by: Person,
    at: dt.datetime,
) -> list[ReturnFigure]:
    """What differs from what holds is added. Raises `FiguresUnfit`, `ReturnRefused`."""
    if not reason.strip():
        raise ReturnRefused(SAY_WHY)
    lots = part_of(session, one.agreement, one.provider_id)
    refuse_words(session, lots, {"why": reason})
    known = figures_in_force(session, [one.id])[one.id]
    changed = {
        key: value for key, value in told.items() if key not in known or known[key].value != value
    }
    if not changed:
        raise ReturnRefused("Nothing differs from what was sent: change a figure first.")
    reasons = dict.fromkeys((lot.lot_id for lot in lots), reason)
    recorded = recorded_figures(session, lots, one.month)
    given = told_figures(lots, changed, recorded, reasons=reasons)
    facts: dict[str, object] = {"signed_by_id": None, "signed_at": None}
    facts |= {"prepared_by_id": by.id} if side is Side.PROVIDER else {}
    move(
        session, one, ReturnAct.CORRECT, side=side, seen=seen, by=by, at=at, reason=reason,
        facts=facts,
    )  # fmt: skip
    before = {_named(key): known[key].value for key in given if key in known}
    added = give(session, one, given, by=by, at=at)
    after = {_named(key): value.value for key, value in given.items()} | {"reason": reason}
    record_act(session, Act.RETURN_CORRECT, one, by=by, at=at, before=before, after=after)
    session.flush()
    return added


def figures_waiting(session: Session, one: MonthlyReturn) -> list[ReturnFigure]:
    """Those that hold and that nobody has accepted."""
    known = figures_in_force(session, [one.id])[one.id]
    return [figure for figure in known.values() if figure.accepted_at is None]


def _refuse_author(
    session: Session, one: MonthlyReturn, waiting: list[ReturnFigure], by: Person
) -> None:
    authors = {figure.given_by_id for figure in waiting}
    if one.state is ReturnState.SENT:
        authors.add(one.sent_by_id or 0)
    if by.id in authors:
        raise ReturnRefused("Somebody else accepts it: you sent it or gave a figure of it.")
    is_providers = one.state is ReturnState.CORRECTING and one.prepared_by_id in authors
    if is_providers and needs_two(session, one.provider_id) and one.signed_by_id is None:
        raise ReturnRefused("It waits for a second person of the provider to sign the correction.")


def _named(key: FigureKey) -> str:
    return f"{key[1].value} of lot {key[0]}"
