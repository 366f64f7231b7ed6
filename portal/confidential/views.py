"""How a confidential service is reached: shown in answer to a form, never at an address; and asked
to be changed, unseen."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from directory.acts import Act
from directory.errors import NotKnown
from directory.listings.drafting import open_draft, save_draft
from directory.listings.errors import DraftIsSubmitted, LookAgain
from directory.services.models import Service
from directory.services.secret_reach import read_secret_reach
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.access import allow
from portal.asking.reading_form import ReadingForm
from portal.confidential.asking_pages import ask_reach_page, fields_of_reach
from portal.confidential.pages import shown_reach
from portal.entitled import service_to_reach
from portal.extensions import db
from portal.listings.fact_pages import hides_reach
from portal.listings.fields import number_in
from portal.listings.theirs import service_for, who_acts
from portal.looking import moment

bp = Blueprint("confidential", __name__)


@bp.get("/services/<uuid:service_id>/reach")
@allow(Act.CONFIDENTIAL_ADDRESS_READ)
def ask(service_id: uuid.UUID) -> str:
    """Asks why, and shows nothing."""
    service_to_reach(db.session(), service_id)
    return _ask_why(service_id, ReadingForm())


@bp.post("/services/<uuid:service_id>/reach")
@allow(Act.CONFIDENTIAL_ADDRESS_READ, changes=True)
def show(service_id: uuid.UUID) -> ResponseReturnValue:
    """Recorded, kept, and only then shown; answered here, so that nothing of it has an address."""
    session = db.session()
    service, form = service_to_reach(session, service_id), ReadingForm(request.form)
    if not form.validate():
        return _ask_why(service_id, form), 422
    found = read_secret_reach(session, service, reason=form.reason, by=who_acts(), at=moment())
    session.commit()
    return render_template("confidential/shown.html", page=shown_reach(found), key=service_id)


@bp.get("/listings/<uuid:service_id>/reach/ask")
@allow(Act.CONFIDENTIAL_ADDRESS_ASK)
def other_reach(service_id: uuid.UUID) -> str:
    """Another telephone or e-mail; what stands now is not shown."""
    service = _own_secret(service_id)
    page = ask_reach_page(db.session(), service)
    return render_template("confidential/other.html", page=page)


@bp.post("/listings/<uuid:service_id>/reach/ask")
@allow(Act.CONFIDENTIAL_ADDRESS_ASK, changes=True)
def ask_other_reach(service_id: uuid.UUID) -> ResponseReturnValue:
    """Into one's draft; as that is submitted, the old address and all members are told."""
    session, service, by = db.session(), _own_secret(service_id), who_acts()
    page = ask_reach_page(session, service, request.form)
    told, draft = fields_of_reach(page.form), open_draft(session, service, by)
    if not told:
        return _other_again(service_id, "Enter the number or the address that it should be.")
    try:
        kept = save_draft(
            session, service, told, based_on=number_in(page.form.based_on),
            draft_version=0 if draft is None else draft.version, by=by, at=moment(),
        )  # fmt: skip
    except FieldRefused as refusal:
        return _other_again(service_id, str(refusal), column=refusal.column)
    except ChangedMeanwhile:
        return _other_again(service_id, str(LookAgain()))
    except DraftIsSubmitted as refusal:
        return _other_again(service_id, str(refusal))
    session.commit()
    where = "?done=same" if kept is None else "/preview"
    return redirect(f"/listings/{service_id}{where}", 303)


def _ask_why(service_id: uuid.UUID, form: ReadingForm) -> str:
    back = (gettext("The service"), f"/services/{service_id}")
    return render_template("confidential/ask.html", form=form, back=back)


def _own_secret(service_id: uuid.UUID) -> Service:
    """One's own and confidential. Raises `NotKnown`, also for one whose number is on its page."""
    service = service_for(db.session(), service_id, Act.CONFIDENTIAL_ADDRESS_ASK)
    if not hides_reach(service):
        raise NotKnown("service", service_id)
    return service


def _other_again(service_id: uuid.UUID, wrong: str, *, column: str = "") -> ResponseReturnValue:
    """With what was typed; what stands is still not told."""
    db.session().rollback()
    service = _own_secret(service_id)
    page = ask_reach_page(db.session(), service, request.form, wrong=wrong, column=column)
    return render_template("confidential/other.html", page=page), 422
