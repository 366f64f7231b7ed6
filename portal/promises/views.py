"""How dates are worked out, and how often they held."""

from __future__ import annotations

from flask import Blueprint, render_template

from commissioning.promises.record import forecast_record
from commissioning.promises.simulated import simulated_records
from portal.access import PUBLIC, allow
from portal.extensions import db
from portal.promises.pages import forecasts_page

bp = Blueprint("promises", __name__, url_prefix="/about")


@bp.get("/forecasts")
@allow(PUBLIC)
def forecasts() -> str:
    page = forecasts_page(forecast_record(db.session()), simulated_records())
    return render_template("promises/forecasts.html", page=page)
