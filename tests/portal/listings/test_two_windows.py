"""Whose hand was quicker: another person's, or one's own in another window."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from directory.attribution import SaidBy
from directory.services.listing_fields import LISTING_FIELD
from directory.versions import ChangedMeanwhile, Clash
from portal.listings.pages import clashed

DAY = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (SaidBy("Eve Editor", DAY, is_person=True), "You changed this in another window"),
        (SaidBy("Ada Other", DAY, is_person=True), "Somebody else changed the same"),
        (SaidBy("Eve Editor", DAY), "Somebody else changed the same"),
        (None, "Somebody else changed the same"),
    ],
)
def test_who_changed_it_meanwhile(app: Flask, by: SaidBy | None, says: str) -> None:
    clash = Clash(LISTING_FIELD["title"], "Mine", "Theirs", by)
    with app.test_request_context("/"):
        shown = clashed(ChangedMeanwhile("A listing", 2, [clash]), "Eve Editor")
    assert shown.says.startswith(f"{says} while you were writing.")
    assert ("two people" in shown.heading) is (not says.startswith("You"))
