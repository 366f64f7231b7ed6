"""The worlds engines are tuned on, and those held out until they are done. Fixed on day one."""

from typing import Literal

SetName = Literal["tuning", "held-out"]

SETS: dict[SetName, tuple[str, ...]] = {
    "tuning": tuple(
        f"{name}-{number}" for number in range(1, 7) for name in ("tidy-elm", "untidy-oak")
    ),
    "held-out": tuple(
        f"{name}-{number}" for number in range(101, 113) for name in ("tidy-ash", "untidy-yew")
    ),
}


def is_tidy(seed: str) -> bool:
    return seed.startswith("tidy-")
