"""Action plans: which there are, one whole with what is late first, one action with its history;
and whatever their writers say of them."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.partnership.actions.carried import carried_from
from commissioning.partnership.actions.carrying_on import carry_into
from commissioning.partnership.actions.counting import narrowed
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.holding import held_by_plans
from commissioning.partnership.actions.linking import unlink_action
from commissioning.partnership.actions.models import ActionPlan
from commissioning.partnership.actions.queries import (
    action_by_public_id,
    notes_of_action,
    plans_shown,
)
from commissioning.partnership.actions.rows import HEADINGS, ActionRow, as_json, cells_of, plan_rows
from commissioning.partnership.actions.taking_back import take_back
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.queries import all_regions
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.plans.action_pages import ActionRights, action_page
from portal.plans.asked import PlanAsked, plan_asked
from portal.plans.forms import ActionPlanForm, CarryForm, ItemForm
from portal.plans.item_forms import ITEM_FORMS
from portal.plans.kept_item import KeptItem, item_to_write
from portal.plans.pages import plans_page
from portal.plans.plan_pages import plan_page
from portal.plans.theirs import (
    may_begin_plans,
    may_make_item_real,
    may_take_item_back,
    may_write,
    may_write_item,
    own_plans,
    own_region,
    plan_to_read,
    plan_to_write,
)
from portal.plans.writing import (
    areas_of_plan,
    carried_into_drafts,
    carry_page,
    item_added,
    item_page,
    items_to_take_back,
    later_plans,
    link_of,
    new_item_page,
    new_plan_page,
    plan_made,
    refuse_other_writers,
    refuse_stale,
)
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer
from portal.showing.headers import for_any_site

bp = Blueprint("plans", __name__)

ITEM = "/plans/<plan_code>/actions/<uuid:action_id>"
WHAT = "any('state', 'met', 'lead', 'link', 'revise', 'real')"


@bp.get("/plans")
@allow(PUBLIC)
def plans() -> str:
    """Published ones to everybody, one's own to whoever writes them."""
    session, today = db.session(), local_date(moment())
    found, own = plans_shown(session, today=today), own_plans(session)
    page = plans_page(
        found, own, held_by_plans(session, [one.id for one in (*found, *own)], as_of=today),
        [one.name for one in all_regions(session)], today=today,
        can_begin=may_begin_plans(session), can_send_file=looking().may(Act.IMPORT_APPLY),
        done=request.args.get("done", ""),
    )  # fmt: skip
    return render_template("plans/plans.html", page=page)


@bp.get("/plans/<plan_code>")
@allow(PUBLIC)
def plan(plan_code: str) -> str:
    """What is late first, then every item beneath its heading."""
    found, asked, rows = _asked(plan_code)
    page = plan_page(
        found, rows, asked, today=local_date(moment()), can_write=may_write(db.session(), found),
        done=request.args.get("done", ""),
    )  # fmt: skip
    return render_template("plans/plan.html", page=page)


@bp.get("/plans/<plan_code>.csv")
@allow(PUBLIC)
def plan_csv(plan_code: str) -> Response:
    """The rows that the page shows; of a day on which nothing was in force none, which the name of
    the file says."""
    found, asked, rows = _asked(plan_code)
    shown = map(cells_of, narrowed(rows, asked.rows))
    return csv_answer([HEADINGS, *shown], f"{found.code}{_not_in_force(asked)}")


@bp.get("/plans/<plan_code>.json")
@allow(PUBLIC)
def plan_json(plan_code: str) -> Response:
    """In the shape that `/about/api` promises, of every day. Names are only ever added."""
    _, asked, rows = _asked(plan_code)
    told = as_json(narrowed(rows, asked.rows))
    return for_any_site(Response(told, mimetype="application/json"))


def _not_in_force(asked: PlanAsked) -> str:
    return f"-not-in-force-on-{asked.as_at.isoformat()}" if asked.before else ""


