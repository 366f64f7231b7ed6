"""Statistics as they were published, and how groups of people fare."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, Response, jsonify, render_template, request

from commissioning.lines.models import Line
from commissioning.statistics.figures import NATION, AreaTold, FiguresFor, QuarterTold, area_told
from commissioning.statistics.models import PublishedRelease
from commissioning.statistics.publishing import told_of, year_of_declines
from commissioning.statistics.quarters import Quarter, latest_ended
from commissioning.statistics.queries import (
    is_generated,
    own_line,
    people_of_quarter,
    releases,
    title_of_line,
)
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.permissions import Extent
from portal.access import PUBLIC, allow, record_fairness_reading
from portal.asking.onlooker import sight_of_reader
from portal.extensions import db
from portal.looking import looking, moment
from portal.showing.csv_tables import csv_answer
from portal.showing.headers import for_any_site
from portal.statistics.files import fairness_rows, statistics_json, statistics_rows
from portal.statistics.pages import FairnessPage, PublishedAs, ShownRelease, statistics_page
from portal.statistics.pages import fairness_page as page_of_fairness
from portal.statistics.words import quarter_in_words

bp = Blueprint("statistics", __name__)

QUARTERS_OF_A_LINE = 6


@bp.get("/statistics")
@allow(PUBLIC)
def index() -> str:
    found = _asked_release()
    if found is None:
        return render_template("statistics/statistics.html", page=None)
    published, told = found
    of_year = year_of_declines(db.session(), Quarter.called(told.quarter))
    page = statistics_page(published, told, of_year)
    return render_template("statistics/statistics.html", page=page)


@bp.get("/statistics.csv")
@allow(PUBLIC)
def as_csv() -> Response:
    published, told = _published_or_not_known()
    return csv_answer(statistics_rows(told, published), f"statistics-{told.quarter}")


@bp.get("/statistics.json")
@allow(PUBLIC)
def as_json() -> Response:
    published, told = _published_or_not_known()
    return for_any_site(jsonify(statistics_json(told, published)))


@bp.get("/statistics/fairness")
@allow(PUBLIC)
def fairness() -> str:
    found = _asked_release()
    if found is None:
        return render_template("statistics/fairness.html", page=None)
    published, told = found
    page = page_of_fairness(
        _asked_area(told),
        Quarter.called(told.quarter),
        told.census,
        places=told.areas,
        quarters=[Quarter.called(code) for code, _ in published.quarters],
        published=published,
        has_generated_figures=told.has_generated_figures,
    )
    return render_template("statistics/fairness.html", page=page)


@bp.get("/statistics/fairness.csv")
@allow(PUBLIC)
def fairness_as_csv() -> Response:
    published, told = _published_or_not_known()
    rows = fairness_rows(
        _asked_area(told),
        told.quarter,
        told.census,
        source=f"version {published.shown.version}",
        is_generated=told.has_generated_figures,
    )
    return csv_answer(rows, f"fairness-{told.quarter}")


@bp.get("/desk/lines/<uuid:line_id>/fairness")
@allow(Act.FAIRNESS_READ)
def of_line(line_id: uuid.UUID) -> str:
    line, quarter, census = _asked_line(line_id)
    area = _told_of_line(line, quarter, census)
    today, quarters = local_date(moment()), []
    one = latest_ended(today)
    for _ in range(QUARTERS_OF_A_LINE):
        quarters.append(one)
        one = one.before
    page: FairnessPage = page_of_fairness(
        area,
        quarter,
        census,
        quarters=quarters,
        has_generated_figures=is_generated(db.session(), line),
        is_owner=_is_owner(),
    )
    return render_template("statistics/line.html", page=page, line_id=line_id)


@bp.get("/desk/lines/<uuid:line_id>/fairness.csv")
@allow(Act.FAIRNESS_READ)
def of_line_as_csv(line_id: uuid.UUID) -> Response:
    line, quarter, census = _asked_line(line_id)
    rows = fairness_rows(
        _told_of_line(line, quarter, census),
        quarter.code,
        census,
        source="recorded cases of the line" if _is_owner() else "recorded cases, protected",
        is_generated=is_generated(db.session(), line),
    )
    return csv_answer(rows, f"fairness-of-line-{quarter.code}")


def _asked_release() -> tuple[PublishedAs, QuarterTold] | None:
    """The latest, or the quarter and version of the address; None: nothing is published yet."""
    every = releases(db.session())
    if not every:
        return None
    quarter = request.args.get("quarter", "").strip() or every[0].quarter
    version = request.args.get("version", "").strip()
    of_quarter = [one for one in every if one.quarter == quarter]
    shown = next((one for one in of_quarter if version in {"", str(one.version)}), None)
    if shown is None:
        raise NotKnown("published quarter", quarter[:20])
    codes = dict.fromkeys(one.quarter for one in every)
    quarters = tuple((code, quarter_in_words(Quarter.called(code))) for code in codes)
    versions = tuple(_release(one) for one in of_quarter)
    return PublishedAs(_release(shown), versions, quarters), told_of(shown)


def _release(one: PublishedRelease) -> ShownRelease:
    name = quarter_in_words(Quarter.called(one.quarter))
    return ShownRelease(
        one.quarter, name, one.version, one.method, one.published_at, one.reason or ""
    )


def _published_or_not_known() -> tuple[PublishedAs, QuarterTold]:
    found = _asked_release()
    if found is None:
        raise NotKnown("published quarter", request.args.get("quarter", "")[:20] or "any")
    return found


def _asked_area(told: QuarterTold) -> AreaTold:
    slug = request.args.get("region", "").strip() or NATION
    area = told.area(slug)
    if area is None:
        raise NotKnown("region", slug[:60])
    return area


def _is_owner() -> bool:
    """Who buys the line; its provider reads protected figures."""
    return looking().reach(Act.FAIRNESS_READ) is Extent.OWN_REGION


def _asked_line(line_id: uuid.UUID) -> tuple[Line, Quarter, dt.date]:
    """Theirs, with the quarter and the day as at which it is told. Raises `NotKnown`."""
    line = own_line(db.session(), line_id, sight=sight_of_reader())
    if line is None:
        raise NotKnown("line", line_id)
    today, asked = local_date(moment()), request.args.get("quarter", "").strip()
    quarter = Quarter.called(asked) if asked else latest_ended(today)
    if quarter.first > today:
        raise NotKnown("quarter that has begun", quarter.code)
    return line, quarter, min(today, quarter.census)


def _told_of_line(line: Line, quarter: Quarter, census: dt.date) -> AreaTold:
    """The owner's reading is recorded before anything is read."""
    session = db.session()
    if _is_owner():
        record_fairness_reading(line, at=moment(), quarter=quarter.code)
    people = people_of_quarter(session, quarter, of=(Line.id == line.id,))
    name = title_of_line(session, line)
    return area_told(FiguresFor(_is_owner()), "", name, people, quarter, census=census)
