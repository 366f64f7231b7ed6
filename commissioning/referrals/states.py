"""The states of a referral, read from `states.csv`, and the reasons of `reasons.csv`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from commissioning.referrals.kinds import EventKind, Party, ReferralStatus
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER: Final = Path(__file__).parent

NEW: Final = "new"
"""The state before anything has been recorded."""

RECEIVED: Final = "received"
"""The provider has still to say whether it takes the person on."""

WAITING_STATES: Final = frozenset({RECEIVED, "accepted", "ready", "offered", "booked"})

_NEEDS: Final = {"", "paused", "not paused", "not ready before", "not accepted before"}


class Transition(NamedTuple):
    """What an event does in a state: `to_status` None refuses it always, `needs` unless met.

    `who_may` says it, in person or by a token; what a file tells was said to its writer.
    """

    to_status: str | None
    needs: str
    who_may: frozenset[Party]
    refusal: str


@cache
def transitions() -> dict[tuple[str, EventKind], Transition]:
    """Every state with every event, corrections apart."""
    table: dict[tuple[str, EventKind], Transition] = {}
    for row in rows_of("states.csv", folder=FOLDER):
        key = (row["from_status"], EventKind(row["event"]))
        if key in table or row["needs"] not in _NEEDS:
            raise RuleTableBroken(f"states.csv: look at {key}")
        who_may = frozenset(map(Party, row["who_may"].split()))
        if bool(who_may) != bool(row["to_status"]):
            raise RuleTableBroken(f"states.csv: who may do {key}?")
        table[key] = Transition(row["to_status"] or None, row["needs"], who_may, row["refusal"])
    return table


@cache
def who_may(state: str, kind: EventKind) -> frozenset[Party]:
    """Whose word it is now; of what is told late, in whatever state it was possible."""
    step = transitions().get((state, kind))
    if step is not None and step.who_may:
        return step.who_may
    of_any = (step.who_may for (_, other), step in transitions().items() if other is kind)
    return frozenset[Party]().union(*of_any)


@cache
def status_of(state: str) -> ReferralStatus:
    """The status that counts for a state: all states before the start are "waiting"."""
    if state in WAITING_STATES:
        return ReferralStatus.WAITING
    if state == "started":
        return ReferralStatus.IN_PROGRESS
    return ReferralStatus(state)


@cache
def accepting_kinds() -> frozenset[EventKind]:
    """After which a referral is accepted or has gone further, in the words of the table."""
    further = WAITING_STATES - {RECEIVED}
    return frozenset(
        kind
        for (state, kind), step in transitions().items()
        if state == RECEIVED and step.to_status in further
    )


@cache
def provider_kinds() -> frozenset[EventKind]:
    """The same without a booking: an officer may book before the provider has accepted."""
    return accepting_kinds() - {EventKind.BOOKED}


@cache
def closed_statuses() -> frozenset[ReferralStatus]:
    """After which nothing can happen any more."""
    return frozenset(map(status_of, _last_states()))


@cache
def closing_kinds() -> frozenset[EventKind]:
    """What ends a referral, or takes it off its list."""
    ends = {kind for (_, kind), step in transitions().items() if step.to_status in _last_states()}
    return frozenset({*ends, EventKind.TRANSFERRED})


def _last_states() -> set[str]:
    leads_on = {state for (state, _), step in transitions().items() if step.to_status}
    return {state for state, _ in transitions()} - leads_on


class Reasons(NamedTuple):
    """The reasons that an event may carry; without a row in the table any text may be one."""

    is_required: bool
    allowed: frozenset[str]


@cache
def reason_names() -> dict[tuple[EventKind, str], str]:
    """What a page calls each reason of the table."""
    rows = rows_of("reasons.csv", folder=FOLDER)
    return {(EventKind(row["event"]), row["reason"]): row["name"] for row in rows}


def reason_name(kind: EventKind, reason: str | None) -> str:
    """As the table has it, else as it was told; "" where nobody said why."""
    return "" if reason is None else reason_names().get((kind, reason), reason.replace("_", " "))


@cache
def reasons() -> dict[EventKind, Reasons]:
    found: dict[EventKind, Reasons] = {}
    for row in rows_of("reasons.csv", folder=FOLDER):
        kind = EventKind(row["event"])
        known = found.get(kind, Reasons(row["required"] == "yes", frozenset()))
        found[kind] = known._replace(allowed=known.allowed | {row["reason"]})
    return found
