"""What every engine answers."""

from collections.abc import Iterable
from typing import Protocol

from commissioning.forecasting.facts import Priority


class Outlook(Protocol):
    """One service on the day of sentence, worked out once and asked for both priorities."""

    def start_chances(self, priority: Priority, horizon_days: int) -> Iterable[tuple[int, float]]:
        """(days after sentence, chance of having started by then), both rising, within the
        horizon."""

    def people_ahead(self, priority: Priority) -> int:
        """How many who wait would normally be taken before somebody sentenced today."""
