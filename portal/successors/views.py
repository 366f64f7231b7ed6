"""An organisation that was merged into another, taken over, renamed or renumbered: dated acts."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.merging_providers import merge_providers, part_providers
from directory.acts import Act
from directory.errors import DirectoryError
from directory.listings.telling import WhereToLook
from directory.listings.telling_of_merges import (
    MergeTold,
    addresses_concerned,
    providers_merge_told,
    tell_of_merge,
)
from directory.providers.models import Provider, ProviderMerge, ProviderMergeKind, SuccessionKind
from directory.providers.renaming import last_renaming, rename_provider, take_back_renaming
from portal.access import allow
from portal.duplicates.pages import MergeLetter
from portal.extensions import db
from portal.listings.fields import number_in
from portal.listings.theirs import who_acts
from portal.looking import moment
from portal.successors.forms import OneProviderForm, TwoProvidersForm, rename_form
from portal.successors.provider_pages import (
    all_that_may_be_one,
    one_provider,
    provider_merge_page,
    two_providers,
)
from portal.successors.whose import merge_here, provider_here

bp = Blueprint("successors", __name__)

LONGEST_TYPED = 60


@bp.get("/successors")
@allow(Act.PROVIDER_MERGE)
def successors() -> str:
    """What may be one organisation, the likeliest first; nothing is made one by itself."""
    return render_template("successors/list.html", page=all_that_may_be_one(db.session(), _typed()))


@bp.get("/successors/<uuid:provider_id>")
@allow(Act.PROVIDER_MERGE)
def provider(provider_id: uuid.UUID) -> str:
    """Renamed or renumbered; or looked at beside another."""
    found = provider_here(db.session(), provider_id)
    page = one_provider(db.session(), found, _typed())
    return render_template("successors/provider.html", page=page, form=rename_form(found))


@bp.post("/successors/<uuid:provider_id>")
@allow(Act.PROVIDER_MERGE, changes=True)
def rename(provider_id: uuid.UUID) -> ResponseReturnValue:
    session = db.session()
    found, wrong = provider_here(session, provider_id), ""
    form = rename_form(found, request.form)
    if form.validate() and form.from_date.data:
        try:
            rename_provider(
                session, found, form.told, from_date=form.from_date.data,
                based_on=number_in(form.based_on), by=who_acts(), at=moment(),
            )  # fmt: skip
        except DirectoryError as refusal:
            session.rollback()
            wrong = str(refusal)
        else:
            session.commit()
            return redirect(f"/successors/{provider_id}?done=renamed", 303)
    page = one_provider(session, provider_here(session, provider_id), "", wrong=wrong)
    return render_template("successors/provider.html", page=page, form=form), 422


@bp.post("/successors/<uuid:provider_id>/as-before")
@allow(Act.PROVIDER_MERGE, changes=True)
def as_before(provider_id: uuid.UUID) -> ResponseReturnValue:
    """The newest renaming was not so; a second click changes nothing."""
    session = db.session()
    found = provider_here(session, provider_id)
    renaming = last_renaming(session, found)
    if renaming is not None and str(renaming.id) == request.form.get("which"):
        take_back_renaming(session, found, renaming, by=who_acts(), at=moment())
    session.commit()
    return redirect(f"/successors/{provider_id}?done=as-before", 303)


@bp.get("/successors/<uuid:one_id>/<uuid:other_id>")
@allow(Act.PROVIDER_MERGE)
def pair(one_id: uuid.UUID, other_id: uuid.UUID) -> str:
    one, other = _both(one_id, other_id)
    form = OneProviderForm()
    form.offer(one, other)
    page = two_providers(db.session(), one, other)
    return render_template("successors/pair.html", page=page, form=form)


@bp.post("/successors/<uuid:one_id>/<uuid:other_id>")
@allow(Act.PROVIDER_MERGE, changes=True)
def merge(one_id: uuid.UUID, other_id: uuid.UUID) -> ResponseReturnValue:
    session, (one, other) = db.session(), _both(one_id, other_id)
    form, wrong = OneProviderForm(request.form), ""
    form.offer(one, other)
    if form.validate() and form.from_date.data:
        kept, gone = (one, other) if form.stays.data == str(one_id) else (other, one)
        to = addresses_concerned(session, (gone, kept))
        try:
            merged = merge_providers(
                session, gone, kept, how=SuccessionKind(form.how.data),
                from_date=form.from_date.data, reason=form.reason.data or "",
                by=who_acts(), at=moment(),
            )  # fmt: skip
        except (CommissioningError, DirectoryError) as refusal:
            session.rollback()
            (one, other), wrong = _both(one_id, other_id), str(refusal)
        else:
            return _told(session, merged, to)
    page = two_providers(session, one, other, wrong=wrong)
    return render_template("successors/pair.html", page=page, form=form), 422


@bp.get("/successors/merges/<uuid:merge_id>")
@allow(Act.PROVIDER_MERGE)
def merged(merge_id: uuid.UUID) -> str:
    page = provider_merge_page(db.session(), merge_here(db.session(), merge_id))
    return render_template("successors/merge.html", page=page, form=TwoProvidersForm())


@bp.post("/successors/merges/<uuid:merge_id>")
@allow(Act.PROVIDER_MERGE, changes=True)
def part(merge_id: uuid.UUID) -> ResponseReturnValue:
    """They are two again."""
    session, found = db.session(), merge_here(db.session(), merge_id)
    form, wrong = TwoProvidersForm(request.form), ""
    if form.validate():
        try:
            parted = part_providers(
                session, found, reason=form.reason.data or "", by=who_acts(), at=moment()
            )
        except CommissioningError as refusal:
            session.rollback()
            found, wrong = merge_here(session, merge_id), str(refusal)
        else:
            return _told(session, parted, addresses_concerned(session, _two_of(session, parted)))
    page = provider_merge_page(session, found, wrong=wrong)
    return render_template("successors/merge.html", page=page, form=form), 422


@bp.get("/successors/merges/<uuid:merge_id>/letter")
@allow(Act.PROVIDER_MERGE)
def letter(merge_id: uuid.UUID) -> str:
    """What the providers are told, on paper."""
    session, found = db.session(), merge_here(db.session(), merge_id)
    gone, kept = _two_of(session, found)
    told, back = _in_words(session, found), f"/successors/merges/{merge_id}"
    page = MergeLetter.of(told, to=f"{gone.name}; {kept.name}", back=back)
    return render_template("duplicates/letter.html", page=page)


def _told(session: Session, merge: ProviderMerge, to: list[str]) -> ResponseReturnValue:
    """Both are told in the same transaction."""
    look = WhereToLook(f"{current_app.config['ADDRESS']}/listings", current_app.config["TELEPHONE"])
    told = _in_words(session, merge)
    merge.copies = tell_of_merge(session, to, told, look=look, at=moment())
    session.commit()
    return redirect(f"/successors/merges/{merge.public_id}", 303)


def _in_words(session: Session, merge: ProviderMerge) -> MergeTold:
    gone, kept = _two_of(session, merge)
    return providers_merge_told(
        session, gone, kept, is_one=merge.kind is ProviderMergeKind.MERGED,
        from_date=merge.from_date, reason=merge.reason, by=merge.decided_by, at=merge.decided_at,
    )  # fmt: skip


def _two_of(session: Session, merge: ProviderMerge) -> tuple[Provider, Provider]:
    return session.get_one(Provider, merge.gone_id), session.get_one(Provider, merge.kept_id)


def _both(one_id: uuid.UUID, other_id: uuid.UUID) -> tuple[Provider, Provider]:
    """Both theirs. Raises `NotKnown`."""
    session = db.session()
    return provider_here(session, one_id), provider_here(session, other_id)


def _typed() -> str:
    return request.args.get("q", "").strip()[:LONGEST_TYPED]
