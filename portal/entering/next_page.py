"""Where somebody wanted to go before they were asked to log in: a page of this portal or none."""

from __future__ import annotations

from typing import Final

NOWHERE: Final = ""
LONGEST: Final = 500


def next_page(wanted: str | None) -> str:
    """A path of this portal, else `NOWHERE` in particular: no address leads to another site."""
    path = wanted or NOWHERE
    if path.startswith("/log-"):
        return NOWHERE  # a step of logging in leads to itself
    is_here = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_here and len(path) <= LONGEST else NOWHERE
