"""Plain estimate for closed groups: the next planned group with a place after those ahead.

Every group may be late or cancelled, and every person may miss it; beyond the published calendar
groups are taken to follow at the gaps seen so far.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from commissioning.forecasting.engines.chance import chance_of_fewer
from commissioning.forecasting.engines.plain_history import (
    PRIOR_STARTS,
    USUAL_DELIVERY,
    LineHistory,
)
from commissioning.forecasting.facts import GroupRun, Priority
from commissioning.forecasting.start_calendar import StartCalendar

IMMINENT_DAYS = 7  # a planned group whose day has passed
USUAL_DELAY_DAYS = 21
USUAL_GAP_WEEKS = 10
SHORTEST_GAP_DAYS = 14
MOST_PLACES = 100_000
MOST_GROUPS = 400
AS_GOOD_AS_CERTAIN = 0.9996


@dataclass(frozen=True, slots=True)
class GroupAhead:
    """A group still to come; one that nobody has published is known only to a quarter gap."""

    day: int
    places: int
    is_published: bool


class GroupsOutlook:
    """When somebody gets into one of the coming groups of a service."""

    def __init__(self, history: LineHistory, calendar: StartCalendar) -> None:
        self._history = history
        self._calendar = calendar
        self._service = history.service
        self._as_of = history.facts.as_of

    def people_ahead(self, priority: Priority) -> int:
        return len(self._history.ahead_of(priority))

    def start_chances(self, priority: Priority, horizon_days: int) -> list[tuple[int, float]]:
        """(days after sentence, chance of having started by then), in order of day."""
        by_day: dict[int, float] = {}
        reached = 0.0
        for group, chance in self._chances_by_group(priority, horizon_days):
            for day, share in self._days_it_may_run(group, horizon_days):
                by_day[day] = by_day.get(day, 0.0) + share * (chance - reached)
            reached = chance
        return _accumulated(by_day, self._as_of)

    def _chances_by_group(
        self, priority: Priority, horizon_days: int
    ) -> Iterator[tuple[GroupAhead, float]]:
        """Each coming group with the chance of having got into it or one before."""
        history = self._history
        ahead = len(history.ahead_of(priority))
        places_before = 0
        previous_day = self._as_of
        carried = reached = 0.0
        for group in self._coming(horizon_days):
            place = chance_of_fewer(
                places_before + group.places,
                people=ahead,
                stay=history.staying_share,
                arrivals=self._overtaking_by(group.day, priority),
            )
            earliest = group.day if group.is_published else group.day - self._blur_days
            ready = history.chance_ready_within(earliest - self._as_of)
            arrivals = carried + self._arrivals_between(previous_day, group.day)
            short, carried = self._too_few(group, places_before, arrivals)
            goes = (1 - self._cancelled_share) * (1 - history.missed_share) * (1 - short)
            reached += goes * max(0.0, place * ready - reached)
            if reached > AS_GOOD_AS_CERTAIN:
                yield group, 1.0
                return
            yield group, reached
            places_before += group.places
            previous_day = group.day

    def _overtaking_by(self, day: int, priority: Priority) -> float:
        """Priority people still to be referred who will go before a standard one."""
        if priority == "priority":
            return 0.0
        arrivals = self._arrivals_between(self._as_of, day)
        return arrivals * self._history.overtaking_share

    def _arrivals_between(self, earlier: int, later: int) -> float:
        """People referred in between who are still there at the end of it."""
        return self._arrivals_a_day * (later - earlier) * self._history.staying_share

    def _too_few(
        self, group: GroupAhead, places_before: int, arrivals: float
    ) -> tuple[float, float]:
        """The chance that the group stays below its minimum to run, this person included, and
        the people expected to be carried over to the next group for that reason."""
        least = min(self._service.min_to_run - 1, group.places)
        if least <= 0:
            return 0.0, 0.0
        people = max(0, len(self._history.waiting) - places_before)
        stay = self._history.staying_share
        short = chance_of_fewer(least, people=people, stay=stay, arrivals=arrivals)
        return short, short * min(arrivals, least)

    def _coming(self, horizon_days: int) -> Iterator[GroupAhead]:
        """The published groups still to run, in order of day, then as many more as the horizon
        holds."""
        latest = self._as_of + horizon_days
        published = self._published[:MOST_GROUPS]
        yield from (group for group in published if group.day <= latest)
        last_possible = min(latest, self._calendar.last) + self._blur_days
        first = self._first_unpublished(published)
        for day in range(first, last_possible + 1, self._gap_days):
            places = min(MOST_PLACES, int(self._service.capacity.on(day)))
            yield GroupAhead(day, places, is_published=False)

    def _first_unpublished(self, published: list[GroupAhead]) -> int:
        """A gap after the last group that is known of, soon where that has passed, and half a gap
        from now or the opening where none is known of."""
        from_now = max(self._as_of, self._service.opened_on)
        if published:
            return published[-1].day + self._gap_days
        if self._ran:
            overdue = from_now + SHORTEST_GAP_DAYS
            return max(overdue, self._ran[-1].current_start + self._gap_days)
        return from_now + self._gap_days // 2

    def _days_it_may_run(self, group: GroupAhead, horizon_days: int) -> Iterator[tuple[int, float]]:
        """Days on which the group may start, with their shares; none where nobody may start."""
        latest = self._as_of + horizon_days
        blur = 0 if group.is_published else self._blur_days
        shifts = ((0, 1.0),) if blur == 0 else ((-blur, 0.25), (0, 0.5), (blur, 0.25))
        late = self._late_share
        for delay, share in ((0, 1 - late), (self._delay_days, late)):
            for shift, part in shifts:
                meant = max(self._as_of + 1, group.day + shift + delay)
                day = self._calendar.next_open(meant, latest=latest)
                if day is not None:
                    yield day, share * part

    @cached_property
    def _planned(self) -> list[GroupRun]:
        return [group for group in self._service.groups if group.status == "planned"]

    @cached_property
    def _ran(self) -> list[GroupRun]:
        return [group for group in self._service.groups if group.status == "ran"]

    @cached_property
    def _published(self) -> list[GroupAhead]:
        """Planned groups by the day on which they may be expected; late ones are imminent."""
        soon = self._as_of + IMMINENT_DAYS
        coming = [
            GroupAhead(
                day=group.current_start if group.current_start > self._as_of else soon,
                places=min(MOST_PLACES, group.places),
                is_published=True,
            )
            for group in self._planned
        ]
        return sorted(coming, key=lambda group: (group.day, group.places))

    @property
    def _blur_days(self) -> int:
        return self._gap_days // 4

    @cached_property
    def _gap_days(self) -> int:
        """The middle gap between groups that ran or are planned, at least a fortnight."""
        days = sorted({group.current_start for group in (*self._ran, *self._planned)})
        gaps = [later - earlier for earlier, later in pairwise(days)]
        usual = 7 * min(520, self._service.programme_weeks or USUAL_GAP_WEEKS)
        return max(SHORTEST_GAP_DAYS, _middle(gaps) if gaps else usual)

    @cached_property
    def _late_share(self) -> float:
        late = sum(group.current_start > group.planned_start for group in self._ran)
        return (late + 0.6) / (len(self._ran) + 4)

    @cached_property
    def _delay_days(self) -> int:
        delays = [
            group.current_start - group.planned_start
            for group in self._ran
            if group.current_start > group.planned_start
        ]
        return _middle([*delays, USUAL_DELAY_DAYS])

    @cached_property
    def _cancelled_share(self) -> float:
        cancelled = sum(group.status == "cancelled" for group in self._service.groups)
        return (cancelled + 0.2) / (cancelled + len(self._ran) + 5)

    @cached_property
    def _arrivals_a_day(self) -> float:
        """Referrals a day over the last year, leaning on what was commissioned."""
        places = min(float(MOST_PLACES), max(1.0, self._service.capacity.on(self._as_of)))
        commissioned = USUAL_DELIVERY * places / (self._gap_days / 7)
        weeks = PRIOR_STARTS / commissioned + self._history.weeks_seen
        return (PRIOR_STARTS + self._history.recent_referrals) / weeks / 7


def _middle(days: list[int]) -> int:
    """The median, the smaller of two in the middle."""
    return sorted(days)[(len(days) - 1) // 2]


def _accumulated(by_day: dict[int, float], as_of: int) -> list[tuple[int, float]]:
    chances = []
    total = 0.0
    for day in sorted(by_day):
        total += by_day[day]
        chances.append((day - as_of, total))
    return chances
