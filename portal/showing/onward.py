"""The addresses of pages that a reader goes on to: they keep the language and what was asked."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Flask, has_request_context, request

from directory.places.postcodes import postcode_within
from portal.showing.words import ENGLISH, page_language

SEALED: Final = "portal.sealed"
"""Where a request keeps the sealed question that its address carried, once it was opened."""

HELD: Final = "portal.held"
"""Where a request keeps the names and values that its sealed question holds."""

ASKED: Final = "asked"
"""The parameter that carries a sealed question."""


def register(app: Flask) -> None:
    app.jinja_env.globals["onward"] = onward
    app.jinja_env.globals["language_query"] = language_query
    app.jinja_env.globals["in_language"] = in_language


def onward(path: str, /, *pairs: tuple[str, str], **query: str) -> str:
    """`path` with the query, the page's language and the sealed question; "" leaves a part out.

    `pairs` are parts of the query of which a name may stand several times. What `path` asks already
    stands before them, and a fragment (`#answer`) at its end stays at the end. What the sealed
    question holds is not written beside it for all to read.
    """
    path, mark, fragment = path.partition("#")
    kept = {name: value for name, value in query.items() if value}
    if page_language() != ENGLISH:
        kept.setdefault("lang", page_language())
    request_holds = request.environ if has_request_context() else {}
    if sealed := request_holds.get(SEALED):
        kept.setdefault(ASKED, sealed)
    held = request_holds.get(HELD, ())
    asked = urlencode([one for one in (*pairs, *kept.items()) if one not in held])
    joint = "&" if "?" in path else "?"
    return path + (f"{joint}{asked}" if asked else "") + mark + fragment


def in_language(code: str) -> str:
    """This very page in another language: what its address asks stays, a postcode apart."""
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in {"lang", ASKED} and postcode_within(value) is None
    ]
    word = request.environ.get(SEALED)
    kept = [(ASKED, word)] if word else []
    return "?" + urlencode([*asked, ("lang", code), *kept])


def language_query() -> str:
    """What to put behind a path written by hand, for the next page to keep the same."""
    return onward("")
