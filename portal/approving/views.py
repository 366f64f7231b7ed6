"""Deciding on listings: drafts of others in one's own region, an earlier wording, withdrawal."""

from __future__ import annotations

import uuid
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, joinedload

from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.deciding import decide, roll_back, withdraw_listing
from directory.listings.errors import DecidedBefore, LookAgain, MustBeNamed, ReachNotLookedAt
from directory.listings.leading_there import LeadsThere
from directory.listings.models import ListingDraft
from directory.listings.opening import MoreOpenThanAsked
from directory.listings.queries import (
    decision_before,
    draft_to_decide,
    drafts_to_decide,
    withdrawal_before,
)
from directory.listings.wording import drafted_upon, offers, published_now
from directory.places.models import Exposure
from directory.services.models import Service
from directory.services.secret_reach import note_reading
from directory.stating import NotSaid
from directory.versions import ChangedMeanwhile
from portal.access import allow
from portal.approving.forms import AGAIN, DecisionForm, OfferForm, ReasonForm
from portal.approving.pages import DecidedPage, DecidePage, TakeBackPage, waiting_drafts
from portal.asking.reading_form import ReadingForm
from portal.error_pages import WayOn
from portal.errors import reply
from portal.extensions import db
from portal.listings.basics import basics_of
from portal.listings.draft_pages import differences_to, preview_of, shown_as_submitted
from portal.listings.fact_pages import hides_reach
from portal.listings.fields import number_in
from portal.listings.pages import title_of
from portal.listings.reported import problems_waiting
from portal.listings.theirs import commissioned, service_for, who_acts
from portal.listings.told import tell_decided, tell_taken_back
from portal.looking import moment

SAY_WHY: Final = "Say why what is not ticked goes back"

bp = Blueprint("approving", __name__)


@bp.get("/approving")
@allow(Act.LISTING_APPROVE)
def waiting() -> str:
    """Drafts of others that wait for a decision, the longest waiting first."""
    session = db.session()
    drafts = drafts_to_decide(
        session, theirs=commissioned(), reader=who_acts(), on=local_date(moment())
    )
    rows = waiting_drafts([(one, shown_as_submitted(session, one)) for one in drafts])
    return render_template(
        "approving/waiting.html",
        rows=rows,
        problems=problems_waiting(session),
        done=request.args.get("done"),
    )


@bp.get("/approving/<uuid:draft_id>")
@allow(Act.LISTING_APPROVE)
def draft(draft_id: uuid.UUID) -> ResponseReturnValue:
    """Once it is decided, who decided and when: the listing's history."""
    found = _draft(draft_id)
    form = _form(found, data={"draft_version": found.version})
    return _decide_page(found, form, ticked=set(found.changes))


@bp.get("/approving/<uuid:draft_id>/preview")
@allow(Act.LISTING_APPROVE)
def preview(draft_id: uuid.UUID) -> str:
    """What readers would see if all of it were approved."""
    found = _draft(draft_id)
    return render_template(
        "listings/preview.html", **preview_of(db.session(), found.service, found)
    )


@bp.get("/approving/<uuid:draft_id>/reach")
@allow(Act.LISTING_APPROVE)
def ask_reach(draft_id: uuid.UUID) -> str:
    """Asks why the telephone or e-mail of a confidential service has to be shown."""
    return _ask_why(_secret_draft(draft_id), ReadingForm())


@bp.post("/approving/<uuid:draft_id>/reach")
@allow(Act.LISTING_APPROVE, changes=True)
def reach(draft_id: uuid.UUID) -> ResponseReturnValue:
    """The draft with all that it would change, once the reading is kept."""
    session, found, why = db.session(), _secret_draft(draft_id), ReadingForm(request.form)
    if not why.validate():
        return _ask_why(found, why), 422
    note_reading(
        session, found.service, reason=why.reason, draft=found.as_it_stands,
        by=who_acts(), at=moment(),
    )  # fmt: skip
    session.commit()
    found = _secret_draft(draft_id)
    form = _form(found, data={"draft_version": found.version})
    return _decide_page(found, form, ticked=set(found.changes), tells_reach=True)


