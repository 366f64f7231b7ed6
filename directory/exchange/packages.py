"""What is inside a spreadsheet file before its cells: a zip of XML parts that may be a trap.

Sizes are judged by what the zip says, which its reader enforces; parts are parsed by defusedxml,
which openpyxl uses where it is installed.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import range_boundaries

from directory.clock import local_date
from directory.exchange.errors import FileRefused
from directory.exchange.forms import shown
from directory.exchange.surveys import unreadable

MOST_CELLS: Final = 1_500_000
"""Of all sheets together: what can be read in half a minute. CSV has no such limit."""

MOST_UNPACKED: Final = 400_000_000
MOST_SHARED_TEXTS: Final = 60_000_000
MOST_OF_A_PART: Final = 10_000_000
"""Bytes of a part that is held in memory whole: everything but the sheets and shared texts."""

MOST_PARTS: Final = 2_000
MOST_RATIO: Final = 200
"""Between unpacked and packed; a real sheet that repeats itself comes to a quarter of it."""

MOST_MERGED: Final = 1_000

_PROPERTIES: Final = "docProps/core.xml"
_MODIFIED: Final = "{http://purl.org/dc/terms/}modified"
_SHEETS: Final = "xl/worksheets/"
_BLOCK: Final = 1 << 20
_SMALL: Final = 1_000_000
_PREFIX = re.compile(rb"<([\w.-]+:)?sheetData[\s/>]")
_COUNTED: Final = ("c", "f", "row", "mergeCell")
_AFTER_NAME: Final = (b" ", b">", b"/", b"\n", b"\t", b"\r")
_DAMAGE: Final = (
    ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError,
    ParseError, RuntimeError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What openpyxl, zipfile and the parser raise over parts that are not what they should be."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Of one sheet. `merged`: ranges with their first and last row. `unworked`: row and column of
    cells with a formula that nobody has worked out; the other `formulas` have values."""

    formulas: int
    merged: tuple[tuple[str, int, int], ...]
    has_external_links: bool
    unworked: frozenset[tuple[int, int]] = frozenset()


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Whatever the parts raise becomes one sentence."""
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it does not know: none is read here.
            warnings.simplefilter("ignore")
            yield
    except _DAMAGE as error:
        raise FileRefused(
            f"{path.name} is damaged or no spreadsheet: open it in the spreadsheet program, save"
            " it as .xlsx and send that."
        ) from error
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be read as a spreadsheet: {error}.") from error


@contextmanager
def open_package(path: Path) -> Iterator[ExcelReader]:
    """The workbook, its parts looked over first and its cells not read yet."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with file:
        with damage_told(path):
            with ZipFile(file) as archive:
                _refuse_traps(archive)
                _refuse_others(archive, path)
                _refuse_vast(archive)
            package = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
            package.read()
        yield package


