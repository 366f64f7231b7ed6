"""Puts every forecaster before the same questions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from commissioning.forecasting.forecast import forecast
from tests.bench.measuring import stopwatch
from tests.forecasting import guesses, kept
from tests.forecasting.baselines import BASELINES
from tests.forecasting.guesses import Guess
from tests.forecasting.scoring import Score, scored
from tests.forecasting.simulated.world import Sitting
from tests.forecasting.telling import Telling, as_recorded

KNOWING = "knows the world"
ROLLING_MEAN = "mean of the last 90 days"


@dataclass(slots=True)
class Judged:
    """Scores by forecaster, each in the order of the questions."""

    scores: dict[str, list[Score]] = field(default_factory=lambda: defaultdict(list))
    cpu_seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    slowest_document: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, other: "Judged") -> None:
        for name, scores in other.scores.items():
            self.scores[name] += scores
            self.cpu_seconds[name] += other.cpu_seconds[name]
            slowest = max(self.slowest_document[name], other.slowest_document[name])
            self.slowest_document[name] = slowest


def judged(
    worlds: Iterable[str],
    engines: Sequence[str],
    *,
    telling: Telling = as_recorded,
    workers: int = 1,
) -> Judged:
    """The engines, the rules of thumb and the one who knows, over the worlds of these seeds."""
    one_world = partial(_judged_world, engines=tuple(engines), telling=telling)
    found = Judged()
    if workers == 1:
        for seed in worlds:
            found.add(one_world(seed))
        return found
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(one_world, worlds):
            found.add(part)
    return found


def _judged_world(seed: str, engines: Sequence[str], telling: Telling) -> Judged:
    found = Judged()
    for sitting in kept.sittings(seed):
        found.add(judged_sitting(telling(sitting), engines))
    return found


def judged_sitting(sitting: Sitting, engines: Sequence[str]) -> Judged:
    found = Judged()
    found.scores[KNOWING] = [
        scored(asked, guesses.of_waits(asked.known, asked.question)) for asked in sitting.asked
    ]
    for name, baseline in BASELINES.items():
        found.scores[name] = [
            scored(asked, baseline(sitting.document, asked.question)) for asked in sitting.asked
        ]
    for engine in engines:
        with stopwatch() as taken:
            said = _said(sitting, engine)
        found.cpu_seconds[engine] = found.slowest_document[engine] = taken[0].cpu
        found.scores[engine] = [
            scored(asked, guess) for asked, guess in zip(sitting.asked, said, strict=True)
        ]
    return found


def _said(sitting: Sitting, engine: str) -> list[Guess]:
    answer = forecast(sitting.document, engine=engine)
    return [
        guesses.of_forecast(answer["as_of"], found, asked.question)
        for found, asked in zip(answer["forecasts"], sitting.asked, strict=True)
    ]
