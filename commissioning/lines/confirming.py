"""The clocks of a line: the last day on which each kind of fact was shown or said to be right.

An event confirms only what it shows:

| event | start dates | vacancies | received |
|---|---|---|---|
| a start, on its day; a place offered or booked, on that day | yes | | |
| a planned group, or how it stands, on the day of saying so | yes | | |
| a statement of places, on the day it was made | yes | | |
| a statement of vacancies that hold on the day it was made | | yes | |
| a referral or a return received, on the day of receipt | | | yes |
| anything else: terms, closures, withdrawals, ends, agreements | | | |

A clock never goes back: an event that is corrected away was told in good faith on its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Date, Update, bindparam, case, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from commissioning.errors import CommissioningError
from commissioning.lines.models import LineFigures
from directory.clock import local_date
from directory.journal import note_before
from directory.services.confirming import ConfirmedAhead
from directory.services.freshness import FactKind

CLOCKS: Final[Mapping[FactKind, str]] = {
    FactKind.START_DATES: "dates_confirmed_on",
    FactKind.VACANCIES: "vacancies_confirmed_on",
}
"""The kinds of fact that each line confirms for itself; the others belong to its service."""

BY_FILE_ALONE_ON: Final[Mapping[FactKind, str]] = {
    FactKind.START_DATES: "dates_by_file_alone_on",
    FactKind.VACANCIES: "vacancies_by_file_alone_on",
}


class NotALinesFact(CommissioningError):
    """The kind of fact is confirmed for the whole service, not line by line."""

    def __init__(self, kind: FactKind) -> None:
        self.kind = kind
        known = " or ".join(f"“{fact}”" for fact in CLOCKS)
        super().__init__(f"“{kind}” is confirmed for a service; of a line confirm {known}.")


_CLOCKS_SHOWN: Final[Mapping[str, str]] = {
    "dates_confirmed_on": "dates_on",
    "vacancies_confirmed_on": "vacancies_on",
    "last_received_on": "received_on",
}
"""Which clock what was shown moves, in the order of `Shown`."""


class Shown(NamedTuple):
    """What was shown of a line, each by the last day on which it was; None: nothing of it."""

    line_id: int
    dates_on: dt.date | None = None
    vacancies_on: dt.date | None = None
    received_on: dt.date | None = None


def confirm_lines(
    session: Session, line_ids: Iterable[int], *, kind: FactKind, on: dt.date, at: dt.datetime
) -> None:
    """The facts of this kind were right on that day; a clock that is later already stays.

    Raises `NotALinesFact`, and `ConfirmedAhead` for a day after that of `at`.
    """
    if kind not in CLOCKS:
        raise NotALinesFact(kind)
    _refuse_ahead(on, at)
    _move(session, CLOCKS[kind], [(line_id, on) for line_id in line_ids], at=at)


def say_whether_by_file_alone(
    session: Session, line_ids: Iterable[int], *, kind: FactKind, on: dt.date, is_alone: bool
) -> None:
    """Of lines whose clock stands at this day: files alone, several times running, moved it there.

    `is_alone` False: a person said so of that day too.
    """
    session.flush()
    figures: Any = LineFigures.__table__
    clock, told = figures.c[CLOCKS[kind]], figures.c[BY_FILE_ALONE_ON[kind]]
    statement = (
        update(figures)
        .where(figures.c.line_id == bindparam("of_line"), clock == bindparam("on", type_=Date))
        .values({told: bindparam("alone_on", type_=Date)})
    )
    rows = [
        {"of_line": key, "on": on, "alone_on": on if is_alone else None} for key in sorted(line_ids)
    ]
    if rows:
        session.connection().execute(statement, rows)
        _forget(session, [row["of_line"] for row in rows])


def move_clocks(session: Session, shown: Iterable[Shown], *, at: dt.datetime) -> None:
    """`confirm_lines` for many lines with a day each, and for what they received."""
    columns = list(zip(*shown, strict=True)) or [()] * (len(_CLOCKS_SHOWN) + 1)
    for clock, days in zip(_CLOCKS_SHOWN, columns[1:], strict=True):
        told = [(key, on) for key, on in zip(columns[0], days, strict=True) if on is not None]
        if told:
            _refuse_ahead(max(on for _, on in told), at)
            _move(session, clock, told, at=at)


def clocks_moved_along(
    session: Session, shown: Sequence[Shown], *, at: dt.datetime
) -> list[dict[str, dt.date | None]]:
    """The same for a statement that sets `later_clocks` beside something else: what it is given of
    each line."""
    for clock, days in zip(
        _CLOCKS_SHOWN, zip(*(one[1:] for one in shown), strict=True), strict=True
    ):
        told = [(one.line_id,) for one, on in zip(shown, days, strict=True) if on is not None]
        if told:
            _refuse_ahead(max(on for on in days if on is not None), at)
            note_before(session, "line_figures", told, [clock])
    return [dict(zip(_CLOCKS_SHOWN.values(), one[1:], strict=True)) for one in shown]


def later_clocks() -> dict[str, ColumnElement[Any]]:
    """Each clock where it stands, or at the day shown if that is later."""
    figures: Any = LineFigures.__table__
    return {
        clock: _later(figures.c[clock], bindparam(name, type_=Date))
        for clock, name in _CLOCKS_SHOWN.items()
    }


def _later(clock: ColumnElement[Any], on: BindParameter[dt.date]) -> ColumnElement[Any]:
    return case((or_(clock.is_(None), clock < on), on), else_=clock)


def move_back(
    session: Session, line_id: int, *, moved: Mapping[str, Any], to: Mapping[str, Any]
) -> None:
    """Clocks that still stand where a file `moved` them stand again where they were.

    Only for a file that is taken back: it never should have shown anything. Days as ISO text.
    """
    figures = session.get_one(LineFigures, line_id)
    for clock in (*CLOCKS.values(), "last_received_on"):
        day = getattr(figures, clock)
        if clock in moved and day is not None and day.isoformat() == moved[clock]:
            before = to[clock]
            setattr(figures, clock, before and dt.date.fromisoformat(before))
    session.flush()


def _refuse_ahead(on: dt.date, at: dt.datetime) -> None:
    if on > local_date(at):
        raise ConfirmedAhead(on)


def _move(
    session: Session, clock: str, told: Sequence[tuple[int, dt.date]], *, at: dt.datetime
) -> None:
    """In the order of the lines' keys, as every writer of figures locks them."""
    if not told:
        return
    session.flush()
    note_before(session, "line_figures", [(key,) for key, _ in told], [clock])
    rows = [{"of_line": key, "shown_on": day, "moved_at": at} for key, day in sorted(told)]
    session.connection().execute(_clock_moved(clock), rows)
    _forget(session, [key for key, _ in told])


@cache
def _clock_moved(clock: str) -> Update:
    figures: Any = LineFigures.__table__
    column = figures.c[clock]
    on = bindparam("shown_on", type_=Date)
    return (
        update(figures)
        .where(figures.c.line_id == bindparam("of_line"), or_(column.is_(None), column < on))
        .values({clock: on, "changed_at": bindparam("moved_at")})
    )


def _forget(session: Session, line_ids: Iterable[Any]) -> None:
    """What the session has loaded of these figures is read anew."""
    for key in line_ids:
        loaded = session.identity_map.get(identity_key(LineFigures, key))
        if loaded is not None:
            session.expire(loaded)
