"""Each cell of agreements that differs from what is kept: taken, or refused with what to do."""

from __future__ import annotations

from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.queries import agreement_by_external_id
from commissioning.volumes.models import CommissionedVolume
from tests.commissioning.exchange.conftest import Import

PROVIDERS: Final = "external_id,name\nAA,Aspect\nBB,Bridge\nCC,Crossing\n"
KEPT: Final = {
    "external_id": "A1", "kind": "contract", "title": "Thinking", "provider": "AA",
    "subcontractors": "BB", "contract_type": "FC", "funders": "Leeds: 0.4|Board: 0.6",
    "lot": "A1/1", "line": "L1", "region": "B", "police_area": "Lancashire", "unit": "start",
    "volume_from": "2026-04-01", "volume_to": "2027-03-31", "quantity": "100",
    "varied_from": "", "profile": "0.25|0.25|0.25|0.25",
}  # fmt: skip
OTHERWISE: Final = [
    # column, cell; what the file is answered, at that column
    ("profile", "0.4|0.3|0.2|0.1", "is spread 0.25|0.25|0.25|0.25, and its profile stays"),
    ("profile", "0.3|0.3|0.3|0.3", "The weights must sum to 1, not 1.2"),
    ("profile", "0.5|0.5", "profile"),
    ("contract_type", "SC", "is kept with the contract type FC"),
    ("subcontractors", "CC", "A1 has Bridge too, and a file takes nobody out"),
    ("subcontractors", "BB|CC", "revised"),
    ("funders", "Leeds: 0.4", "A1 has Board too, and a file takes nobody out"),
    ("police_area", "Cumbria", "is kept with the police area Lancashire"),
    ("line", "L2", "buys the line L1: give another line a lot of its own"),
    ("quantity", "120", "To change it write in the column `varied_from`"),
    ("quantity", "0", "leave unit, volume_from, volume_to and quantity empty"),
    ("volume_to", "2027-03-30", "its period stays"),
    ("title", "Thinking skills", "is recorded with another one"),
    ("profile", "", "unchanged"),
    ("contract_type", "", "unchanged"),
    ("subcontractors", "", "unchanged"),
    ("funders", "", "unchanged"),
    ("police_area", "", "unchanged"),
    ("line", "", "unchanged"),
]


def a_file(**cells: str) -> str:
    row = KEPT | cells
    return f"{','.join(row)}\n{','.join(row.values())}\n"


@pytest.fixture
def kept(session: Session, take_in: Import, one_line: str) -> Import:
    second = (
        "programme,area,provider,external_id,delivery_kind\nTSP,lancaster,ACT,L2,closed_group\n"
    )
    for kind, text in (
        ("providers", PROVIDERS), ("availability", second), ("agreements", a_file()),
    ):  # fmt: skip
        report = take_in(kind, text)
        assert [str(error) for error in report.errors] == []
    return take_in


@pytest.mark.parametrize(("column", "cell", "said"), OTHERWISE)
def test_a_cell_that_differs_is_never_passed_over(
    kept: Import, column: str, cell: str, said: str
) -> None:
    others = {"profile": ""} if column == "volume_to" else {}  # weights need twelve months
    report = kept("agreements", a_file(**others, **{column: cell}))
    if said in ("revised", "unchanged"):
        assert [str(error) for error in report.errors] == []
        assert dict(report.outcomes) == {said: 1}
        return
    [refused] = [str(error) for error in report.errors]
    assert refused.startswith(f"row 2, {column}: ")
    assert said in refused


def test_a_lot_of_one_agreement_is_none_of_another(kept: Import) -> None:
    report = kept("agreements", a_file(external_id="A2", subcontractors=""))
    [refused] = [str(error) for error in report.errors]
    assert refused.startswith("row 2, lot: the lot A1/1 belongs to another agreement than A2")


@pytest.mark.parametrize("varied_from", ["", "2026-04-01"])
def test_none_bought_is_not_how_not_known_is_written(
    session: Session, take_in: Import, one_line: str, varied_from: str
) -> None:
    take_in("providers", PROVIDERS)
    report = take_in("agreements", a_file(quantity="0", varied_from=varied_from))
    assert ["row 2, quantity" in str(error) for error in report.errors] == [True]
    assert agreement_by_external_id(session, external_id="A1") is None
    empty = dict.fromkeys(("unit", "volume_from", "volume_to", "quantity", "profile"), "")
    assert take_in("agreements", a_file(**empty)).errors == []
    assert session.scalars(select(CommissionedVolume)).all() == []


def test_nothing_more_from_a_later_day_is_asked(kept: Import) -> None:
    report = kept("agreements", a_file(quantity="0", varied_from="2026-12-01"))
    nothing_more, past = [str(one) for one in report.unusual]
    assert "0 from 1 December 2026: nothing more of it is bought from that day on" in nothing_more
    assert "from 1 December 2026 it changes what was expected in months that are over" in past
