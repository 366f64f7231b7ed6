"""Stating what is provided: a requirement in all of one's own areas on one page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from commissioning.availability.models import ProvisionProposal
from commissioning.availability.provision_state import (
    AreaStated,
    beside_proposals,
    provision_by_requirement,
    provision_of_areas,
)
from commissioning.availability.stating_in_person import (
    Author,
    agree_to,
    open_proposals,
    state_in_person,
    turn_down,
)
from commissioning.errors import CommissioningError
from directory.acts import Act
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.places.models import LocalDeliveryUnit
from portal.access import allow
from portal.error_pages import WayOn
from portal.errors import reply
from portal.extensions import db
from portal.looking import moment
from portal.provision.authors import acting_person, author_here, own_areas, requirements_of
from portal.provision.forms import ProvisionForm
from portal.provision.pages import (
    provision_index,
    requirement_page,
    seen_of,
    strands_spoken_of,
)

bp = Blueprint("provision", __name__)

LOOKED_AT_AHEAD = dt.timedelta(days=30)


@bp.get("/provision")
@allow(Act.PROVISION_STATE)
def index() -> str:
    session, author = db.session(), author_here()
    areas, today = own_areas(session), local_date(moment())
    told = provision_by_requirement(
        session,
        areas,
        requirements_of(author),
        author=author.name,
        today=today,
        due_by=today + LOOKED_AT_AHEAD,
    )
    waiting = open_proposals(session, [area.id for area in areas])
    ours = [one for one in waiting if one.stated_by == author.name]
    beside = beside_proposals(session, ours, today=today)
    page = provision_index(author, told, ours, areas, beside=beside, reader_id=acting_person().id)
    return render_template("provision/index.html", page=page)


@bp.get("/provision/<requirement>")
@allow(Act.PROVISION_STATE)
def of_requirement(requirement: str) -> ResponseReturnValue:
    author = author_here()
    strand = _asked_strand(author, requirement)
    form = ProvisionForm()
    form.offer(author.role, requirement)
    told = _told(author, requirement, strand)
    page = requirement_page(author, requirement, strand, told, chosen={}, errors={})
    return render_template("provision/requirement.html", page=page, form=form)


@bp.post("/provision/<requirement>")
@allow(Act.PROVISION_STATE, changes=True)
def state(requirement: str) -> ResponseReturnValue:
    """All of the areas of which something is said, or none."""
    author = author_here()
    strand = _asked_strand(author, requirement)
    form = ProvisionForm(request.form)
    form.offer(author.role, requirement)
    told = _told(author, requirement, strand)
    chosen = form.said_of(request.form, [one.area.slug for one in told])
    errors = _check(form, told, chosen) or _state(author, requirement, strand, form, told, chosen)
    if errors:
        db.session.rollback()
        page = requirement_page(
            author, requirement, strand, _told(author, requirement, strand),
            chosen=chosen, errors=errors,
        )  # fmt: skip
        return render_template("provision/requirement.html", page=page, form=form), 422
    db.session.commit()
    proposed = sum(form.saying(requirement, strand, code).needs_second for code in chosen.values())
    done = {"said": len(chosen) - proposed, "proposed": proposed}
    query = urlencode(({"strand": strand} if strand else {}) | done)
    return redirect(f"/provision/{requirement}?{query}", 303)


@bp.post("/provision/proposals/<uuid:proposal_id>")
@allow(Act.PROVISION_STATE, changes=True)
def settle(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """A second person of the same organisation agrees, or anybody of it turns it down."""
    session, author, by = db.session(), author_here(), acting_person()
    proposal, area = _proposal(author, proposal_id)
    try:
        if request.form.get("decision") == "agree":
            agree_to(session, proposal, area, by=by, at=moment())
        else:
            turn_down(session, proposal, by=by, at=moment())
    except CommissioningError as refusal:
        db.session.rollback()
        way_on = WayOn("Nothing was changed.", "/provision", "See what stands and what waits now")
        return reply(422, str(refusal), way_on=way_on)
    session.commit()
    return redirect("/provision", 303)


def _proposal(
    author: Author, proposal_id: uuid.UUID
) -> tuple[ProvisionProposal, LocalDeliveryUnit]:
    """Of the same organisation, in an area of who asks; else there is none. Raises `NotKnown`."""
    areas = {area.id: area for area in own_areas(db.session())}
    found = db.session().scalar(
        select(ProvisionProposal).where(
            ProvisionProposal.public_id == proposal_id,
            ProvisionProposal.stated_by == author.name,
            ProvisionProposal.local_delivery_unit_id.in_(areas),
        )
    )
    if found is None:
        raise NotKnown("proposal", proposal_id)
    return found, areas[found.local_delivery_unit_id]


def _asked_strand(author: Author, requirement: str) -> str | None:
    """Raises `NotKnown` for what is not theirs to speak of, or is no strand of it."""
    if requirement not in requirements_of(author):
        raise NotKnown("requirement", requirement)
    strand = request.args.get("strand", "") or None
    if strand is not None and strand not in {one.code for one in strands_spoken_of(requirement)}:
        raise NotKnown("strand", strand)
    return strand


def _told(author: Author, requirement: str, strand: str | None) -> list[AreaStated]:
    session = db.session()
    return provision_of_areas(
        session,
        own_areas(session),
        requirement,
        strand=strand,
        author=author.name,
        today=local_date(moment()),
    )


def _check(
    form: ProvisionForm, told: list[AreaStated], chosen: Mapping[str, str]
) -> dict[str, str]:
    """By input or area; nothing where it can be stated."""
    errors = form.problems(local_date(moment()))
    if not chosen:
        errors |= form.ask_for_an_answer()
    return errors | {
        one.area.slug: gettext("Something else was said of it meanwhile: look and choose again")
        for one in told
        if one.area.slug in chosen and request.form.get(f"seen-{one.area.slug}") != seen_of(one)
    }


def _state(
    author: Author,
    requirement: str,
    strand: str | None,
    form: ProvisionForm,
    told: list[AreaStated],
    chosen: Mapping[str, str],
) -> dict[str, str]:
    areas = {one.area.slug: one.area for one in told}
    errors = {}
    for slug, code in chosen.items():
        saying = form.saying(requirement, strand, code)
        try:
            state_in_person(
                db.session(), areas[slug], saying, author=author, by=acting_person(), at=moment()
            )
        except (CommissioningError, DirectoryError) as refusal:
            errors[slug] = str(refusal)
    return errors
