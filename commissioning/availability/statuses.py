"""The words of each status, as `statuses.csv` beside this file has them, in a reader's order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from commissioning.availability.standing import Status
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER = Path(__file__).parent
TABLE = "statuses.csv"


@cache
def status_words() -> Mapping[Status, str]:
    """Raises `RuleTableBroken` where the table lacks a status or has another order."""
    rows = rows_of(TABLE, folder=FOLDER)
    if [(row["order"], row["code"]) for row in rows] != [
        (str(order), status.value) for order, status in enumerate(Status, start=1)
    ]:
        raise RuleTableBroken(f"{TABLE} does not name every status in its order")
    return {Status(row["code"]): row["words"] for row in rows}
