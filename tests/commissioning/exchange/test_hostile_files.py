"""Whatever stands in a file: it is refused with a reason, or taken in; nothing in between."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from directory.audit.models import AuditRow
from directory.exchange.columns import Kind
from directory.exchange.error_files import write_error_file
from directory.exchange.errors import FileRefused
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.providers.models import Provider
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW
from tests.thoroughness import examples

HEADING = b"external_id,name\n"

BROKEN = [
    (b"", "The file is empty."),
    (b"\n\n", "The file is empty."),
    (b"\xef\xbb\xbf", "The file is empty."),
    (HEADING + b"A,B\nC,\x81\n", "row 3: byte 0x81 is not UTF-8 text"),
    (HEADING + b"A,Caf\xe9\nB,Caf\xc3\xa9\n", "row 2: byte 0xE9 is not UTF-8 text"),
    (HEADING + b"A,Caf\xc3\xa9\nB,Caf\xe9\n", "row 3: byte 0xE9 is not UTF-8 text"),
    (HEADING + b"A,B\nC,D\x00\n", "row 3: holds a NUL character"),
    (HEADING + b'A,"B\n', "row 2: is not a row of CSV: unexpected end of data"),
    (HEADING + b'A,"B"x\n', "row 2: is not a row of CSV"),
    (HEADING + b"A,B\nC," + b"x" * 200_000 + b"\n", "row 3: is not a row of CSV: field larger"),
    (
        HEADING + b"A,B\nC," + b"x" * 50_000_000 + b"\n",
        "row 3: is longer than 1,000,000 characters",
    ),
    (b"external_id,nmae\nA,B\n", "row 1: the column nmae is not known (did you mean name?)"),
    (b"external_id\nA\n", "row 1: the column name is missing"),
    (b"external_id,name,name\nA,B,C\n", "row 1: name stands there twice"),
    (b",".join(b"c%d" % n for n in range(40_000)), "row 1: has 40,000 columns; a file has at most"),
    (b"," * 999_999, "row 1: has 1,000,000 columns; a file has at most 500"),
    (HEADING + b"A,B\n" + b"," * 40_000, "row 3: has 40,001 columns; a file has at most 500"),
    (b"=cmd|' /C calc'!A0,name\nA,B\n", "row 1: the column =cmd"),
]


@pytest.mark.parametrize(("content", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_file_that_cannot_be_read_is_refused_with_its_row(
    session: Session, take_in: Import, content: bytes, said: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        take_in("providers", content)
    assert str(refused.value).startswith(said)
    assert session.scalar(select(func.count(Provider.id))) == 0


WRONG_ROWS = [
    (b"A,B,C\n", "row 2: has 2 columns in the heading but 3 here"),
    (b"A\n", "row 2: has 2 columns in the heading but 1 here"),
    (b"A,B\nA,C\n", "row 3, external_id: stands in this file already, in row 2"),
    (b"A,B\n\n\nA,C\n", "row 5, external_id: stands in this file already, in row 2"),
    (b"A,\n", "row 2, name: is missing"),
    (b" ,B\n", "row 2, external_id: is missing"),
    (b"A," + b"x" * 301 + b"\n", "row 2, name: is 301 characters long"),
    (b"A,b\x1b[2J\n", "row 2, name: holds control characters: U+001B at place 2"),
]


@pytest.mark.parametrize(("rows", "said"), WRONG_ROWS, ids=[said for _, said in WRONG_ROWS])
def test_one_wrong_row_keeps_the_others_out(
    session: Session, take_in: Import, rows: bytes, said: str
) -> None:
    report = take_in("providers", HEADING + rows + b"Z,Good\n")
    assert str(report.errors[0]).startswith(said)
    assert session.scalar(select(func.count(Provider.id))) == 0
    assert session.scalar(select(func.count(AuditRow.id))) == 0


def test_a_heading_alone_brings_nothing(take_in: Import) -> None:
    report = take_in("providers", HEADING)
    assert (report.rows, report.changed, report.is_refused) == (0, 0, False)


@pytest.mark.soak
def test_a_key_twice_is_found_across_chunks(take_in: Import) -> None:
    rows = [f"P{n},x" for n in range(5000)] + ["P7,y"]
    report = take_in("providers", "external_id,name\n" + "\n".join(rows))
    assert [str(error) for error in report.errors] == [
        "row 5002, external_id: stands in this file already, in row 9"
    ]


def test_the_error_file_holds_every_row_and_comes_back_when_mended(
    session: Session, take_in: Import, tmp_path: Path
) -> None:
    text = 'external_id,name,telephone\nA,,+44 1632 960123\nB,"=HYPERLINK(""x"")",\nC,Sea,101\n'
    report = take_in("providers", text)
    path = write_error_file(report)
    assert path == tmp_path / "providers.errors.csv"
    assert path.stat().st_mode & 0o077 == 0
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["row"] for row in rows] == ["2", "3", "4"]
    assert [row["reasons"] for row in rows] == ["name: is missing", "", ""]
    assert [row["telephone"] for row in rows] == ["'+44 1632 960123", "", "101"]
    assert rows[1]["name"] == '\'=HYPERLINK("x")'
    mended = path.read_text("utf-8-sig").replace("A,,", "A,Anawim,")
    assert take_in("providers", mended).outcomes["added"] == 3
    kept = session.execute(select(Provider.name, Provider.telephone).order_by(Provider.id)).all()
    assert [tuple(row) for row in kept] == [
        ("Anawim", "+44 1632 960123"),
        ('=HYPERLINK("x")', None),
        ("Sea", "101"),
    ]


@pytest.mark.soak
def test_a_long_file_needs_no_more_memory_than_a_short_one(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    """Refused rows are many and their reasons are kept only up to a number."""

    def peak_of(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("external_id,name\n")
            file.writelines(f"A,{'x' * 250}\n" for _ in range(rows))
        kind = next(kind for kind in KINDS if kind.name == "providers")
        tracemalloc.start()
        run_import(session, kind, path, by=importer, at=NOW)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert peak_of(120_000) < peak_of(40_000) * 1.2


def cells() -> st.SearchStrategy[str]:
    told = st.sampled_from(
        ["", "A", "L1", "preston", "2027-02-30", "16/03/2027", "9999-12-31", "1e309", "-1", "|",
         "||", "yes", "completed", "community_order", "contract", "start", "places", "nan", ":",
         "x: 2", "=1+1", "'", "'=", "\u202e", "\ufeff", "\U0001f600", "a" * 400, "٣", "１２"]
    )  # fmt: skip
    return st.one_of(told, st.text(max_size=30))


@st.composite
def hostile(draw: st.DrawFn) -> tuple[Kind, bytes]:
    """A file that is nearly right: some of the columns, odd cells, then a few bytes turned."""
    kind = draw(st.sampled_from(KINDS))
    required = [column.head for column in kind.columns if column.required]
    more = draw(st.lists(st.sampled_from([column.head for column in kind.columns]), unique=True))
    heading = list(dict.fromkeys([*required, *more]))
    width = draw(st.integers(len(heading) - 1, len(heading))) if len(heading) > 1 else 1
    rows = draw(st.lists(st.lists(cells(), min_size=width, max_size=len(heading)), max_size=5))
    out = io.StringIO()
    csv.writer(out).writerows([heading, *rows])
    content = bytearray(out.getvalue().encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 2))):
        content.insert(draw(st.integers(0, len(content))), draw(st.integers(0, 255)))
    return kind, bytes(content)


@given(file=hostile())
@settings(
    max_examples=examples(150),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_file_ends_in_a_traceback_or_in_half(
    session: Session, importer: Person, one_line: str, tmp_path: Path, file: tuple[Kind, bytes]
) -> None:
    kind, content = file
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    rows = select(func.count(AuditRow.id))
    before = session.scalar(rows)
    savepoint = session.begin_nested()
    try:
        report = run_import(session, kind, path, by=importer, at=NOW)
    except FileRefused:
        assert session.scalar(rows) == before
    else:
        if report.is_refused:
            assert session.scalar(rows) == before
            write_error_file(report)
        else:
            assert sum(report.outcomes.values()) == report.rows
    savepoint.rollback()