@bp.get(ITEM)
@allow(PUBLIC)
def action(plan_code: str, action_id: uuid.UUID) -> str:
    """With everything that was said of it, the newest first."""
    session = db.session()
    found, asked, rows = _asked(plan_code, is_whole=True)
    row = next((one for one in rows if one.public_id == action_id), None)
    if row is None:
        raise NotKnown("action of this plan", action_id)
    kept = action_by_public_id(session, action_id)
    may = ActionRights(
        may_write_item(session, found, kept), may_make_item_real(session, found, kept),
        may_take_item_back(session, found, kept, today=local_date(moment())),
    )  # fmt: skip
    page = action_page(
        found, row, rows, notes_of_action(session, kept), asked,
        template=_template(rows, row), may=may, done=request.args.get("done", ""),
        carried_from=carried_from(session, kept, today=local_date(moment())),
    )  # fmt: skip
    return render_template("plans/action.html", page=page)


def _template(rows: list[ActionRow], row: ActionRow) -> ActionRow | None:
    """Of what was made real: its name begins with that of its template."""
    code, mark, _ = row.code.rpartition(":")
    found = (one for one in rows if mark and one.is_template and one.code == code)
    return next(found, None)


def _asked(code: str, *, is_whole: bool = False) -> tuple[ActionPlan, PlanAsked, list[ActionRow]]:
    """The rows of the plan as the region reads it that is asked about, else all of them. Raises
    `NotKnown`, `ParameterNotRead`."""
    session, today = db.session(), local_date(moment())
    found = plan_to_read(session, code, today=today)
    asked = plan_asked(session, found, request.args, today=today)
    if asked.before and not is_whole:
        return found, asked, []
    region = None if is_whole else asked.region
    rows = plan_rows(session, found, as_of=asked.as_at, region=region, sight=sight_of_reader())
    return found, asked, rows


@bp.get("/plans/new")
@allow(Act.ACTION_PLAN_WRITE)
def making_plan() -> str:
    form = ActionPlanForm()
    form.tell(own_region(db.session()))
    return render_template("plans/writing.html", page=new_plan_page(), form=form)


@bp.post("/plans/new")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def made_plan() -> ResponseReturnValue:
    """Of the own region, or of all by an administrator; the same sent twice is made once."""
    session, form = db.session(), ActionPlanForm(request.form)
    if form.validate():
        try:
            refuse_other_writers(session)
            code = plan_made(session, form.facts(own_region(session)), by=who_acts(), at=moment())
            session.commit()
            return redirect(f"/plans/{code}?done=plan", 303)
        except PlanRefused as refusal:
            session.rollback()
            form.refuse(refusal.field, str(refusal))
    form.tell(own_region(session))
    return render_template("plans/writing.html", page=new_plan_page(), form=form), 422


@bp.get("/plans/<plan_code>/actions/new")
@allow(Act.ACTION_PLAN_WRITE)
def adding(plan_code: str) -> str:
    found = plan_to_write(db.session(), plan_code)
    form = ItemForm()
    form.offer(areas_of_plan(db.session(), found, today=local_date(moment())))
    return render_template("plans/writing.html", page=new_item_page(found), form=form)


@bp.post("/plans/<plan_code>/actions/new")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def added(plan_code: str) -> ResponseReturnValue:
    """The same sent twice is added once."""
    session, form = db.session(), ItemForm(request.form)
    found = plan_to_write(session, plan_code)
    areas = areas_of_plan(session, found, today=local_date(moment()))
    form.offer(areas)
    if form.validate():
        try:
            new = item_added(session, found, form.facts(found, areas), by=who_acts(), at=moment())
            session.commit()
            return redirect(f"/plans/{plan_code}/actions/{new.public_id}?done=added", 303)
        except PlanRefused as refusal:
            session.rollback()
            form.refuse(refusal.field, str(refusal))
    found = plan_to_write(session, plan_code)
    return render_template("plans/writing.html", page=new_item_page(found), form=form), 422


@bp.get("/plans/<plan_code>/carry")
@allow(Act.ACTION_PLAN_WRITE)
def carrying(plan_code: str) -> str:
    """And what was carried into a plan that is not published yet, to be taken back."""
    return _carrying(plan_to_write(db.session(), plan_code), CarryForm())


