"""Logging in and out, and choosing as whom."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.entering import account_of_email, forget_attempts, note_attempt
from directory.accounts.errors import LogInNeeded, NotLetIn
from directory.accounts.models import AttemptKind, Visit, VisitEnd
from directory.accounts.outside import account_claimed
from directory.accounts.passwords import is_right
from directory.accounts.second_factor import (
    WrongCode,
    has_proved,
    prove_second_factor,
    set_second_factor,
)
from directory.accounts.visiting import (
    EntryStep,
    choose_membership,
    end_visit,
    memberships_of,
    step_before,
    visit_known,
)
from directory.errors import NotKnown
from portal.access import PUBLIC, allow
from portal.entering.elsewhere import go_there, settings, wanted_before, who_came_back
from portal.entering.forms import CodeForm, LogInForm, RoleForm, SetUpForm, StepForm
from portal.entering.letting_in import let_in, password_digest_of
from portal.entering.next_page import next_page
from portal.entering.pages import CAME_FROM, entry_page
from portal.extensions import begin_writing, db
from portal.fictional_accounts import code_told
from portal.first_pages import first_page, way_on
from portal.kept_forms import opened_form
from portal.looking import enter, leave, looking, moment
from portal.offered_factor import OfferedFactor, offered_factor
from portal.secrecy import email_asked, hasher, kept_secret, sealed_secret, trier_of

bp = Blueprint("entering", __name__)


@bp.get("/log-in")
@allow(PUBLIC)
def log_in() -> ResponseReturnValue:
    if looking().is_known:
        return redirect(way_on(next_page(request.args.get("next"))), 303)
    form = LogInForm(next=request.args.get("next", ""))
    return _log_in_page(form)


@bp.post("/log-in")
@allow(PUBLIC, changes=True)
def enter_by_password() -> ResponseReturnValue:
    """Counted first and judged between two transactions: no writer waits for a slow digest."""
    form = LogInForm(request.form)
    if not form.validate():
        return _log_in_page(form), 422
    session, email = db.session(), email_asked(form.email.data or "")
    trier = trier_of(email)
    note_attempt(session, AttemptKind.PASSWORD, trier, at=moment())
    digest = password_digest_of(session, email)
    session.commit()
    if not is_right(hasher(), digest, form.password.data or ""):
        form.email.errors = [str(NotLetIn())]
        return _log_in_page(form), 422
    account = account_of_email(session, email)
    if account is None:
        raise LogInNeeded("The account has gone meanwhile.")
    forget_attempts(session, AttemptKind.PASSWORD, trier)
    let_in(session, account, looking(), at=moment())
    session.commit()
    return _go_on(form)


@bp.get("/log-in/code")
@allow(PUBLIC)
def code() -> ResponseReturnValue:
    form = CodeForm(next=request.args.get("next", ""))
    return _code_page(form, _visit_at(EntryStep.SECOND_FACTOR))


@bp.post("/log-in/code")
@allow(PUBLIC, changes=True)
def enter_by_code() -> ResponseReturnValue:
    session, visit = db.session(), _visit_at(EntryStep.SECOND_FACTOR)
    form = CodeForm(request.form)
    if not form.validate():
        return _code_page(form, visit), 422
    trier = trier_of(visit.account.email)
    note_attempt(session, AttemptKind.SECOND_FACTOR, trier, at=moment())
    session.commit()
    try:
        secret = kept_secret(visit.account.factor_sealed)
        token = prove_second_factor(session, visit, secret, form.code.data or "", at=moment())
    except WrongCode as refusal:
        form.code.errors = [str(refusal)]
        return _code_page(form, visit), 422
    forget_attempts(session, AttemptKind.SECOND_FACTOR, trier)
    session.commit()
    enter(visit, token)
    return _go_on(form)


@bp.get("/log-in/second-factor")
@allow(PUBLIC)
def second_factor() -> ResponseReturnValue:
    visit = _visit_at(EntryStep.SET_UP)
    form = SetUpForm(next=request.args.get("next", ""))
    return _set_up_page(form, offered_factor(visit.account))


@bp.post("/log-in/second-factor")
@allow(PUBLIC, changes=True)
def set_up_second_factor() -> ResponseReturnValue:
    """The page that follows shows the recovery codes, once."""
    session, visit = db.session(), _visit_at(EntryStep.SET_UP)
    form = SetUpForm(request.form)
    offered = offered_factor(visit.account, form.offered.data or "")
    if not form.validate():
        return _set_up_page(form, offered), 422
    sealed = sealed_secret(offered.secret)
    try:
        codes = set_second_factor(
            session, visit.account, offered.secret, sealed, form.code.data or "", at=moment()
        )
    except WrongCode as refusal:
        form.code.errors = [str(refusal)]
        return _set_up_page(form, offered), 422
    token = has_proved(session, visit, at=moment())
    session.commit()
    enter(visit, token)
    wanted = next_page(form.next.data) or first_page()
    kept = opened_form(form.kept.data or "", visit.account_id)
    page = {"codes": codes, "wanted": wanted, "kept": kept}
    return render_template("entering/recovery_codes.html", **page)


@bp.get("/log-in/role")
@allow(PUBLIC)
def role() -> ResponseReturnValue:
    return _role_page(RoleForm(next=request.args.get("next", "")), _visit())


@bp.post("/log-in/role")
@allow(PUBLIC, changes=True)
def choose_role() -> ResponseReturnValue:
    """Also in the middle of a visit: somebody with two roles has one at a time."""
    session, visit = db.session(), _visit()
    if step_before(visit_known(db.session(), visit)) is EntryStep.SECOND_FACTOR:
        raise LogInNeeded("The second factor comes first.")
    memberships = memberships_of(session, visit.account.person_id)
    form = RoleForm(request.form)
    form.offer(memberships)
    if not form.validate():
        return render_template("entering/role.html", form=form), 422
    [chosen] = [one for one in memberships if str(one.public_id) == form.membership.data]
    token = choose_membership(session, visit, chosen)
    session.commit()
    enter(visit, token)
    return _go_on(form)


@bp.post("/log-out")
@allow(PUBLIC, changes=True)
def log_out() -> ResponseReturnValue:
    """Of a visit that is over already nothing more is to be said. What the browser kept for going
    back goes with it."""
    session, visit = db.session(), looking().visit
    if visit is not None:
        end_visit(session, visit, VisitEnd.LOGGED_OUT, by=visit.account.person, at=moment())
        session.commit()
    leave()
    answer = redirect("/log-in?bye=1", 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/log-in/elsewhere")
@allow(PUBLIC)
def elsewhere() -> ResponseReturnValue:
    """To the issuer of OpenID Connect that is configured; without one there is no such page."""
    if settings() is None:
        raise NotKnown("page", "/log-in/elsewhere")
    return go_there(next_page(request.args.get("next")))


@bp.get("/log-in/elsewhere/back")
@allow(PUBLIC)
def back_from_elsewhere() -> ResponseReturnValue:
    """The protocol comes back by GET, and its state, not a form's token, says from where.

    The issuer is asked before any transaction begins; our second factor stays ours.
    """
    if settings() is None:
        raise NotKnown("page", "/log-in/elsewhere/back")
    claimed, wanted = who_came_back(), next_page(wanted_before())
    session = db.session()
    session.rollback()
    begin_writing(session)
    account = account_claimed(session, claimed, at=moment())
    let_in(session, account, looking(), at=moment())
    session.commit()
    return redirect(way_on(wanted), 303)


def _go_on(form: StepForm) -> ResponseReturnValue:
    """To the next step or the page that was wanted; with something kept, no step loses it."""
    wanted, visit = next_page(form.next.data), looking().visit
    if not form.kept.data or visit is None:
        return redirect(way_on(wanted), 303)
    carried = {"next": form.next.data, "kept": form.kept.data}
    match looking().step:
        case EntryStep.SECOND_FACTOR:
            return _code_page(CodeForm(data=carried), visit)
        case EntryStep.SET_UP:
            return _set_up_page(SetUpForm(data=carried), offered_factor(visit.account))
        case EntryStep.ROLE:
            return _role_page(RoleForm(data=carried), visit)
    kept = opened_form(form.kept.data, visit.account_id)
    if kept is None:
        return redirect(way_on(wanted), 303)
    return render_template("entering/carry_on.html", kept=kept)


def _visit() -> Visit:
    """Raises `LogInNeeded` where no password was given."""
    visit = looking().visit
    if visit is None:
        raise LogInNeeded("Log in first.")
    return visit


def _visit_at(step: EntryStep) -> Visit:
    """Raises `LogInNeeded`, which leads to the step that is asked."""
    visit = _visit()
    if step_before(visit_known(db.session(), visit)) is not step:
        raise LogInNeeded("This was asked already.")
    return visit


def _role_page(form: RoleForm, visit: Visit) -> str:
    form.offer(memberships_of(db.session(), visit.account.person_id))
    return render_template("entering/role.html", form=form)


def _code_page(form: CodeForm, visit: Visit) -> str:
    told = code_told(visit.account, at=moment())
    return render_template("entering/code.html", form=form, told=told)


def _set_up_page(form: SetUpForm, offered: OfferedFactor) -> str:
    return render_template("entering/second_factor.html", form=form, offered=offered)


def _log_in_page(form: LogInForm) -> str:
    came_from = next((one for one in CAME_FROM if one in request.args), looking().over)
    page = entry_page(came_from, is_demonstration=current_app.config["DEMONSTRATION"])
    return render_template("entering/log_in.html", form=form, page=page)
