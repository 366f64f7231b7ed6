"""Where a copy stands to its master: the same, behind, or its own word."""

from __future__ import annotations

from typing import Any

import pytest

from directory.listings.copied_fields import COPIED, Apart, fields_apart
from directory.services.listing import Listing


def listing(**says: Any) -> dict[str, Any]:
    return Listing(**({"title": "Debt advice", "summary": "What it is."} | says)).as_columns()


@pytest.mark.parametrize(
    ("own", "master", "formers", "apart"),
    [
        ("01632 960101", "01632 960101", (), {}),  # the same
        ("+44 1632 960 101", "01632 960101", (), {}),  # another spelling of the same
        ("01632 960101", "01632 960202", ("01632 960101",), {"telephone": Apart.BEHIND}),
        ("01632 960101", "01632 960202", ("01632 960303", "01632 960101"), {"telephone": "behind"}),
        ("01632 960101", "01632 960202", ("01632 960303",), {"telephone": Apart.OWN_WORD}),
        ("01632 960101", "01632 960202", (), {"telephone": Apart.OWN_WORD}),
        (None, "01632 960202", (None,), {"telephone": Apart.BEHIND}),  # the master states one now
        ("01632 960101", None, (), {"telephone": Apart.OWN_WORD}),
    ],
)
def test_one_field(own: Any, master: Any, formers: Any, apart: Any) -> None:
    found = fields_apart(
        listing(telephone=own), listing(telephone=master),
        [listing(telephone=one) for one in formers],
    )  # fmt: skip
    assert {one.field.name: one.apart for one in found} == apart


def test_several_fields_in_the_order_of_a_page() -> None:
    found = fields_apart(
        listing(summary="Ours.", opening_hours="Mornings", languages=("cy", "en")),
        listing(opening_hours="9 to 5", languages=("en", "cy")), [],
    )  # fmt: skip
    assert [(one.field.name, one.own, one.master) for one in found] == [
        ("summary", "Ours.", "What it is."), ("opening_hours", "Mornings", "9 to 5"),
    ]  # fmt: skip


def test_what_a_provider_does_not_state_or_readers_are_not_told_is_no_difference() -> None:
    assert {field.name for field in COPIED}.isdisjoint({"setting", "targeting", "referral_hub_id"})
