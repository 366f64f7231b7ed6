"""Files that trouble an import, made where they are asked for: all names in them are invented."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

Make = Callable[[Path], Path]

PACKED = zipfile.ZIP_DEFLATED
HEADS = ("external_id", "name", "telephone")
ROW = ("X1", "Ribble Fresh Start", "01632 960123")
DATED = ("external_id", "line", "planned_start", "places")


def text(content: str | bytes, *, encoding: str = "utf-8", name: str = "file.csv") -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return make


def sheet(
    *rows: Sequence[Any],
    change: Callable[[Any], object] = bool,
    title: str = "providers",
    others: Iterable[str] = (),
    name: str = "file.xlsx",
) -> Make:
    """A workbook with the rows, changed by `change`, beside `others`, each with one cell."""

    def make(folder: Path) -> Path:
        workbook = Workbook()
        active: Any = workbook.active
        active.title = title
        for row in rows:
            active.append(list(row))
        for other in others:
            workbook.create_sheet(other).append(["something"])
        change(active)
        workbook.save(folder / name)
        return folder / name

    return make


def with_part(made: Make, part: str, content: bytes, name: str = "file.xlsx") -> Make:
    """A workbook with one part of its zip replaced or added."""

    def make(folder: Path) -> Path:
        before = io.BytesIO(made(folder).read_bytes())
        path = folder / name
        with (
            zipfile.ZipFile(before) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for other in old.namelist():
                if other != part:
                    new.writestr(other, old.read(other))
            new.writestr(part, content)
        return path

    return make


def zipped(parts: Mapping[str, bytes], name: str = "file.zip") -> Make:
    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / name, "w", PACKED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        return folder / name

    return make


def cut(made: Make, share: float) -> Make:
    """The first share of a file, as a copy that was broken off."""

    def make(folder: Path) -> Path:
        path = made(folder)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])
        return path

    return make


def raw_sheet(body: str, dimension: str = "A1:C2") -> bytes:
    return (
        '<?xml version="1.0"?><worksheet'
        ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{body}</sheetData></worksheet>'
    ).encode()


def raw_row(number: int, cells: Sequence[str], letters: str = "ABCDEFGH") -> str:
    told = "".join(
        f'<c r="{letter}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for letter, cell in zip(letters, cells, strict=False)
    )
    return f'<row r="{number}">{told}</row>'


SERIAL = dt.date(2027, 3, 16)
