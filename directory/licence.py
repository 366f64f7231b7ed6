"""Under what name somebody on licence joins the queues that stand behind requirements of orders."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from directory.rules.tables import rows_of


@cache
def _conditions() -> dict[str, str]:
    return {row["requirement"]: row["condition"] for row in rows_of("licence_conditions.csv")}


def licence_conditions(requirements: Iterable[str]) -> tuple[str, ...]:
    """What a service behind these requirements can stand behind on a licence, each once."""
    known = _conditions()
    return tuple(dict.fromkeys(known[code] for code in requirements if code in known))
