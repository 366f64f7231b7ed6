"""The worlds engines are tuned on, and those held out until they are done. Fixed on day one."""

from typing import Literal

from tests.forecasting.simulated.plans import SORTS, Sort

SetName = Literal["tuning", "held-out", "odd"]

SETS: dict[SetName, tuple[str, ...]] = {
    "tuning": tuple(
        f"{name}-{number}" for number in range(1, 7) for name in ("tidy-elm", "untidy-oak")
    ),
    "held-out": tuple(
        f"{name}-{number}" for number in range(101, 113) for name in ("tidy-ash", "untidy-yew")
    ),
    # Ways of working that the other worlds do not have: how far does an engine's skill carry?
    "odd": tuple(f"odd-fig-{number}" for number in range(201, 207)),
}


def sort_of(seed: str) -> Sort:
    """The first word of the seed."""
    return next(sort for sort in SORTS if seed.startswith(f"{sort}-"))
