"""Parts of pages that say the same to everybody: made once in each language, then only printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app, request
from markupsafe import Markup

from portal.showing.onward import SEALED
from portal.showing.words import page_language

MADE: Final = "portal.same_for_all"


def register(app: Flask) -> None:
    app.extensions[MADE] = {}
    app.jinja_env.globals["same_for_all"] = same_for_all


def same_for_all(part: str, caller: Callable[[], Markup]) -> Markup:
    """What the block says, as the first page that needed this part made it.

    `{% call same_for_all("foot") %}…{% endcall %}`: only for a block that hangs on nothing but
    the settings, the language and where the portal is mounted; never on a record or an address.
    A page whose links carry a question about a person makes its own.
    """
    if SEALED in request.environ:
        return caller()
    made: dict[tuple[str, str, str], Markup] = current_app.extensions[MADE]
    key = part, page_language(), request.script_root
    if key not in made:
        made[key] = caller()
    return made[key]
