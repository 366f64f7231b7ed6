"""Service levels of an agreement: read by both sides, stated by the region that holds it."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.agreements.models import Agreement
from commissioning.agreements.whole import agreement_to_state, may_state, own_agreement
from commissioning.moves.agreeing import agree_service_levels, levels_in_force, levels_stated
from commissioning.moves.errors import MoveRefused
from directory.acts import Act
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.reaching import who_acts
from portal.service_levels.forms import LevelsForm
from portal.service_levels.pages import levels_page

bp = Blueprint("service_levels", __name__)


@bp.get("/desk/agreements/<uuid:agreement_id>/service-levels")
@allow(Act.AGREEMENT_READ)
def levels(agreement_id: uuid.UUID) -> str:
    session, form = db.session(), LevelsForm()
    found = own_agreement(session, agreement_id, sight=sight_of_reader())
    _fill(form, found)
    return _shown(found, form)


@bp.post("/desk/agreements/<uuid:agreement_id>/service-levels")
@allow(Act.SERVICE_LEVEL_STATE, changes=True)
def state(agreement_id: uuid.UUID) -> ResponseReturnValue:
    """From now on; what is said again changes nothing."""
    session, form = db.session(), LevelsForm(request.form)
    found = agreement_to_state(session, agreement_id, sight=sight_of_reader())
    if not form.validate():
        return _shown(found, form), 422
    try:
        changed = agree_service_levels(
            session, found, form.levels, by=who_acts(), at=moment(), based_on=form.seen
        )
    except MoveRefused as refused:
        session.rollback()
        form.refuse(str(refused))
        form.based_on.data = f"{len(levels_stated(session, found))}"
        return _shown(found, form), 422
    session.commit()
    done = "stated" if changed else "same"
    return redirect(f"/desk/agreements/{agreement_id}/service-levels?done={done}", 303)


def _fill(form: LevelsForm, agreement: Agreement) -> None:
    stated = levels_stated(db.session(), agreement)
    form.fill(levels_in_force(stated), len(stated))


def _shown(agreement: Agreement, form: LevelsForm) -> str:
    session, sight = db.session(), sight_of_reader()
    may = looking().may(Act.SERVICE_LEVEL_STATE) and may_state(session, agreement, sight=sight)
    done = "" if form.errors else request.args.get("done", "")
    page = levels_page(agreement, levels_stated(session, agreement), can_state=may, done=done)
    return render_template("service_levels/levels.html", page=page, form=form)
