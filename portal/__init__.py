"""The web: lets people ask the directory and commissioning, and tell them."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import access, assets, errors, formatting, headers, logs, unsaved, words
from portal.config import refuse_unsafe, settings_from
from portal.extensions import connect
from portal.worker import worker_command

AREAS = (
    "home",
    "about",
    "sentencing",
    "finding",
    "exchange",
    "demonstration",
)
"""Folders with `views.bp`, `commands.commands` or both: one line each."""


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """The portal as PORTAL_* variables set it up; `config` has the last word (tests)."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(settings_from(os.environ))
    app.config.from_mapping(config or {})
    refuse_unsafe(app.config)
    logs.start()
    _set_up_database(app)
    _set_up_templates(app)
    for part in (headers, access, unsaved, words, formatting, errors):
        part.register(app)
    for area in AREAS:
        _add_area(app, area)
    app.cli.add_command(worker_command)
    access.refuse_open_routes(app)
    assets.register(app)
    _trust_proxies(app)
    return app


def _set_up_database(app: Flask) -> None:
    Path(app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    connect(app)


def _set_up_templates(app: Flask) -> None:
    """Our own pages first, then the components of govuk-frontend-jinja under its name."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([own, components])
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}


def _add_area(app: Flask, area: str) -> None:
    if importlib.util.find_spec(f"portal.{area}.views"):
        app.register_blueprint(importlib.import_module(f"portal.{area}.views").bp)
    if importlib.util.find_spec(f"portal.{area}.commands"):
        for command in importlib.import_module(f"portal.{area}.commands").commands:
            app.cli.add_command(command)


def _trust_proxies(app: Flask) -> None:
    """Believe X-Forwarded-* from as many proxies as the installation says stand in front."""
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        inner = app.wsgi_app
        app.wsgi_app = ProxyFix(inner, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
