"""Who looks at this answer: everybody the same, unless whoever asked has logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import current_app

from directory.sight import Sight

SIGHT_OF_READER: Final = "portal.sight_of_reader"
"""Of the application's extensions: accounts know who asks, and stand above this room."""


def sight_of_reader() -> Sight:
    ask: Callable[[], Sight] = current_app.extensions[SIGHT_OF_READER]
    return ask()
