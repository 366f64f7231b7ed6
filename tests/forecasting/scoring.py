"""How good a guess is against the distribution of true waits. Less is better."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean, median

from tests.forecasting.guesses import LEVELS, Guess
from tests.forecasting.simulated.world import Asked


@dataclass(frozen=True, slots=True)
class Score:
    """One guess about one question."""

    asked: Asked
    guess: Guess
    loss: float
    """Pinball loss in days, the mean over the three levels and the true waits."""
    covered: float
    late: float
    """Share of true waits beyond p90; none when p90 says 'not within the order'."""
    off_by: Sequence[int]
    """How far p50 was off, for every true wait."""
    brier_target: float
    brier_order: float

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
    size = len(truth)
    covered = bisect_right(truth, guess.p90) - bisect_left(truth, guess.p10)
    late = 0 if guess.p90 > order_days else size - bisect_right(truth, guess.p90)
    in_target = bisect_right(truth, min(asked.question["target_days"], order_days)) / size
    in_order = bisect_right(truth, order_days) / size
    return Score(
        asked=asked,
        guess=guess,
        loss=fmean(
            pinball(truth, day, level)
            for day, level in zip((guess.p10, guess.p50, guess.p90), LEVELS, strict=True)
        ),
        covered=covered / size,
        late=late / size,
        off_by=[abs(wait - guess.p50) for wait in truth],
        brier_target=brier(guess.within_target, in_target),
        brier_order=brier(guess.within_order, in_order),
    )


def pinball(truth: Sequence[int], day: int, level: float) -> float:
    return fmean(
        level * (wait - day) if wait >= day else (1.0 - level) * (day - wait) for wait in truth
    )


def brier(said: float, share: float) -> float:
    """The mean square of what was said less what came, when it comes for a share of the lives."""
    return said * said - 2.0 * said * share + share


@dataclass(frozen=True, slots=True)
class Summary:
    questions: int
    loss: float
    ratio: float
    """To the loss of the forecaster who knows the world."""
    better_than_mean: float | None
    """Share of the loss of the rolling mean that is saved."""
    coverage: float
    late: float
    off_by: float
    brier_target: float
    brier_order: float


def summary(scores: list[Score], knowing: list[Score], rolling: list[Score] | None) -> Summary:
    """Of scores about the same questions; `scores` must not be empty."""
    loss = fmean(score.loss for score in scores)
    best = fmean(score.loss for score in knowing)
    naive = fmean(score.loss for score in rolling) if rolling else 0.0
    return Summary(
        questions=len(scores),
        loss=loss,
        ratio=loss / best if best else 1.0,
        better_than_mean=1.0 - loss / naive if naive else None,
        coverage=fmean(score.covered for score in scores),
        late=fmean(score.late for score in scores),
        off_by=median(chain.from_iterable(score.off_by for score in scores)),
        brier_target=fmean(score.brier_target for score in scores),
        brier_order=fmean(score.brier_order for score in scores),
    )
