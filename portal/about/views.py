"""What the portal is made of: its sources, its rules, how it treats people."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.about.rule_tables import shown_tables
from portal.about.sources import ATTRIBUTION, sources
from portal.access import PUBLIC, allow

bp = Blueprint("about", __name__, url_prefix="/about")


@bp.get("")
@allow(PUBLIC)
def index() -> str:
    return render_template("about/index.html")


@bp.get("/data")
@allow(PUBLIC)
def data() -> str:
    return render_template("about/data.html", sources=sources(), attribution=ATTRIBUTION)


@bp.get("/rules")
@allow(PUBLIC)
def rules() -> str:
    return render_template("about/rules.html", tables=shown_tables())


@bp.get("/accessibility")
@allow(PUBLIC)
def accessibility() -> str:
    return render_template("about/accessibility.html")


@bp.get("/privacy")
@allow(PUBLIC)
def privacy() -> str:
    return render_template("about/privacy.html")
