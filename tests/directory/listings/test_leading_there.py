"""What in free words would lead somebody to the door of a confidential service."""

from __future__ import annotations

import pytest

from directory.listings.leading_there import leads_there


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("We are in PR1 2AB", "a postcode"),
        ("P R 1 2 A B, first floor", "a postcode"),
        ("Ring 01632 960667", "a telephone number"),
        ("0 1 6 3 2 9 6 0 6 6 7", "a telephone number"),
        ("Write to quokka@example.org", "an e-mail address"),
        ("quokka at example dot org", "an e-mail address"),
        ("quokka [at] example [dot] org", "an e-mail address"),
        ("See https://example.org/where", "a web address"),
        ("maps.app.goo.gl/abc", "a web address"),
        ("Look at www.example.org", "a web address"),
        ("53.7595, -2.6992", "a position on the map"),
        ("///filled.count.soap", "a position on the map"),
        ("At 14 Quokka Street", "what looks like an address"),
    ],
)
def test_what_leads_there(words: str, what: str) -> None:
    assert leads_there(words) == what


@pytest.mark.parametrize(
    "words",
    [
        "Monday to Friday, 9.30 to 5.15, not on 25 December",
        "9 a.m. to 4 p.m., at a pinch until 5",
        "Closed from 24.12 until 2.1.2027",
        "A worker is at the desk at 10 and at 2",
        "Half past 9; 24 hours a day, 7 days a week",
        "Women only. No dogs.Please say so before.",
        "Full: 12 of 12 places, 4.25 on average",
        "Ask your officer and/or our worker",
    ],
)
def test_what_does_not(words: str) -> None:
    assert leads_there(words) is None
