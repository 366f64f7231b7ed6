"""What the link of an e-mail opens. Opening changes nothing: programs that look into mail do it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from directory.accounts.entering import account_of_email, lift_password_limit, note_attempt
from directory.accounts.errors import LogInNeeded
from directory.accounts.home_areas import area_names, invited_areas
from directory.accounts.inviting import (
    InvitationClosed,
    InvitationStanding,
    NoSuchInvitation,
    accept_as_known,
    accept_as_new,
    invitation_of,
    standing_of,
)
from directory.accounts.links import change_email, make_link, open_link, reset_password
from directory.accounts.models import AttemptKind, Invitation, LinkKind
from directory.accounts.passwords import WeakPassword
from directory.clock import local_date
from directory.messages.writing import MessageKind, write_message
from portal.access import PUBLIC, allow
from portal.addressed import address_of
from portal.by_link.forms import AddressForm, NewAccountForm, NewPasswordForm
from portal.extensions import db
from portal.letters import (
    address_changed_letter,
    no_account_letter,
    password_changed_letter,
    reset_letter,
)
from portal.looking import looking, moment
from portal.secrecy import email_asked, hasher, trier_of

bp = Blueprint("by_link", __name__)


@bp.get("/invitations/<token>")
@allow(PUBLIC)
def invitation(token: str) -> ResponseReturnValue:
    return _invitation_page(_invitation(token), NewAccountForm(), token)


@bp.post("/invitations/<token>")
@allow(PUBLIC, changes=True)
def accept(token: str) -> ResponseReturnValue:
    """By somebody new with name and password, or by whoever is logged in with that address."""
    session, invited = db.session(), _invitation(token)
    account = account_of_email(session, invited.email)
    if account is not None:
        if looking().account is not account or not looking().has_proved_all:
            raise LogInNeeded("Log in first, with the address to which this was sent.")
        accept_as_known(session, invited, account, at=moment())
        session.commit()
        return redirect("/log-in/role", 303)
    form = NewAccountForm(request.form)
    if not form.validate():
        return _invitation_page(invited, form, token), 422
    try:
        accept_as_new(
            session,
            invited,
            name=form.name.data or "",
            password=form.password.data or "",
            hasher=hasher(),
            at=moment(),
        )
    except WeakPassword as refusal:
        form.password.errors = [str(refusal)]
        return _invitation_page(invited, form, token), 422
    session.commit()
    return redirect(url_for("entering.log_in", joined=1), 303)


@bp.get("/password-reset")
@allow(PUBLIC)
def forgotten() -> str:
    return render_template("by_link/forgotten.html", form=AddressForm())


@bp.post("/password-reset")
@allow(PUBLIC, changes=True)
def send_reset() -> ResponseReturnValue:
    """Whoever has the address is written to, account or not: page and time tell nobody which."""
    form = AddressForm(request.form)
    if not form.validate():
        return render_template("by_link/forgotten.html", form=form), 422
    session, email = db.session(), email_asked(form.email.data or "")
    note_attempt(session, AttemptKind.PASSWORD_RESET, trier_of(email), at=moment())
    account = account_of_email(session, email)
    if account is None or account.disabled_at is not None:
        words = no_account_letter(address_of("entering.log_in"))
    else:
        token = make_link(session, account, LinkKind.PASSWORD_RESET, at=moment())
        words = reset_letter(address_of("by_link.reset", token=token))
    kind = MessageKind.PASSWORD_RESET
    write_message(session, to=email, words=words, kind=kind, at=moment())
    session.commit()
    return redirect("/password-reset/sent", 303)


@bp.get("/password-reset/sent")
@allow(PUBLIC)
def reset_sent() -> str:
    return render_template("by_link/sent.html")


@bp.get("/password-reset/<token>")
@allow(PUBLIC)
def reset(token: str) -> str:
    open_link(db.session(), LinkKind.PASSWORD_RESET, token, at=moment())
    return render_template("by_link/reset.html", form=NewPasswordForm())


@bp.post("/password-reset/<token>")
@allow(PUBLIC, changes=True)
def set_new_password(token: str) -> ResponseReturnValue:
    session, form = db.session(), NewPasswordForm(request.form)
    if not form.validate():
        return render_template("by_link/reset.html", form=form), 422
    password = form.password.data or ""
    try:
        account = reset_password(session, token, password, hasher=hasher(), at=moment())
    except WeakPassword as refusal:
        form.password.errors = [str(refusal)]
        return render_template("by_link/reset.html", form=form), 422
    lift_password_limit(session, trier_of(account.email).account)
    words, kind = password_changed_letter(moment()), MessageKind.ACCOUNT_CHANGED
    write_message(session, to=account.email, words=words, kind=kind, at=moment())
    session.commit()
    return redirect(url_for("entering.log_in", reset=1), 303)


@bp.get("/email-change/<token>")
@allow(PUBLIC)
def email_change(token: str) -> str:
    link = open_link(db.session(), LinkKind.EMAIL_CHANGE, token, at=moment())
    return render_template("by_link/email_change.html", email=link.email)


@bp.post("/email-change/<token>")
@allow(PUBLIC, changes=True)
def confirm_email_change(token: str) -> ResponseReturnValue:
    session = db.session()
    _, was = change_email(session, token, at=moment())
    words, kind = address_changed_letter(moment()), MessageKind.ACCOUNT_CHANGED
    write_message(session, to=was, words=words, kind=kind, at=moment())
    session.commit()
    return redirect("/account", 303)


def _invitation(token: str) -> Invitation:
    """Raises `NoSuchInvitation`, `InvitationClosed`."""
    invited = invitation_of(db.session(), token)
    if invited is None:
        raise NoSuchInvitation
    standing = standing_of(invited, at=moment())
    if standing is not InvitationStanding.WAITING:
        raise InvitationClosed(invited, standing)
    return invited


def _areas(invited: Invitation) -> str:
    session, today = db.session(), local_date(moment())
    chosen = invited_areas(session, invited)
    return area_names(session, invited.organisation, chosen, on=today)


def _invitation_page(invited: Invitation, form: NewAccountForm, token: str) -> str:
    has_account = account_of_email(db.session(), invited.email) is not None
    known = looking().account
    is_theirs = known is not None and known.email == invited.email
    return render_template(
        "by_link/invitation.html",
        form=form,
        invited=invited,
        areas=_areas(invited),
        has_account=has_account,
        is_theirs=is_theirs and looking().has_proved_all,
        here=f"/invitations/{token}",
    )
