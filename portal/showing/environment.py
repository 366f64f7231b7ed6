"""How Jinja reads our templates."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class OneSetOfGlobals(Environment):
    """Every template has the globals of all.

    Jinja lays a map over them for each template, and goes through all of them by it, in Python,
    at every import of a macro and every template that is begun: 4 per cent of a page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
