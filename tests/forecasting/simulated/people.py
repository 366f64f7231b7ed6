"""One person sent to a service, with what fate has drawn for them."""

from dataclasses import dataclass, replace


@dataclass(slots=True)
class Person:
    number: int
    received: int
    is_priority: bool
    inducted: int
    """The day on which they are, or will be, ready."""
    leaves: int
    """The day on which they leave the list if they have not started by then."""
    attendance: float = 1.0
    hours_ordered: int = 0
    not_before: int = 0
    """After a missed start: no other offer before this day."""
    queues_from: int = 0
    """Set when they queue again after a missed start."""
    missed_starts: int = 0
    started: int | None = None
    ends: int = 0
    """Day on which the place is given back, when it is drawn at the start."""
    ended: int | None = None
    outcome: str = "completed"
    withdrawn: int | None = None
    sessions: int = 0
    hours_worked: float = 0.0
    is_tagged: bool = False

    def again(self, *, inducted: int, leaves: int, ends: int) -> "Person":
        """The same person with another future; quicker than `dataclasses.replace`."""
        return Person(
            self.number, self.received, self.is_priority, inducted, leaves, self.attendance,
            self.hours_ordered, self.not_before, self.queues_from, self.missed_starts,
            self.started, ends, self.ended, self.outcome, self.withdrawn, self.sessions,
            self.hours_worked, self.is_tagged,
        )  # fmt: skip


@dataclass(slots=True)
class Cohort:
    number: int
    planned: int
    current: int
    places: int
    status: str = "planned"
    started: int | None = None
    moves: int = 0
    """Times it was moved for want of people."""
    runs_on: int | None = None
    """Set when it will run late without its date having been changed."""
    ran_on: int | None = None

    def again(self) -> "Cohort":
        return replace(self)


@dataclass(frozen=True, slots=True)
class Closure:
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class CapacityFrom:
    day: int
    value: float
