"""How good a guess is against the distribution of true waits. Less is better."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from tests.forecasting.guesses import LEVELS, Guess
from tests.forecasting.simulated.world import Asked

Days = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """One guess about one question."""

    asked: Asked
    guess: Guess
    losses: tuple[float, float, float]
    """Pinball loss in days at p10, p50 and p90, the mean over the true waits."""
    covered: float
    late: float
    """Share of true waits beyond p90; none when p90 says 'not within the order'."""
    off_by: Days
    """How far p50 was off, for every true wait."""
    brier_target: float
    brier_order: float

    @property
    def loss(self) -> float:
        return fmean(self.losses)

    @property
    def places(self) -> tuple[float, float, float]:
        """Where the three days stand among the true waits: half of those that fall on the day."""
        truth = self.asked.truth
        low, middle, high = (
            (bisect_left(truth, day) + bisect_right(truth, day)) / 2 / len(truth)
            for day in (self.guess.p10, self.guess.p50, self.guess.p90)
        )
        return low, middle, high


def scored(asked: Asked, guess: Guess) -> Score:
    truth, order_days = asked.truth, asked.question["order_days"]
    size, waits = len(truth), np.array(truth, dtype=np.int32)
    covered = bisect_right(truth, guess.p90) - bisect_left(truth, guess.p10)
    late = 0 if guess.p90 > order_days else size - bisect_right(truth, guess.p90)
    in_target = bisect_right(truth, min(asked.question["target_days"], order_days)) / size
    in_order = bisect_right(truth, order_days) / size
    low, middle, high = (
        pinball(waits, day, level)
        for day, level in zip((guess.p10, guess.p50, guess.p90), LEVELS, strict=True)
    )
    return Score(
        asked=asked,
        guess=guess,
        losses=(low, middle, high),
        covered=covered / size,
        late=late / size,
        off_by=np.abs(waits - guess.p50).astype(np.int32),
        brier_target=brier(guess.within_target, in_target),
        brier_order=brier(guess.within_order, in_order),
    )


def pinball(waits: Days, day: int, level: float) -> float:
    late = waits - day
    return float(np.mean(np.where(late >= 0, level * late, (level - 1.0) * late)))


def brier(said: float, share: float) -> float:
    """The mean square of what was said less what came, when it comes for a share of the lives."""
    return said * said - 2.0 * said * share + share


@dataclass(frozen=True, slots=True)
class Summary:
    questions: int
    loss: float
    ratio: float
    """To the loss of the forecaster who knows the world."""
    ratio_between: tuple[float, float]
    """Nine in ten draws of as many worlds, with replacement, have their ratio in here."""
    better_than_mean: float | None
    """Share of the loss of the rolling mean that is saved."""
    coverage: float
    late: float
    off_by: float
    brier_target: float
    brier_order: float


def summary(scores: list[Score], knowing: list[Score], rolling: list[Score] | None) -> Summary:
    """Of scores about the same questions in the same order; `scores` must not be empty."""
    loss = fmean(score.loss for score in scores)
    best = fmean(score.loss for score in knowing)
    naive = fmean(score.loss for score in rolling) if rolling else 0.0
    return Summary(
        questions=len(scores),
        loss=loss,
        ratio=loss / best if best else 1.0,
        ratio_between=_ratio_between(scores, knowing),
        better_than_mean=1.0 - loss / naive if naive else None,
        coverage=fmean(score.covered for score in scores),
        late=fmean(score.late for score in scores),
        off_by=float(np.median(np.concatenate([score.off_by for score in scores]))),
        brier_target=fmean(score.brier_target for score in scores),
        brier_order=fmean(score.brier_order for score in scores),
    )


def _ratio_between(scores: list[Score], knowing: list[Score]) -> tuple[float, float]:
    worlds = sorted({score.asked.world for score in scores})
    sums = np.array(
        [
            [
                sum(one.loss for one in some if one.asked.world == world)
                for some in (scores, knowing)
            ]
            for world in worlds
        ]
    )
    drawn = np.random.default_rng(1).integers(len(worlds), size=(2000, len(worlds)))
    mine, best = np.moveaxis(sums[drawn].sum(axis=1), -1, 0)
    low, high = np.quantile(mine / np.maximum(best, 1e-9), (0.05, 0.95))
    return float(low), float(high)
