"""Who looks at this answer: everybody the same, unless whoever asked has logged in."""

from __future__ import annotations

from flask import g

from directory.sight import ANYBODY, Sight


def sight_of_reader() -> Sight:
    """What the account of this request says of them; set where the account is read."""
    sight: Sight = g.get("sight", ANYBODY)
    return sight
