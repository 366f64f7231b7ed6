"""How the engine was judged on simulated delivery, where the truth is known."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from directory.delivery import DeliveryKind

FILE = "simulated_record.csv"


@dataclass(frozen=True, slots=True)
class SimulatedRecord:
    """One row of the judging on worlds not tuned on; `kind` None is all of them together.

    Shares run from 0 to 1. `loss_ratio` compares with a forecaster who knows how the
    simulated world works (1 is as good), `saved` is the share of the loss of the mean
    wait of late that is saved.
    """

    kind: DeliveryKind | None
    engine_version: str
    judged_on: dt.date
    questions: int
    broken: float
    in_range: float
    days_off: float
    loss_ratio: float
    saved: float


@cache
def simulated_records() -> Sequence[SimulatedRecord]:
    """The rows of the file, in its order; none until an engine has been judged."""
    file = resources.files("commissioning.promises").joinpath(FILE)
    with file.open(encoding="utf-8") as lines:
        return records_in(lines)


def records_in(lines: Iterable[str]) -> tuple[SimulatedRecord, ...]:
    """The rows of a file with a heading; KeyError or ValueError where it says something else."""
    return tuple(_record(row) for row in csv.DictReader(lines))


def _record(row: dict[str, str]) -> SimulatedRecord:
    return SimulatedRecord(
        kind=None if row["kind"] == "all" else DeliveryKind(row["kind"]),
        engine_version=row["engine_version"],
        judged_on=dt.date.fromisoformat(row["judged_on"]),
        questions=int(row["questions"]),
        broken=float(row["broken"]),
        in_range=float(row["in_range"]),
        days_off=float(row["days_off"]),
        loss_ratio=float(row["loss_ratio"]),
        saved=float(row["saved"]),
    )
