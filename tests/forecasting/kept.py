"""Worlds are dear to make: they are kept under var/ until the simulator's source changes."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from tests.forecasting import seeds
from tests.forecasting.simulated import world
from tests.forecasting.simulated.truth import LIVES, Waits
from tests.forecasting.simulated.world import Asked, Sitting
from tests.house.sources import ROOT

KEPT = ROOT / "var" / "forecasting"
SIMULATOR = Path(__file__).parent / "simulated"


@cache
def simulator_digest() -> str:
    digest = hashlib.sha256()
    for source in sorted(SIMULATOR.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def sittings(seed: str, *, folder: Path = KEPT, lives: int = LIVES) -> list[Sitting]:
    """Made when they are not kept yet, which takes about a second for each service and date."""
    kept = folder / simulator_digest() / f"{seed}-{lives}.json.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = world.sittings(seed, sort=seeds.sort_of(seed), lives=lives)
        part = kept.with_suffix(".part")
        part.write_bytes(gzip.compress(json.dumps([_written(one) for one in made]).encode()))
        part.replace(kept)
    return [_read(seed, one) for one in json.loads(gzip.decompress(kept.read_bytes()))]


def make(worlds: Iterable[str], *, workers: int = 1) -> None:
    """Makes those that are not kept yet, so that a later run need not wait."""
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(_make, worlds))


def _make(seed: str) -> None:
    sittings(seed)


def _written(sitting: Sitting) -> dict[str, Any]:
    return {
        "document": sitting.document,
        "asked": [
            {
                "kind": asked.kind,
                "truth": sorted(Counter(asked.truth).items()),
                "known": sorted(Counter(asked.known).items()),
            }
            for asked in sitting.asked
        ],
    }


def _read(seed: str, kept: dict[str, Any]) -> Sitting:
    document = kept["document"]
    asked = [
        Asked(
            world=seed,
            as_of=document["as_of"],
            sort=seeds.sort_of(seed),
            kind=one["kind"],
            question=question,
            truth=_waits(one["truth"]),
            known=_waits(one["known"]),
        )
        for question, one in zip(document["questions"], kept["asked"], strict=True)
    ]
    return Sitting(document, asked)


def _waits(counted: list[tuple[int, int]]) -> Waits:
    return [wait for wait, times in counted for _ in range(times)]
