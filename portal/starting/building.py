"""The whole portal on an empty application: settings, database, pages and commands."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from directory.services.strands import all_strands
from portal import AREAS, access, errors, formatting, looking
from portal.config import ConfigurationError, refuse_unsafe, settings_from
from portal.demonstration import being_made, stories
from portal.extensions import connect
from portal.running import logs, unsaved
from portal.sealed import addresses
from portal.showing import assets, headers, onward, same_for_all, way_back, ways, words
from portal.starting.proxies import UNIX_SOCKET, BelieveNamedProxies, NamedProxies
from portal.worker import worker_command


def build(app: Flask, config: Mapping[str, object]) -> None:
    """As PORTAL_* variables set it up; `config` has the last word."""
    app.config.from_mapping(settings_from(os.environ))
    app.config.from_mapping(config)
    refuse_unsafe(app.config)
    all_strands()  # a table that is wrong stops the portal here, with its row
    logs.start()
    _set_up_database(app)
    shown = (words, onward, way_back, same_for_all, ways, formatting)
    for part in (headers, looking, access, unsaved, *shown, addresses, errors, being_made, stories):
        part.register(app)
    for area in AREAS:
        _add_area(app, area)
    app.cli.add_command(worker_command)
    access.refuse_open_routes(app)
    assets.register(app)
    _trust_proxies(app)


def _set_up_database(app: Flask) -> None:
    Path(app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    connect(app)


def _add_area(app: Flask, area: str) -> None:
    if importlib.util.find_spec(f"portal.{area}.views"):
        app.register_blueprint(importlib.import_module(f"portal.{area}.views").bp)
    if importlib.util.find_spec(f"portal.{area}.commands"):
        for command in importlib.import_module(f"portal.{area}.commands").commands:
            app.cli.add_command(command)


def _trust_proxies(app: Flask) -> None:
    """The outermost layer: what a stranger says of scheme and host is gone before anybody reads."""
    words = app.config["TRUSTED_PROXIES"]
    try:
        proxies = NamedProxies.of(words)
    except ValueError as error:
        raise ConfigurationError(
            f"PORTAL_TRUSTED_PROXIES is “{','.join(words)}”: {error}. Set it to the addresses "
            f"or networks of the proxies in front, such as 127.0.0.1,10.0.0.0/8, or {UNIX_SOCKET}."
        ) from error
    app.wsgi_app = BelieveNamedProxies(app.wsgi_app, proxies)  # type: ignore[method-assign]
