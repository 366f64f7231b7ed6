"""One's own account: who one is here, where one is logged in, and what one changes oneself."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.credentials import change_telephone, set_password
from directory.accounts.email_addresses import NotAnEmail, kept_email
from directory.accounts.entering import account_of_email
from directory.accounts.errors import LogInNeeded
from directory.accounts.links import make_link
from directory.accounts.models import LinkKind, Visit, VisitEnd
from directory.accounts.passwords import WeakPassword
from directory.accounts.second_factor import (
    WrongCode,
    has_proved,
    new_recovery_codes,
    recovery_codes_left,
    set_second_factor,
)
from directory.accounts.visiting import end_visit, memberships_of, open_visits, rotate
from directory.acts import Act
from directory.errors import NotKnown
from directory.messages.models import Reminded, Rhythm
from directory.messages.reminding import choose_reminders, rhythm_of
from directory.messages.writing import MessageKind, write_message
from portal.access import allow
from portal.accounts.changing import knows_password, tell_owner
from portal.accounts.forms import (
    CurrentPasswordForm,
    EmailForm,
    FactorForm,
    PasswordForm,
    TelephoneForm,
)
from portal.accounts.pages import account_page
from portal.addressed import address_of
from portal.errors import reply
from portal.extensions import db
from portal.letters import (
    address_taken_letter,
    factor_changed_letter,
    new_address_letter,
    password_changed_letter,
)
from portal.looking import enter, looking, moment
from portal.offered_factor import OfferedFactor, offered_factor
from portal.secrecy import hasher, sealed_secret

bp = Blueprint("accounts", __name__)


@bp.get("/account")
@allow(Act.ACCOUNT_READ)
def account() -> str:
    session, visit = db.session(), _visit()
    page = account_page(
        visit,
        memberships_of(session, visit.account.person_id),
        open_visits(session, visit.account, at=moment()),
        codes_left=recovery_codes_left(session, visit.account),
        manages=looking().may(Act.MEMBER_READ),
        makes_tokens=looking().may(Act.TOKEN_MAKE),
        did=request.args.get("did", ""),
        reminded=_rhythm(visit) if looking().may(Act.LISTING_EDIT) else None,
    )
    return render_template("accounts/account.html", page=page)


@bp.post("/account/reminders")
@allow(Act.ACCOUNT_EDIT, changes=True)
def choose() -> ResponseReturnValue:
    """For oneself alone: an organisation's other members are reminded as they were."""
    if (said := request.form.get("rhythm")) not in list(Rhythm):
        return reply(400, "Choose whether you want to be reminded.")
    session, by = db.session(), _visit().account.person
    choose_reminders(session, Reminded.PERSON, by.id, Rhythm(said), by=by, at=moment())
    session.commit()
    return redirect("/account?did=reminders", 303)


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


@bp.get("/account/password")
@allow(Act.ACCOUNT_EDIT)
def password() -> str:
    return render_template("accounts/password.html", form=PasswordForm())


@bp.post("/account/password")
@allow(Act.ACCOUNT_EDIT, changes=True)
def change_password() -> ResponseReturnValue:
    """Every other visit is over."""
    session, visit, form = db.session(), _visit(), PasswordForm(request.form)
    mine = visit.account
    if not form.validate() or not knows_password(session, mine, form):
        session.commit()
        return render_template("accounts/password.html", form=form), 422
    new, by = form.password.data or "", mine.person
    try:
        set_password(session, mine, new, hasher=hasher(), by=by, at=moment(), but=visit)
    except WeakPassword as refusal:
        session.rollback()
        form.password.errors = [str(refusal)]
        return render_template("accounts/password.html", form=form), 422
    tell_owner(session, mine, password_changed_letter(moment()))
    token = rotate(session, visit)
    session.commit()
    enter(visit, token)
    return redirect("/account?did=password", 303)


@bp.get("/account/email")
@allow(Act.ACCOUNT_EDIT)
def email() -> str:
    return render_template("accounts/email.html", form=EmailForm())


