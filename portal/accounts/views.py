"""One's own account: who one is here, what one may do, and where one is logged in."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Visit, VisitEnd
from directory.accounts.visiting import end_visit, memberships_of, open_visits
from directory.acts import Act
from directory.errors import NotKnown
from portal.access import allow
from portal.accounts.pages import account_page
from portal.extensions import db
from portal.looking import looking, moment

bp = Blueprint("accounts", __name__)


@bp.get("/account")
@allow(Act.ACCOUNT_READ)
def account() -> str:
    session, visit = db.session(), _visit()
    page = account_page(
        visit,
        memberships_of(session, visit.account.person_id),
        open_visits(session, visit.account, at=moment()),
    )
    return render_template("accounts/account.html", page=page)


@bp.post("/account/visits/<uuid:visit_id>/end")
@allow(Act.ACCOUNT_EDIT, changes=True)
def end(visit_id: uuid.UUID) -> ResponseReturnValue:
    """One of one's own; another's is not there."""
    session, visit = db.session(), _visit()
    for one in open_visits(session, visit.account, at=moment()):
        if one.public_id == visit_id:
            end_visit(session, one, VisitEnd.REVOKED, by=visit.account.person, at=moment())
            session.commit()
            return redirect("/account#visits", 303)
    raise NotKnown("visit", visit_id)


def _visit() -> Visit:
    visit = looking().visit
    if visit is None:
        raise LogInNeeded("Log in first.")
    return visit
