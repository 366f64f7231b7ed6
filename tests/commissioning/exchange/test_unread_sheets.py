"""One heading or formula that is wrong in a sheet: its other mistakes are told in the same run, and
rows of later sheets that name something in it are no mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from directory.clock import local_date
from directory.exchange.several import run_together
from directory.exchange.tables import Together, tables_in
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.providers.models import Provider
from tests.makers.days import NOW

SERVICES = [
    ["external_id", "provider", "delivery_kind", "title", "summary"],
    ["TEA", "ACT", "drop_in", "Tea", "Every Monday."],
    ["DEBT", "BEE", "one_to_one", "Debt", "Advice on debt."],
]
LINES = [
    ["external_id", "service", "areas"],
    ["L1", "TEA", "preston"],
    ["L2", "DEBT", "prestn"],
]
PRESTN = "lines, row 3, areas: there is no area prestn; did you mean preston?"


def take_in(
    session: Session, by: Person, path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]
) -> Together:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    together = Together()
    tables = tables_in(path, tuple(kind for kind in KINDS if not kind.layout), together)
    taking = Taking(local_date(NOW))
    run_together(session, tables, together, by=by, at=NOW, taking=taking)
    return together


UNREAD: list[tuple[str, list[list[str]], str, list[str], list[tuple[str, int]]]] = [
    (
        "a heading that is likely another: the sheet is read as it was meant",
        [["external_id", "name", "phone"], ["ACT", "Action Trust", "01632 960123"],
         ["BEE", "Bee", "x"]],
        "row 1: the column phone is not known (did you mean telephone?)",
        ["providers, row 3, telephone: holds no number that can be rung", PRESTN],
        [("services", 3), ("lines", 3)],
    ),
    (
        "a heading like none: the others are read",
        [["external_id", "name", "zzz"], ["ACT", "Action Trust", "?"], ["BEE", "Bee", "x"]],
        "row 1: the column zzz is not known",
        [PRESTN],
        [],
    ),
    (
        "a column that is missing, and is told once: rows by it are not, but their names are known",
        [["external_id", "telephone"], ["ACT", "01632 960123"], ["BEE", "x"]],
        "row 1: the column name is missing",
        ["providers, row 3, telephone: holds no number that can be rung", PRESTN],
        [("services", 2), ("services", 3), ("lines", 2), ("lines", 3)],
    ),
    (
        "the names themselves are missing: whatever is named may have stood there",
        [["name"], ["Action Trust"], ["Bee"]],
        "row 1: the column external_id is missing",
        [PRESTN],
        [("services", 2), ("services", 3), ("lines", 2), ("lines", 3)],
    ),
    (
        "a title above the headings",
        [["Our providers"], ["external_id", "name"], ["ACT", "Action Trust"], ["BEE", ""]],
        "row 1: is not a heading; the heading seems to be row 2: delete what is above it",
        ["providers, row 4, name: is missing", PRESTN],
        [("services", 3), ("lines", 3)],
    ),
    (
        "a heading twice: the first is read",
        [["external_id", "name", "name"], ["ACT", "Action Trust", ""], ["BEE", "", "Bee"]],
        "row 1: name stands there twice",
        ["providers, row 3, name: is missing", PRESTN],
        [("services", 3), ("lines", 3)],
    ),
    (
        "a formula that nobody worked out is a mistake of its cell",
        [["external_id", "name"], ["ACT", "Action Trust"], ["BEE", '="B"&"ee"']],
        "",
        ["providers, row 3, name: holds a formula that nobody has worked out", PRESTN],
        [("services", 3), ("lines", 3)],
    ),
    (
        "a formula that names the row",
        [["external_id", "name"], ["ACT", "Action Trust"], ['="B"&"EE"', "Bee"]],
        "",
        ["providers, row 3, external_id: holds a formula that nobody has worked out", PRESTN],
        [("services", 3), ("lines", 3)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("providers", "refusal", "mistakes", "waiting"),
    [one[1:] for one in UNREAD],
    ids=[one[0] for one in UNREAD],
)
def test_what_is_wrong_besides_is_told_and_nothing_that_is_right(
    session: Session, importer: Person, places: None, tmp_path: Path, providers: list[list[str]],
    refusal: str, mistakes: list[str], waiting: list[tuple[str, int]],
) -> None:  # fmt: skip
    sheets = {"providers": providers, "services": SERVICES, "lines": LINES}
    together = take_in(session, importer, tmp_path / "b.xlsx", sheets)
    assert together.is_refused
    assert together.unchecked == []
    assert list(together.refusals.values()) == ([refusal] if refusal else [])
    told = [f"{one.kind.name}, {error}" for one in together.reports for error in one.errors]
    assert len(told) == len(mistakes), told
    for one, sentence in zip(told, mistakes, strict=True):
        assert one.startswith(sentence)
    waits = [(one.kind.name, error.row) for one in together.reports for error in one.waiting]
    assert waits == waiting
    assert session.scalar(select(func.count()).select_from(Provider)) == 0


def test_of_a_sheet_that_cannot_be_read_at_all_everything_may_have_stood_in_it(
    session: Session, importer: Person, places: None, tmp_path: Path
) -> None:
    path = tmp_path / "region"
    path.mkdir()
    for name, rows in {"services": SERVICES, "lines": LINES}.items():
        (path / f"{name}.csv").write_text("\n".join(",".join(row) for row in rows))
    (path / "providers.csv").write_bytes(b"external_id,name\nACT,\0\n")
    together = Together()
    tables = tables_in(path, tuple(kind for kind in KINDS if not kind.layout), together)
    taking = Taking(local_date(NOW))
    run_together(session, tables, together, by=importer, at=NOW, taking=taking)
    assert together.refusals == {"providers": "row 2: holds a NUL character"}
    told = [f"{one.kind.name}, {error}" for one in together.reports for error in one.errors]
    assert told == [PRESTN]
