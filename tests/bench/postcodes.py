"""Positions of postcodes looked up among all of them, where their package is installed."""

from __future__ import annotations

import random
import tempfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from directory.places.exact_postcodes import ExactPostcodes, write_postcodes
from directory.places.postcodes import Postcode
from tests.bench.measuring import Measured, milliseconds, timed_once

GOAL_SECONDS_EACH = 0.001


def postcode_look_up(asked: int) -> Measured:
    what = f"Positions of {asked:,} postcodes looked up"
    try:
        from directory.places.postcode_source import edition, postcode_files, postcodes

        name = edition()
    except (ImportError, PackageNotFoundError):
        return Measured(what, "the extra `postcodes` is not installed", "not measured")
    rows = list(postcodes(postcode_files()))
    wanted = [Postcode.parse(row[0]) for row in random.Random(8).sample(rows, asked)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "postcodes.bin"
        write_postcodes(file, rows, edition=name)
        exact = ExactPostcodes(file)
        _, taken = timed_once(lambda: [exact.ground_of(postcode) for postcode in wanted])
    goal = asked * GOAL_SECONDS_EACH
    return Measured(
        what,
        f"among {len(rows):,}",
        milliseconds(taken.cpu),
        goal=f"≤ {milliseconds(goal)}",
        is_met=taken.cpu <= goal,
    )
