"""docs/pilot.md as a reader uses it: its commands, and what a person does between them."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from tests.house.sources import ROOT
from tests.makers.workbooks import filled

GUIDE: Final = ROOT / "docs" / "pilot.md"
EXAMPLES: Final = ROOT / "tests" / "examples"
REPORTS: Final = EXAMPLES / "pilot-reports"
STARTS_ON: Final = "2026-11-30T09:30:00+00:00"
MONTH_AFTER: Final = "2027-01-05T09:30:00+00:00"
EACH_MONTH: Final = "Each month"
KEY: Final = "for this test only: matched from month to month"


def blocks(text: str, language: str) -> list[tuple[str, str]]:
    """Heading and contents of each fenced block of a language, in the guide's order."""
    found, heading = [], ""
    for part in re.finditer(
        rf"^## ([^\n]*)$|^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE
    ):
        if part[1]:
            heading = part[1]
        else:
            found.append((heading, part[2]))
    return found


@dataclass
class Walk:
    """Commands in a folder that stands for /srv/portal; `said` by heading, as it was printed."""

    folder: Path
    said: dict[str, str] = field(default_factory=dict)

    def through(self, text: str, *, is_month_after: bool = False) -> None:
        """The steps up to the first court page, or those of each month."""
        for name in ("data", "copies", "files"):
            (self.folder / name).mkdir(exist_ok=True)
        for heading, block in blocks(text, "sh"):
            if (heading == EACH_MONTH) is not is_month_after:
                continue
            for words, does in BETWEEN.items():
                if words in block:
                    does(self.folder / "files", is_month_after)
            day = MONTH_AFTER if is_month_after else STARTS_ON
            self.said[heading] = self.said.get(heading, "") + self.run(block, day)

    def figures(self, line: str) -> dict[str, int]:
        """What is kept of a line: over all days, and today."""
        with closing(sqlite3.connect(self.folder / "data" / "portal.sqlite3")) as database:
            return dict(
                zip(COUNTED, database.execute(_FIGURES, {"line": line}).fetchone(), strict=True)
            )

    def holds(self, *words: str) -> list[str]:
        """Files of the folder in which any of the words stands."""
        return [
            f"{path.name}: {word}"
            for path in self.folder.rglob("*")
            if path.is_file()
            for content in [path.read_bytes()]
            for word in words
            if word.encode() in content
        ]

    def run(self, block: str, day: str) -> str:
        script = block.replace("/srv/portal", str(self.folder))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{_FLASK}\n{script}"],
            cwd=ROOT, env={**os.environ, **self.settings, "PILOT_DAY": day},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, block + done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PORTAL_ENV": "production",
            "PORTAL_HOSTS": "available.example.org",
            "PORTAL_DATA_DIR": str(self.folder / "data"),
            "PORTAL_SECRET_KEY": "for this test only, and nobody else",
            "PORTAL_REFERENCE_KEY": KEY,
        }


COUNTED: Final = ("referred", "started", "completed", "left", "waiting", "in_progress")
_FIGURES: Final = """
    SELECT sum(referred), sum(started), sum(completed), sum("left"), waiting, in_progress
    FROM line JOIN line_figures ON line_figures.line_id = line.id
    JOIN line_day ON line_day.line_id = line.id WHERE line.external_id = :line
"""
_FLASK: Final = f'flask() {{ "{sys.executable}" -m tests.portal.pilot.flask_on_a_day "$@"; }}'


def _fill_in(files: Path, is_month_after: bool) -> None:
    filled(files / "north-west.xlsx", EXAMPLES / "pilot")


def _confirm_groups(files: Path, is_month_after: bool) -> None:
    """Whoever runs the groups says that their dates stand."""
    path = files / "north-west-now.xlsx"
    workbook = load_workbook(path)
    sheet = workbook["confirmations"]
    heads = [cell.value for cell in sheet[1]]
    said = {"line": "STEADY-PR", "fact": "start_dates", "confirmed_on": "05/01/2027",
            "confirmed_by": "Larch Street Project"}  # fmt: skip
    sheet.append([said.get(str(head)) for head in heads])
    workbook.save(path)


def _bring_contracts(files: Path, is_month_after: bool) -> None:
    shutil.copy(REPORTS / "contracts.csv", files)


def _settle_lots(files: Path, is_month_after: bool) -> None:
    """One as proposed, one whose line nobody proposed, two left open."""
    lots = files / "lots.csv"
    with lots.open(encoding="utf-8-sig", newline="") as text:
        heads, *rows = csv.reader(text)
    for row in rows:
        if row[0] == "EX_0001":
            row[heads.index("buys")] = "yes"
        elif row[0] == "EX_0002":
            row[heads.index("line")], row[heads.index("buys")] = "ROOMS-PR", "yes"
    with lots.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows([heads, *rows])


def _bring_report(files: Path, is_month_after: bool) -> None:
    _bring("performance-report", files, is_month_after)


def _bring_totals(files: Path, is_month_after: bool) -> None:
    _bring("weekly-totals", files, is_month_after)


def _bring(name: str, files: Path, is_month_after: bool) -> None:
    source = f"{name}-january.csv" if is_month_after else f"{name}.csv"
    shutil.copy(REPORTS / source, files / f"{name}.csv")


BETWEEN: Final[dict[str, Callable[[Path, bool], None]]] = {
    "import-workbook /srv/portal/files/north-west.xlsx --dry-run": _fill_in,
    "import-workbook /srv/portal/files/north-west-now.xlsx": _confirm_groups,
    "import agreements": _bring_contracts,
    "import agreement-lines": _settle_lots,
    "--layout rm-performance": _bring_report,
    "import weekly-totals": _bring_totals,
}
"""What somebody does before the block that has these words."""
