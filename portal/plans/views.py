"""Action plans: which there are, one whole with what is late first, one action with its history."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, render_template, request

from commissioning.partnership.actions.counting import narrowed
from commissioning.partnership.actions.models import ActionPlan
from commissioning.partnership.actions.queries import (
    action_by_public_id,
    items_held,
    notes_of_action,
    plans_shown,
)
from commissioning.partnership.actions.rows import HEADINGS, ActionRow, as_json, cells_of, plan_rows
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.queries import all_regions
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.plans.action_pages import MayDo, action_page
from portal.plans.asked import PlanAsked, plan_asked
from portal.plans.pages import plans_page
from portal.plans.plan_pages import plan_page
from portal.plans.theirs import (
    may_begin_plans,
    may_make_item_real,
    may_write,
    may_write_item,
    own_plans,
    plan_to_read,
)
from portal.showing.csv_tables import csv_answer
from portal.showing.headers import for_any_site

bp = Blueprint("plans", __name__)


@bp.get("/plans")
@allow(PUBLIC)
def plans() -> str:
    """Published ones to everybody, one's own to whoever writes them."""
    session, today = db.session(), local_date(moment())
    found, own = plans_shown(session, today=today), own_plans(session)
    page = plans_page(
        found, own, items_held(session, [one.id for one in (*found, *own)]),
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
    """The rows that the page shows."""
    found, asked, rows = _asked(plan_code)
    return csv_answer([HEADINGS, *map(cells_of, narrowed(rows, asked.rows))], found.code)


@bp.get("/plans/<plan_code>.json")
@allow(PUBLIC)
def plan_json(plan_code: str) -> Response:
    _, asked, rows = _asked(plan_code)
    told = as_json(narrowed(rows, asked.rows))
    return for_any_site(Response(told, mimetype="application/json"))


@bp.get("/plans/<plan_code>/actions/<uuid:action_id>")
@allow(PUBLIC)
def action(plan_code: str, action_id: uuid.UUID) -> str:
    """With everything that was said of it, the newest first."""
    session = db.session()
    found, asked, rows = _asked(plan_code, is_whole=True)
    row = next((one for one in rows if one.public_id == action_id), None)
    if row is None:
        raise NotKnown("action of this plan", action_id)
    kept = action_by_public_id(session, action_id)
    may = MayDo(may_write_item(session, found, kept), may_make_item_real(session, found, kept))
    page = action_page(
        found, row, rows, notes_of_action(session, kept), asked,
        template=_template(rows, row), may=may, done=request.args.get("done", ""),
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
    region = None if is_whole else asked.region
    rows = plan_rows(session, found, as_of=asked.as_at, region=region, sight=sight_of_reader())
    return found, asked, rows
