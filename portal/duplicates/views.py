"""Services and providers of one's own region that may be listed twice, and making two one."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.merging import merge_services, part_services
from directory.acts import Act
from directory.clock import local_date
from directory.listings.duplicates import providers_listed_twice, services_listed_twice
from directory.listings.queries import commissioned_services
from directory.listings.telling import WhereToLook
from directory.listings.telling_of_merges import tell_of_merge
from directory.services.merged import merge_by_id
from directory.services.models import Service, ServiceMerge
from portal.access import allow
from portal.duplicates.forms import MergeForm, PartForm
from portal.duplicates.pages import MergeLetter, duplicates_page
from portal.duplicates.pair_pages import (
    addresses_of_merge,
    merge_page,
    merge_told,
    pair_page,
    providers_of_merge,
)
from portal.extensions import db
from portal.listings.theirs import commissioned, service_for, who_acts
from portal.looking import moment

bp = Blueprint("duplicates", __name__)


@bp.get("/duplicates")
@allow(Act.SERVICE_MERGE)
def duplicates() -> str:
    """What may be listed twice, the likeliest first; nothing is made one by itself."""
    session, theirs, today = db.session(), commissioned(), local_date(moment())
    services = commissioned_services(session, theirs=theirs, on=today)
    providers = {one.provider_id for one in services if one.provider_id is not None}
    page = duplicates_page(
        services_listed_twice(session, theirs=theirs, on=today),
        providers_listed_twice(session, providers),
    )
    return render_template("duplicates/list.html", page=page)


@bp.get("/duplicates/services/<uuid:one_id>/<uuid:other_id>")
@allow(Act.SERVICE_MERGE)
def pair(one_id: uuid.UUID, other_id: uuid.UUID) -> str:
    one, other = _both(one_id, other_id)
    form = MergeForm()
    form.offer(one, other)
    page = pair_page(db.session(), one, other)
    return render_template("duplicates/pair.html", page=page, form=form)


@bp.post("/duplicates/services/<uuid:one_id>/<uuid:other_id>")
@allow(Act.SERVICE_MERGE, changes=True)
def merge(one_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    session, (one, other) = db.session(), _both(one_id, other_id)
    form, wrong = MergeForm(request.form), ""
    form.offer(one, other)
    if form.validate():
        kept, gone = (one, other) if form.stays.data == str(one_id) else (other, one)
        try:
            merged = merge_services(
                session, gone, kept, reason=form.reason.data or "", by=who_acts(), at=moment()
            )
        except CommissioningError as refusal:
            session.rollback()
            (one, other), wrong = _both(one_id, other_id), str(refusal)
        else:
            return _told(session, merged)
    page = pair_page(session, one, other, wrong=wrong)
    return render_template("duplicates/pair.html", page=page, form=form), 422


@bp.get("/duplicates/merges/<uuid:merge_id>")
@allow(Act.SERVICE_MERGE)
def merged(merge_id: uuid.UUID) -> str:
    """Both histories, and what was done."""
    page = merge_page(db.session(), _merge(merge_id))
    return render_template("duplicates/merge.html", page=page, form=PartForm())


@bp.post("/duplicates/merges/<uuid:merge_id>")
@allow(Act.SERVICE_MERGE, changes=True)
def part(merge_id: uuid.UUID) -> ResponseReturnValue:
    """They are two again."""
    session, found = db.session(), _merge(merge_id)
    form, wrong = PartForm(request.form), ""
    if form.validate():
        try:
            parted = part_services(
                session, found, reason=form.reason.data or "", by=who_acts(), at=moment()
            )
        except CommissioningError as refusal:
            session.rollback()
            found, wrong = _merge(merge_id), str(refusal)
        else:
            return _told(session, parted)
    page = merge_page(session, found, wrong=wrong)
    return render_template("duplicates/merge.html", page=page, form=form), 422


@bp.get("/duplicates/merges/<uuid:merge_id>/letter")
@allow(Act.SERVICE_MERGE)
def letter(merge_id: uuid.UUID) -> str:
    """What the providers are told, on paper."""
    session, found = db.session(), _merge(merge_id)
    names = [one.name for one in providers_of_merge(session, found)]
    back = f"/duplicates/merges/{merge_id}"
    page = MergeLetter.of(merge_told(session, found), to="; ".join(names), back=back)
    return render_template("duplicates/letter.html", page=page)


def _told(session: Session, merge: ServiceMerge) -> ResponseReturnValue:
    """The providers are told in the same transaction."""
    look = WhereToLook(f"{current_app.config['ADDRESS']}/listings", current_app.config["TELEPHONE"])
    merge.copies = tell_of_merge(
        session, addresses_of_merge(session, merge), merge_told(session, merge), look=look,
        at=moment(),
    )  # fmt: skip
    session.commit()
    return redirect(f"/duplicates/merges/{merge.public_id}", 303)


def _both(one_id: uuid.UUID, other_id: uuid.UUID) -> tuple[Service, Service]:
    """On offer, and both theirs. Raises `NotKnown`."""
    session = db.session()
    one, other = (service_for(session, key, Act.SERVICE_MERGE) for key in (one_id, other_id))
    return one, other


def _merge(merge_id: uuid.UUID) -> ServiceMerge:
    """Of a service that is theirs. Raises `NotKnown`."""
    session = db.session()
    found = merge_by_id(session, merge_id)
    kept = session.get_one(Service, found.kept_id)
    service_for(session, kept.public_id, Act.SERVICE_MERGE)
    return found
