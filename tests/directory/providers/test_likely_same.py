"""Two records of one organisation: by its name in another spelling, or by its telephone."""

from __future__ import annotations

import pytest

from directory.providers.likely_same import ProvidersSeen

KNOWN = [
    ("LARCH", "Larch Street Project", "01632 960 301"),
    ("PENNINE", "Pennine Works", "ring 01632 960302 or 0808 157 0000"),
    ("DESK", "The Company Ltd", "101"),
    ("NONE", "Haven House", None),
]


@pytest.mark.parametrize(
    ("name", "telephone", "likely"),
    [
        ("Larch Street Project", None, [("name", "LARCH")]),
        ("the larch-street project ltd.", None, [("name", "LARCH")]),
        ("Larch  Street Project Limited", "+44 1632 960301", [("name", "LARCH")]),
        ("Elm Street Project", "(01632) 960301", [("telephone", "LARCH")]),
        ("Elm", "0808 1570000", [("telephone", "PENNINE")]),
        ("Larch Street Project", "01632 960302", [("name", "LARCH"), ("telephone", "PENNINE")]),
        ("Larch Street Projects", None, [("name", "LARCH")]),
        ("Penine Works", None, [("name", "PENNINE")]),
        ("Haven Hse", None, [("name", "NONE")]),
        ("Larch St. Project", None, [("name", "LARCH")]),
        ("Haven", "", []),
        ("Ltd", None, []),  # nothing is left of it: like no other
        ("Elm", "101", []),  # the police's number is nobody's own
    ],
)
def test_likely_the_same(name: str, telephone: str | None, likely: list[tuple[str, str]]) -> None:
    seen = ProvidersSeen()
    for known in KNOWN:
        seen.add(*known)
    assert list(seen.likely("NEW", name, telephone)) == likely


def test_nobody_is_like_themselves() -> None:
    seen = ProvidersSeen()
    seen.add(*KNOWN[0])
    assert list(seen.likely(*KNOWN[0])) == []
