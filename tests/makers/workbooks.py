"""A region's workbook, filled in."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import load_workbook


def filled(path: Path, folder: Path) -> Path:
    """The workbook with the rows of a folder's files typed below what stands there already."""
    workbook = load_workbook(path)
    for file in folder.glob("*.csv"):
        sheet = workbook[file.stem]
        heads = [cell.value for cell in sheet[1]]
        with file.open(encoding="utf-8", newline="") as text:
            for told in csv.DictReader(text):
                sheet.append([told.get(str(head)) or None for head in heads])
    workbook.save(path)
    return path
