"""Organisations whose members may log in: which there are, and one more."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.errors import AccountError
from directory.accounts.founding import found_organisation
from directory.accounts.models import Organisation
from directory.acts import Act
from directory.constraints import Refused
from directory.people.roles import OrganisationKind
from portal.access import allow
from portal.extensions import db
from portal.looking import looking, moment
from portal.organisations.forms import OrganisationForm
from portal.reaching import organisations_for, own_membership

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
@allow(Act.MEMBER_READ)
def organisations() -> ResponseReturnValue:
    """Whoever looks after one alone is led to it."""
    known = organisations_for(Act.MEMBER_READ)
    adds = looking().may(Act.ORGANISATION_ADD)
    if len(known) == 1 and not adds:
        return redirect(_members_of(known[0]), 303)
    return render_template("organisations/organisations.html", organisations=known, adds=adds)


@bp.get("/organisations/new")
@allow(Act.ORGANISATION_ADD)
def organisation() -> str:
    return render_template("organisations/new.html", form=OrganisationForm())


@bp.post("/organisations/new")
@allow(Act.ORGANISATION_ADD, changes=True)
def add_one() -> ResponseReturnValue:
    session, form = db.session(), OrganisationForm(request.form)
    if form.validate():
        try:
            made = found_organisation(
                session,
                name=form.name.data or "",
                kind=OrganisationKind(form.kind.data),
                place=form.place.data or "",
                founder=own_membership(),
                extent=looking().reach(Act.ORGANISATION_ADD),
                at=moment(),
            )
            session.commit()
            return redirect(_members_of(made), 303)
        except (AccountError, Refused) as refusal:
            field = refusal.column if refusal.column in form else "place"
            form[field].errors = [str(refusal)]
    return render_template("organisations/new.html", form=form), 422


def _members_of(organisation: Organisation) -> str:
    return f"/organisations/{organisation.public_id}/members"
