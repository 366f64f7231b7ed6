"""Files as people and programs leave them: what goes in, and the sentence that comes out.

None needs a database: a file is refused, or its rows and remarks are told, by its bytes alone.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from commissioning.exchange.places import CLOSURES, GROUPS
from directory.exchange.columns import Kind
from directory.exchange.errors import FileChanged, FileRefused
from directory.exchange.programmes import PROGRAMMES
from directory.exchange.providers import PROVIDERS
from directory.exchange.reading import TableReader, survey
from directory.services.models import ProgrammeKind
from tests.commissioning.exchange.trouble import (
    DATED,
    HEADS,
    ROW,
    SERIAL,
    Make,
    cut,
    raw_row,
    raw_sheet,
    sheet,
    text,
    with_part,
    zipped,
)

AS_OF = dt.date(2027, 3, 1)
CSV = ",".join(HEADS) + "\n" + ",".join(ROW) + "\n"
WHOLE = sheet(HEADS, ROW)


Rows = list[list[object]]


def told(path: Path, kind: Kind = PROVIDERS, named: str = "") -> tuple[Rows, list[str]]:
    """The rows that can be read, in the kind's order; and every sentence about the file."""
    try:
        surveyed = survey(path, named, kind.name)
        reader = TableReader(surveyed, kind, AS_OF)
        rows: Rows = []
        said: list[str] = []
        for chunk, errors in reader.chunks():
            rows += [
                [number, *(value for value in row.values() if value is not None)]
                for number, row in chunk.rows()
            ]
            said += [str(error) for error in (*errors, *reader.oddities(chunk))]
    except FileRefused as refusal:
        return [], [str(refusal)]
    return rows, [*surveyed.remarks, *said]


def hide_lists(active: Any) -> None:
    active.parent["Lists"].sheet_state = "hidden"


