"""A provider's own groups: planned, moved, cancelled, and that undone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commissioning.bookings.cards import groups_of_lines
from commissioning.desk.own_lines import is_own_line
from commissioning.errors import CommissioningError
from commissioning.lines.models import Line
from commissioning.registers.cancelling import cancel_group, revive_group
from commissioning.registers.own_groups import (
    OwnGroup,
    group_within,
    line_within,
    own_groups,
    own_lines,
)
from commissioning.registers.planning import new_group, plan_group, postpone_group
from commissioning.registers.queries import cancellation_of, days_of_line
from commissioning.registers.telling import (
    ToldOf,
    tell_cancelled,
    tell_holders_cancelled,
    tell_holders_revived,
    tell_moved,
    tell_revived,
)
from commissioning.timing.open_days import OpenDays
from directory.accounts.errors import NotAllowed
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.models import Person
from portal.access import allow
from portal.addressed import address_of
from portal.asking.onlooker import sight_of_reader
from portal.asking.typed import whole_number
from portal.extensions import db
from portal.groups.bought_pages import A_PAGE, bought_page
from portal.groups.forms import NewGroupForm, PlanForm, PostponeForm, plan_form
from portal.groups.pages import group_page, groups_page
from portal.looking import looking, moment

bp = Blueprint("groups", __name__)

DONE: Final = ("planned", "moved", "cancelled", "undone", "same")


@bp.get("/groups")
@allow(Act.GROUP_READ)
def index() -> str:
    """A provider's own, to be worked on; to whoever buys them a list."""
    if not looking().may(Act.GROUP_PLAN):
        return _bought()
    session, today = db.session(), _today()
    groups = own_groups(session, sight_of_reader(), today=today)
    lines = own_lines(session, sight_of_reader(), today=today)
    days = _days(groups)
    page = groups_page(groups, lines, days, today=today, done=_done())
    return render_template("groups/index.html", page=page)


def _bought() -> str:
    sight = sight_of_reader()
    number = whole_number(request.args.get("page"), most=999) or 1
    found, total = groups_of_lines(
        db.session(), is_own_line(sight), sight=sight, at=moment(), first=(number - 1) * A_PAGE,
        most=A_PAGE,
    )  # fmt: skip
    may_rule, may_raise = looking().may(Act.PLACE_RULE_STATE), looking().may(Act.GROUP_ENLARGE)
    page = bought_page(
        found, total, page=number, as_at=moment(), may_rule=may_rule, may_raise=may_raise
    )
    return render_template("groups/bought.html", page=page)


@bp.get("/groups/new")
@allow(Act.GROUP_PLAN)
def new() -> str:
    form = NewGroupForm()
    form.offer_lines(own_lines(db.session(), sight_of_reader(), today=_today()))
    return render_template("groups/plan.html", form=form, group=None)


@bp.post("/groups/new")
@allow(Act.GROUP_PLAN, changes=True)
def add() -> ResponseReturnValue:
    session, form = db.session(), NewGroupForm(request.form)
    form.offer_lines(own_lines(session, sight_of_reader(), today=_today()))
    if not form.validate():
        return render_template("groups/plan.html", form=form, group=None), 422
    line = _line(form.line.data)
    try:
        group = new_group(
            session, line, external_id=form.reference.data or "", start=form.start.data or _today(),
            places=int(form.places.data or 0), template=form.template, minimum=form.minimum,
            by=_person(), at=moment(),
        )  # fmt: skip
    except CommissioningError as refused:
        form.refuse(refused, "reference")
        return render_template("groups/plan.html", form=form, group=None), 422
    session.commit()
    return redirect(f"/groups/{group.public_id}?done=planned", 303)


@bp.get("/groups/<uuid:group_id>")
@allow(Act.GROUP_PLAN)
def group(group_id: uuid.UUID) -> str:
    return _page(_group(group_id), PostponeForm())


@bp.get("/groups/<uuid:group_id>/plan")
@allow(Act.GROUP_PLAN)
def edit(group_id: uuid.UUID) -> str:
    known = _group(group_id)
    return render_template("groups/plan.html", form=plan_form(known), group=known.group)


@bp.post("/groups/<uuid:group_id>/plan")
@allow(Act.GROUP_PLAN, changes=True)
def plan(group_id: uuid.UUID) -> ResponseReturnValue:
    session, known, form = db.session(), _group(group_id), PlanForm(request.form)
    form.offer()
    if not form.validate():
        return render_template("groups/plan.html", form=form, group=known.group), 422
    try:
        plan_group(
            session, known.group, places=int(form.places.data or 0), template=form.template,
            minimum=form.minimum, by=_person(), at=moment(),
        )  # fmt: skip
    except CommissioningError as refused:
        form.refuse(refused, "places")
        return render_template("groups/plan.html", form=form, group=known.group), 422
    session.commit()
    return redirect(f"/groups/{group_id}?done=planned", 303)


