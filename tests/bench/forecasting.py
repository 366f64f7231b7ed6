"""The forecast as a command: start of the program included, for documents of one and ten questions.

The services of a document are quiet and busy ones of all kinds; each has two years behind it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.bench.measuring import Measured, Timing, seconds
from tests.commissioning.forecasting.documents import Document, make_document
from tests.commissioning.forecasting.made_services import KINDS, made_document
from tests.house.sources import ROOT

GOAL_A_QUESTION = 1.0
GOAL_TEN_QUESTIONS = 30.0


def forecast_command(times: int) -> list[Measured]:
    """`times` repetitions of each document; the median counts."""
    alone = [taken for kind in KINDS for taken in _timings(document_of([kind]), times)]
    ten = _timings(document_of((*KINDS, *KINDS, *KINDS[:2])), times)
    return [
        _row("Forecast command with its start", "1 question", alone, GOAL_A_QUESTION),
        _row("Forecast command with its start", "10 questions", ten, GOAL_TEN_QUESTIONS),
    ]


def _row(what: str, size: str, found: Sequence[Timing], goal: float) -> Measured:
    cpu = median(timing.cpu for timing in found)
    return Measured(
        what,
        size,
        seconds(cpu),
        wall=seconds(median(timing.wall for timing in found)),
        goal=f"≤ {goal:g} s",
        is_met=cpu <= goal,
    )


def document_of(kinds: Sequence[str]) -> Document:
    """One question to each of so many services, every second one busy."""
    services, people, questions = [], [], []
    for number, kind in enumerate(kinds):
        made = made_document(kind, is_busy=number % 2 == 0, seed=number)
        name = {"service_id": f"S{number}"}
        services.append(made["services"][0] | {"id": f"S{number}"})
        people += [one | name | {"id": f"S{number}-{one['id']}"} for one in made["referrals"]]
        questions.append(made["questions"][0] | name | {"id": f"Q{number}"})
    return make_document(referrals=people, questions=questions, services=services)


def _timings(document: Document, times: int) -> list[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "asked.json", Path(folder) / "answer.json"
        asked.write_text(json.dumps(document), encoding="utf-8")
        return [_once(asked, answer) for _ in range(times)]


def _once(asked: Path, answer: Path) -> Timing:
    began, wall = _children_seconds(), time.perf_counter()
    subprocess.run(
        (
            sys.executable, "-m", "flask", "--app", "portal", "forecast",
            "--input", str(asked), "--output", str(answer),
        ),
        check=True,
        cwd=ROOT,
    )  # fmt: skip
    return Timing(_children_seconds() - began, time.perf_counter() - wall)


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
