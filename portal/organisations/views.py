"""Organisations whose members may log in: added, closed, opened again, and acted for."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.acting import bodies_of, bodies_to_name, name_body, withdraw_body
from directory.accounts.closing import close_organisation, reopen_organisation
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
from portal.organisations.offering import (
    acting_page,
    body_form,
    closing_page,
    organisations_page,
)
from portal.organisations.told import tell_closed, tell_open_again
from portal.reaching import (
    organisation_for,
    organisations_for,
    own_membership,
    the_one,
    who_acts,
)

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
@allow(Act.MEMBER_READ)
def organisations() -> ResponseReturnValue:
    """Whoever looks after one alone is led to it."""
    known = organisations_for(Act.MEMBER_READ)
    adds = looking().may(Act.ORGANISATION_ADD)
    if len(known) == 1 and not adds:
        return redirect(_members_of(known[0]), 303)
    return render_template("organisations/organisations.html", page=organisations_page(known))


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


@bp.get("/organisations/<uuid:organisation_id>/close")
@allow(Act.ORGANISATION_CLOSE)
def closing(organisation_id: uuid.UUID) -> str:
    """What closing does, before it is done."""
    session, found = organisation_for(Act.ORGANISATION_CLOSE, organisation_id)
    return render_template("organisations/close.html", page=closing_page(session, found))


@bp.post("/organisations/<uuid:organisation_id>/close")
@allow(Act.ORGANISATION_CLOSE, changes=True)
def close(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, found = organisation_for(Act.ORGANISATION_CLOSE, organisation_id)
    members = close_organisation(session, found, closer=own_membership(), at=moment())
    tell_closed(session, found, members)
    session.commit()
    return redirect("/organisations?did=closed", 303)


@bp.post("/organisations/<uuid:organisation_id>/reopen")
@allow(Act.ORGANISATION_CLOSE, changes=True)
def reopen(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, found = organisation_for(Act.ORGANISATION_CLOSE, organisation_id, closed=True)
    members = reopen_organisation(session, found, by=who_acts(), at=moment())
    tell_open_again(session, found, members)
    session.commit()
    return redirect(_members_of(found), 303)


@bp.get("/organisations/<uuid:organisation_id>/acting")
@allow(Act.ACTING_BODY_NAME)
def acting(organisation_id: uuid.UUID) -> str:
    """Which bodies act for the provider, and naming one."""
    session, found = organisation_for(Act.ACTING_BODY_NAME, organisation_id)
    page = acting_page(session, found, body_form(session))
    return render_template("organisations/acting.html", page=page)


@bp.post("/organisations/<uuid:organisation_id>/acting")
@allow(Act.ACTING_BODY_NAME, changes=True)
def name(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, found = organisation_for(Act.ACTING_BODY_NAME, organisation_id)
    form = body_form(session)
    if form.validate():
        chosen = the_one("body", bodies_to_name(session), uuid.UUID(form.body.data))
        name_body(session, found, chosen, by=who_acts(), at=moment())
        session.commit()
        return redirect(f"/organisations/{found.public_id}/acting?did=named", 303)
    page = acting_page(session, found, form)
    return render_template("organisations/acting.html", page=page), 422


@bp.post("/organisations/<uuid:organisation_id>/acting/<uuid:named_id>/withdraw")
@allow(Act.ACTING_BODY_NAME, changes=True)
def withdraw(organisation_id: uuid.UUID, named_id: uuid.UUID) -> ResponseReturnValue:
    """They may do nothing more from their next request on."""
    session, found = organisation_for(Act.ACTING_BODY_NAME, organisation_id)
    named = the_one("body", bodies_of(session, found), named_id)
    withdraw_body(session, named, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/organisations/{found.public_id}/acting?did=withdrawn", 303)


def _members_of(organisation: Organisation) -> str:
    return f"/organisations/{organisation.public_id}/members"
