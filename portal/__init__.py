"""The web: lets people ask the directory and commissioning, and tell them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from portal.showing.environment import OneSetOfGlobals
from portal.starting.command_lookup import (
    Commands,
    are_being_looked_up,
    speak_plainly_of_troubles,
)
from portal.starting.unswept import looking_for_no_garbage

AREAS = (
    "home",
    "about",
    "sentencing",
    "finding",
    "exchange",
    "demonstration",
    "sheets",
    "bulletins",
    "copies",
    "packages",
    "promises",
    "sweep",
    "backups",
    "feedback",
    "problems",
    "court_liaison",
    "liaison",
    "court_meetings",
    "bench_feedback",
    "entering",
    "accounts",
    "provision",
    "by_link",
    "members",
    "organisations",
    "tokens",
    "api",
    "software",
    "messages",
    "audit",
    "listings",
    "offering",
    "approving",
    "uploads",
    "calls",
    "confidential",
    "duplicates",
    "successors",
    "masters",
    "rollover",
    "agreements",
    "service_levels",
    "protocols",
    "cohorts",
    "partners",
    "evaluations",
    "returns",
    "beds",
    "groups",
    "registers",
    "order_expiry",
    "inbox",
    "waiting_on",
    "desk",
    "desk_lines",
    "line_cases",
    "line_places",
    "holds",
    "turns",
    "statistics",
    "need",
    "plans",
    "referring",
    "ringing",
    "cases",
    "taking_back",
)
"""Folders with `views.bp`, `commands.commands` or both: one line each."""


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """The portal as PORTAL_* variables set it up; `config` has the last word (tests).

    While `flask` looks up one of its commands the rest waits: that one may not need it.
    """
    app = Flask(__name__, static_folder=None)
    _set_up_templates(app)  # before `flask` sets the debug flag, which makes Jinja's environment
    app.cli = commands = Commands(app.name, lambda: _build(app, config or {}))
    speak_plainly_of_troubles(app)
    if not are_being_looked_up():
        commands.build()
    return app


def _build(app: Flask, config: Mapping[str, object]) -> None:
    with looking_for_no_garbage():
        from portal.starting.building import build  # the database and the web: most of a second

        build(app, config)


def _set_up_templates(app: Flask) -> None:
    """Our own pages first, then the components of govuk-frontend-jinja under its name."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([own, components])
    app.jinja_environment = OneSetOfGlobals
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
