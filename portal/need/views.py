"""Need beside provision, for those who commission in an area."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from commissioning.coverage.need import FOLLOWED, bought, needed, orders_in
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.search.unmet import unmet_searches
from portal.access import allow
from portal.extensions import db
from portal.finding.catalogue import kept_coverage
from portal.looking import moment
from portal.need.files import need_as_rows
from portal.need.pages import NeedFacts, need_page
from portal.need.theirs import buys_all, own_areas, within
from portal.showing.csv_tables import csv_answer

bp = Blueprint("need", __name__)


@bp.get("/desk/need")
@allow(Act.NEED_READ)
def index() -> str:
    areas, chosen = own_areas(db.session()), request.args.get("area", "").strip()
    facts = _facts(_chosen(areas, chosen))
    page = need_page(facts, areas, chosen=chosen, as_at=moment(), buys_all=buys_all())
    return render_template("need/need.html", page=page)


@bp.get("/desk/need.csv")
@allow(Act.NEED_READ)
def as_csv() -> Response:
    areas = _chosen(own_areas(db.session()), request.args.get("area", "").strip())
    return csv_answer(need_as_rows(_facts(areas), moment()), "need-beside-provision")


def _chosen(areas: list[LocalDeliveryUnit], slug: str) -> list[LocalDeliveryUnit]:
    """All of them, or the one that is asked for. Raises `NotKnown`, also for another's."""
    found = [area for area in areas if slug in {"", area.slug}]
    if slug and not found:
        raise NotKnown("area of yours", slug[:60])
    return found


def _facts(areas: list[LocalDeliveryUnit]) -> NeedFacts:
    """What was searched for in vain and bought twice is told to those who buy all there."""
    session, today = db.session(), local_date(moment())
    since, theirs, kept = today - FOLLOWED, within(areas), kept_coverage()
    slugs = {area.slug for area in areas}
    all_is_theirs = buys_all()
    doubles = kept.double_purchases(session, today=today) if all_is_theirs else ()
    return NeedFacts(
        areas,
        needed(session, theirs, since=since),
        orders_in(session, theirs, since=since),
        bought(session, theirs, today=today),
        unmet_searches(session, since=since, areas=slugs) if all_is_theirs else (),
        kept.coverage(session, today=today),
        [one for one in doubles if slugs & {area.slug for area in one.areas}],
        since,
        today,
    )
