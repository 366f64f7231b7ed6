"""Tokens for software: made by a member for a program, shown once, revoked."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from directory.accounts.models import Membership
from directory.accounts.tokens import acts_for_software, make_token, revoke_token, tokens_of
from directory.acts import Act
from directory.errors import NotKnown
from portal.access import allow
from portal.extensions import db
from portal.looking import looking, moment
from portal.tokens.forms import TokenForm
from portal.tokens.pages import tokens_page
from portal.tokens.words import FOR_A_PROGRAM

bp = Blueprint("tokens", __name__)


@bp.get("/tokens")
@allow(Act.TOKEN_MAKE)
def tokens() -> str:
    member = _member()
    page = tokens_page(member.organisation, tokens_of(db.session(), member.organisation), moment())
    return render_template("tokens/tokens.html", page=page)


@bp.get("/tokens/new")
@allow(Act.TOKEN_MAKE)
def token() -> str:
    return render_template("tokens/new.html", form=_form())


@bp.post("/tokens/new")
@allow(Act.TOKEN_MAKE, changes=True)
def make() -> ResponseReturnValue:
    """The page that follows shows the token, once."""
    session, form = db.session(), _form()
    if not form.validate():
        return render_template("tokens/new.html", form=form), 422
    acts = [Act(word) for word in form.acts.data or []]
    made, word = make_token(
        session, _member(), form.name.data or "", acts, at=moment(),
        is_sandbox=bool(form.is_sandbox.data),
    )  # fmt: skip
    session.commit()
    return render_template("tokens/made.html", token=made, word=word)


@bp.post("/tokens/<uuid:token_id>/revoke")
@allow(Act.TOKEN_MAKE, changes=True)
def revoke(token_id: uuid.UUID) -> ResponseReturnValue:
    """Of the own organisation, whoever made it; another's is not there."""
    session, member = db.session(), _member()
    for one in tokens_of(session, member.organisation):
        if one.public_id == token_id:
            revoke_token(session, one, by=member.person, at=moment())
            session.commit()
            return redirect("/tokens", 303)
    raise NotKnown("token", token_id)


def _form() -> TokenForm:
    form = TokenForm(request.form)
    form.offer({act.value: FOR_A_PROGRAM[act] for act in acts_for_software(_member().role)})
    return form


def _member() -> Membership:
    member = looking().membership
    if member is None:
        raise NotKnown("membership", "yours")
    return member
