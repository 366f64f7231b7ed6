"""The page about imports, made from the tables of columns so that it cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commissioning.exchange.kinds import KINDS
from directory.exchange.columns import Column, Kind

INTRODUCTION = """\
# Imports

    flask --app portal import KIND FILE [--dry-run] [--layout NAME] [--sheet NAME]
        [--as-of DATE] [--accept-unusual] [--set-aside]
        [--confirm-as-of DATE --confirmed-by NAME]

A file is taken in whole or not at all. Everything is read and checked before anything is
written. Exit status 0: all is in. 1: refused, nothing was written; the reasons stand on the
screen and, beside their rows, in a copy of the file called `NAME.errors.csv` (for a spreadsheet
`NAME.errors.xlsx`, with the wrong cells coloured), which can be mended and sent again. `--dry-run`
says what would happen. The same file sent twice changes nothing the second time: records are
recognised by their identifier in the source. A file that came as the wrong kind, or without the
`--layout` that its headings are of, is refused with the command that takes it.

`--as-of` is the day of which the file speaks, today without it. What is odd but possible, such
as a date more than 20 years from that day, is listed and refuses the file until it is sent
with `--accept-unusual`: so are a likely second record of an organisation (its name in another
spelling, its telephone) and a group on a day on which its line is shut. `--set-aside` takes the
sound rows of kinds in which no row leans on another (`referrals`), lists the others and leaves
them in `NAME.errors.csv`.

## A region on one spreadsheet

    flask --app portal workbook --region NAME --to FILE.xlsx
    flask --app portal import-workbook FILE_OR_FOLDER [--dry-run] [--layout open-referral]
        [--as-of DATE] [--accept-unusual] [--confirm-as-of DATE --confirmed-by NAME]

The first command writes a sheet for each kind below, with its headings, a line of help (row 2,
passed over when it is read) and lists to choose from; what the portal knows of the region and
anybody may read is filled in, and sent back untouched it changes nothing. The region is found by
its name in any spelling. The second takes the workbook back: all sheets, each checked against what
those before it brought, or nothing. Mistakes are told by sheet, row and column, of all cells, rows
and sheets at once, and marked in a copy, `NAME.errors.xlsx`; a row that names a refused one of an
earlier sheet is told of as no mistake of its own. Sheets without rows are passed over; a sheet with
another name is named and left out. A folder of files called `KIND.csv` or `KIND.xlsx` is taken in
the same way. A worked example is `tests/examples/pilot`.

`--layout open-referral` takes in the linked CSV files of HSDS 3 (`organizations`, `services`,
`locations`, `service_at_locations`, `phones`, `addresses`) from a folder: providers, sites and
services, these always as drafts. Fields that are not held are named and left. Of a place whose
record masks its address, in whichever way, only the area is taken, and it is confidential; where
not even the area is known it is left out with what happens there.

## Files as they come

Files are CSV or spreadsheets (`.xlsx`). A spreadsheet of several sheets is read at the one named
by `--sheet`, else at the one called as the kind; it may have 1,500,000 cells, CSV any number.
CSV is UTF-8 or UTF-16, with or without a byte order mark; what is neither is read as Windows text
(CP1252), and the report says so. Commas, semicolons or tabs part the columns.

The order of the columns is free; a column that is not required may be left out, and then the file
says nothing of it: what is known stays. An empty cell says that it is not known or not stated: of
what its own source said before it takes the value away, and the report tells the value and counts.
Headings are the first row that holds something, whatever their case, with spaces or underscores;
a row below that begins with `Help:` is passed over, and so are blank rows and columns without
heading and values. Rows are numbered as a spreadsheet does.

Dates are `2027-03-16`, `16/03/2027` (the day first, always) or `16 March 2027`; the report tells
the span of each column of dates. Codes of the web (`&amp;`), spaces of other kinds and marks
without width are read as what people see. Merged cells, formulas that nobody has worked out,
numbers that a spreadsheet has shortened (`1.63E+09`), macros and old spreadsheets (`.xls`) are
refused with what to do.

**Nothing may tell who a person is.** PNC, CRO, NOMIS, CRN, National Insurance and NHS numbers and
names with dates of birth are refused in every column of every file, those about organisations too
(only a citation of evidence may name its day), in references whole postcodes too, and a name with a
year of birth (`SMITH1988`). The value is never repeated: the error file keeps the row's number and
leaves that cell blank.

