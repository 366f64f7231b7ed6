"""The ways that every page offers, and where among them a page stands."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Flask, request

WAYS: Final = {
    "/courts": (),
    "/services": ("/providers", "/evaluations"),
    "/areas": ("/coverage", "/statistics", "/plans"),
    "/prisons": (),
    "/packages": (),
    "/sheets": (),
    "/about": (),
}
"""Each with the other addresses whose pages are below it."""


class Here(NamedTuple):
    """`current` as `aria-current` says it: "page" for the way's own, "true" for one below it."""

    way: str
    current: str


def register(app: Flask) -> None:
    app.jinja_env.globals["way_here"] = way_here


def way_here() -> Here | None:
    """The way that this request's page is on; None on a page of no way."""
    path = request.path
    if path in WAYS:
        return Here(path, "page")
    for way, below in WAYS.items():
        if any(path == one or path.startswith(f"{one}/") for one in (way, *below)):
            return Here(way, "true")
    return None