READ: Sequence[tuple[str, Make, list[object]]] = [
    ("semicolons", text("external_id;name;telephone\nX1;Ribble Fresh Start;01632 960123\n"),
     [2, *ROW]),
    ("tabs", text("external_id\tname\ttelephone\nX1\tRibble Fresh Start\t01632 960123\n"),
     [2, *ROW]),
    ("the separator told", text("sep=;\r\nexternal_id;name\r\nX1;Ribble, Fresh; Start\r\n"), []),
    ("semicolons inside cells", text("external_id,name\nX1,a; b; c; d\nX2,a; b; c; d\n"),
     [2, "X1", "a; b; c; d"]),
    ("a byte order mark", text("\ufeff" + CSV), [2, *ROW]),
    ("UTF-16", text(CSV, encoding="utf-16"), [2, *ROW]),
    ("UTF-16 without a mark", text(CSV, encoding="utf-16-le"), [2, *ROW]),
    ("UTF-16, the other way round", text(CSV, encoding="utf-16-be"), [2, *ROW]),
    ("UTF-32", text(CSV, encoding="utf-32"), [2, *ROW]),
    ("blank rows at the end", text(CSV + ",,\n , ,\n\u00a0,,\n\n"), [2, *ROW]),
    ("blank rows above", text("\n,,\n" + CSV), [4, *ROW]),
    ("headings in capitals with spaces", text(CSV.replace("external_id", " External ID ")),
     [2, *ROW]),
    ("headings in quotation marks", text(CSV.replace("name", "“name”")), [2, *ROW]),
    ("a blank first column", text(",external_id,name\n,X1,Tarn House\n"), [2, "X1", "Tarn House"]),
    ("empty headings", text("external_id,name,,\nX1,Tarn House,,\n"), [2, "X1", "Tarn House"]),
    ("more separators than headings", text("external_id,name\nX1,Tarn House,,\n"),
     [2, "X1", "Tarn House"]),
    ("a row of help", text("external_id,name\nHelp: the code,its name\nX1,Tarn House\n"),
     [3, "X1", "Tarn House"]),
    ("a no-break space", text("external_id,name\nX1,St\u00a0Oswald’s Trust\n"),
     [2, "X1", "St Oswald’s Trust"]),
    ("marks without width", text("external_id,name\nX1,\u200bTarn\u00ad \u2060House\u200d\ufeff\n"),
     [2, "X1", "Tarn House"]),
    ("a code in quotation marks", text("external_id,name\n“X1”,“Steps”\n"), [2, "X1", "“Steps”"]),
    ("a letter made of two", text("external_id,name\nX1,Cafe\u0301\n"), [2, "X1", "Café"]),
    ("codes of the web", text("external_id,name\nX1,St. Anne&#39;s &amp; Hope &ndash; R&D&nbsp;\n"),
     [2, "X1", "St. Anne's & Hope – R&D"]),
    ("carriage returns alone", text("external_id,name\rX1,Tarn House\r"), [2, "X1", "Tarn House"]),
    ("a word of a list in another spelling",
     text("external_id,name,sector\nX1,A,Voluntary\n"), [2, "X1", "A", "voluntary"]),
    ("two numbers in a cell",
     text("external_id,name,telephone\nX1,A,Office 01632 960124 / Night line 01632 960125\n"),
     [2, "X1", "A", "Office 01632 960124 / Night line 01632 960125"]),
    ("an extension",
     text("external_id,name,telephone\nX1,A,01632 960126 ext 211 or 01632 960127 at night\n"),
     [2, "X1", "A", "01632 960126 ext 211 or 01632 960127 at night"]),
    ("a page without https", text("external_id,name,website\nX1,A,www.tarn.example\n"),
     [2, "X1", "A", "https://www.tarn.example"]),
    ("a spreadsheet", WHOLE, [2, *ROW]),
    ("a spreadsheet called .csv", sheet(HEADS, ROW, name="file.csv"), [2, *ROW]),
    ("one filled sheet of several",
     sheet(HEADS, ROW, title="T", change=lambda one: one.parent.create_sheet("U")), [2, *ROW]),
    ("the sheet called as the kind", sheet(HEADS, ROW, others=["groups", "Notes"]), [2, *ROW]),
    ("a hidden sheet beside it",
     sheet(HEADS, ROW, title="Table", others=["Lists"], change=hide_lists), [2, *ROW]),
    ("a sheet with a row of help", sheet(HEADS, ("Help: its code", "what it is called"), ROW),
     [3, *ROW]),
    ("blank rows in a sheet", sheet(HEADS, (), (None, " "), ROW, ()), [4, *ROW]),
    ("a sheet that claims to be as large as can be",
     with_part(WHOLE, "xl/worksheets/sheet1.xml",
               raw_sheet(raw_row(1, HEADS) + raw_row(2, ROW), "A1:XFD1048576")), [2, *ROW]),
    ("a cell in the last row of all",
     with_part(WHOLE, "xl/worksheets/sheet1.xml",
               raw_sheet(raw_row(1, HEADS) + raw_row(1_048_576, ROW))), [1_048_576, *ROW]),
    ("numbers in a sheet", sheet(HEADS, (1.0, "Tarn House", None)), [2, "1", "Tarn House"]),
    ("a title merged across the row of help",
     sheet(HEADS, ("Help: three columns",), ROW, change=lambda one: one.merge_cells("A2:C2")),
     [3, *ROW]),
    ("an error file that was mended", text("external_id,name,row,reasons\nX1,'=Tarn,2,\n"),
     [2, "X1", "=Tarn"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "row"),
    [pytest.param(make, row, id=name) for name, make, row in READ if row],
)
def test_it_is_read_as_it_is_meant(tmp_path: Path, make: Make, row: list[object]) -> None:
    rows, said = told(make(tmp_path))
    assert [sentence for sentence in said if not sentence.startswith("Columns are parted")] == []
    assert rows[0] == row


SAID: Sequence[tuple[str, Make, str]] = [
    ("nothing", text(""), "The file is empty."),
    ("nothing in a sheet", sheet(), "The file is empty."),
    ("semicolons", text("external_id;name\nX1;A\n"), "Columns are parted by semicolons."),
    ("tabs", text("external_id\tname\nX1\tA\n"), "Columns are parted by tabs."),
    ("Windows text", text("external_id,name\nX1,Café\n", encoding="cp1252"),
     "Not UTF-8 (byte 0xE9 in row 2): read as Windows text (CP1252). Check letters with accents."),
    ("half UTF-16", text(CSV.encode("utf-16")[:-1]), "row 2: byte 0x0A is not UTF-16 text; save"),
    ("a title above the headings", text("Providers, autumn 2026,\n" + CSV),
     "row 1: is not a heading; the heading seems to be row 2: delete what is above it"),
    ("a title above the headings of a sheet", sheet(("Providers",), (), HEADS, ROW),
     "row 1: is not a heading; the heading seems to be row 3: delete what is above it"),
    ("a heading twice", text("external_id,name,Name\nX1,A,B\n"), "row 1: name stands there twice"),
    ("an unknown heading", text("external_id,nmae\nX1,A\n"),
     "row 1: the column nmae is not known (did you mean name?); the column name is missing"),
    ("no headings at all", text("X123456,Tarn House\n"), "row 1: the column number 1 is not known"),
    ("values without a heading", text("external_id,name,\nX1,A,B\n"),
     "row 2: column 3 has no heading but holds something: name or empty it"),
    ("an error of a spreadsheet", text("external_id,name\nX1,#N/A\n"),
     "row 2, name: holds #N/A, which a spreadsheet shows where it has no value"),
    ("a column too narrow", text("external_id,name\nX1,#######\n"), "row 2, name: holds #######"),
    ("a number shortened", text("external_id,name\n1E+10,A\n"),
     "row 2, external_id: 1E+10 is a number that a spreadsheet has shortened, its digits are"),
    ("a telephone shortened", text("external_id,name,telephone\nX1,A,1.63E+09\n"),
     "row 2, telephone: 1.63E+09 is a number that a spreadsheet has shortened"),
    ("a leading zero lost", text("external_id,name,telephone\nX1,A,1632960123\n"),
     "row 2, telephone: 1632960123 has lost its leading zero: 01632 960123 is likely."),
    ("a leading zero lost in a sheet", sheet(HEADS, ("X1", "A", 1632960123)),
     "row 2, telephone: 1632960123 has lost its leading zero: 01632 960123 is likely."),
    ("a plus lost", text("external_id,name,telephone\nX1,A,441632960125\n"),
     "row 2, telephone: 441632960125 has lost its plus: +44 1632 960125 is likely."),
    ("no telephone number", text("external_id,name,telephone\nX1,A,see website\n"),
     "row 2, telephone: holds no number that can be rung"),
    ("digits lost by a sheet", sheet(HEADS, (1234567890123456789, "A")),
     "row 2, external_id: 1.23E+18 is a number that a spreadsheet has shortened"),
    ("no e-mail", text("external_id,name,email\nX1,A,not-an-email\n"),
     "row 2, email: not-an-email is not an e-mail address"),
    ("two e-mails", text("external_id,name,email\nX1,A,a@tarn.example; b@tarn.example\n"),
     "row 2, email: a@tarn.example; b@tarn.example holds several addresses"),
    ("a page that acts", text("external_id,name,website\nX1,A,javascript:alert(1)\n"),
     "row 2, website: javascript:alert(1) is not a web address"),
    ("an old spreadsheet", text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name="a.xls"),
     "a.xls is an old spreadsheet (.xls): open it in the spreadsheet program and save it as"),
    ("a password", text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
     + "EncryptedPackage".encode("utf-16-le"), name="a.xlsx"),
     "a.xlsx is locked with a password: save it without one."),
    ("a web page called a spreadsheet", text("<html><table>", name="a.xls"),
     "a.xls is a web page or XML, whatever it is called"),
    ("a PDF", text("%PDF-1.7", name="a.csv"), "a.csv is a PDF: ask for the table itself"),
    ("a picture", text(b"\x89PNG\r\n\x1a\n", name="a.csv"),
     "a.csv is a picture: ask for the table itself, as .xlsx or CSV"),
    ("a packed file", text(b"\x1f\x8b\x08", name="a.csv.gz"), "a.csv.gz is packed (gzip)"),
    ("text called a spreadsheet", text("external_id,name\nX1,A\n", name="a.xlsx"),
     "a.xlsx is damaged or no spreadsheet"),
    ("half a spreadsheet", cut(WHOLE, 0.5), "file.xlsx is damaged or no spreadsheet"),
    ("a sheet of broken XML", with_part(WHOLE, "xl/worksheets/sheet1.xml", b"<worksheet><sheet"),
     "file.xlsx is damaged or no spreadsheet"),
    ("XML that expands",
     with_part(WHOLE, "xl/worksheets/sheet1.xml",
               b'<!DOCTYPE a [<!ENTITY b "cc">]><worksheet>&b;</worksheet>'),
     "file.xlsx is damaged or no spreadsheet"),
    ("macros", with_part(WHOLE, "xl/vbaProject.bin", b"x"),
     "file.xlsx holds macros: save it as .xlsx, which has none."),
    ("macros told by the name", sheet(HEADS, ROW, name="a.xlsm"), "a.xlsm holds macros"),
    ("a binary spreadsheet", with_part(WHOLE, "xl/workbook.bin", b"x"),
     "file.xlsx is a binary spreadsheet (.xlsb): save it as .xlsx."),
    ("merged cells", sheet(HEADS, ROW, ("X2", "A"), change=lambda one: one.merge_cells("C2:C3")),
     "The cells C2:C3 are merged, and only the first of them says something: unmerge them"),
    ("a formula that nobody worked out", sheet(HEADS, ("X1", '="A"&"B"', None)),
     "row 2, name: holds a formula that nobody has worked out"),
    ("formulas with values",
     with_part(WHOLE, "xl/worksheets/sheet1.xml", raw_sheet(
         raw_row(1, HEADS) + '<row r="2"><c r="A2" t="str"><f>"X"&amp;1</f><v>X1</v></c>'
         '<c r="B2" t="str"><f>A2</f><v>X1</v></c></row>')),
     "2 cells hold formulas: the value kept beside each was read."),
    ("links to other workbooks", with_part(WHOLE, "xl/externalLinks/externalLink1.xml", b"<a/>"),
     "The workbook has links to other files: they were not followed."),
    ("several sheets", sheet(HEADS, ROW, title="North", others=["South"]),
     "There are several sheets: North, South. Say which one with --sheet NAME."),
    ("16,384 columns", sheet([f"c{n}" for n in range(16_384)]),
     "row 1: has 16,384 columns; a file has at most 500"),
    ("a zip that unpacks to much", with_part(WHOLE, "xl/worksheets/sheet1.xml", bytes(50_000_000)),
     "The part xl/worksheets/sheet1.xml unpacks to 50 MB from 0.0 MB, as no real spreadsheet"),
    ("styles that are too much",
     with_part(WHOLE, "xl/styles.xml", random.Random(1).randbytes(10_100_000)),
     "The part xl/styles.xml unpacks to 10 MB; at most 10 MB are read. Save the sheet as CSV."),
    ("a zip of many parts", zipped({f"xl/{n}": b"" for n in range(2001)}),
     "The file unpacks to 0 MB in 2,001 parts; at most 400 MB in 2,000 are read."),
    ("a zip without a spreadsheet", zipped({"a.csv": b"external_id,name"}),
     "file.zip is a zip file without a spreadsheet: unpack it first."),
    ("an OpenDocument file", zipped({"mimetype": b"application", "content.xml": b"<a/>"}, "a.ods"),
     "a.ods is an OpenDocument file: save it as .xlsx or CSV."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "sentence"),
    [pytest.param(make, sentence, id=name) for name, make, sentence in SAID if sentence],
)
def test_it_is_told_in_a_sentence(tmp_path: Path, make: Make, sentence: str) -> None:
    _, said = told(make(tmp_path))
    assert len(said) == 1, said
    assert said[0].startswith(sentence)


