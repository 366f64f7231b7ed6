"""What the mark of a result says, the words beside it do not say again."""

from __future__ import annotations

import pytest

from portal.finding.hits import said_beside


@pytest.mark.parametrize(
    ("mark", "start", "said"),
    [
        ("Ring first", "Ring first: not confirmed since 1 March.", "Not confirmed since 1 March."),
        ("Can start", "Starts on 3 May.", "Starts on 3 May."),
        (None, "", ""),
    ],
)
def test_it_is_said_once(mark: str | None, start: str, said: str) -> None:
    assert said_beside(mark, start) == said
