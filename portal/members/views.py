"""Who belongs to an organisation: invited, given a role, certified, stood in for, removed."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.certifying import certify
from directory.accounts.deputies import (
    NotADeputy,
    deputies_of,
    has_approvers,
    name_deputy,
    withdraw_deputy,
)
from directory.accounts.errors import AccountError
from directory.accounts.founding import found_organisation
from directory.accounts.inviting import (
    invite,
    open_invitations,
    send_again,
    withdraw_invitation,
)
from directory.accounts.joining import (
    account_of_person,
    change_role,
    disable_account,
    enable_account,
    members_of,
    remove_member,
)
from directory.accounts.models import Membership, Organisation, VisitEnd
from directory.accounts.second_factor import remove_second_factor
from directory.accounts.visiting import end_visits
from directory.acts import Act
from directory.clock import local_date
from directory.constraints import Refused
from directory.people.permissions import may
from directory.people.roles import OrganisationKind, Role
from portal.access import allow
from portal.extensions import db
from portal.looking import looking, moment
from portal.members.forms import DeputyForm, InviteForm, MemberRoleForm, OrganisationForm
from portal.members.pages import members_page
from portal.members.within import (
    account_looked_after,
    deputy_in,
    invitation_in,
    member_in,
    organisation_for,
    organisations_for,
    own_membership,
    send_invitation,
    tell_of_factor,
    who_acts,
)

bp = Blueprint("members", __name__)

DONE = {
    "invited": "The invitation is on its way.",
    "withdrawn": "The invitation is withdrawn: its link opens nothing.",
    "role": "The role is changed. Where they were logged in with the old one they log in again.",
    "removed": "They are no member any more.",
    "certified": "It is recorded that these members are still right.",
    "deputy": "What you said of the deputy is recorded.",
    "factor": "The second factor is taken off. They set a new one when they next log in.",
    "disabled": "The account is disabled: nothing enters with it.",
    "enabled": "The account can be used again.",
}


@bp.get("/organisations")
@allow(Act.MEMBER_READ)
def organisations() -> ResponseReturnValue:
    """Whoever looks after one alone is led to it."""
    found = organisations_for(db.session(), Act.MEMBER_READ)
    adds = looking().may(Act.ORGANISATION_ADD)
    if len(found) == 1 and not adds:
        return redirect(_path(found[0]), 303)
    return render_template("members/organisations.html", organisations=found, adds=adds)


@bp.get("/organisations/new")
@allow(Act.ORGANISATION_ADD)
def organisation() -> str:
    return render_template("members/organisation.html", form=OrganisationForm())


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
            return redirect(_path(made), 303)
        except (AccountError, Refused) as refusal:
            field = refusal.column if refusal.column in form else "place"
            form[field].errors = [str(refusal)]
    return render_template("members/organisation.html", form=form), 422


@bp.get("/organisations/<uuid:organisation_id>/members")
@allow(Act.MEMBER_READ)
def members(organisation_id: uuid.UUID) -> str:
    session, today = db.session(), local_date(moment())
    organisation = organisation_for(session, Act.MEMBER_READ, organisation_id)
    page = members_page(
        organisation,
        members_of(session, organisation),
        open_invitations(session, organisation),
        deputies_of(session, organisation, on=today),
        own=own_membership(),
        names_deputies=has_approvers(organisation.kind) and looking().may(Act.DEPUTY_NAME),
        did=DONE.get(request.args.get("did", ""), ""),
        at=moment(),
        today=today,
    )
    return render_template("members/members.html", page=page)


@bp.get("/organisations/<uuid:organisation_id>/invitations/new")
@allow(Act.MEMBER_INVITE)
def invitation(organisation_id: uuid.UUID) -> str:
    organisation = organisation_for(db.session(), Act.MEMBER_INVITE, organisation_id)
    form = InviteForm()
    form.offer(organisation.kind)
    return render_template("members/invite.html", form=form, organisation=organisation)


@bp.post("/organisations/<uuid:organisation_id>/invitations/new")
@allow(Act.MEMBER_INVITE, changes=True)
def send(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_INVITE, organisation_id)
    form = InviteForm(request.form)
    form.offer(organisation.kind)
    if form.validate():
        try:
            email, role = form.email.data or "", Role(form.role.data)
            by, at = who_acts(), moment()
            invited, token = invite(session, organisation, role, email=email, by=by, at=at)
            send_invitation(session, invited, token)
            session.commit()
            return redirect(_path(organisation, "invited"), 303)
        except AccountError as refusal:
            form[refusal.column or "email"].errors = [str(refusal)]
    return render_template("members/invite.html", form=form, organisation=organisation), 422


@bp.post("/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>/again")
@allow(Act.MEMBER_INVITE, changes=True)
def again(organisation_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_INVITE, organisation_id)
    invited = invitation_in(session, organisation, invitation_id)
    token = send_again(session, invited, by=who_acts(), at=moment())
    send_invitation(session, invited, token)
    session.commit()
    return redirect(_path(organisation, "invited"), 303)


@bp.post("/organisations/<uuid:organisation_id>/invitations/<uuid:invitation_id>/withdraw")
@allow(Act.MEMBER_INVITE, changes=True)
def withdraw(organisation_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_INVITE, organisation_id)
    invited = invitation_in(session, organisation, invitation_id)
    withdraw_invitation(session, invited, by=who_acts(), at=moment())
    session.commit()
    return redirect(_path(organisation, "withdrawn"), 303)


@bp.get("/organisations/<uuid:organisation_id>/members/<uuid:member_id>")
@allow(Act.MEMBER_EDIT)
def member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> str:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_EDIT, organisation_id)
    one = member_in(session, organisation, member_id)
    form = MemberRoleForm(role=one.role.value)
    form.offer(organisation.kind)
    return render_template("members/member.html", **_member_page(form, organisation, one))


@bp.post("/organisations/<uuid:organisation_id>/members/<uuid:member_id>")
@allow(Act.MEMBER_EDIT, changes=True)
def give_role(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_EDIT, organisation_id)
    one = member_in(session, organisation, member_id)
    form = MemberRoleForm(request.form)
    form.offer(organisation.kind)
    if form.validate():
        try:
            change_role(session, one, Role(form.role.data), by=who_acts(), at=moment())
            session.commit()
            return redirect(_path(organisation, "role"), 303)
        except AccountError as refusal:
            form.role.errors = [str(refusal)]
    return render_template("members/member.html", **_member_page(form, organisation, one)), 422


@bp.post("/organisations/<uuid:organisation_id>/members/<uuid:member_id>/remove")
@allow(Act.MEMBER_EDIT, changes=True)
def remove(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    """Also oneself, who is then led out. The last administrator is refused."""
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_EDIT, organisation_id)
    one = member_in(session, organisation, member_id)
    remove_member(session, one, by=who_acts(), at=moment())
    session.commit()
    return redirect(_path(organisation, "removed"), 303)


@bp.post("/organisations/<uuid:organisation_id>/members/<uuid:member_id>/second-factor")
@allow(Act.MEMBER_EDIT, changes=True)
def take_factor_off(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    """For somebody who has lost telephone and codes, of this organisation alone; they are told."""
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_EDIT, organisation_id)
    account = account_looked_after(session, member_in(session, organisation, member_id))
    remove_second_factor(session, account, by=who_acts(), at=moment())
    end_visits(session, account, VisitEnd.REVOKED, by=who_acts(), at=moment())
    tell_of_factor(session, account)
    session.commit()
    return redirect(_path(organisation, "factor"), 303)


@bp.post("/organisations/<uuid:organisation_id>/members/<uuid:member_id>/disable")
@allow(Act.ACCOUNT_DISABLE, changes=True)
def disable(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    return _set_disabled(organisation_id, member_id, is_disabled=True)


@bp.post("/organisations/<uuid:organisation_id>/members/<uuid:member_id>/enable")
@allow(Act.ACCOUNT_DISABLE, changes=True)
def enable(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    return _set_disabled(organisation_id, member_id, is_disabled=False)


@bp.post("/organisations/<uuid:organisation_id>/certify")
@allow(Act.MEMBER_CERTIFY, changes=True)
def certify_members(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.MEMBER_CERTIFY, organisation_id)
    chosen = request.form.getlist("member")
    certify(session, organisation, chosen, by=who_acts(), at=moment())
    session.commit()
    return redirect(_path(organisation, "certified"), 303)


@bp.get("/organisations/<uuid:organisation_id>/deputies/new")
@allow(Act.DEPUTY_NAME)
def deputy(organisation_id: uuid.UUID) -> str:
    organisation = organisation_for(db.session(), Act.DEPUTY_NAME, organisation_id)
    form = _deputy_form(organisation)
    return render_template("members/deputy.html", form=form, organisation=organisation)


@bp.post("/organisations/<uuid:organisation_id>/deputies/new")
@allow(Act.DEPUTY_NAME, changes=True)
def add_deputy(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.DEPUTY_NAME, organisation_id)
    form = _deputy_form(organisation)
    first, last = form.from_day.data, form.until_day.data
    if form.validate() and first is not None and last is not None:
        try:
            name_deputy(
                session,
                member_in(session, organisation, uuid.UUID(form.member.data)),
                member_in(session, organisation, uuid.UUID(form.deputy.data)),
                from_day=first,
                until_day=last,
                by=who_acts(),
                at=moment(),
            )
            session.commit()
            return redirect(_path(organisation, "deputy"), 303)
        except NotADeputy as refusal:
            form.deputy.errors = [str(refusal)]
        except Refused as refusal:
            form.until_day.errors = [str(refusal)]
    return render_template("members/deputy.html", form=form, organisation=organisation), 422


@bp.post("/organisations/<uuid:organisation_id>/deputies/<uuid:deputy_id>/withdraw")
@allow(Act.DEPUTY_NAME, changes=True)
def end_deputy(organisation_id: uuid.UUID, deputy_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.DEPUTY_NAME, organisation_id)
    named = deputy_in(session, organisation, deputy_id)
    withdraw_deputy(session, named, by=who_acts(), at=moment())
    session.commit()
    return redirect(_path(organisation, "deputy"), 303)


def _member_page(
    form: MemberRoleForm, organisation: Organisation, one: Membership
) -> dict[str, object]:
    account = account_of_person(db.session(), one.person_id)
    return {
        "form": form,
        "organisation": organisation,
        "member": one,
        "account": account,
        "disables": looking().may(Act.ACCOUNT_DISABLE) and one.person_id != who_acts().id,
    }


def _set_disabled(
    organisation_id: uuid.UUID, member_id: uuid.UUID, *, is_disabled: bool
) -> ResponseReturnValue:
    session = db.session()
    organisation = organisation_for(session, Act.ACCOUNT_DISABLE, organisation_id)
    account = account_looked_after(session, member_in(session, organisation, member_id))
    set_disabled = disable_account if is_disabled else enable_account
    set_disabled(session, account, by=who_acts(), at=moment())
    session.commit()
    return redirect(_path(organisation, "disabled" if is_disabled else "enabled"), 303)


def _deputy_form(organisation: Organisation) -> DeputyForm:
    form = DeputyForm(request.form)
    everybody = members_of(db.session(), organisation)
    form.offer([one for one in everybody if may(one.role, Act.LISTING_APPROVE)], everybody)
    return form


def _path(organisation: Organisation, did: str = "") -> str:
    path = f"/organisations/{organisation.public_id}/members"
    return f"{path}?did={did}" if did else path