GROUP = ",".join(DATED) + "\n"
DATES: Sequence[tuple[str, Make, str]] = [
    ("month first", text(GROUP + "G1,L1,03/19/2027,8\n"),
     "row 2, planned_start: 03/19/2027 has the month first; day/month/year is read. Every date"),
    ("no day", text(GROUP + "G1,L1,31/02/2027,8\n"),
     "row 2, planned_start: 31/02/2027 is not a day of the calendar"),
    ("two figures", text(GROUP + "G1,L1,16/03/27,8\n"),
     "row 2, planned_start: 16/03/27 has a year of two figures: write all four, as 16/03/2027"),
    ("a serial number", text(GROUP + "G1,L1,46462,8\n"),
     "row 2, planned_start: 46462 is the number under which a spreadsheet keeps 16/03/2027:"),
    ("a serial number in a sheet", sheet(DATED, ("G1", "L1", 46462, 8)),
     "row 2, planned_start: 46462 is the number"),
    ("a time of day", text(GROUP + "G1,L1,2027-03-16 09:30,8\n"),
     "row 2, planned_start: 2027-03-16 09:30 is not a date such as"),
    ("a century ago", text(GROUP + "G1,L1,03/10/1926,8\n"),
     "row 2, planned_start: 1926-10-03 is 101 years before the day of the file: a slip?"),
    ("a century ahead", text(GROUP + "G1,L1,03/10/2126,8\n"),
     "row 2, planned_start: 2126-10-03 is 99 years after the day of the file: a slip?"),
    ("a comma in a number", text(GROUP + 'G1,L1,16/03/2027,"1,000"\n'),
     "row 2, places: 1,000 holds a comma: write digits alone"),
    ("half a place", text(GROUP + "G1,L1,16/03/2027,8.5\n"), "row 2, places: 8.5 is not a whole"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "sentence"), [pytest.param(make, sentence, id=name) for name, make, sentence in DATES]
)
def test_a_date_or_number_that_is_not_meant_is_told(
    tmp_path: Path, make: Make, sentence: str
) -> None:
    _, said = told(make(tmp_path), GROUPS)
    assert len(said) == 1, said
    assert said[0].startswith(sentence)


