"""The page from which somebody came, carried in the address: an answer of this portal and no other.

What a sealed question holds is not written in it; the sealed question itself goes with `onward`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from flask import Flask, has_request_context, request
from flask_babel import gettext

from portal.showing.onward import HELD, onward

BACK: Final = "back"
_SLUG: Final = "[a-z0-9-]{1,80}"
_ASKED: Final = "(area|requirement)=[a-z0-9_-]{1,80}"
_ANSWERS: Final = re.compile(
    rf"/(courts/{_SLUG}|areas/{_SLUG}/{_SLUG}|services/{_SLUG})"
    rf"(\?{_ASKED}(&{_ASKED})?)?(#[a-z0-9_-]{{1,80}})?"
)


@dataclass(frozen=True, slots=True)
class WayBack:
    """`kept` is what the next address carries on; all are "" where nobody came from anywhere."""

    kept: str = ""
    href: str = ""
    says: str = ""


def register(app: Flask) -> None:
    app.jinja_env.globals["way_back"] = way_back


def way_back(path: str, /, fragment: str = "", **query: str) -> str:
    """To the page that is being shown, for the next one to keep; "" leaves a part out."""
    held = request.environ.get(HELD, ()) if has_request_context() else ()
    asked = urlencode([one for one in query.items() if one[1] and one not in held])
    return path + (f"?{asked}" if asked else "") + (f"#{fragment}" if fragment else "")


def came_from() -> WayBack:
    """As this page's address keeps it; what is no answer of this portal is nothing."""
    kept = request.args.get(BACK, "")
    if not _ANSWERS.fullmatch(kept):
        return WayBack()
    path, mark, fragment = kept.partition("#")
    path, _, query = path.partition("?")
    href = onward(path + mark + fragment, *parse_qsl(query))
    return WayBack(kept, href, _says(path))


def _says(path: str) -> str:
    if path.startswith("/courts/"):
        return str(gettext("Back to the court’s page"))
    if path.startswith("/areas/"):
        return str(gettext("Back to the area’s page"))
    return str(gettext("Back to the service"))
