"""Keeping one's listings: what needs doing, one listing, its draft, and that all is still right."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.facts import confirm_facts, line_of
from directory.acts import Act
from directory.audit.speaking import named
from directory.errors import NotKnown
from directory.listings.drafting import (
    leave_draft,
    open_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from directory.listings.errors import NotComplete, WithdrawnSince
from directory.listings.file_offers import file_offer, keep_own, take_file_offer
from directory.listings.leading_there import LeadsThere
from directory.listings.left_behind import (
    draft_left_behind,
    take_over_draft,
    throw_away_draft,
)
from directory.listings.models import ListingDraft
from directory.listings.stating import state_at_once
from directory.listings.wording import published_now
from directory.people.models import Person
from directory.services.models import Service
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.access import PUBLIC, allow
from portal.error_pages import WayOn
from portal.errors import reply
from portal.extensions import db
from portal.listings.draft_pages import (
    ask_draft,
    draft_in_hand,
    draft_refused,
    preview_of,
    told_in_draft,
)
from portal.listings.fact_pages import confirm_by_link, facts_named, names_to_confirm
from portal.listings.fields import number_in, number_of, told_by
from portal.listings.line_forms import FORMS
from portal.listings.links import open_link
from portal.listings.listing_pages import ask_reach, one_listing, work_ahead
from portal.listings.pages import home_of
from portal.listings.theirs import (
    acted_for_providers,
    own_providers,
    said_for_another,
    service_for,
    service_to_write,
    who_acts,
)
from portal.listings.told import tell_asked, tell_changed, tell_submitted
from portal.looking import moment

bp = Blueprint("listings", __name__)


@bp.get("/listings")
@allow(Act.LISTING_EDIT)
def listings() -> str:
    """What a provider has to do, and its services."""
    session = db.session()
    others = acted_for_providers(session, Act.LISTING_EDIT)
    page = work_ahead(session, own_providers(), acted_for=others)
    return render_template("listings/work.html", page=page)


@bp.get("/listings/<uuid:service_id>")
@allow(Act.LISTING_READ)
def listing(service_id: uuid.UUID) -> ResponseReturnValue:
    """Before it is on offer its author is led to the draft."""
    session = db.session()
    try:
        service = service_for(session, service_id, Act.LISTING_READ)
    except NotKnown:
        return redirect(home_of(service_to_write(session, service_id)), 303)
    return render_template("listings/listing.html", page=one_listing(session, service))


@bp.post("/listings/<uuid:service_id>/reach")
@allow(Act.LISTING_EDIT, changes=True)
def reach(service_id: uuid.UUID) -> ResponseReturnValue:
    """Telephone, e-mail and hours: readers see them at once, and all concerned are told."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_EDIT)
    before = published_now(session, service)
    asked = ask_reach(service, before, request.form)
    try:
        changes = state_at_once(
            session, service, told_by(asked.form, asked.fields, request.form),
            based_on=number_in(asked.form.based_on), by=who_acts(), at=moment(),
            said=said_for_another(session),
        )  # fmt: skip
    except (ChangedMeanwhile, FieldRefused) as refusal:
        service = _read_again(service_id, Act.LISTING_EDIT)
        again = one_listing(session, service, typed=request.form, **why_not(refusal))
        return render_template("listings/listing.html", page=again), 422
    told = tell_changed(session, service, before, changes)
    session.commit()
    done = ("told" if told else "saved") if changes else "same"
    return redirect(f"/listings/{service_id}?done={done}", 303)


@bp.get("/listings/<uuid:service_id>/draft")
@allow(Act.LISTING_EDIT)
def draft(service_id: uuid.UUID) -> str:
    session = db.session()
    service = service_to_write(session, service_id)
    return render_template("listings/draft.html", page=ask_draft(session, service))