@bp.post("/groups/<uuid:group_id>/postpone")
@allow(Act.GROUP_PLAN, changes=True)
def postpone(group_id: uuid.UUID) -> ResponseReturnValue:
    """Those booked are told in the same transaction: once, or not at all."""
    session, known, form = db.session(), _group(group_id), PostponeForm(request.form)
    to = form.to.data if form.validate() else None
    if to is None:
        return _page(known, form), 422
    try:
        has_moved = postpone_group(session, known.group, to=to, by=_person(), at=moment())
    except CommissioningError as refused:
        form.refuse(refused)
        return _page(known, form), 422
    if not has_moved:
        return redirect(f"/groups/{group_id}?done=same", 303)
    told = tell_moved(session, known.group, start=to, look=_look(), at=moment())
    session.commit()
    return _told(group_id, "moved", told)


@bp.post("/groups/<uuid:group_id>/cancel")
@allow(Act.GROUP_PLAN, changes=True)
def cancel(group_id: uuid.UUID) -> ResponseReturnValue:
    return _turned(group_id, cancel_group, tell_cancelled, tell_holders_cancelled, "cancelled")


@bp.post("/groups/<uuid:group_id>/undo")
@allow(Act.GROUP_PLAN, changes=True)
def undo(group_id: uuid.UUID) -> ResponseReturnValue:
    return _turned(group_id, revive_group, tell_revived, tell_holders_revived, "undone")


def _turned(
    group_id: uuid.UUID,
    turn: Callable[..., list[int] | None],
    tell: Callable[..., ToldOf],
    tell_holders: Callable[..., int],
    done: str,
) -> ResponseReturnValue:
    """A second click finds it done and tells nobody."""
    session, known = db.session(), _group(group_id)
    try:
        people = turn(session, known.group, by=_person(), at=moment())
    except CommissioningError as refused:
        form = PostponeForm()
        form.refuse(refused)
        return _page(known, form), 422
    if people is None:
        return redirect(f"/groups/{group_id}?done=same", 303)
    told = tell(session, people, look=_look(), at=moment())
    tell_holders(session, known.group, look=address_of("holds.index"), at=moment())
    session.commit()
    return _told(group_id, done, told)


def _told(group_id: uuid.UUID, done: str, told: ToldOf) -> ResponseReturnValue:
    query = f"?done={done}&told={told.told}&people={told.people}"
    return redirect(f"/groups/{group_id}{query}", 303)


def _page(known: OwnGroup, form: PostponeForm) -> str:
    session = db.session()
    page = group_page(
        known,
        _days([known])[known.group.line_id],
        cancellation_of(session, known.group.id),
        today=_today(),
        done=_done(),
    )
    return render_template("groups/group.html", page=page, form=form)


def _done() -> str:
    """What was done, in words; numbers in the address are read as numbers alone."""
    done = request.args.get("done", "")
    if done not in DONE:
        return ""
    told, people = (request.args.get(name, 0, type=int) for name in ("told", "people"))
    words = {
        "planned": gettext("Saved."),
        "moved": gettext("The sessions moved. Everybody booked keeps their place."),
        "cancelled": gettext("The group is cancelled. Whoever was booked is back in their turn."),
        "undone": gettext("The group runs after all."),
        "same": gettext("That was so already; nothing changed."),
    }[done]
    if not people:
        return str(words)
    told_of = gettext(
        "Booked: %(people)s. Whoever referred %(told)s of them is told by e-mail.",
        told=told,
        people=people,
    )
    if (told or 0) < people:
        told_of += " " + gettext("The others were referred without an account here: ring them.")
    return f"{words} {told_of}"


def _days(groups: Iterable[OwnGroup]) -> dict[int, OpenDays]:
    """By line, from the first session that any of its groups has."""
    since: dict[int, dt.date] = {}
    for one in groups:
        first = min([one.stands.current_start, *(day.on_date for day in one.sessions)])
        since[one.group.line_id] = min(first, since.get(one.group.line_id, first))
    session = db.session()
    return {line_id: days_of_line(session, line_id, since=day) for line_id, day in since.items()}


def _group(group_id: uuid.UUID) -> OwnGroup:
    return group_within(db.session(), group_id, sight_of_reader())


def _line(chosen: str | None) -> Line:
    """Raises `NotKnown` for one that is not theirs."""
    try:
        line_id = uuid.UUID(chosen or "")
    except ValueError:
        raise NotKnown("line", chosen) from None
    return line_within(db.session(), line_id, sight_of_reader(), today=_today())


def _person() -> Person:
    """Raises `NotAllowed`."""
    person = looking().person
    if person is None:
        raise NotAllowed("Log in to plan groups.")
    return person


def _look() -> str:
    return address_of("registers.cases")


def _today() -> dt.date:
    return local_date(moment())
