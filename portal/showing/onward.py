"""The addresses of pages that a reader goes on to: they keep the language and what was asked."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Flask, has_request_context, request

from portal.showing.words import ENGLISH, page_language

SEALED: Final = "portal.sealed"
"""Where a request keeps the sealed question that its address carried, once it was opened."""

ASKED: Final = "asked"
"""The parameter that carries a sealed question."""


def register(app: Flask) -> None:
    app.jinja_env.globals["onward"] = onward


def onward(path: str, /, **query: str) -> str:
    """`path` with the query, the page's language and the sealed question; "" leaves a part out.

    A fragment (`#answer`) at the end of `path` stays at the end.
    """
    path, mark, fragment = path.partition("#")
    kept = {name: value for name, value in query.items() if value}
    if page_language() != ENGLISH:
        kept.setdefault("lang", page_language())
    if has_request_context() and request.environ.get(SEALED):
        kept.setdefault(ASKED, request.environ[SEALED])
    return path + (f"?{urlencode(kept)}" if kept else "") + mark + fragment