@bp.post("/approving/<uuid:draft_id>")
@allow(Act.LISTING_APPROVE, changes=True)
def decided(draft_id: uuid.UUID) -> ResponseReturnValue:
    session, found = db.session(), _draft(draft_id)
    form, ticked = _form(found, request.form), set(request.form.getlist("approve"))
    if not form.validate():
        return _decide_page(found, form, ticked=ticked), 422
    service, before = found.service, drafted_upon(session, found.service, found)
    try:
        decision = decide(
            session, service, found, draft_version=number_in(form.draft_version),
            approved=ticked, reason=form.reason.data or "", offered=_offered(form, service),
            open_because=form.why_open, by=who_acts(), at=moment(),
        )  # fmt: skip
    except ReachNotLookedAt as refusal:
        session.rollback()
        return _decide_page(_draft(draft_id), form, ticked=ticked, unseen=str(refusal)), 422
    except (NotSaid, LeadsThere) as refusal:
        session.rollback()
        form.reason.errors = [SAY_WHY if isinstance(refusal, NotSaid) else str(refusal)]
        return _decide_page(_draft(draft_id), form, ticked=ticked), 422
    except MoreOpenThanAsked as refusal:
        session.rollback()
        where = form.opens_because if form.opens.data else form.opens
        where.errors = [str(refusal)]
        return _decide_page(_draft(draft_id), form, ticked=ticked), 422
    except (ChangedMeanwhile, MustBeNamed) as both:
        session.rollback()
        return _decide_page(_draft(draft_id), form, ticked=ticked, clash=str(both)), 422
    tell_decided(session, service, found, decision, before)
    session.commit()
    return redirect("/approving?done=decided", 303)


