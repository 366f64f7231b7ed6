"""A master listing with its local copies, and a copy with its master."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.errors import NotKnown
from directory.listings.following import follow_master, go_own_way
from directory.listings.local_copies import copy_of
from directory.listings.taking import WordTaken, spread_word, take_word, withdraw_word
from directory.listings.wording import published_now
from directory.services.models import Service
from portal.access import allow
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.listings.theirs import service_for, who_acts
from portal.listings.told import tell_asked, tell_changed
from portal.looking import moment
from portal.masters.copy_pages import (
    copies_page,
    master_chosen,
    master_page,
    own_master,
    taking_page,
    wanted_of,
)

bp = Blueprint("masters", __name__)


@bp.get("/listings/<uuid:service_id>/copies")
@allow(Act.LISTING_SPREAD)
def copies(service_id: uuid.UUID) -> str:
    """Copies by the fields in which they differ; what is behind is ticked."""
    session = db.session()
    master = service_for(session, service_id, Act.LISTING_SPREAD)
    page = copies_page(session, master)
    return render_template("masters/copies.html", page=page, is_empty=False)


@bp.post("/listings/<uuid:service_id>/copies/look")
@allow(Act.LISTING_SPREAD)
def look(service_id: uuid.UUID) -> ResponseReturnValue:
    """What each copy would say, before it is asked for; nothing is kept."""
    session = db.session()
    master = service_for(session, service_id, Act.LISTING_SPREAD)
    wanted = wanted_of(session, master, request.form.getlist("take"))
    page = taking_page(session, master, wanted)
    if not page.copies:
        again = copies_page(session, master)
        return render_template("masters/copies.html", page=again, is_empty=True), 422
    return render_template("masters/taking.html", page=page)


@bp.post("/listings/<uuid:service_id>/copies")
@allow(Act.LISTING_SPREAD, changes=True)
def spread(service_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for all of it in one act; who is reached by what it would change is told."""
    session = db.session()
    master = service_for(session, service_id, Act.LISTING_SPREAD)
    wanted = wanted_of(session, master, request.form.getlist("take"))
    done = spread_word(session, master, wanted, seen=_seen(), by=who_acts(), at=moment())
    of = {one.service.id: one.service for one in wanted}
    for draft in done.asked:
        tell_asked(session, of[draft.service_id], draft)
    session.commit()
    return redirect(f"/listings/{service_id}/copies?done={'asked' if done.asked else 'same'}", 303)


@bp.post("/listings/<uuid:service_id>/copies/<uuid:copy_id>/withdraw")
@allow(Act.LISTING_SPREAD, changes=True)
def withdraw(service_id: uuid.UUID, copy_id: uuid.UUID) -> ResponseReturnValue:
    """Ask no longer for what one asked of another provider's copy; one's own has its own page."""
    session = db.session()
    master = service_for(session, service_id, Act.LISTING_SPREAD)
    found = copy_of(session, master, copy_id, sight=sight_of_reader())
    if found.provider_id == master.provider_id:
        raise NotKnown("copy of another provider", copy_id)
    withdraw_word(session, found, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}/copies?done=withdrawn", 303)


@bp.get("/listings/<uuid:service_id>/master")
@allow(Act.LISTING_FOLLOW)
def master(service_id: uuid.UUID) -> str:
    """Where the listing differs from its master, or of which it may be a copy."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_FOLLOW)
    return render_template("masters/master.html", page=master_page(session, service))


@bp.post("/listings/<uuid:service_id>/master")
@allow(Act.LISTING_FOLLOW, changes=True)
def follow(service_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_FOLLOW)
    if not (told := request.form.get("master", "")):
        page = master_page(session, service, wrong="Choose the listing of which it is a copy.")
        return render_template("masters/master.html", page=page), 422
    chosen = master_chosen(session, service, told)
    follow_master(session, service, chosen, sight=sight_of_reader(), by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}/master?done=followed", 303)


@bp.post("/listings/<uuid:service_id>/master/take")
@allow(Act.LISTING_FOLLOW, changes=True)
def take(service_id: uuid.UUID) -> ResponseReturnValue:
    """The master's word for one field, in one click."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_FOLLOW)
    before = published_now(session, service)
    taken = take_word(
        session, service, own_master(session, service), request.form.get("field", ""),
        seen=_seen(), by=who_acts(), at=moment(),
    )  # fmt: skip
    if taken.changes:
        tell_changed(session, service, before, taken.changes)
    done = _done(session, service, taken)
    session.commit()
    return redirect(f"/listings/{service_id}/master?done={done}", 303)


def _done(session: Session, service: Service, taken: WordTaken) -> str:
    if taken.draft is None:
        return "seen" if taken.changes else "same"
    if taken.draft.submitted_at is None:
        return "joined"
    tell_asked(session, service, taken.draft)
    return "asked"


@bp.post("/listings/<uuid:service_id>/master/leave")
@allow(Act.LISTING_FOLLOW, changes=True)
def leave(service_id: uuid.UUID) -> ResponseReturnValue:
    """It is nobody's copy any more."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_FOLLOW)
    go_own_way(session, service, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}/master?done=left", 303)


def _seen() -> int:
    told = request.form.get("seen", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0