def _refuse_traps(archive: ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise FileRefused(
            f"The file unpacks to {unpacked / 1e6:,.0f} MB in {len(parts):,} parts; at most"
            f" {MOST_UNPACKED / 1e6:,.0f} MB in {MOST_PARTS:,} are read. Save the sheet as CSV."
        )
    for part in parts:
        if part.file_size > max(_SMALL, MOST_RATIO * part.compress_size):
            raise FileRefused(
                f"The part {shown(part.filename)} unpacks to {part.file_size / 1e6:,.0f} MB from"
                f" {part.compress_size / 1e6:,.1f} MB, as no real spreadsheet does."
            )
        most = MOST_SHARED_TEXTS if "sharedStrings" in part.filename else MOST_OF_A_PART
        if part.file_size > most and not part.filename.startswith((_SHEETS, "xl/media/")):
            raise FileRefused(
                f"The part {shown(part.filename)} unpacks to {part.file_size / 1e6:,.0f} MB; at"
                f" most {most / 1e6:,.0f} MB are read. Save the sheet as CSV."
            )


def _refuse_others(archive: ZipFile, path: Path) -> None:
    names = {name.casefold() for name in archive.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names) or path.suffix.lower() == ".xlsm":
        raise FileRefused(f"{path.name} holds macros: save it as .xlsx, which has none.")
    if "xl/workbook.bin" in names:
        raise FileRefused(f"{path.name} is a binary spreadsheet (.xlsb): save it as .xlsx.")
    if "content.xml" in names and "mimetype" in names:
        raise FileRefused(f"{path.name} is an OpenDocument file: save it as .xlsx or CSV.")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise FileRefused(f"{path.name} is a zip file without a spreadsheet: unpack it first.")


def _refuse_vast(archive: ZipFile) -> None:
    """Before anything is parsed: opening a workbook already walks through sheets of some makers."""
    tags: Counter[str] = Counter()
    for name in archive.namelist():
        if name.startswith(_SHEETS):
            tags += _tags_of(archive, name)
    if tags["c"] > MOST_CELLS:
        raise FileRefused(
            f"The file has {tags['c']:,} cells in {tags['row']:,} rows; at most {MOST_CELLS:,} are"
            " read from a spreadsheet. Save the sheet as CSV, which has no limit."
        )


def contents_of(package: ExcelReader, title: str) -> Contents:
    """Read-only mode tells neither merged cells nor formulas, so the part itself is asked."""
    target = next(rel.target for sheet, rel in package.parser.find_sheets() if sheet.name == title)
    tags = _tags_of(package.archive, target)
    has_links = any(name.startswith("xl/externalLinks/") for name in package.archive.namelist())
    if not tags["f"] and not tags["mergeCell"]:
        return Contents(0, (), has_links)
    if tags["mergeCell"] > MOST_MERGED:
        raise FileRefused(f"More than {MOST_MERGED:,} ranges of cells are merged: unmerge them.")
    merged, unworked = _looked_into(package, target)
    return Contents(tags["f"] - len(unworked), merged, has_links, unworked)


def saved_on_told(archive: ZipFile) -> dt.date | None:
    """The day that the workbook's properties name as that of its last saving; None: unreadable.

    A program that does not tell it, or tells no day, is no reason to refuse the file.
    """
    if _PROPERTIES not in archive.namelist():
        return None
    with archive.open(_PROPERTIES) as part:
        told = next((one.text for _, one in iterparse(part) if one.tag == _MODIFIED), None)
    try:
        saved = dt.datetime.fromisoformat((told or "").strip())
    except ValueError:
        return None
    return local_date(saved if saved.tzinfo else saved.replace(tzinfo=dt.UTC))


def _tags_of(archive: ZipFile, target: str) -> Counter[str]:
    """How often each element that matters begins, by its bytes: much faster than parsing."""
    tags: Counter[str] = Counter()
    carried = prefix = b""
    with archive.open(target) as part:
        while block := part.read(_BLOCK):
            text = carried + block
            if match := _PREFIX.search(text):
                prefix = match[1] or b""
            cut = max(text.rfind(b"<"), 0)
            text, carried = text[:cut], text[cut:]
            for name in _COUNTED:
                begun = b"<" + prefix + name.encode()
                tags[name] += sum(text.count(begun + after) for after in _AFTER_NAME)
    return tags


def _looked_into(
    package: ExcelReader, target: str
) -> tuple[tuple[tuple[str, int, int], ...], frozenset[tuple[int, int]]]:
    """Merged ranges, and the cells whose formula nobody has worked out."""
    merged: list[tuple[str, int, int]] = []
    unworked: set[tuple[int, int]] = set()
    with package.archive.open(target) as part:
        for _, element in iterparse(part):
            name = element.tag.rpartition("}")[2]
            if name == "c" and _lacks_value(element):
                column, row, _, _ = range_boundaries(element.get("r", ""))
                unworked.add((int(row or 1), int(column or 1)))
            elif name == "mergeCell":
                ref = element.get("ref", "")
                _, first, _, last = range_boundaries(ref)
                merged.append((ref, int(first or 1), int(last or first or 1)))
            elif name == "row":
                element.clear()
    return tuple(merged), frozenset(unworked)


def _lacks_value(cell: Any) -> bool:
    """Of a formula; a text that came out empty has a value."""
    has_formula = any(child.tag.rpartition("}")[2] == "f" for child in cell)
    values = [child.text for child in cell if child.tag.rpartition("}")[2] == "v"]
    return has_formula and not any(values) and cell.get("t") != "str"
