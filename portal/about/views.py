"""What the portal is made of: its sources, its rules, how it treats people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, Response, render_template

from directory.clock import local_date
from directory.errors import NotKnown
from portal.about.rule_tables import in_parts, shown_tables
from portal.about.sources import ATTRIBUTION, sources
from portal.access import PUBLIC, allow
from portal.asking.addresses import LONGEST_SHOWN

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
    return render_template("about/rules.html", tables=shown_tables().values())


def _rule_page(slug: str) -> Callable[[], str]:
    @allow(PUBLIC)
    def one_table() -> str:
        table, today = shown_tables()[slug], local_date(dt.datetime.now(dt.UTC))
        return render_template("about/rule_table.html", table=table, parts=in_parts(table, today))

    return one_table


for _slug in shown_tables():  # each a page of its own, so that copies take it along
    bp.add_url_rule(f"/rules/{_slug}", f"rules_{_slug.replace('-', '_')}", _rule_page(_slug))


@bp.get("/rules/<table>.csv")
@allow(PUBLIC)
def rules_as_file(table: str) -> Response:
    """The very file that the portal reads."""
    found = shown_tables().get(table)
    if found is None:
        raise NotKnown("table of rules", table[:LONGEST_SHOWN])
    answer = Response(found.file.read_text(encoding="utf-8"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={table}.csv"
    return answer


@bp.get("/accessibility")
@allow(PUBLIC)
def accessibility() -> str:
    return render_template("about/accessibility.html")


@bp.get("/privacy")
@allow(PUBLIC)
def privacy() -> str:
    return render_template("about/privacy.html")