@bp.route("/approving/services/<uuid:service_id>/earlier/<int:number>", methods=["GET", "POST"])
@allow(Act.LISTING_APPROVE, changes=True)
def earlier(service_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Publish an earlier wording again."""
    session = db.session()
    service = service_for(session, service_id, Act.LISTING_APPROVE)
    now = published_now(session, service)
    form = ReasonForm(request.form, data={"based_on": now.number})
    page = TakeBackPage(
        now.title, str(service_id), differences_to(session, service, number), number
    )
    if request.method == "GET" or not form.validate():
        return _reason_page(page, form)
    try:
        decision = roll_back(
            session, service, to_number=number, based_on=number_in(form.based_on),
            reason=form.reason.data or "", by=who_acts(), at=moment(),
        )  # fmt: skip
    except LookAgain as refusal:
        session.rollback()
        way_on = WayOn("Nothing was published.", request.path, "Look at it as it is now")
        return reply(422, str(refusal), way_on=way_on)
    except (NotSaid, LeadsThere, MoreOpenThanAsked) as refusal:
        session.rollback()
        form.reason.errors = [str(refusal)]
        return _reason_page(page, form)
    tell_taken_back(session, service, decision)
    session.commit()
    return redirect(f"/listings/{service_id}/history", 303)


@bp.route("/approving/services/<uuid:service_id>/withdraw", methods=["GET", "POST"])
@allow(Act.LISTING_APPROVE, changes=True)
def withdraw(service_id: uuid.UUID) -> ResponseReturnValue:
    """Nobody finds the service any more."""
    session = db.session()
    service = _to_withdraw(session, service_id)
    page = TakeBackPage(title_of(service), str(service_id))
    form = ReasonForm(request.form)
    if request.method == "GET" or not form.validate():
        return _reason_page(page, form)
    try:
        decision = withdraw_listing(
            session, service, reason=form.reason.data or "", by=who_acts(), at=moment()
        )
    except (NotSaid, LeadsThere) as refusal:
        session.rollback()
        form.reason.errors = [str(refusal)]
        return _reason_page(page, form)
    tell_taken_back(session, service, decision)
    session.commit()
    return redirect("/approving?done=withdrawn", 303)


@bp.errorhandler(DecidedBefore)
def decided_before(refusal: DecidedBefore) -> ResponseReturnValue:
    """Of two who decide on the same the second reads what the first did."""
    decision = refusal.decision
    shown = [joinedload(Service.published)]
    service = db.session().get_one(
        Service, decision.service_id, options=shown, populate_existing=True
    )
    page = DecidedPage.of(decision, service)
    if request.method == "GET" and page.history:
        return redirect(page.history, 303)
    status = 200 if request.method == "GET" else 409
    return render_template("approving/already.html", page=page), status


def _to_withdraw(session: Session, service_id: uuid.UUID) -> Service:
    """Raises `NotKnown`, and `DecidedBefore` of what somebody else has withdrawn already."""
    try:
        return service_for(session, service_id, Act.LISTING_APPROVE)
    except NotKnown as unknown:
        today = local_date(moment())
        decision = withdrawal_before(session, service_id, theirs=commissioned(), on=today)
        raise DecidedBefore(decision) from unknown


def _draft(draft_id: uuid.UUID) -> ListingDraft:
    """Raises `NotKnown`, and `DecidedBefore` for what waits for a decision no more."""
    session, theirs, today = db.session(), commissioned(), local_date(moment())
    try:
        return draft_to_decide(session, draft_id, theirs=theirs, reader=who_acts(), on=today)
    except NotKnown as unknown:
        decision = decision_before(session, draft_id, theirs=theirs, on=today)
        raise DecidedBefore(decision) from unknown


def _secret_draft(draft_id: uuid.UUID) -> ListingDraft:
    """Of a confidential service; of any other nothing is hidden. Raises `NotKnown`."""
    found = _draft(draft_id)
    if not hides_reach(found.service):
        raise NotKnown("draft", draft_id)
    return found


def _ask_why(found: ListingDraft, form: ReadingForm) -> str:
    back = (title_of(found.service), f"/approving/{found.public_id}")
    return render_template("confidential/ask.html", form=form, back=back)


def _form(found: ListingDraft, typed: Any = None, data: Any = None) -> DecisionForm:
    """Of a service that is not on offer it is asked whether, and how openly, it is offered."""
    if not offers(found, found.service):
        return DecisionForm(typed, data=data)
    is_new = found.service.published_revision_id is None
    chosen = found.service.exposure.value if is_new else AGAIN
    form = OfferForm(typed, data=None if data is None else {**data, "offered": chosen})
    form.offer(found.service.exposure, is_new=is_new)
    return form


def _offered(form: DecisionForm, service: Service) -> Exposure | None:
    return form.exposure(service.exposure) if isinstance(form, OfferForm) else None


def _may_open(form: DecisionForm, service: Service) -> bool:
    """Whether there is anything that would be more open, so that it is asked why."""
    is_kept = service.exposure is not Exposure.OPEN
    return (isinstance(form, OfferForm) and is_kept) or bool(form.opens.errors or form.opens.data)


def _decide_page(
    found: ListingDraft,
    form: DecisionForm,
    *,
    ticked: set[str],
    clash: str = "",
    unseen: str = "",
    tells_reach: bool = False,
) -> str:
    service, session = found.service, db.session()
    draft = shown_as_submitted(session, found, tells_reach=tells_reach)
    page = DecidePage(
        title_of(service) or draft.title,
        "" if service.provider is None else service.provider.name,
        draft,
        "" if offers(found, service) else str(service.public_id),
        ticked,
        basics_of(session, service) if offers(found, service) else (),
        clash,
        unseen,
        is_confidential=hides_reach(service),
        hides_reach=hides_reach(service) and not tells_reach,
        may_open=_may_open(form, service),
    )
    return render_template("approving/decide.html", page=page, form=form)


def _reason_page(page: TakeBackPage, form: ReasonForm) -> ResponseReturnValue:
    html = render_template("approving/take_back.html", page=page, form=form)
    return (html, 422) if form.errors else html
