"""Where events lead: a table that a colleague of the field can check."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest

from commissioning.referrals.errors import EventBeforeAnother, EventRefused, NotReceived
from commissioning.referrals.folding import Happened, RecordedEvent, fold, standing_of
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.states import NEW, WAITING_STATES, status_of, transitions

AT = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)


def day(number: int) -> dt.date:
    return dt.date(2027, 1, 1) + dt.timedelta(days=number)


def told(said: str) -> list[Happened]:
    """“received 0, started 5” as events on those days."""
    words = (event.split() for event in said.split(", "))
    return [Happened(EventKind(kind), day(int(number))) for kind, number in words]


@pytest.mark.parametrize(
    ("said", "state", "status"),
    [
        ("received 0", "received", "waiting"),
        ("received 0, accepted 1, ready 5, offered 6, booked 7", "booked", "waiting"),
        ("received 0, booked 3, missed_start 9", "ready", "waiting"),
        ("received 0, booked 3, ready 4", "booked", "waiting"),
        # by hand, and the provider answers after that
        ("received 0, booked 3, accepted 4", "booked", "waiting"),
        ("received 0, booked 3, declined 4", "declined", "declined"),
        ("received 0, started 0", "started", "in_progress"),  # a wait of 0 days
        ("received 0, started 5, completed 90", "completed", "completed"),
        ("received 0, started 5, dropped_out 5", "dropped_out", "dropped_out"),
        ("received 0, declined 2", "declined", "declined"),
        ("received 0, ready 2, withdrawn 4", "withdrawn", "withdrawn"),
        ("received 0, breached 2, transferred 4", "received", "waiting"),
        ("received 0, paused 2, resumed 4, started 4", "started", "in_progress"),
        ("received 0, started 2, paused 2, resumed 2", "started", "in_progress"),
        ("received 0, paused 2, withdrawn 4", "withdrawn", "withdrawn"),
    ],
)
def test_events_lead_to_a_state(said: str, state: str, status: str) -> None:
    standing = standing_of(told(said))
    assert (standing.state, standing.status) == (state, ReferralStatus(status))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("received 5, accepted 4", "before the referral was received, 6 January 2027"),
        ("received 0, started 5, completed 4", "before the person started, 6 January 2027"),
        ("received 0, completed 4", "has not started yet"),
        ("received 0, started 4, withdrawn 5", "leaving after the start is dropping out"),
        ("received 0, withdrawn 4, started 5", "it was withdrawn"),
        ("received 0, started 4, started 5", "already started"),
        ("received 0, ready 4, ready 5", "already recorded as ready"),
        ("received 0, paused 4, started 5", "record first that it resumed"),
        ("received 0, paused 4, paused 5", "already paused"),
        ("received 0, resumed 4", "not paused"),
        ("received 0, ready 2, booked 3, accepted 4", "has already been accepted or has gone"),
        ("received 0, accepted 2, booked 3, declined 4", "too far to be declined"),
        ("accepted 4", "not been received"),
    ],
)
def test_contradictory_events_are_refused_in_words(said: str, words: str) -> None:
    with pytest.raises(EventRefused, match=words):
        standing_of(told(said))


def test_early_end_says_which_event_must_come_first() -> None:
    with pytest.raises(EventBeforeAnother) as refused:
        standing_of(told("received 0, started 5, completed 4"))
    assert (refused.value.kind, refused.value.first) == (EventKind.COMPLETED, EventKind.STARTED)


def test_nothing_recorded_is_no_standing() -> None:
    with pytest.raises(NotReceived):
        standing_of([])


def test_order_of_recording_does_not_matter() -> None:
    events = told("received 0, paused 3, resumed 3, started 3, attended 3, attended 4, completed 4")
    expected = standing_of(events)
    for order in itertools.islice(itertools.permutations(events), 0, None, 37):
        assert standing_of(order) == expected


def test_pauses_are_half_open_and_keep_their_reason() -> None:
    paused = Happened(EventKind.PAUSED, day(2), reason="custody")
    standing = standing_of([*told("received 0, resumed 4, paused 6"), paused])
    assert [tuple(pause) for pause in standing.pauses] == [
        (day(2), day(4), "custody"),
        (day(6), None, None),
    ]


def recorded(
    key: int,
    kind: str,
    number: int,
    *,
    hour: int,
    corrects: int | None = None,
    by: str | None = None,
) -> RecordedEvent:
    at = AT + dt.timedelta(hours=hour)
    return RecordedEvent(key, EventKind(kind), day(number), None, None, corrects, by, at)


def test_what_was_known_then_leaves_out_later_records_and_corrections() -> None:
    events = [
        recorded(1, "received", 0, hour=0),
        recorded(2, "started", 5, hour=1),
        recorded(3, "corrected", 8, hour=2, corrects=2, by="started"),
        recorded(4, "corrected", 8, hour=3, corrects=3),
    ]
    started = [fold(events, known_at=AT + dt.timedelta(hours=hour)).started_on for hour in range(4)]
    assert started == [None, day(5), day(8), None]
    assert fold(random.Random(1).sample(events, 4)).started_on is None


def test_every_state_says_what_becomes_of_every_event() -> None:
    states = {state for state, _ in transitions()}
    kinds = set(EventKind) - {EventKind.CORRECTED}
    assert set(transitions()) == set(itertools.product(states, kinds))
    assert {step.to_status for step in transitions().values()} - {None} <= states
    assert {NEW, *WAITING_STATES} <= states
    assert {status_of(state) for state in states - {NEW}} == set(ReferralStatus)


def test_every_refusal_is_a_sentence() -> None:
    for step in transitions().values():
        needs_words = step.to_status is None or step.needs
        assert bool(step.refusal) == bool(needs_words)
        assert not step.refusal or step.refusal.endswith(".")


def test_ended_referrals_stay_ended() -> None:
    for (state, _), step in transitions().items():
        if state in {"completed", "dropped_out", "withdrawn", "declined"}:
            assert step.to_status is None
