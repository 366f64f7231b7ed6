"""Which of the portal's own pages an address names, without what was asked there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from directory.errors import DirectoryError
from portal.access import PUBLIC, permission_of

LONGEST_PATH: Final = 300

ASKED_ON: Final = frozenset({"sentencing", "finding", "packages"})
"""The areas whose pages ask whether they were of use: those that answer something."""


class NoPageOfOurs(DirectoryError):
    def __init__(self) -> None:
        super().__init__("Open the page that is wrong and follow its link “Report a problem”.")


@dataclass(frozen=True, slots=True)
class PageSpokenOf:
    """`kind` is the name of its view."""

    path: str
    kind: str
    service: uuid.UUID | None
    provider: uuid.UUID | None


def page_spoken_of(path: str) -> PageSpokenOf:
    """Raises `NoPageOfOurs` for whatever is not the address of a public page."""
    if not path.startswith("/") or len(path) > LONGEST_PATH or "?" in path:
        raise NoPageOfOurs
    try:
        kind, told = current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect) as error:
        raise NoPageOfOurs from error
    granted = permission_of(current_app.view_functions[kind])
    if granted is None or granted.asks is not PUBLIC:
        raise NoPageOfOurs
    return PageSpokenOf(path, kind, told.get("service_id"), told.get("provider_id"))


def register(app: Flask) -> None:
    app.jinja_env.globals["asks_whether_useful"] = asks_whether_useful


def asks_whether_useful() -> bool:
    return request.method == "GET" and request.blueprint in ASKED_ON
