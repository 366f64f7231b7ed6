"""A row of the desk as it is written: made once, for most rows say today what they said before."""

from __future__ import annotations

from functools import lru_cache

from flask import get_template_attribute
from markupsafe import Markup

from portal.desk.pages import ShownDeskRow


@lru_cache(maxsize=2048)
def row_markup(row: ShownDeskRow, has_money: bool, language: str) -> Markup:
    """By all that its words hang on, so that two who are shown different rows never share one.

    `language`: in which the template says them.
    """
    desk_row = get_template_attribute("desk/_rows.html", "desk_row")
    written: Markup = desk_row(row, has_money)
    return written
