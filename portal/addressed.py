"""The address in a message: one that is configured, whoever asked and by whatever name."""

from __future__ import annotations

from flask import current_app, url_for


def address_of(endpoint: str, **values: object) -> str:
    """For reading outside of the page; the worker's links begin alike."""
    return f"{current_app.config['ADDRESS']}{url_for(endpoint, **values)}"  # type: ignore[arg-type]
