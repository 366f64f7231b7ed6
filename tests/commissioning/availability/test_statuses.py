"""The table of statuses that pages read and `/about/rules` shows."""

from __future__ import annotations

from commissioning.availability.statuses import FOLDER, TABLE, Status, status_words
from directory.rules.tables import rows_of


def test_every_status_is_in_it_in_a_readers_order() -> None:
    assert list(status_words()) == list(Status)
    assert all(status_words().values())


def test_each_says_when_it_is_and_as_which_it_is_found() -> None:
    """In the order in which `standing_of` and the headline look for them."""
    rows = rows_of(TABLE, folder=FOLDER)
    assert all(row["when"] for row in rows)
    found = sorted(rows, key=lambda row: row["found_as"].rpartition("else ")[2])
    assert [row["code"] for row in found] == [
        "check_commencement",
        "at_once",
        "not_known",
        "not_confirmed",
        "not_available",
        "not_within_order",
        "available",
        "waiting_list",
    ]
