"""CSV that may be anything at all: in which encoding, parted by what, and its rows."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median_low
from typing import Final

from directory.exchange.errors import FileChanged, FileRefused, NothingInIt
from directory.exchange.surveys import MOST_COLUMNS, Stamp, Survey, stamp_of, too_wide, unreadable

LONGEST_ROW: Final = 1_000_000
"""Characters of a line: more than any row can hold."""

WINDOWS: Final = "cp1252"
LINES_TO_PART: Final = 5
"""The first lines by which the separator is told."""

_BLOCK: Final = 1 << 20
_TOP: Final = 65_536
_BYTE_ORDER_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_SEPARATOR_TOLD = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_TWO_BYTES = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")
"""How UTF-8 writes a letter with an accent, which Windows text hardly ever holds."""


class _NotInEncoding(Exception):
    """A byte that the encoding does not know, and whether others before were of it."""

    def __init__(self, row: int, byte: int, encoding: str, *, had_others: bool) -> None:
        self.row, self.byte, self.had_others = row, byte, had_others
        self.wanted = "-".join(encoding.upper().split("-")[:2])
        super().__init__(f"byte 0x{byte:02X}")

    @property
    def refusal(self) -> FileRefused:
        return FileRefused(
            f"byte 0x{self.byte:02X} is not {self.wanted} text; save the file as CSV in UTF-8",
            row=self.row,
        )


@dataclass(frozen=True, slots=True)
class TextSurvey(Survey):
    """`first_line`: 1 where the file's first line only tells the separator, else 0."""

    encoding: str
    separator: str
    first_line: int
    stamp: Stamp

    def rows(self) -> Iterator[list[str]]:
        """One by one, so that many wide ones never lie in memory together."""
        read = 0
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                lines = islice(file, self.first_line, None)
                for cells in csv.reader(lines, strict=True, delimiter=self.separator):
                    read += 1
                    if len(cells) > MOST_COLUMNS:
                        raise too_wide(len(cells), read)
                    yield cells
        except csv.Error as error:
            raise FileRefused(f"is not a row of CSV: {error}", row=read + 1) from error
        except (OSError, UnicodeError) as error:
            raise FileChanged from error
        if stamp_of(self.path) != self.stamp:
            raise FileChanged


def survey_text(path: Path) -> TextSurvey:
    """Refuse what is not text with rows of some length, in bounded memory."""
    stamp = stamp_of(path)
    encoding = _encoding_of(path)
    remarks = []
    try:
        digest, lines = _look_over(path, encoding)
    except _NotInEncoding as wrong:
        if encoding != "utf-8" or wrong.had_others:
            raise wrong.refusal from None
        encoding, (digest, lines) = WINDOWS, _look_over_windows(path, wrong)
        remarks.append(
            f"Not UTF-8 (byte 0x{wrong.byte:02X} in row {wrong.row}): read as Windows text"
            " (CP1252). Check letters with accents."
        )
    separator, first_line = _separator_of(path, encoding)
    if separator != ",":
        remarks.append(f"Columns are parted by {_SEPARATORS.get(separator, separator)}.")
    return TextSurvey(
        path, digest, lines, tuple(remarks), "", encoding, separator, first_line, stamp
    )


def _encoding_of(path: Path) -> str:
    """By the byte order mark; without one, every second byte of UTF-16 is nought."""
    try:
        with path.open("rb") as file:
            top = file.read(1000)
    except OSError as error:
        raise unreadable(path, error) from error
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if top.startswith(mark):
            return encoding
    for encoding, letters, noughts in (("utf-16-le", 0, 1), ("utf-16-be", 1, 0)):
        if len(top) > 3 and not any(top[noughts::2]) and all(top[letters::2]):
            return encoding
    return "utf-8"


def _look_over(path: Path, encoding: str) -> tuple[str, int]:
    """The digest and the number of lines."""
    decoder = codecs.getincrementaldecoder(encoding)()
    digest = hashlib.sha256()
    lines = begun = 0
    had_others = False
    try:
        with path.open("rb") as file:
            is_last = False
            while not is_last:
                block = file.read(_BLOCK)
                is_last = not block
                text = _decoded(decoder, block, lines, is_last=is_last, had_others=had_others)
                had_others = had_others or not text.isascii()
                digest.update(block)
                _refuse_nul(text, lines)
                pieces = text.split("\n")
                _refuse_long_rows(pieces, begun, lines)
                begun = len(pieces[-1]) + (begun if len(pieces) == 1 else 0)
                lines += len(pieces) - 1
    except OSError as error:
        raise unreadable(path, error) from error
    if not lines and not begun:
        raise NothingInIt("The file is empty.")
    return digest.hexdigest(), lines + 1


def _decoded(
    decoder: codecs.IncrementalDecoder, block: bytes, lines: int, *, is_last: bool, had_others: bool
) -> str:
    try:
        return decoder.decode(block, is_last)
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        raise _NotInEncoding(
            lines + before.count(b"\n") + 1,
            error.object[error.start],
            error.encoding,
            had_others=had_others or not before.isascii(),
        ) from None
    except UnicodeError as error:
        raise FileRefused(f"The file is not the text that it says it is: {error}.") from error


def _look_over_windows(path: Path, first: _NotInEncoding) -> tuple[str, int]:
    """As it stands, unless some of it is UTF-8 after all: then it is neither, and refused."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if _TWO_BYTES.search(block):
                raise first.refusal
    try:
        return _look_over(path, WINDOWS)
    except _NotInEncoding:
        raise first.refusal from None


def _refuse_nul(text: str, lines: int) -> None:
    at = text.find("\0")
    if at >= 0:
        raise FileRefused("holds a NUL character", row=lines + text.count("\n", 0, at) + 1)


def _refuse_long_rows(pieces: Sequence[str], begun: int, lines: int) -> None:
    for at, piece in enumerate(pieces):
        length = len(piece) + (begun if at == 0 else 0)
        if length > LONGEST_ROW:
            raise FileRefused(
                f"is longer than {LONGEST_ROW:,} characters, more than any row can hold",
                row=lines + at + 1,
            )


def _separator_of(path: Path, encoding: str) -> tuple[str, int]:
    """Told in the first line, or what parts each of the first lines into the most columns."""
    with path.open(encoding=encoding, newline="") as file:
        top = file.read(_TOP).splitlines(keepends=True)[:LINES_TO_PART]
    if top and (told := _SEPARATOR_TOLD.fullmatch(top[0])):
        return told[1], 1
    columns = {separator: _columns_of(top, separator) for separator in _SEPARATORS}
    return max(columns, key=lambda separator: columns[separator]), 0


def _columns_of(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Of the narrowest line, and of the middle one where a title stands above."""
    columns: list[int] = []
    with suppress(csv.Error):
        for cells in csv.reader(lines, delimiter=separator):
            if cells:
                columns.append(len(cells))  # noqa: PERF401  what was read before an error counts
    return (min(columns), median_low(columns)) if columns else (0, 0)