@bp.post("/listings/<uuid:service_id>/draft")
@allow(Act.LISTING_EDIT, changes=True)
def save(service_id: uuid.UUID) -> ResponseReturnValue:
    session, by = db.session(), who_acts()
    service = service_to_write(session, service_id)
    page = ask_draft(session, service, request.form)
    form = page.form
    told = told_in_draft(service, page, request.form)
    try:
        kept = save_draft(
            session, service, told, based_on=number_in(form.based_on),
            draft_version=number_in(form.draft_version), by=by, at=moment(),
        )  # fmt: skip
    except (ChangedMeanwhile, FieldRefused) as refusal:
        session.rollback()
        service = service_to_write(session, service_id)
        page = ask_draft(session, service, request.form, **why_not(refusal))
        return render_template("listings/draft.html", page=page), 422
    session.commit()
    if kept is None:
        return redirect(f"{home_of(service)}?done=same", 303)
    if request.form.get("then") == "later":
        return redirect(f"{home_of(service)}?done=kept", 303)
    return redirect(f"/listings/{service_id}/preview", 303)


@bp.get("/listings/<uuid:service_id>/preview")
@allow(Act.LISTING_EDIT)
def preview(service_id: uuid.UUID) -> str:
    """This is what readers will see."""
    session = db.session()
    service = service_to_write(session, service_id)
    found = preview_of(session, service, draft_in_hand(session, service))
    return render_template("listings/preview.html", **found)


