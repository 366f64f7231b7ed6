"""The file in which the judging on simulated delivery is written down."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.promises.simulated import SimulatedRecord, records_in, simulated_records
from directory.delivery import DeliveryKind

HEADING = "kind,engine_version,judged_on,questions,broken,in_range,days_off,loss_ratio,saved"
ROW = "unpaid_work,roll-forward-1,2026-11-22,240,0.09,0.86,6.4,1.09,0.52"


def test_a_row_is_read_as_it_is_meant() -> None:
    assert records_in([HEADING, ROW]) == (
        SimulatedRecord(
            kind=DeliveryKind.UNPAID_WORK,
            engine_version="roll-forward-1",
            judged_on=dt.date(2026, 11, 22),
            questions=240,
            broken=0.09,
            in_range=0.86,
            days_off=6.4,
            loss_ratio=1.09,
            saved=0.52,
        ),
    )
    (of_all,) = records_in([HEADING, ROW.replace("unpaid_work", "all")])
    assert of_all.kind is None


@pytest.mark.parametrize(
    "row", [ROW.replace("unpaid_work", "unpaid"), ROW.replace("0.09", "9%"), "all,x"]
)
def test_a_row_that_says_something_else_is_refused(row: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        records_in([HEADING, row])


def test_the_file_that_is_shipped_speaks_in_shares() -> None:
    for row in simulated_records():
        assert 0 <= row.broken <= 1
        assert 0 <= row.in_range <= 1
        assert row.saved <= 1
