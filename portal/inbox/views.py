"""A provider's inbox: what it was sent, by what is due, with acts on one and on many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from commissioning.bookings.passed_on import passed_on_days
from commissioning.moves.acting import EVENT_OF, InboxChange, SeenRow, act_on_referrals
from commissioning.moves.errors import ActsRefused
from commissioning.moves.facts import complete_by
from commissioning.moves.headings import Heading
from commissioning.moves.inboxes import inbox_counted, inbox_rows
from commissioning.moves.queries import (
    closed_lately,
    move_cases,
    number_closed,
    references_of,
)
from commissioning.referrals.whose_cases import is_theirs
from directory.accounts.errors import LogInNeeded
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from portal.access import allow, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import whole_number
from portal.case_reader import case_reader
from portal.extensions import db
from portal.inbox.forms import InboxForm, row_pressed, rows_ticked
from portal.inbox.pages import (
    CLOSED,
    ROWS_A_PAGE,
    BesideRows,
    Inbox,
    InboxPage,
    InboxSaid,
    ShownRefusal,
    done_words,
    inbox_page,
    masked,
)
from portal.looking import looking, moment

bp = Blueprint("inbox", __name__)

CLOSED_FOR = dt.timedelta(days=28)


@bp.get("/inbox")
@allow(Act.INBOX_WORK)
def inbox() -> str:
    act, number = request.args.get("done", ""), _number(request.args.get("of"), least=0) or 0
    is_event = act in {one.value for one in EVENT_OF}
    page = _page(InboxSaid(done_words(act, number), was_said=is_event and number > 0))
    return render_template("inbox/inbox.html", page=page, form=InboxForm())


@bp.post("/inbox")
@allow(Act.INBOX_WORK, changes=True)
def act() -> ResponseReturnValue:
    """On the row whose button was pressed, else on all that are ticked: all of them or none."""
    session, today = db.session(), local_date(moment())
    pressed = row_pressed(request.form, today=today)
    form = InboxForm() if pressed else InboxForm(request.form)
    rows = [pressed[0]] if pressed else rows_ticked(request.form)
    if pressed is None and (not form.validate() or not rows):
        return _refused(form, problem="" if rows else gettext("Tick the referrals first."))
    change = pressed[1] if pressed else form.change(today=today)
    try:
        number = _recorded(session, rows, change)
    except ActsRefused as refusal:
        session.rollback()
        return _refused(form, refused=_refusals(session, refusal), problem=str(refusal))
    session.commit()
    heading = request.form.get("heading", "")
    return redirect(f"/inbox?heading={_known(heading)}&done={change.act.value}&of={number}", 303)


def _recorded(session: Session, rows: Sequence[SeenRow], change: InboxChange) -> int:
    such = is_theirs(case_reader())
    return act_on_referrals(session, rows, change, such=such, by=_who_acts(), at=moment())


def _who_acts() -> Person:
    """Raises `LogInNeeded`."""
    person = looking().person
    if person is None:
        raise LogInNeeded("Log in to see this page.")
    return person


def _refused(
    form: InboxForm, *, problem: str = "", refused: tuple[ShownRefusal, ...] = ()
) -> ResponseReturnValue:
    """The same page with what was typed and ticked; nothing is kept."""
    ticked = request.form.getlist("referral")
    page = _page(InboxSaid(ticked=ticked, refused=refused, problem=problem))
    return render_template("inbox/inbox.html", page=page, form=form), 422


def _refusals(session: Session, refusal: ActsRefused) -> tuple[ShownRefusal, ...]:
    """Each by the last figures of its reference."""
    known = references_of(session, [one.public_id for one in refusal.refused])
    return tuple(
        ShownRefusal(masked(known.get(one.public_id)), str(one.refusal)) for one in refusal.refused
    )


def _page(said: InboxSaid) -> InboxPage:
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    such, since = is_theirs(case_reader()), today - CLOSED_FOR
    counted = inbox_counted(session, such, today=today)
    found = Inbox(counted.numbers, number_closed(session, such, since=since))
    asked = request.form if request.method == "POST" else request.args
    heading = found.opened(asked.get("heading", ""))
    page = _number(asked.get("page")) or 1
    moves = (
        []
        if heading == CLOSED
        else inbox_rows(
            session, such, counted, Heading(heading), first=(page - 1) * ROWS_A_PAGE,
            most=ROWS_A_PAGE, today=today,
        )
    )  # fmt: skip
    keys = [one.referral_id for one in moves]
    ended = (
        closed_lately(session, such, sight, since=since, most=ROWS_A_PAGE, page=page)
        if heading == CLOSED
        else []
    )
    shown = inbox_page(
        found, heading, moves, move_cases(session, keys, sight),
        BesideRows(complete_by(session, keys), passed_on_days(session, keys, today=today)),
        ended=ended, page=page, today=today, as_at=moment(), said=said,
    )  # fmt: skip
    if keys or ended:
        _record(session, {"list": "inbox", "heading": heading, "cases": len(keys) + len(ended)})
    return shown


def _record(session: Session, of: dict[str, object]) -> None:
    """What a refused form shows again is recorded in its own transaction, which keeps no more.

    All is read before: the connection that read it records, and need not read it again next time,
    as it would if another had written.
    """
    if request.method != "POST":
        session.close()
        record_reading(at=moment(), of=of)
        return
    record_act(session, Act.REFERRAL_READ, "referral", by=_who_acts(), at=moment(), after=of)
    session.commit()


def _number(typed: str | None, *, least: int = 1) -> int | None:
    return whole_number(typed, least=least, most=999)


def _known(heading: str) -> str:
    return Inbox(dict.fromkeys(Heading, 0), 0).opened(heading)
