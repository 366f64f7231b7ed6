"""A region's workbook: a sheet for each kind of file, ready to be filled in and read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from commissioning.exchange.known_rows import FilledRegion
from directory.exchange.cells import formula_safe
from directory.exchange.columns import EXAMPLE_WORD, HELP_WORD, Column, Kind
from directory.exchange.errors import FileRefused
from directory.exchange.examples import example_of
from directory.exchange.programmes import PROGRAMMES
from directory.pathways import pathways
from directory.starts import codes_with_a_start

LAST_ROW: Final = 2000
"""Down to which row cells are ready: text, so that no digit is lost, and with their lists."""

LONGEST_LIST: Final = 255
"""Characters of a list that stands in the cell's own rule; a longer one needs a sheet."""

HEADING: Final = Font(bold=True)
HELP: Final = Font(italic=True, color="505A5F")
NEEDED: Final = PatternFill("solid", start_color="DDE8F3")
LISTS: Final = "lists"
"""A sheet that is not shown: codes that several columns choose from."""

NAMED_IN: Final[Mapping[str, str]] = {
    "provider": "providers",
    "programme": "programmes",
    "service": "services",
    "line": "lines",
    "hub": "hubs",
    "sites": "sites",
    "area": "areas",
    "areas": "areas",
    "court": "courts",
}
"""Columns whose values are the first column of another sheet; something else may be typed."""

CODES: Final[Mapping[str, tuple[str, ...]]] = {
    "requirement": codes_with_a_start(),
    "requirements": codes_with_a_start(),
    "pathway": tuple(one.code for one in pathways()),
    "pathways": tuple(one.code for one in pathways()),
}

READ_ME: Final = """\
Fill in what you know, sheet by sheet, from left to right; leave the rest empty.
Nothing is taken for known because it is empty: where nobody said, courts read that nobody did.
Headings and the line of help below them stay; a column that you do not need may be deleted.
Several values in a cell are joined by a bar: preston|blackpool.
Coloured headings must be filled in each row. Dates are 16/03/2027 or 2027-03-16.
No name, number or address of anybody on probation belongs here, nor where a refuge is.
The sheets “areas”, “courts” and “published programmes” are there to be looked at and copied from;
they are not read back.
In “agreements” a volume stands as it was bought at first: what was varied since stands on the page
of the agreement, and so does what a unit costs, which leaves in no workbook. Those cells stay as
they are, empty or not: so they change neither.
Try it with: flask --app portal import-workbook FILE --dry-run
Then take it in with: flask --app portal import-workbook FILE
"""


def write_workbook(known: FilledRegion, kinds: Iterable[Kind], path: Path) -> None:
    """Raises `FileRefused` where it cannot be written; an older file of the name is replaced."""
    workbook = Workbook()
    first = workbook.active
    if isinstance(first, Worksheet):
        workbook.remove(first)
    _write_read_me(workbook, known)
    _write_places(workbook, known)
    lists = _Lists(workbook)
    for kind in kinds:
        _write_kind(workbook, kind, known.rows(kind), lists)
    if PROGRAMMES.name in workbook.sheetnames:
        _write_published(workbook, known)
    lists.hide()
    try:
        workbook.save(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}") from error


TEMPLATE_READ_ME: Final = f"""\
Write your rows under the headings of the sheet of their kind. Empty sheets are passed over.
Row 2 says what each column holds. Row 3 is an example: delete it or leave it, it is never taken in.
A row of your own must not begin with “{EXAMPLE_WORD}”.
Coloured headings must be filled in each row. Dates are 16/03/2027 or 2027-03-16.
No name, number or address of anybody on probation belongs here, nor where a refuge is.
"""


def write_templates(kinds: Iterable[Kind], path: Path) -> None:
    """A sheet for each kind with headings, help and one row of example."""
    workbook = Workbook()
    first = workbook.active
    if isinstance(first, Worksheet):
        first.title = "read me"
        first.column_dimensions["A"].width = 110
        for sentence in TEMPLATE_READ_ME.splitlines():
            first.append([sentence])
    lists = _Lists(workbook)
    for kind in kinds:
        _write_kind(workbook, kind, [example_of(kind)], lists)
    lists.hide()
    workbook.save(path)


def template_as_csv(kind: Kind) -> str:
    """Headings, a line of help, one row of example."""
    told, example = io.StringIO(), example_of(kind)
    lines = csv.writer(told)
    lines.writerow([column.head for column in kind.columns])
    helps = [f"{column.says} ({column.form.words})" for column in kind.columns]
    lines.writerow([f"{HELP_WORD} {helps[0]}", *helps[1:]])
    lines.writerow([example[column.head] for column in kind.columns])
    return told.getvalue()


