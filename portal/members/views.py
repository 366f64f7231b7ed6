"""Who belongs to an organisation: invited, given a role, certified, stood in for, removed."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.certifying import certify
from directory.accounts.deputies import (
    NotADeputy,
    deputies_of,
    name_deputy,
    withdraw_deputy,
)
from directory.accounts.errors import AccountError
from directory.accounts.home_areas import (
    choose_areas,
    invite_for,
)
from directory.accounts.inviting import (
    invite,
    open_invitations,
    send_again,
    withdraw_invitation,
)
from directory.accounts.joining import (
    change_role,
    disable_account,
    enable_account,
    members_of,
    remove_member,
)
from directory.accounts.models import Organisation, VisitEnd
from directory.accounts.second_factor import remove_second_factor
from directory.accounts.visiting import end_visits
from directory.acts import Act
from directory.clock import local_date
from directory.constraints import Refused
from directory.people.roles import Role
from portal.access import allow
from portal.extensions import db
from portal.fictional_accounts import where_mail_goes
from portal.looking import moment
from portal.members.forms import MemberRoleForm
from portal.members.offering import (
    acts_open_for,
    areas_form,
    deputy_form,
    invite_form,
    member_page,
)
from portal.members.pages import members_page
from portal.members.within import (
    account_of,
    deputy_of,
    invitation_of,
    send_invitation,
    tell_of_areas,
    tell_of_factor,
)
from portal.reaching import member_of, organisation_for, own_membership, the_one, who_acts

bp = Blueprint("members", __name__, url_prefix="/organisations/<uuid:organisation_id>")

DONE = {
    "invited": "The invitation is on its way.",
    "withdrawn": "The invitation is withdrawn: its link opens nothing.",
    "areas": "The areas are changed from their next page on, and they are told by e-mail.",
    "role": "The role is changed. Where they were logged in with the old one they log in again.",
    "removed": "They are no member any more.",
    "certified": "It is recorded that these members are still right.",
    "deputy": "What you said of the deputy is recorded.",
    "factor": "The second factor is taken off. They set a new one when they next log in.",
    "disabled": "The account is disabled: nothing enters with it.",
    "enabled": "The account can be used again.",
}


def _did() -> str:
    """In a demonstration also where an invitation went to."""
    word = request.args.get("did", "")
    mail = where_mail_goes() if word == "invited" else ""
    return DONE.get(word, "") + (f" In this demonstration it is a file: {mail}" if mail else "")


@bp.get("/members")
@allow(Act.MEMBER_READ)
def members(organisation_id: uuid.UUID) -> str:
    session, organisation = organisation_for(Act.MEMBER_READ, organisation_id)
    today = local_date(moment())
    page = members_page(
        organisation,
        members_of(session, organisation),
        open_invitations(session, organisation),
        deputies_of(session, organisation, on=today),
        own=own_membership(),
        may=acts_open_for(organisation),
        did=_did(),
        at=moment(),
        today=today,
    )
    return render_template("members/members.html", page=page)


@bp.get("/invitations/new")
@allow(Act.MEMBER_INVITE)
def invitation(organisation_id: uuid.UUID) -> str:
    _, organisation = organisation_for(Act.MEMBER_INVITE, organisation_id)
    form = invite_form(organisation)
    return render_template("members/invite.html", form=form, organisation=organisation)


@bp.post("/invitations/new")
@allow(Act.MEMBER_INVITE, changes=True)
def send(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation = organisation_for(Act.MEMBER_INVITE, organisation_id)
    form, giver, at = invite_form(organisation), own_membership(), moment()
    if form.validate():
        try:
            email, role = form.email.data or "", Role(form.role.data)
            with session.begin_nested():
                invited, token = invite(
                    session, organisation, role, email=email, by=giver.person, at=at
                )
                invite_for(session, invited, form.chosen(), giver=giver, on=local_date(at))
            send_invitation(session, invited, token)
            return _done(organisation, "invited")
        except AccountError as refusal:
            form[refusal.column or "email"].errors = [str(refusal)]
    return render_template("members/invite.html", form=form, organisation=organisation), 422


@bp.post("/invitations/<uuid:invitation_id>/again")
@allow(Act.MEMBER_INVITE, changes=True)
def again(organisation_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, invited = invitation_of(organisation_id, invitation_id)
    send_invitation(session, invited, send_again(session, invited, by=who_acts(), at=moment()))
    return _done(organisation, "invited")


@bp.post("/invitations/<uuid:invitation_id>/withdraw")
@allow(Act.MEMBER_INVITE, changes=True)
def withdraw(organisation_id: uuid.UUID, invitation_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, invited = invitation_of(organisation_id, invitation_id)
    withdraw_invitation(session, invited, by=who_acts(), at=moment())
    return _done(organisation, "withdrawn")


@bp.get("/members/<uuid:member_id>")
@allow(Act.MEMBER_EDIT)
def member(organisation_id: uuid.UUID, member_id: uuid.UUID) -> str:
    _, organisation, one = member_of(Act.MEMBER_EDIT, organisation_id, member_id)
    form = MemberRoleForm(role=one.role.value)
    form.offer(organisation.kind)
    return render_template("members/member.html", **member_page(form, organisation, one))


@bp.post("/members/<uuid:member_id>")
@allow(Act.MEMBER_EDIT, changes=True)
def give_role(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, one = member_of(Act.MEMBER_EDIT, organisation_id, member_id)
    form = MemberRoleForm(request.form)
    form.offer(organisation.kind)
    if form.validate():
        try:
            change_role(session, one, Role(form.role.data), by=who_acts(), at=moment())
            return _done(organisation, "role")
        except AccountError as refusal:
            form.role.errors = [str(refusal)]
    return render_template("members/member.html", **member_page(form, organisation, one)), 422


@bp.get("/members/<uuid:member_id>/areas")
@allow(Act.MEMBER_EDIT)
def areas(organisation_id: uuid.UUID, member_id: uuid.UUID) -> str:
    _, organisation, one = member_of(Act.MEMBER_EDIT, organisation_id, member_id)
    form = areas_form(one)
    return render_template("members/areas.html", form=form, organisation=organisation, member=one)


@bp.post("/members/<uuid:member_id>/areas")
@allow(Act.MEMBER_EDIT, changes=True)
def narrow(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    """From their next request on; they are told."""
    session, organisation, one = member_of(Act.MEMBER_EDIT, organisation_id, member_id)
    form = areas_form(one)
    if form.validate() and "areas" in form:
        try:
            if choose_areas(session, one, form.chosen(), giver=own_membership(), at=moment()):
                tell_of_areas(session, one)
            return _done(organisation, "areas")
        except AccountError as refusal:
            form.areas.errors = [str(refusal)]
    page = {"form": form, "organisation": organisation, "member": one}
    return render_template("members/areas.html", **page), 422


@bp.post("/members/<uuid:member_id>/remove")
@allow(Act.MEMBER_EDIT, changes=True)
def remove(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    """Also oneself, who is then led out. The last administrator is refused."""
    session, organisation, one = member_of(Act.MEMBER_EDIT, organisation_id, member_id)
    remove_member(session, one, by=who_acts(), at=moment())
    return _done(organisation, "removed")


@bp.post("/members/<uuid:member_id>/second-factor")
@allow(Act.MEMBER_EDIT, changes=True)
def take_factor_off(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    """For somebody who has lost telephone and codes, of this organisation alone; they are told."""
    session, organisation, account = account_of(Act.MEMBER_EDIT, organisation_id, member_id)
    remove_second_factor(session, account, by=who_acts(), at=moment())
    end_visits(session, account, VisitEnd.REVOKED, by=who_acts(), at=moment())
    tell_of_factor(session, account)
    return _done(organisation, "factor")


@bp.post("/members/<uuid:member_id>/disable")
@allow(Act.ACCOUNT_DISABLE, changes=True)
def disable(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, account = account_of(Act.ACCOUNT_DISABLE, organisation_id, member_id)
    disable_account(session, account, by=who_acts(), at=moment())
    return _done(organisation, "disabled")


@bp.post("/members/<uuid:member_id>/enable")
@allow(Act.ACCOUNT_DISABLE, changes=True)
def enable(organisation_id: uuid.UUID, member_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, account = account_of(Act.ACCOUNT_DISABLE, organisation_id, member_id)
    enable_account(session, account, by=who_acts(), at=moment())
    return _done(organisation, "enabled")


@bp.post("/certify")
@allow(Act.MEMBER_CERTIFY, changes=True)
def certify_members(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation = organisation_for(Act.MEMBER_CERTIFY, organisation_id)
    chosen = request.form.getlist("member")
    certify(session, organisation, chosen, by=who_acts(), at=moment())
    return _done(organisation, "certified")


@bp.get("/deputies/new")
@allow(Act.DEPUTY_NAME)
def deputy(organisation_id: uuid.UUID) -> str:
    session, organisation = organisation_for(Act.DEPUTY_NAME, organisation_id)
    form = deputy_form(members_of(session, organisation))
    return render_template("members/deputy.html", form=form, organisation=organisation)


@bp.post("/deputies/new")
@allow(Act.DEPUTY_NAME, changes=True)
def add_deputy(organisation_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation = organisation_for(Act.DEPUTY_NAME, organisation_id)
    everybody = members_of(session, organisation)
    form = deputy_form(everybody)
    first, last = form.from_day.data, form.until_day.data
    if form.validate() and first is not None and last is not None:
        away, instead = (
            the_one("member", everybody, uuid.UUID(field.data))
            for field in (form.member, form.deputy)
        )
        try:
            name_deputy(
                session, away, instead, from_day=first, until_day=last, by=who_acts(), at=moment()
            )
            return _done(organisation, "deputy")
        except NotADeputy as refusal:
            form.deputy.errors = [str(refusal)]
        except Refused as refusal:
            form.until_day.errors = [str(refusal)]
    return render_template("members/deputy.html", form=form, organisation=organisation), 422


@bp.post("/deputies/<uuid:deputy_id>/withdraw")
@allow(Act.DEPUTY_NAME, changes=True)
def end_deputy(organisation_id: uuid.UUID, deputy_id: uuid.UUID) -> ResponseReturnValue:
    session, organisation, named = deputy_of(organisation_id, deputy_id)
    withdraw_deputy(session, named, by=who_acts(), at=moment())
    return _done(organisation, "deputy")


def _done(organisation: Organisation, did: str) -> ResponseReturnValue:
    """What was changed stands from here on; the page of the members says what it was."""
    db.session().commit()
    return redirect(f"/organisations/{organisation.public_id}/members?did={did}", 303)
