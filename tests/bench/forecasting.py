"""The forecast as a command: start of the program included, one question, on a worked example."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.measuring import Measured, seconds
from tests.house.sources import ROOT

EXAMPLE = ROOT / "tests" / "commissioning" / "availability" / "examples" / "ex1_cohort.json"


def forecast_command() -> list[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        began, wall = _children_seconds(), time.perf_counter()
        subprocess.run(
            (
                sys.executable, "-m", "flask", "--app", "portal", "forecast",
                "--input", str(EXAMPLE), "--output", str(answer),
            ),
            check=True,
            cwd=ROOT,
        )  # fmt: skip
        taken, wall = _children_seconds() - began, time.perf_counter() - wall
    return [
        Measured(
            "Forecast command with its start", "1 document", seconds(taken), wall=seconds(wall)
        )
    ]


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