def _write_read_me(workbook: Workbook, known: FilledRegion) -> None:
    sheet = workbook.create_sheet("read me")
    sheet.column_dimensions["A"].width = 110
    sheet.append([f"{known.region.name}: what is known on {known.on.isoformat()}"])
    for sentence in READ_ME.splitlines():
        sheet.append([sentence])
    sheet["A1"].font = HEADING


def _write_places(workbook: Workbook, known: FilledRegion) -> None:
    """Areas and courts by the word that stands for each, with their names."""
    areas = [(area.slug, area.name) for area in known.areas]
    _write_list(workbook, "areas", ("area", "name"), areas)
    served: dict[tuple[str, str], list[str]] = {}
    for court, area in known.courts:
        served.setdefault((court.slug, court.name), []).append(area.slug)
    courts = [(*court, "|".join(slugs)) for court, slugs in served.items()]
    _write_list(workbook, "courts", ("court", "name", "areas"), courts)


def _write_published(workbook: Workbook, known: FilledRegion) -> None:
    """Programmes that ship with the portal and are not known to it, to be copied from."""
    heads = [column.head for column in PROGRAMMES.columns]
    rows = [[told.get(head, "") for head in heads] for told in known.published_rows(PROGRAMMES)]
    if rows:
        _write_list(workbook, "published programmes", heads, rows)


def _write_list(
    workbook: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    sheet = workbook.create_sheet(title)
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = HEADING
    for row in rows:
        sheet.append(list(row))
    for place in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 45
    sheet.freeze_panes = "A2"


class _Lists:
    """Codes in columns of a sheet of their own, each list once."""

    def __init__(self, workbook: Workbook) -> None:
        self._sheet = workbook.create_sheet(LISTS)
        self._ranges: dict[tuple[str, ...], str] = {}

    def range_of(self, codes: tuple[str, ...]) -> str:
        if codes not in self._ranges:
            place = len(self._ranges) + 1
            for row, code in enumerate(codes, start=1):
                self._sheet.cell(row, place, code)
            letter = get_column_letter(place)
            self._ranges[codes] = f"{LISTS}!${letter}$1:${letter}${len(codes)}"
        return self._ranges[codes]

    def hide(self) -> None:
        self._sheet.sheet_state = "hidden"


def _write_kind(
    workbook: Workbook, kind: Kind, rows: Sequence[Mapping[str, str]], lists: _Lists
) -> None:
    """Headings, help in row 2, what is known below; all cells are text, as they are typed."""
    sheet = workbook.create_sheet(kind.name)
    for place, column in enumerate(kind.columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, min(40, len(column.says) // 2))
        sheet.column_dimensions[letter].number_format = "@"
        _write_head(sheet, place, column)
        rule = _rule_of(column, workbook, lists)
        if rule is not None:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}3:{letter}{LAST_ROW}")
        for row, told in enumerate(rows, start=3):
            _write_text(sheet, row, place, told.get(column.head, ""))
    sheet.freeze_panes = "B3"


def _write_head(sheet: Worksheet, place: int, column: Column) -> None:
    head = _write_text(sheet, 1, place, column.head)
    head.font = HEADING
    if column.required:
        head.fill = NEEDED
    told = f"{column.says} ({column.form.words})"
    help_cell = _write_text(sheet, 2, place, f"{HELP_WORD} {told}" if place == 1 else told)
    help_cell.font = HELP
    help_cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_text(sheet: Worksheet, row: int, place: int, text: str) -> Any:
    cell = sheet.cell(row, place)
    if text:
        cell.value = str(formula_safe(text))
        cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _rule_of(column: Column, workbook: Workbook, lists: _Lists) -> DataValidation | None:
    """The list to choose from. Where several values are joined, or another sheet may hold more,
    the list is offered and something else may be typed."""
    if column.form.choices:
        joined = ",".join(column.form.choices)
        told = f'"{joined}"' if len(joined) <= LONGEST_LIST else lists.range_of(column.form.choices)
        return _offered(told, is_strict=True)
    if column.name in CODES:
        return _offered(lists.range_of(CODES[column.name]), is_strict=False)
    if (title := NAMED_IN.get(column.name)) and title in workbook.sheetnames:
        first = 2 if title in {"areas", "courts"} else 3
        return _offered(f"'{title}'!$A${first}:$A${LAST_ROW}", is_strict=False)
    return None


def _offered(formula: str, *, is_strict: bool) -> DataValidation:
    return DataValidation(
        type="list", formula1=formula, allow_blank=True, showErrorMessage=is_strict
    )
