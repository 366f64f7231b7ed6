"""Refusals about referrals; none of them says a case reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from commissioning.errors import CommissioningError
from commissioning.referrals.kinds import EventKind, Party

_PARTIES: Final = {
    Party.OFFICER: "the officers of the case",
    Party.PROVIDER: "the provider of the service",
}


def said(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


class ReferralImpossible(CommissioningError):
    """A fact of the referral itself cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class ReferenceTaken(CommissioningError):
    def __init__(self) -> None:
        super().__init__("A referral with this reference is already recorded.")


class MayBeForgotten(CommissioningError):
    """The line received somebody on that day who has been forgotten since."""

    def __init__(self, received_on: dt.date) -> None:
        self.received_on = received_on
        super().__init__(
            f"Somebody referred on {said(received_on)} was forgotten 12 months after the referral"
            " was closed, so that nobody can tell whether this is them. It is not recorded again."
        )


class EventRefused(CommissioningError):
    """An event that cannot have happened so; `kind` and `on_date` say which one."""

    def __init__(self, kind: EventKind, on_date: dt.date, reason: str) -> None:
        self.kind = kind
        self.on_date = on_date
        self.reason = reason
        super().__init__(f"{kind.said.capitalize()} on {said(on_date)}: {reason}")


class NotAllowedNow(EventRefused):
    """The state table has no such step; `state` is where the referral stood that day."""

    def __init__(self, kind: EventKind, on_date: dt.date, state: str, reason: str) -> None:
        self.state = state
        super().__init__(kind, on_date, reason)


class NotTheirsToSay(EventRefused):
    """Somebody else records such an event; `who_may` names whom to ask."""

    def __init__(self, kind: EventKind, on_date: dt.date, who_may: Collection[Party]) -> None:
        self.who_may = frozenset(who_may)
        words = " or ".join(_PARTIES[party] for party in Party if party in self.who_may)
        said_by = f"only {words} can say so. Ask them to record it." if words else "nobody can."
        super().__init__(kind, on_date, said_by)


class EventBeforeAnother(EventRefused):
    """The event lies before one that must come first."""

    def __init__(self, kind: EventKind, on_date: dt.date, first: EventKind, day: dt.date) -> None:
        self.first = first
        self.first_on = day
        happened = "was received" if first is EventKind.RECEIVED else "started"
        whom = "the referral" if first is EventKind.RECEIVED else "the person"
        super().__init__(kind, on_date, f"that is before {whom} {happened}, {said(day)}.")


class NotHappenedYet(EventRefused):
    def __init__(self, kind: EventKind, on_date: dt.date, today: dt.date) -> None:
        self.today = today
        super().__init__(
            kind, on_date, f"that is after the day on which it was recorded, {said(today)}."
        )


class ReasonRefused(EventRefused):
    def __init__(self, kind: EventKind, on_date: dt.date, allowed: Sequence[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(kind, on_date, f"the reason must be one of {', '.join(allowed)}.")


class AmountRefused(EventRefused):
    def __init__(self, kind: EventKind, on_date: dt.date) -> None:
        super().__init__(
            kind, on_date, "only attendance has an amount, in hours, and it must be 0 or more."
        )


class NotReceived(CommissioningError):
    def __init__(self) -> None:
        super().__init__("Nothing says when the referral was received; put another day instead.")


class AlreadyCorrected(CommissioningError):
    def __init__(self) -> None:
        super().__init__("This event has already been corrected; correct the correction.")


class HistoryContradicts(CommissioningError):
    """The same reference is recorded with other facts; `fields` names those that differ."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(
            "This reference is already recorded with another"
            f" {', '.join(name.replace('_', ' ') for name in fields)}."
        )


class ReferenceRepeated(CommissioningError):
    def __init__(self) -> None:
        super().__init__("This reference appears more than once in what was sent.")


class RecordedMeanwhile(CommissioningError):
    """The database itself refused a row that the checks had let through."""

    def __init__(self) -> None:
        super().__init__(
            "Some of these referrals were recorded by somebody else at the same time;"
            " nothing was changed. Send them again."
        )


class RefusedHistory(NamedTuple):
    """`row` is the sender's own number for the history, if it had one."""

    row: int | None
    refusal: CommissioningError
    line_id: int | None = None


class HistoriesRefused(CommissioningError):
    """Nothing of what was sent may stay: the caller rolls back and shows the refusals."""

    def __init__(self, refused: Sequence[RefusedHistory]) -> None:
        self.refused = tuple(refused)
        super().__init__(f"{len(refused)} of the referrals sent were refused.")


class LineServesElsewhere(CommissioningError):
    """`others` are the service's queues that do serve the area."""

    def __init__(self, area: str, others: Sequence[str]) -> None:
        self.others = tuple(others)
        instead = (
            f"Of this service these do: {', '.join(others)}."
            if others
            else "No queue of this service does: choose another service."
        )
        super().__init__(f"This queue takes nobody who will live in {area}. {instead}")


class LineClosed(CommissioningError):
    def __init__(self) -> None:
        super().__init__("This queue has closed: nobody new joins it. Choose another.")


class NotYoursToSend(CommissioningError):
    def __init__(self) -> None:
        super().__init__(
            "You refer people who will live in one of your own areas. For another area ask its"
            " probation office."
        )


class OpenHereAlready(CommissioningError):
    """The same case waits or is under way on the same line."""

    def __init__(self, received_on: dt.date) -> None:
        self.received_on = received_on
        super().__init__(
            f"This case was referred to this queue on {said(received_on)} and is still open there."
            " Look at the case instead of referring again."
        )
