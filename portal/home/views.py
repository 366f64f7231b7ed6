"""The front door, and the answer that says whether the house stands."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from directory.clock import local_date
from directory.requirements import requirements_open_on
from portal.access import PUBLIC, allow
from portal.extensions import db
from portal.home.health import health_of

bp = Blueprint("home", __name__)


@bp.get("/")
@allow(PUBLIC)
def front() -> str:
    """It asks nothing of the records: what may be imposed today stands in the tables of rules."""
    open_today = requirements_open_on(local_date(dt.datetime.now(dt.UTC)))
    return render_template("home/front.html", requirements=open_today)


@bp.get("/health")
@allow(PUBLIC)
def health() -> ResponseReturnValue:
    found = health_of(db.session(), at=dt.datetime.now(dt.UTC))
    return jsonify(found.as_json()), 200 if found.is_well else 503