@pytest.mark.parametrize(
    "cell",
    ["2027-03-16", "16/03/2027", "16/3/2027", "16.03.2027", "16 March 2027", "16-Mar-2027",
     "2027-03-16 00:00:00", "2027-03-16T00:00:00Z", "’16/03/2027’"],
)  # fmt: skip
def test_a_date_is_read_with_the_day_first(tmp_path: Path, cell: str) -> None:
    rows, said = told(text(f"{GROUP}G1,L1,{cell},8.0\n")(tmp_path), GROUPS)
    assert (said, rows) == ([], [[2, "G1", "L1", SERIAL, 8]])


def test_a_sheet_keeps_dates_and_numbers_as_they_are_typed(tmp_path: Path) -> None:
    midnight = dt.datetime.combine(SERIAL, dt.time())
    make = sheet(DATED, ("G1", "L1", SERIAL, 8.0), ("G2", "L1", midnight, 9))
    rows, said = told(make(tmp_path), GROUPS)
    assert (said, rows) == ([], [[2, "G1", "L1", SERIAL, 8], [3, "G2", "L1", SERIAL, 9]])


def test_the_span_of_each_column_of_dates_is_told(tmp_path: Path) -> None:
    path = text(GROUP + "G1,L1,03/05/2027,8\nG2,L1,04/02/2027,8\n")(tmp_path)
    reader = TableReader(survey(path), GROUPS)
    assert len(list(reader.chunks())) == 1
    assert list(reader.spans()) == [("planned_start", dt.date(2027, 2, 4), dt.date(2027, 5, 3))]


