"""What both ways of playing a service forward start from."""

from dataclasses import dataclass, field

from commissioning.forecasting.engines.demand import Demand
from commissioning.forecasting.engines.queue_people import QueuePeople
from commissioning.forecasting.engines.sentenced_today import SentencedToday
from commissioning.forecasting.engines.starting_weeks import StartingWeeks
from commissioning.forecasting.engines.starts_counted import StartsCounted
from commissioning.forecasting.facts import ServiceRecord
from commissioning.forecasting.start_calendar import StartCalendar


@dataclass(frozen=True, slots=True)
class Futures:
    """Many futures of one service: who waits and comes, and the person asked about.

    `out_of_turn` is the share of places given to somebody who is not next.
    """

    service: ServiceRecord
    calendar: StartCalendar
    starting_weeks: StartingWeeks
    demand: Demand
    people: QueuePeople
    person: SentencedToday
    out_of_turn: float
    as_of: int
    seed: tuple[int, ...]
    starts: StartsCounted = field(default_factory=lambda: StartsCounted(0))
