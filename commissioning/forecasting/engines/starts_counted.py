"""How many start in each of the futures, up to the last day that somebody asks about."""

import numpy as np

from commissioning.forecasting.engines.durations import Days


class StartsCounted:
    """By run. With `until` the runs are followed to that day, whoever else has started in them."""

    def __init__(self, runs: int, *, until: int = 0) -> None:
        self.until = until
        self.by_run = np.zeros(runs, dtype=np.int64)

    def add(self, runs: Days, days: Days | int) -> None:
        """Somebody started in each of these runs, on one day or each on their own."""
        if self.until:
            np.add.at(self.by_run, runs[np.broadcast_to(days, runs.shape) <= self.until], 1)
