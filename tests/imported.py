"""All that a command of the portal imports before it knows its settings; see `parting`."""

from __future__ import annotations

import importlib
import importlib.util

import flask.cli  # noqa: F401  what a command begins with
import gunicorn.app.wsgiapp  # noqa: F401

import portal.starting.building  # noqa: F401
from portal import AREAS

for area in AREAS:
    for part in ("views", "commands"):
        if importlib.util.find_spec(f"portal.{area}.{part}"):
            importlib.import_module(f"portal.{area}.{part}")
