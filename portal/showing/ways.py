"""The ways that every page offers, and where among them a page stands."""

from __future__ import annotations

from flask import Flask, request
from markupsafe import Markup


def register(app: Flask) -> None:
    app.jinja_env.globals["stands_at"] = stands_at


def stands_at(way: str, below: tuple[str, ...] = ()) -> Markup:
    """The attribute of a way's link: whether the page is the way's own, or one below it."""
    path = request.path
    if path == way:
        return Markup(' aria-current="page"')
    if any(path == one or path.startswith(f"{one}/") for one in (way, *below)):
        return Markup(' aria-current="true"')
    return Markup()
