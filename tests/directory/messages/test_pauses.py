"""The pauses grow, and end."""

from __future__ import annotations

import datetime as dt

import pytest

from directory.messages.pauses import PAUSES, pause_after


@pytest.mark.parametrize(
    ("tries", "pause"),
    [
        (1, dt.timedelta(minutes=1)),
        (2, dt.timedelta(minutes=5)),
        (3, dt.timedelta(minutes=30)),
        (7, dt.timedelta(hours=24)),
        (8, None),
        (9, None),
    ],
)
def test_pause_after_so_many_tries(tries: int, pause: dt.timedelta | None) -> None:
    assert pause_after(tries) == pause


def test_a_mailbox_may_be_full_over_a_weekend() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert sum(PAUSES, dt.timedelta()) > dt.timedelta(hours=56)  # Friday evening to Monday
