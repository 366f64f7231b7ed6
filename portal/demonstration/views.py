"""What only a demonstration shows: the year in which more was completed than was bought."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, render_template

from commissioning.demonstration.plans import LineStory
from commissioning.demonstration.stories import service_of_story, years_bought
from portal.access import PUBLIC, allow
from portal.demonstration.stories import YEARS
from portal.extensions import db
from portal.formatting import month

bp = Blueprint("demonstration", __name__)


@bp.get(YEARS)
@allow(PUBLIC)
def years() -> str:
    if not current_app.config["DEMONSTRATION"]:
        abort(404)
    session, story = db.session(), LineStory.OVER_DELIVERED
    return render_template(
        "demonstration/years.html",
        years=years_bought(session, story),
        service=service_of_story(session, story),
        month=month,
    )