A file sent again brings nothing new, and what it tells grows old all the same: start dates after
35 days. `--confirm-as-of 2027-04-07 --confirmed-by "Contract team"` says that what it finds
unchanged was still right on that day. Confirmed are the facts that the file itself tells and that
its own source said: a date that has passed, what a later statement has replaced and a line that
has closed never are, and the report counts them. The third time running without a person's word
pages say “confirmed by file only”; a row of `confirmations` is a person's word.

Of a provider, a programme, a listing, a site, a court's team and a prison's contact each field
remembers who said it and of which day (`--as-of DATE`, else today; of teams and contacts the row
says the day). `--source NAME` says whose file it is; without it, it is that of its layout, whatever
the file is called: all files of our own layout are one source, `import`, and the report says as
whose word a file counted. A file changes what its own source said and what nobody said, and the
report tells both values (“Telephone 01632 960101 → 01632 960102”) of what everybody may read. What
a person stated stands, as does what another source said or what speaks of a later day: the report
says “kept …”, and the value of the file is offered to whoever keeps the record:
`flask --app portal offers` lists what is offered, `take-offer NUMBER --by NAME` takes it as the
word of a team or body. Capitals and hyphens make no other source. That something is
restricted or confidential is taken from anybody; of a site that is not open no value is repeated.

A spreadsheet says when it was last saved. Where it would change what was said on a later day, or of
lines, groups, places and the ends of agreements what was recorded on one, the import asks, with
both values and days, and refuses it until somebody means it (`--accept-unusual`).

`flask --app portal imports` lists the files that were taken in, and
`flask --app portal undo-import ID` takes one back as one act: what it added goes, what it changed
says again what it said, and figures follow. Where something later stands on it (another
file, a statement, a referral, a sheet, what a person did to a record that it added) it is refused
with the number of that file or the name of that act. A file that added to referrals which were
known before is corrected by another file, not taken back, and its report says so at once.

A volume that was bought stays as it was told. To change it, send its row of `agreements` with the
new `quantity` and, in `varied_from`, the day from which that holds: the first day of the period
where it was wrong from the beginning. Of a day in a month that is over the file is asked about, as
the form asks (`--accept-unusual`). A workbook or folder is listed
as one with its tables: the number of the whole takes all of them back, the last first, or none;
that of a later table takes that one alone.

Areas and courts ship with the portal: `flask --app portal reference` loads them, before the first
file that names one. After an import the start dates of the lines that it touched are worked out
once.

This page is made from the tables of columns:
`python -m commissioning.exchange.documenting > docs/imports.md`.
"""


def imports_page() -> str:
    """The whole page, as Markdown."""
    own = [kind for kind in KINDS if not kind.layout]
    others = [kind for kind in KINDS if kind.layout]
    lines = [INTRODUCTION, "## Our own layout", ""]
    for kind in own:
        lines += _section(kind, kind.name)
    lines += ["## Layouts of others", ""]
    for kind in others:
        lines += _section(kind, f"{kind.name} --layout {kind.layout}")
    return "\n".join(lines).rstrip() + "\n"


def _section(kind: Kind, title: str) -> Iterator[str]:
    yield from (f"### {title}", "", kind.says, "")
    yield from _table(kind.columns)
    named = ", ".join(f"`{_head(kind, name)}`" for name in kind.key)
    yield from ("", f"A row is named by {named}, which may stand in a file only once.")
    if kind.confirms:
        yield "Its sender may confirm what is found unchanged (`--confirm-as-of`)."
    if kind.ignored:
        yield f"Not taken in: {', '.join(f'`{name}`' for name in kind.ignored)}."
    yield ""


def _table(columns: Iterable[Column]) -> Iterator[str]:
    yield "| column | required | how to write it | what it says |"
    yield "|---|---|---|---|"
    for column in columns:
        required = "yes" if column.required else ""
        words = column.form.words.replace("|", "\\|")
        yield f"| `{column.head}` | {required} | {words} | {column.says} |"


def _head(kind: Kind, name: str) -> str:
    return next(column.head for column in kind.columns if column.name == name)


if __name__ == "__main__":
    import sys

    sys.stdout.write(imports_page())
