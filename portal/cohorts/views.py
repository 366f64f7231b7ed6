"""Schemes of areas: what each is and how many people are on it, stated by their regions."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commissioning.errors import CommissioningError
from commissioning.partnership.actions.naming import NamedAction, actions_naming
from commissioning.partnership.cohorts.queries import (
    cohort_told,
    cohorts_of,
    cohorts_of_areas,
    key_of_scheme,
)
from commissioning.partnership.cohorts.rows import (
    HEADINGS,
    CohortRow,
    as_json,
    cells_of,
    cohort_rows,
    reading_of,
)
from commissioning.partnership.cohorts.stating import correct_cohort, state_cohort
from commissioning.partnership.evaluations.evidence_lines import lines_of_schemes
from directory.acts import Act
from directory.clock import local_date
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_regions, area_by_slug, region_by_slug
from directory.schemes.listing import rows_of_scheme, scheme_at, schemes_of_kinds
from directory.schemes.models import Scheme, SchemeKind
from portal.access import PUBLIC, allow
from portal.asking.onlooker import sight_of_reader
from portal.cohorts.forms import GROUPS, CohortCorrection, CohortForm
from portal.cohorts.keeping import area_to_state, may_state, sees_exactly
from portal.cohorts.pages import scheme_href, scheme_page, schemes_page
from portal.extensions import db
from portal.looking import moment
from portal.reaching import who_acts
from portal.showing.csv_tables import csv_answer
from portal.showing.headers import for_any_site

bp = Blueprint("cohorts", __name__)

SCHEME = "/schemes/<area>/<scheme>"
CORRECT = f"{SCHEME}/counts/<uuid:statement_id>/correct"


@bp.get("/schemes")
@allow(PUBLIC)
def schemes() -> str:
    """Of every region or of one, by area and name: no order of merit."""
    session, chosen = db.session(), request.args.get("region", "")
    region = region_by_slug(session, chosen) if chosen else None
    there = [
        (scheme, area)
        for scheme, area in schemes_of_kinds(session, tuple(SchemeKind))
        if region is None or area.region_id == region.id
    ]
    told = cohorts_of_areas(session, {area.id for _, area in there})
    rows = []
    for scheme, area in there:
        is_exact = sees_exactly(area)
        shown = cohort_rows(told.get(key_of_scheme(scheme), ()), is_exact=is_exact)
        rows.append((scheme, area, reading_of(shown, is_exact=is_exact, today=_today())))
    page = schemes_page(rows, all_regions(session), chosen)
    return render_template("cohorts/schemes.html", page=page)


@bp.get(SCHEME)
@allow(PUBLIC)
def scheme(area: str, scheme: str) -> str:
    """Counts are exact to its own region alone."""
    unit, found = _found(area, scheme)
    rows, is_exact = _rows(unit, found)
    page = scheme_page(
        found, unit, rows, reading_of(rows, is_exact=is_exact, today=_today()), _plans(found),
        is_exact=is_exact, can_state=may_state(unit), done=request.args.get("done", ""),
        evaluated=_evaluated(found),
    )  # fmt: skip
    return render_template("cohorts/scheme.html", page=page)


def _evaluated(found: Scheme) -> str:
    lines = lines_of_schemes(db.session(), [found], sight=sight_of_reader())
    return lines.get(found.id, "")


@bp.get(f"{SCHEME}.csv")
@allow(PUBLIC)
def scheme_csv(area: str, scheme: str) -> Response:
    rows, is_exact = _rows(*_found(area, scheme))
    return csv_answer(
        [HEADINGS, *(cells_of(one, is_exact=is_exact) for one in rows)], f"counts-{scheme}"
    )


@bp.get(f"{SCHEME}.json")
@allow(PUBLIC)
def scheme_json(area: str, scheme: str) -> Response:
    rows, is_exact = _rows(*_found(area, scheme))
    told = as_json(rows, is_exact=is_exact)
    return for_any_site(Response(told, mimetype="application/json"))


@bp.get(f"{SCHEME}/state")
@allow(Act.COHORT_STATE)
def stating(area: str, scheme: str) -> str:
    """With who told the newest counts, and how many places it had."""
    unit, found = _to_state(area, scheme)
    form = CohortForm()
    form.stated_on.process(None, _today())
    for newest in cohorts_of(db.session(), found)[:1]:
        form.source.data = newest.row.source
        form["places"].data = "" if newest.row.places is None else f"{newest.row.places}"
    return _form(form, unit, found)


@bp.post(f"{SCHEME}/state")
@allow(Act.COHORT_STATE, changes=True)
def state(area: str, scheme: str) -> ResponseReturnValue:
    session, form = db.session(), CohortForm(request.form)
    unit, found = _to_state(area, scheme)
    where, period = scheme_href(unit, found), form.chosen_period
    if period is None:
        form.period.errors = ["Choose a month or a quarter"]
    elif form.validate():
        try:
            facts = form.facts(period, form.source.data or "")
            state_cohort(session, found, facts, by=who_acts(), at=moment())
            session.commit()
            return redirect(f"{where}?done=stated", 303)
        except CommissioningError as refusal:
            session.rollback()
            form.refuse(refusal)
    return _form(form, *_to_state(area, scheme)), 422


@bp.get(CORRECT)
@allow(Act.COHORT_STATE)
def correcting(area: str, scheme: str, statement_id: uuid.UUID) -> str:
    unit, found = _to_state(area, scheme)
    form, standing = CohortCorrection(), cohort_told(db.session(), found, statement_id).row
    form.fill(standing)
    form.keep_named(standing)
    return _form(form, unit, found)


@bp.post(CORRECT)
@allow(Act.COHORT_STATE, changes=True)
def correct(area: str, scheme: str, statement_id: uuid.UUID) -> ResponseReturnValue:
    session, form = db.session(), CohortCorrection(request.form)
    unit, found = _to_state(area, scheme)
    where, standing = scheme_href(unit, found), cohort_told(session, found, statement_id).row
    form.keep_named(standing)
    if form.validate():
        try:
            facts = form.facts(standing.period, standing.source)
            changed = correct_cohort(
                session, found, standing, facts, reason=form.reason.data or "",
                based_on=form.seen, by=who_acts(), at=moment(),
            )  # fmt: skip
            session.commit()
            return redirect(f"{where}?done={'corrected' if changed else 'same'}", 303)
        except CommissioningError as refusal:
            session.rollback()
            form.refuse(refusal)
    return _form(form, *_to_state(area, scheme)), 422


def _found(area: str, scheme: str) -> tuple[LocalDeliveryUnit, Scheme]:
    """Raises `NotKnown`."""
    unit = area_by_slug(db.session(), area)
    return unit, scheme_at(db.session(), unit, scheme)


def _to_state(area: str, scheme: str) -> tuple[LocalDeliveryUnit, Scheme]:
    """Raises `NotKnown`, also for one of another region."""
    unit = area_to_state(db.session(), area)
    return unit, scheme_at(db.session(), unit, scheme)


def _rows(area: LocalDeliveryUnit, scheme: Scheme) -> tuple[list[CohortRow], bool]:
    is_exact = sees_exactly(area)
    return cohort_rows(cohorts_of(db.session(), scheme), is_exact=is_exact), is_exact


def _plans(scheme: Scheme) -> tuple[NamedAction, ...]:
    """Of every row of its name: a plan was linked to the one that was newest then."""
    session = db.session()
    found = (
        action
        for row in rows_of_scheme(session, scheme)
        for action in actions_naming(session, row, today=_today())
    )
    return tuple({one.public_id: one for one in found}.values())


def _form(form: CohortForm, area: LocalDeliveryUnit, scheme: Scheme) -> str:
    form.offer(_today())
    groups = [(heading, form.count_fields(names)) for heading, names in GROUPS]
    return render_template(
        "cohorts/stating.html", form=form, scheme=scheme, area=area,
        href=scheme_href(area, scheme), groups=groups, path=request.path,
        is_correction=isinstance(form, CohortCorrection),
    )  # fmt: skip


def _today() -> dt.date:
    return local_date(moment())
