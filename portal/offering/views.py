"""What is not on offer yet, or no longer: a new service begun, a withdrawn one offered again, a
stop planned ahead."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.listings.stopping import StopRefused, cancel_stop, plan_stop, stop_by_id
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.drafting import open_draft
from directory.listings.errors import FlagStays, NoAreaChosen
from directory.listings.leading_there import LeadsThere
from directory.listings.models import ListingDraft
from directory.listings.offering import areas_asked, begin_again, begin_service, state_basics
from directory.listings.queries import withdrawn_service
from directory.listings.wording import NOTHING_YET, drafted_upon
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.providers.models import Provider
from directory.services.models import Service
from portal.access import allow
from portal.extensions import db
from portal.listings.pages import home_of, title_of, title_of_draft
from portal.listings.theirs import own_providers, service_for, service_to_write, who_acts
from portal.looking import moment
from portal.offering.forms import BasicsForm, NewServiceForm
from portal.offering.offer_pages import StopPage, basics_page, offer_page
from portal.offering.stop_forms import StopForm

bp = Blueprint("offering", __name__)


@bp.get("/listings/new")
@allow(Act.LISTING_EDIT)
def new() -> str:
    return _new_page(NewServiceForm())


@bp.post("/listings/new")
@allow(Act.LISTING_EDIT, changes=True)
def begin() -> ResponseReturnValue:
    """A draft of a service that nobody else knows of."""
    session, form = db.session(), NewServiceForm(request.form)
    form.offer()
    if not form.validate():
        return _new_page(form), 422
    [provider_id] = own_providers() or [0]
    provider = session.get(Provider, provider_id)
    if provider is None:
        raise NotKnown("provider", "yours")
    try:
        draft = begin_service(
            session, provider, form.basics(_areas()), title=form.title.data or "",
            by=who_acts(), at=moment(),
        )  # fmt: skip
    except NoAreaChosen as refusal:
        session.rollback()
        form.areas.errors = [str(refusal)]
        return _new_page(form), 422
    public_id = session.get_one(Service, draft.service_id).public_id
    session.commit()
    return redirect(f"/listings/{public_id}/draft", 303)


@bp.get("/listings/<uuid:service_id>/basics")
@allow(Act.LISTING_EDIT)
def basics(service_id: uuid.UUID) -> str:
    service, draft = _new_one(service_id)
    areas = areas_asked(db.session(), service, on=local_date(moment()))
    form = BasicsForm(
        data={
            "kind": service.delivery_kind.value,
            "exposure": service.exposure.value,
            "areas": [str(area.public_id) for area in areas],
        }
    )
    return _basics_page(form, service, draft)


@bp.post("/listings/<uuid:service_id>/basics")
@allow(Act.LISTING_EDIT, changes=True)
def keep_basics(service_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), BasicsForm(request.form)
    service, draft = _new_one(service_id)
    form.offer()
    if not form.validate():
        return _basics_page(form, service, draft), 422
    try:
        state_basics(session, service, draft, form.basics(_areas()), at=moment())
    except (NoAreaChosen, FlagStays) as refusal:
        session.rollback()
        field = form.areas if isinstance(refusal, NoAreaChosen) else form.exposure
        field.errors = [str(refusal)]
        return _basics_page(form, *_new_one(service_id)), 422
    session.commit()
    return redirect(f"{home_of(service)}?done=basics", 303)


@bp.get("/listings/<uuid:service_id>/offer")
@allow(Act.LISTING_EDIT)
def offer(service_id: uuid.UUID) -> ResponseReturnValue:
    """How it stands with what somebody would offer; once it is on offer its listing."""
    session, service = db.session(), _own(service_id)
    home = home_of(service)
    if home != request.path:
        return redirect(home, 303)
    page = offer_page(session, service, request.args.get("done", ""))
    return render_template("offering/offer.html", page=page)


@bp.post("/listings/<uuid:service_id>/offer")
@allow(Act.LISTING_EDIT, changes=True)
def offer_again(service_id: uuid.UUID) -> ResponseReturnValue:
    """A draft by which a withdrawn service is offered again; begun once, it is gone on with."""
    session = db.session()
    service = withdrawn_service(session, service_id, provider_ids=own_providers())
    begin_again(session, service, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}/draft", 303)


@bp.get("/listings/<uuid:service_id>/stop")
@allow(Act.CAPACITY_STATE)
def stop(service_id: uuid.UUID) -> str:
    service = service_for(db.session(), service_id, Act.CAPACITY_STATE)
    return _stop_page(service, StopForm())


@bp.post("/listings/<uuid:service_id>/stop")
@allow(Act.CAPACITY_STATE, changes=True)
def plan(service_id: uuid.UUID) -> ResponseReturnValue:
    """It takes nobody for a while, or ends: readers are told from now on."""
    session, by, form = db.session(), who_acts(), StopForm(request.form)
    service = service_for(session, service_id, Act.CAPACITY_STATE)
    if not form.validate():
        return _stop_page(service, form), 422
    first, last = form.days
    try:
        plan_stop(
            session, service, from_date=first, to_date=last, reason=form.reason.data,
            stated_by=by.name, by=by, at=moment(),
        )  # fmt: skip
    except (StopRefused, LeadsThere) as refusal:
        session.rollback()
        field = form.saying(refusal)
        field.errors = [str(refusal)]
        service = service_for(session, service_id, Act.CAPACITY_STATE)
        return _stop_page(service, form), 422
    session.commit()
    return redirect(f"/listings/{service_id}?done=stop#stops", 303)


@bp.post("/listings/<uuid:service_id>/stops/<uuid:stop_id>/cancel")
@allow(Act.CAPACITY_STATE, changes=True)
def cancel(service_id: uuid.UUID, stop_id: uuid.UUID) -> ResponseReturnValue:
    """It takes people after all; cancelled already, nothing more happens."""
    session = db.session()
    service = service_for(session, service_id, Act.CAPACITY_STATE)
    found = stop_by_id(session, service, stop_id)
    if found is None:
        raise NotKnown("plan of this service", stop_id)
    if found.cancelled_at is None:
        cancel_stop(session, service, found, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/listings/{service_id}?done=cancelled#stops", 303)


def _stop_page(service: Service, form: StopForm) -> str:
    page = StopPage(title_of(service), home_of(service))
    return render_template("offering/stop.html", page=page, form=form)


def _own(service_id: uuid.UUID) -> Service:
    """What they may write, or was withdrawn. Raises `NotKnown`."""
    session = db.session()
    try:
        return service_to_write(session, service_id)
    except NotKnown:
        return withdrawn_service(session, service_id, provider_ids=own_providers())


def _new_one(service_id: uuid.UUID) -> tuple[Service, ListingDraft]:
    """One that nobody has approved, with the draft of who asks. Raises `NotKnown`."""
    session = db.session()
    service = service_to_write(session, service_id)
    draft = open_draft(session, service, who_acts())
    if draft is None or drafted_upon(session, service, draft).number != NOTHING_YET:
        raise NotKnown("new service of yours", service_id)
    return service, draft


def _areas() -> list[LocalDeliveryUnit]:
    return all_areas(db.session(), on=local_date(moment()))


def _new_page(form: NewServiceForm) -> str:
    form.offer()
    page = basics_page(db.session(), _areas(), form.areas.data or ())
    return render_template("offering/new.html", page=page, form=form)


def _basics_page(form: BasicsForm, service: Service, draft: ListingDraft) -> str:
    form.offer()
    title = title_of_draft(draft, drafted_upon(db.session(), service, draft))
    page = basics_page(db.session(), _areas(), form.areas.data or (), service, title)
    return render_template("offering/basics.html", page=page, form=form)
