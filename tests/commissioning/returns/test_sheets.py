"""The plain table of a month: what is offered is read again, and what is wrong is told by row."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commissioning.returns.errors import FiguresUnfit
from commissioning.returns.models import ReturnCounter
from commissioning.returns.parts import part_of
from commissioning.returns.sheets import HEADINGS, figures_in, sheet_of
from tests.makers.returns import supplied

WRONG = (
    ({"Month": "2027-01"}, "Row 2: it is of January 2027, and this return is of February 2027"),
    ({"Month": "spring"}, "Row 2: it is of “spring”"),
    ({"Part number": "another"}, "Row 2: “another” is no part of this return"),
    ({"Started": "many"}, "Row 2, Started: “many” is no figure"),
    ({"Started": "-1"}, "Row 2, Started: “-1” is no figure"),
    ({"Hours": "4"}, "Row 2, Hours: “4” is no figure of this part"),
    ({"Started": "", "Referred": ""}, "No figure stands in the file"),
    ({"Why it differs": "of AB123456C"}, "Row 2, Why it differs: it holds"),
)


def test_what_is_offered_is_read_again(session: Session) -> None:
    world = supplied(session)
    one = world.ask(world.prime)
    lots = part_of(session, world.agreement, world.prime.id)
    lot = lots[0].lot_id
    values = {(lot, ReturnCounter.REFERRED): 1250.0, (lot, ReturnCounter.STARTED): 2.0}
    rows = [[str(cell) for cell in row] for row in sheet_of(one, lots, values)]
    assert rows[0] == list(HEADINGS)
    found = figures_in(iter(rows), one, lots)
    assert (found.told, found.reasons) == (values, {})
    for month in ("2027-02", "2027-02-01", "2027-02-01 00:00:00", "1/2/2027", "Feb 2027"):
        assert figures_in(iter([rows[0], [month, *rows[1][1:]]]), one, lots).told == values
    for changed, says in WRONG:
        cells = dict(zip(HEADINGS, rows[1], strict=True)) | changed
        with pytest.raises(FiguresUnfit, match=says):
            figures_in(iter([rows[0], list(cells.values())]), one, lots)
    with pytest.raises(FiguresUnfit, match="no column “Part number”"):
        figures_in(iter([["Month", "Started"]]), one, lots)
