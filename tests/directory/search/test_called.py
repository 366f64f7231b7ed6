"""What the words of a question call: by name or kind, misspelt, never by filler words."""

from __future__ import annotations

import pytest

from directory.search.called import called_so

THINGS = {
    "mill": "Council of the old mill council; local authority",
    "valley": "Health board of the valley NHS; health board",
    "desk": "Police of the valley police; constabulary",
}


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("council", ["mill"]),
        ("counsil", ["mill"]),  # a slip
        ("NHS", ["valley"]),  # by its kind
        ("helth bord", ["valley"]),
        ("constabularies", ["desk"]),  # another ending
        ("valley", ["valley", "desk"]),
        ("police in the valley", ["desk"]),
        ("policy", []),  # right English is taken for nothing else
        ("counselling", []),
        ("police mill", []),  # each word, of one thing
        ("services near me", []),  # what every question holds finds nothing by itself
        ("", []),
    ],
)
def test_by_every_word_typed(typed: str, called: list[str]) -> None:
    assert list(called_so(typed, THINGS)) == called


def test_as_typed_no_slip_is_mended() -> None:
    assert called_so("counsil", THINGS, as_typed=True) == ()
