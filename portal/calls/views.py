"""Told by telephone: ring back first, then record what was told, and the provider gets a copy."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.facts import confirm_facts, facts_of, line_of
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.calling import begin_call, call_of, numbers_held, refuse_over
from directory.listings.errors import DraftIsSubmitted, RungTheNumberThatChanges
from directory.listings.leading_there import LeadsThere
from directory.listings.models import ProviderCall
from directory.listings.queries import commissioned_services
from directory.listings.telephoned import note_told, notes_of, record_reach, says_of
from directory.listings.wording import published_now
from directory.services.freshness import FactKind
from directory.services.models import Service
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.access import allow
from portal.calls.call_pages import ask_reach_told, call_page, ring_page
from portal.calls.forms import RingBackForm, ring_back_form
from portal.calls.pages import choose_page, letter_page
from portal.calls.words import fact_told, kinds_of_line, line_told
from portal.extensions import db
from portal.listings.fact_pages import hides_reach
from portal.listings.fields import number_in, number_of, told_by
from portal.listings.line_forms import FORMS
from portal.listings.theirs import commissioned, service_for, who_acts
from portal.listings.told import where_to_look
from portal.looking import moment

bp = Blueprint("calls", __name__)

LONGEST_TYPED = 60


@bp.get("/calls")
@allow(Act.CALL_RECORD)
def choose() -> str:
    """The services of one's own areas; what is typed narrows them."""
    typed = request.args.get("q", "").strip()[:LONGEST_TYPED]
    services = commissioned_services(db.session(), theirs=commissioned(), on=local_date(moment()))
    return render_template("calls/choose.html", page=choose_page(services, typed))


@bp.get("/calls/services/<uuid:service_id>")
@allow(Act.CALL_RECORD)
def ring(service_id: uuid.UUID) -> str:
    """The numbers held, one of which is rung back first."""
    session = db.session()
    service = service_for(session, service_id, Act.CALL_RECORD)
    return _ring_page(service, ring_back_form(numbers_held(session, service)))