def _carrying(found: ActionPlan, form: CarryForm, left: tuple[tuple[str, str], ...] = ()) -> str:
    session = db.session()
    later = later_plans(session, found)
    form.offer(later)
    drafts = carried_into_drafts(session, found, today=local_date(moment()))
    page = carry_page(found, later, left, drafts)
    return render_template("plans/writing.html", page=page, form=form)


@bp.post("/plans/<plan_code>/carry")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def carried(plan_code: str) -> ResponseReturnValue:
    """All that is open, in one act; what was carried before is not carried again."""
    session, form = db.session(), CarryForm(request.form)
    found = plan_to_write(session, plan_code)
    form.offer(later_plans(session, found))
    if form.validate():
        try:
            into = plan_to_write(session, form.successor.data)
            told = carry_into(session, found, into, by=who_acts(), at=moment())
            session.commit()
            if not told.left:
                return redirect(f"/plans/{into.code}?done=carried", 303)
            return _carrying(found, form, told.left)
        except PlanRefused as refusal:
            session.rollback()
            form.refuse(refusal.field, str(refusal))
    return _carrying(plan_to_write(session, plan_code), form), 422


@bp.post("/plans/<plan_code>/carry/back")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def taken_back(plan_code: str) -> ResponseReturnValue:
    """All that was carried into a plan that is not published yet, or one item of it; what is back
    already is back."""
    session, form = db.session(), CarryForm(request.form)
    found = plan_to_write(session, plan_code)
    into = plan_to_write(session, request.form.get("into", ""))
    try:
        if back := items_to_take_back(session, found, into, request.form.get("item", "")):
            take_back(session, found, into, items=back, by=who_acts(), at=moment())
            session.commit()
        return redirect(f"/plans/{found.code}?done=back", 303)
    except PlanRefused as refusal:
        session.rollback()
        form.refuse(refusal.field, str(refusal))
    return _carrying(plan_to_write(session, plan_code), form), 422


@bp.get(f"{ITEM}/<{WHAT}:what>")
@allow(Act.ACTION_PLAN_WRITE)
def writing(plan_code: str, action_id: uuid.UUID, what: str) -> str:
    """The form with what stands now."""
    item, form = _item(plan_code, action_id, what), ITEM_FORMS[what]()
    form.offer(item)
    form.fill(item, request.args)
    form.seen.data = item.seen
    return render_template("plans/writing.html", page=item_page(item, what), form=form)


@bp.post(f"{ITEM}/<{WHAT}:what>")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def written(plan_code: str, action_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """One thing, by a named person; what is there already is not said twice."""
    session, form = db.session(), ITEM_FORMS[what](request.form)
    item = _item(plan_code, action_id, what)
    form.offer(item)
    if form.validate():
        try:
            path = form.said_at(item)
            if not path:
                refuse_stale(form.seen.data, item)
                form.write(session, item, by=who_acts(), at=moment())
                session.commit()
                path = form.read_at(item)
            return redirect(f"{path}?done={form.done}", 303)
        except PlanRefused as refusal:
            session.rollback()
            form.refuse(refusal.field, str(refusal))
            item = _item(plan_code, action_id, what)
    form.seen.data = item.seen
    return render_template("plans/writing.html", page=item_page(item, what), form=form), 422


@bp.post(f"{ITEM}/links/<uuid:link_id>")
@allow(Act.ACTION_PLAN_WRITE, changes=True)
def unlinked(plan_code: str, action_id: uuid.UUID, link_id: uuid.UUID) -> ResponseReturnValue:
    """A link that has gone already is gone."""
    session, item = db.session(), _item(plan_code, action_id, "link")
    if any(one.public_id == link_id for one in item.row.links):
        unlink_action(session, link_of(session, link_id), by=who_acts(), at=moment())
        session.commit()
    return redirect(f"{item.path}?done=unlinked", 303)


def _item(plan_code: str, action_id: uuid.UUID, what: str) -> KeptItem:
    return item_to_write(
        db.session(), plan_code, action_id, what, sight=sight_of_reader(),
        today=local_date(moment()),
    )  # fmt: skip
