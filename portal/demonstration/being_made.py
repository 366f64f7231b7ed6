"""While a demonstration is being made its pages say how many regions can be asked about."""

from __future__ import annotations

from typing import Final

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from directory.errors import DatabaseBusy
from portal.demonstration.marker import Reached, still_made
from portal.extensions import db

IS_WHOLE: Final = "demonstration_is_whole"


def register(app: Flask) -> None:
    app.add_template_global(being_made)


def being_made() -> Reached | None:
    """None on any portal that is no demonstration; a whole one is not asked about again."""
    if not current_app.config["DEMONSTRATION"] or IS_WHOLE in current_app.extensions:
        return None
    try:
        reached = still_made(db.session())
    except (SQLAlchemyError, DatabaseBusy):  # a page that tells of trouble must not add to it
        return None
    if reached is None:
        current_app.extensions[IS_WHOLE] = True
    return reached