@pytest.mark.parametrize("module", ["packages", "spreadsheets"])
def test_more_cells_than_can_be_read_are_refused_before_and_while_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    monkeypatch.setattr(f"directory.exchange.{module}.MOST_CELLS", 5)
    (said,) = told(WHOLE(tmp_path))[1]
    assert "cells" in said
    assert said.endswith(("save it as CSV.", "Save the sheet as CSV, which has no limit."))


MOST_MEGABYTES = 500
SURVEY = """
import resource, sys
from pathlib import Path
from directory.exchange.errors import FileRefused
from directory.exchange.reading import survey
try:
    surveyed = survey(Path(sys.argv[1]))
    print(sum(1 for _ in surveyed.rows()))
except FileRefused as refusal:
    print(refusal)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("rows", "said"),
    [(140_000, "140001"), (210_000, "The file has 1,890,009 cells in 210,001 rows; at most")],
)
def test_a_vast_sheet_is_read_or_refused_in_bounded_memory(
    tmp_path: Path, rows: int, said: str
) -> None:
    path = tmp_path / "vast.xlsx"
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("referrals")
    sheet.append([f"heading {n}" for n in range(9)])
    for number in range(rows):
        sheet.append([f"R-{number}", number, number * 7 % 1000, 4, SERIAL, "L1", "x", "y", "z"])
    workbook.save(path)
    done = subprocess.run(
        [sys.executable, "-c", SURVEY, path], check=True, capture_output=True, text=True
    )
    first, megabytes = done.stdout.splitlines()
    assert first.startswith(said)
    assert int(megabytes) < MOST_MEGABYTES


def test_a_sheet_is_named_whatever_its_case(tmp_path: Path) -> None:
    path = sheet(HEADS, ROW, title="North", others=["South"])(tmp_path)
    assert told(path, named=" north ")[0] == [[2, *ROW]]
    assert told(path, named="East")[1] == ["There is no sheet East; there are North, South."]
    plain = text(CSV)(tmp_path)
    assert told(plain, named="North")[1] == ["file.csv has no sheets; leave out --sheet North."]


@pytest.mark.parametrize("make", [text(CSV), text(CSV, encoding="utf-16")])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, make: Make) -> None:
    """Whatever was put in its place, even of the same length."""
    path = make(tmp_path)
    surveyed = survey(path)
    content = path.read_bytes()
    path.write_bytes(content[:-6] + content[-6:][::-1])
    os.utime(path, ns=(1, 1))
    with pytest.raises(FileRefused):
        list(TableReader(surveyed, PROVIDERS).chunks())


def test_a_sheet_that_changes_is_the_one_that_was_surveyed(tmp_path: Path) -> None:
    """Its rows are kept from the first look, and so is its digest."""
    path = WHOLE(tmp_path)
    surveyed = survey(path)
    path.write_bytes(b"gone")
    assert list(surveyed.rows())[1] == list(ROW)


def test_a_file_that_is_no_file_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path)[1] == [f"{tmp_path} cannot be read: it is not a file"]
    gone = tmp_path / "gone.csv"
    assert told(gone)[1] == [f"{gone} cannot be read: No such file or directory"]


def test_a_changed_file_has_a_sentence_of_its_own() -> None:
    assert str(FileChanged()) == "The file changed while it was read; send it again."


PEOPLE = [
    ("reference", "X123456", "a case reference number (CRN)"),
    ("reference", "2012/0052494Q", "a PNC number"),
    ("reference", "SMITH-19850403", "a name with a date of birth"),
    ("reference", "PR1-2LL", "a whole postcode"),
    ("reference", "9434765919", "an NHS number"),
    ("reference", "PR12LL", "a whole postcode"),
    ("line", "A1234BC", "a NOMIS number"),
    ("received_on", "John Smith 03/04/1985", "a name with a date of birth"),
]


@pytest.mark.parametrize(("column", "cell", "what"), PEOPLE)
def test_a_cell_that_tells_who_somebody_is_is_refused_without_its_value(
    tmp_path: Path, column: str, cell: str, what: str | None
) -> None:
    from commissioning.exchange.referrals import REFERRALS

    row = {"reference": "R-1", "line": "L1", "basis": "licence", "received_on": "2026-09-01"}
    row[column] = cell
    path = text(",".join(row) + "\n" + ",".join(row.values()) + "\n")(tmp_path)
    _, said = told(path, REFERRALS)
    if what is None:
        assert said == []
        return
    assert len(said) == 1
    assert said[0].startswith(f"row 2, {column}: holds {what}: take it out")
    assert cell not in said[0]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("John Smith, born 03/04/1985, was hurt", "holds a name with a date of birth: take it out"),
        ("ask a.clerk@tarn.example", "holds an e-mail address: is it about a person?"),
        ("moved to PR1 2LL on 03/04/2027", "holds a date and a postcode: is it about a person?"),
        ("staff training", None),
    ],
)
def test_a_note_that_may_be_about_a_person_is_asked_about(
    tmp_path: Path, reason: str, said: str | None
) -> None:
    content = f'external_id,line,from_date,to_date,reason\nC1,L1,2027-03-01,2027-03-02,"{reason}"\n'
    _, sentences = told(text(content)(tmp_path), CLOSURES)
    assert sentences == ([] if said is None else [sentences[0]])
    if said is not None:
        assert sentences[0].startswith(f"row 2, reason: {said}")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("community|custody", []),
        ("Community | Custody |", []),
        (
            "community; custody",
            ["community; custody is none of community, custody. Join several by |"],
        ),
    ],
)
def test_several_in_a_cell_are_joined_by_a_bar(tmp_path: Path, cell: str, said: list[str]) -> None:
    content = f"external_id,name,kind,settings\nP1,A,toolkit,{cell}\n"
    assert told(text(content)(tmp_path), PROGRAMMES)[1] == [
        f"row 2, settings: {one}" for one in said
    ]


def test_an_empty_list_of_several_is_an_empty_cell(tmp_path: Path) -> None:
    content = "external_id,name,kind,settings\nP1,A,toolkit,| |\n"
    rows, said = told(text(content)(tmp_path), PROGRAMMES)
    assert (said, rows) == ([], [[2, "P1", "A", ProgrammeKind.TOOLKIT]])


def test_what_is_written_in_sentences_is_searched_whoever_it_is_about(tmp_path: Path) -> None:
    """It would stand on a page: a service's summary, the access to a site."""
    content = "external_id,name,kind,eligible_offences\nP1,A,toolkit,Not for CRN X901001\n"
    _, said = told(text(content)(tmp_path), PROGRAMMES)
    assert len(said) == 1
    assert said[0].startswith("row 2, eligible_offences: ")
    assert "X901001" not in said[0]


def test_a_number_of_a_person_is_refused_of_organisations_too(tmp_path: Path) -> None:
    path = text("external_id,name\nX123456,Zed Project for X 123456\n")(tmp_path)
    _rows, said = told(path)
    assert [one.split(":")[0] for one in said] == ["row 2, external_id", "row 2, name"]
    assert "123456" not in " ".join(said)


def test_what_organisations_use_is_not_taken_for_a_person(tmp_path: Path) -> None:
    path = text("external_id,name,telephone\nPRESTON,Tarn PR1 2LL Ltd,+44 943 476 5919\n")(tmp_path)
    assert told(path)[1] == []