def _submit(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    """As it was seen; who is reached by what it would change is told that it is asked for."""
    seen = number_of(request.form.get("draft_version", ""))
    submit_draft(session, service, draft, draft_version=seen, by=by, at=at)
    tell_asked(session, service, draft)
    tell_submitted(session, service, draft)


GOING_ON = {"submit": _submit, "take-back": take_back_draft, "leave": leave_draft}


@bp.post("/listings/<uuid:service_id>/draft/<any('submit', 'take-back', 'leave'):what>")
@allow(Act.LISTING_EDIT, changes=True)
def go_on(service_id: uuid.UUID, what: str) -> ResponseReturnValue:
    session, by, at = db.session(), who_acts(), moment()
    service = service_to_write(session, service_id)
    found = open_draft(session, service, by)
    if found is not None:
        try:
            GOING_ON[what](session, service, found, by=by, at=at)
        except (NotComplete, FieldRefused) as refusal:
            session.rollback()
            page = draft_refused(session, service_to_write(session, service_id), refusal)
            return render_template("listings/draft.html", page=page), 422
    session.commit()
    is_gone = what == "leave" and service.published_revision_id is None
    where = "/listings" if is_gone else home_of(service)
    return redirect(f"{where}?done={what}", 303)


LEFT_BEHIND = {"take-over": take_over_draft, "throw-away": throw_away_draft}


@bp.post("/listings/<uuid:service_id>/drafts/<uuid:draft_id>/<any('take-over', 'throw-away'):what>")
@allow(Act.LISTING_EDIT, changes=True)
def settle_left(service_id: uuid.UUID, draft_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """A draft of somebody who is a member no more."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_EDIT)
    found = draft_left_behind(session, service, draft_id)
    LEFT_BEHIND[what](session, service, found, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}?done={what}", 303)


@bp.post("/listings/<uuid:service_id>/offers/<int:number>/<any('take', 'keep'):what>")
@allow(Act.LISTING_EDIT, changes=True)
def settle_offer(service_id: uuid.UUID, number: int, what: str) -> ResponseReturnValue:
    """What a file says otherwise: taken, at once or into the draft, or turned down."""
    session, by, at = db.session(), who_acts(), moment()
    service = service_for(session, service_id, Act.LISTING_EDIT)
    found, before = file_offer(session, service, number), published_now(session, service)
    if what == "keep":
        keep_own(session, service, found, by=by, at=at)
    else:
        changes = take_file_offer(session, service, found, by=by, at=at)
        tell_changed(session, service, before, changes)
    session.commit()
    if what == "take" and not found.is_live:
        return redirect(f"/listings/{service_id}/preview", 303)
    return redirect(f"/listings/{service_id}?done={what}", 303)


@bp.get("/listings/<uuid:service_id>/history")
@allow(Act.LISTING_READ)
def history(service_id: uuid.UUID) -> str:
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_READ)
    page = one_listing(session, service, with_history=True)
    return render_template("listings/history.html", page=page)


@bp.get("/listings/<uuid:service_id>/confirm")
@allow(Act.LISTING_CONFIRM)
def confirm(service_id: uuid.UUID) -> str:
    """Shows what one button confirms; reading it confirms nothing."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_CONFIRM)
    return render_template("listings/confirm.html", page=facts_named(session, service))


@bp.post("/listings/<uuid:service_id>/confirm")
@allow(Act.LISTING_CONFIRM, changes=True)
def confirmed(service_id: uuid.UUID) -> ResponseReturnValue:
    session, by = db.session(), who_acts()
    service = service_for(session, service_id, Act.LISTING_CONFIRM)
    seen = number_of(request.form.get("seen", ""))
    names = names_to_confirm(session, service, request.form.getlist("fact"))
    confirm_facts(
        session, service, names, seen=seen,
        confirmed_by=named(session, by), by=by, at=moment(),
    )  # fmt: skip
    session.commit()
    return redirect(f"/listings/{service_id}/confirm?done=confirmed", 303)


@bp.get("/confirm/<sealed>")
@allow(PUBLIC)
def confirm_link(sealed: str) -> ResponseReturnValue:
    """From a message, without log-in: shows what the link names.

    Programs that open it do no harm; what it shows is kept by no cache.
    """
    page = confirm_by_link(db.session(), open_link(sealed))
    answer = make_response(render_template("listings/confirm.html", page=page))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/confirm/<sealed>")
@allow(PUBLIC, changes=True)
def confirmed_by_link(sealed: str) -> ResponseReturnValue:
    session, link = db.session(), open_link(sealed)
    page = confirm_by_link(session, link)
    confirm_facts(
        session, page.service, page.names, seen=link.seen,
        confirmed_by=page.by.name, by=page.by, at=moment(), by_link=True,
    )  # fmt: skip
    session.commit()
    return redirect(f"/confirm/{sealed}?done=confirmed", 303)


@bp.post(
    "/listings/<uuid:service_id>/lines/<uuid:line_id>/<any('start', 'places', 'closure'):what>"
)
@allow(Act.CAPACITY_STATE, changes=True)
def state_line(service_id: uuid.UUID, line_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """The next start, places or a closure of one queue."""
    session = db.session()
    service = service_for(session, service_id, Act.CAPACITY_STATE)
    line = line_of(session, service, line_id)
    if line is None:
        raise NotKnown("queue of this service", line_id)
    form = FORMS[what](request.form)
    form.offer(session, line, at=moment())
    wrong = None
    if form.validate():
        try:
            form.keep(session, line, by=who_acts(), at=moment())
        except (CommissioningError, LeadsThere) as refusal:
            session.rollback()
            wrong = str(refusal)
    if form.errors or wrong:
        service = _read_again(service_id, Act.CAPACITY_STATE)
        again = one_listing(session, service, line_form=(line, what, form), wrong=wrong)
        return render_template("listings/listing.html", page=again), 422
    session.commit()
    return redirect(f"/listings/{service_id}?done={what}#lines", 303)


@bp.errorhandler(WithdrawnSince)
def withdrawn_since(refusal: WithdrawnSince) -> ResponseReturnValue:
    """From an older message, or with a draft open: where it is gone on with."""
    home = home_of(refusal.service)
    return reply(404, str(refusal), way_on=WayOn("To go on with it,", home, "offer it again"))


def why_not(refusal: ChangedMeanwhile | FieldRefused) -> dict[str, Any]:
    """Which of the two it is, as the pages take it."""
    return {"clash" if isinstance(refusal, ChangedMeanwhile) else "refusal": refusal}


def _read_again(service_id: uuid.UUID, act: Act) -> Service:
    """Nothing of what was refused is kept."""
    db.session().rollback()
    return service_for(db.session(), service_id, act)