@bp.post("/account/email")
@allow(Act.ACCOUNT_EDIT, changes=True)
def send_email_link() -> ResponseReturnValue:
    """Changed once the new address has proved itself; whose it is already nobody learns here."""
    session, mine, form = db.session(), _visit().account, EmailForm(request.form)
    if not form.validate() or not knows_password(session, mine, form):
        session.commit()
        return render_template("accounts/email.html", form=form), 422
    try:
        new = kept_email(form.email.data or "")
    except NotAnEmail as refusal:
        form.email.errors = [str(refusal)]
        session.commit()
        return render_template("accounts/email.html", form=form), 422
    words = address_taken_letter()
    if account_of_email(session, new) is None:
        token = make_link(session, mine, LinkKind.EMAIL_CHANGE, at=moment(), email=new)
        words = new_address_letter(address_of("by_link.email_change", token=token))
    write_message(session, to=new, words=words, kind=MessageKind.EMAIL_CHANGE, at=moment())
    session.commit()
    return redirect("/account?did=email", 303)


@bp.get("/account/telephone")
@allow(Act.ACCOUNT_EDIT)
def telephone() -> str:
    form = TelephoneForm(telephone=_visit().account.telephone or "")
    return render_template("accounts/telephone.html", form=form)


@bp.post("/account/telephone")
@allow(Act.ACCOUNT_EDIT, changes=True)
def set_telephone() -> ResponseReturnValue:
    session, form = db.session(), TelephoneForm(request.form)
    if not form.validate():
        return render_template("accounts/telephone.html", form=form), 422
    change_telephone(session, _visit().account, form.telephone.data or None, at=moment())
    session.commit()
    return redirect("/account?did=telephone", 303)


@bp.get("/account/second-factor")
@allow(Act.ACCOUNT_EDIT)
def second_factor() -> str:
    return _factor_page(FactorForm(), offered_factor(_visit().account))


@bp.post("/account/second-factor")
@allow(Act.ACCOUNT_EDIT, changes=True)
def change_second_factor() -> ResponseReturnValue:
    """Another app or telephone; the page that follows shows new recovery codes, once."""
    session, visit, form = db.session(), _visit(), FactorForm(request.form)
    mine, offered = visit.account, offered_factor(visit.account, request.form.get("offered", ""))
    if not form.validate() or not knows_password(session, mine, form):
        session.commit()
        return _factor_page(form, offered), 422
    secret, typed = offered.secret, form.code.data or ""
    try:
        codes = set_second_factor(session, mine, secret, sealed_secret(secret), typed, at=moment())
    except WrongCode as refusal:
        session.rollback()
        form.code.errors = [str(refusal)]
        return _factor_page(form, offered), 422
    tell_owner(session, mine, factor_changed_letter(moment()))
    token = has_proved(session, visit, at=moment())
    session.commit()
    enter(visit, token)
    return render_template("entering/recovery_codes.html", codes=codes, wanted="/account")


@bp.get("/account/recovery-codes")
@allow(Act.ACCOUNT_EDIT)
def recovery_codes() -> str:
    return render_template("accounts/recovery_codes.html", form=CurrentPasswordForm())


@bp.post("/account/recovery-codes")
@allow(Act.ACCOUNT_EDIT, changes=True)
def make_recovery_codes() -> ResponseReturnValue:
    session, mine, form = db.session(), _visit().account, CurrentPasswordForm(request.form)
    if not form.validate() or not knows_password(session, mine, form):
        session.commit()
        return render_template("accounts/recovery_codes.html", form=form), 422
    codes = new_recovery_codes(session, mine)
    tell_owner(session, mine, factor_changed_letter(moment()))
    session.commit()
    return render_template("entering/recovery_codes.html", codes=codes, wanted="/account")


def _factor_page(form: FactorForm, offered: OfferedFactor) -> str:
    return render_template("accounts/second_factor.html", form=form, offered=offered)


def _rhythm(visit: Visit) -> Rhythm:
    member = visit.membership
    organisation_id = None if member is None else member.organisation_id
    return rhythm_of(
        db.session(), person_id=visit.account.person_id, organisation_id=organisation_id
    )


def _visit() -> Visit:
    visit = looking().visit
    if visit is None:
        raise LogInNeeded("Log in first.")
    return visit