@bp.post("/calls/services/<uuid:service_id>")
@allow(Act.CALL_RECORD, changes=True)
def rung(service_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    service = service_for(session, service_id, Act.CALL_RECORD)
    form = ring_back_form(numbers_held(session, service), request.form)
    if not form.validate():
        return _ring_page(service, form), 422
    call = begin_call(
        session, service, rung=form.number.data, has_rung=form.was_rung,
        told_by=form.told_by.data or "", by=who_acts(), at=moment(),
    )  # fmt: skip
    session.commit()
    return redirect(f"/calls/{call.public_id}", 303)


@bp.get("/calls/<uuid:call_id>")
@allow(Act.CALL_RECORD)
def call(call_id: uuid.UUID) -> str:
    found, service = _call(call_id)
    return _call_page(found, service)


@bp.post("/calls/<uuid:call_id>/reach")
@allow(Act.CALL_RECORD, changes=True)
def reach(call_id: uuid.UUID) -> ResponseReturnValue:
    """Telephone, e-mail and hours, as they were told."""
    session, (found, service) = db.session(), _call(call_id)
    before = published_now(session, service)
    asked = ask_reach_told(service, before, request.form)
    told = told_by(asked.form, asked.fields, request.form)
    try:
        recorded = record_reach(
            session, service, found, told, based_on=number_in(asked.form.based_on),
            by=who_acts(), at=moment(),
        )  # fmt: skip
    except ChangedMeanwhile as both:
        return _refused(call_id, typed=request.form, clash=both)
    except FieldRefused as refusal:
        return _refused(call_id, typed=request.form, refusal=refusal)
    except (RungTheNumberThatChanges, DraftIsSubmitted) as refusal:
        return _refused(call_id, typed=request.form, wrong=str(refusal))
    if recorded:
        number = published_now(session, service).number
        note_told(
            session, service, found, says_of(service, recorded), kinds=recorded.kinds,
            revision=number if recorded.live else None, old_email=before.says["email"],
            look=where_to_look(service), at=moment(),
        )  # fmt: skip
    session.commit()
    return redirect(f"/calls/{call_id}?done={'told' if recorded else 'same'}", 303)


@bp.post("/calls/<uuid:call_id>/right")
@allow(Act.CALL_RECORD, changes=True)
def right(call_id: uuid.UUID) -> ResponseReturnValue:
    """What the provider said is still right: exactly what is ticked."""
    session, (found, service) = db.session(), _call(call_id)
    names, seen = request.form.getlist("fact"), number_of(request.form.get("seen", ""))
    if not names:
        return _refused(call_id, wrong="Tick what was said to be still right.")
    refuse_over(found, moment())
    facts = facts_of(session, service, today=local_date(moment()))
    named = [one for one in facts if one.name in names]
    confirm_facts(
        session, service, names, seen=seen, confirmed_by=found.told_by, by=who_acts(), at=moment(),
    )  # fmt: skip
    _note(session, service, found, [fact_told(one) for one in named], {one.kind for one in named})
    session.commit()
    return redirect(f"/calls/{call_id}?done=told", 303)


@bp.post("/calls/<uuid:call_id>/lines/<uuid:line_id>/<any('start', 'places', 'closure'):what>")
@allow(Act.CALL_RECORD, changes=True)
def state_line(call_id: uuid.UUID, line_id: uuid.UUID, what: str) -> ResponseReturnValue:
    """The next start, places or a closure of one queue, as it was told."""
    session, (found, service) = db.session(), _call(call_id)
    line = line_of(session, service, line_id)
    if line is None:
        raise NotKnown("queue of this service", line_id)
    refuse_over(found, moment())
    form = FORMS[what](request.form)
    form.offer(session, line, at=moment())
    if not form.validate():
        return _refused(call_id, line_form=(line, what, form))
    try:
        form.keep(session, line, by=who_acts(), at=moment(), stated_by=found.told_by)
    except (CommissioningError, LeadsThere) as refusal:
        return _refused(call_id, line_form=(line, what, form), wrong=str(refusal))
    _note(session, service, found, [line_told(line, form)], kinds_of_line(service, form))
    session.commit()
    return redirect(f"/calls/{call_id}?done=told#lines", 303)


@bp.get("/calls/<uuid:call_id>/letter")
@allow(Act.CALL_RECORD)
def letter(call_id: uuid.UUID) -> str:
    """The copy on paper, for a provider without an e-mail address."""
    found, service = _call(call_id)
    notes = notes_of(db.session(), found)
    page = letter_page(found, service, notes, is_secret=hides_reach(service))
    return render_template("calls/letter.html", page=page)


def _call(call_id: uuid.UUID) -> tuple[ProviderCall, Service]:
    """One's own, of a service that is still theirs. Raises `NotKnown`."""
    session = db.session()
    found = call_of(session, call_id, by=who_acts())
    return found, service_for(session, found.service.public_id, Act.CALL_RECORD)


def _note(
    session: Session,
    service: Service,
    found: ProviderCall,
    says: list[str],
    kinds: set[FactKind],
) -> None:
    email = published_now(session, service).says["email"]
    note_told(
        session, service, found, says, kinds=kinds, old_email=email,
        look=where_to_look(service), at=moment(),
    )  # fmt: skip


def _ring_page(service: Service, form: RingBackForm) -> str:
    page = ring_page(db.session(), service)
    return render_template("calls/ring.html", page=page, form=form)


def _call_page(found: ProviderCall, service: Service, **more: Any) -> str:
    page = call_page(db.session(), found, service, **more)
    return render_template("calls/call.html", page=page)


def _refused(call_id: uuid.UUID, **more: Any) -> ResponseReturnValue:
    """Nothing of what was refused is kept."""
    db.session().rollback()
    found, service = _call(call_id)
    return _call_page(found, service, **more), 422
