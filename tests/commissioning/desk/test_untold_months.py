"""What an alert says where months are silent, by hand: 120 bought from April, ten a month."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.desk.untold_months import spells_told, told_to, without_silence
from commissioning.volumes.account import volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.volume import Profile, Volume

BOUGHT = Volume((dt.date(2026, 4, 1), dt.date(2027, 3, 31)), 120, "start", Profile.BY_MONTH)
ON = dt.date(2026, 9, 30)


def of(*months: int) -> tuple[dt.date, ...]:
    return tuple(dt.date(2026, month, 1) for month in months)


@pytest.mark.parametrize(
    ("by_month", "silent", "told_by", "unused"),
    [
        ({4: 10, 5: 10, 6: 10, 7: 10}, (), (9, 30), 40),  # told: none in two months
        ({4: 10, 5: 10, 6: 10, 7: 10}, (8, 9), (7, 31), None),  # as expected while it was told
        ({4: 5, 5: 5, 6: 5, 7: 5}, (8, 9), (7, 31), 60),  # too few, and told to be
        ({4: 10, 5: 10, 8: 10, 9: 10}, (6, 7), (9, 30), None),  # a gap: how many is not known
        ({4: 10, 5: 10}, (6, 9), (8, 31), None),
        ({}, (4, 5, 6, 7, 8, 9), (3, 31), None),
    ],
)
def test_nothing_is_unused_on_account_of_silence(
    by_month: dict[int, float],
    silent: tuple[int, ...],
    told_by: tuple[int, int],
    unused: int | None,
) -> None:
    delivered = {dt.date(2026, month, 1): count for month, count in by_month.items()}
    account = volume_account(BOUGHT, delivered, ON)
    assert told_to(account, of(*silent)) == dt.date(2026, *told_by)
    raised = without_silence(account, delivered, of(*silent)).alert
    assert (None if raised is None else raised.unused) == unused
    spells = spells_told(account, delivered, of(*silent))
    assert not silent or all(spell.came < of(*silent)[0] for spell in spells)


def test_too_many_are_too_many_whatever_is_silent() -> None:
    delivered = {dt.date(2026, 4, 1): 90.0}
    account = volume_account(BOUGHT, delivered, ON)
    raised = without_silence(account, delivered, of(5, 6, 7, 8, 9)).alert
    assert raised is not None
    assert raised.direction is Direction.OVER
