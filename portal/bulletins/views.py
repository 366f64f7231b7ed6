"""The weekly bulletin of a court: as a page, for printing and as a feed."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from commissioning.bulletins.reading import (
    bulletin_of_week,
    latest_bulletins,
    monday_of_iso_week,
    weeks_told,
)
from directory.places.queries import court_by_slug
from portal.access import PUBLIC, allow
from portal.bulletins.atom import feed_of
from portal.bulletins.pages import bulletin_page
from portal.extensions import db

bp = Blueprint("bulletins", __name__)

ATOM = "application/atom+xml"


@bp.get("/courts/<slug>/bulletin")
@allow(PUBLIC)
def latest(slug: str) -> str:
    court = court_by_slug(db.session(), slug)
    newest = next(iter(latest_bulletins(db.session(), court, most=1)), None)
    page = bulletin_page(court, newest, weeks_told(db.session(), court))
    return render_template("bulletins/bulletin.html", page=page)


@bp.get("/courts/<slug>/bulletins/<week>")
@allow(PUBLIC)
def of_week(slug: str, week: str) -> str:
    court = court_by_slug(db.session(), slug)
    bulletin = bulletin_of_week(db.session(), court, monday_of_iso_week(week))
    page = bulletin_page(court, bulletin, weeks_told(db.session(), court))
    return render_template("bulletins/bulletin.html", page=page)


@bp.get("/courts/<slug>/bulletin.atom")
@allow(PUBLIC)
def feed(slug: str) -> Response:
    court = court_by_slug(db.session(), slug)
    made = feed_of(court, latest_bulletins(db.session(), court), root=request.host_url.rstrip("/"))
    return Response(render_template("bulletins/feed.xml", feed=made), mimetype=ATOM)
