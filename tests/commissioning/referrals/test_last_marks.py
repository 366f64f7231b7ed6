"""A list shows the last of what its sender calls a case, and which referral of it."""

from __future__ import annotations

import pytest

from commissioning.referrals.last_marks import last_marks


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("ROBIN-1041", "…1041"),
        ("ROBIN-1041/2", "…1041/2"),  # its second referral: still the same case to a reader
        ("ROBIN-1041/10", "…1/10"),  # the sender's own way of writing: nothing more is shown
        ("A1/2", "…A1/2"),
        ("77", "…77"),
    ],
)
def test_the_last_four_and_which_referral(reference: str, shown: str) -> None:
    assert last_marks(reference) == shown
