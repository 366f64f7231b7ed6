"""Who holds the ball, worked by hand with a calendar of 2026 and 2027."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.bank_holidays import england_and_wales
from commissioning.calendar import HolidaysNotPublished
from commissioning.moves.due_move import (
    MoveFacts,
    MoveStep,
    ShutDays,
    SilentReturn,
    days_in_hands,
    due_move,
    first_contact,
)
from commissioning.moves.stages import DueParty, ServiceClock, stages, usual_levels
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.folding import Happened, standing_of
from commissioning.referrals.kinds import EventKind, WhatFollows
from commissioning.waiting.clock import wait_of
from tests.thoroughness import examples

YEAR = {10: 2026, 11: 2026, 12: 2026}


def on(day: int, month: int) -> dt.date:
    """October to December are of 2026, January and later of 2027."""
    return dt.date(YEAR.get(month, 2027), month, day)


def steps(*told: tuple[str, dt.date] | tuple[str, dt.date, str]) -> list[MoveStep]:
    return [MoveStep(*one) for one in told]


RECEIVED = ("received", on(17, 12))  # a Thursday: Christmas and New Year lie in its ten days
ACCEPTED = ("accepted", on(21, 12))
ARRANGED = ("assessment_arranged", on(22, 12))
ATTENDED = ("assessment_attended", on(23, 12))
READY = ("ready", on(4, 1))
USUAL = usual_levels()


@pytest.mark.parametrize(
    ("what", "facts", "due"),
    [
        # Dec 1 2 3 4 | 7 8 9 10 11 | 14
        ("no holiday", MoveFacts(steps(("received", on(30, 11)))),
         ("to_answer", "provider", on(30, 11), on(14, 12))),
        # Dec 18 21 22 23 24 | 29 30 31 | Jan 4 5; the 28th stands for Boxing Day, a Saturday
        ("Christmas", MoveFacts(steps(RECEIVED)),
         ("to_answer", "provider", on(17, 12), on(5, 1))),
        ("accepted: the same clock runs on", MoveFacts(steps(RECEIVED, ACCEPTED)),
         ("to_contact", "provider", on(21, 12), on(5, 1))),
        ("arranged: the clock of the assessment", MoveFacts(steps(RECEIVED, ACCEPTED, ARRANGED)),
         ("to_assess", "provider", on(22, 12), on(5, 1))),
        ("arranged before it was accepted", MoveFacts(steps(RECEIVED, ARRANGED)),
         ("to_assess", "provider", on(22, 12), on(5, 1))),
        # Jan 5 6 7 8 | 11 12 13 14 15 | 18
        ("did not come", MoveFacts(steps(RECEIVED, ARRANGED, ("assessment_missed", on(4, 1)))),
         ("to_arrange_again", "provider", on(4, 1), on(18, 1))),
        # Mar 25 | Good Friday 26, Easter Monday 29 | 30 31 Apr 1 2
        ("Easter", MoveFacts(steps(RECEIVED, ("assessment_attended", on(24, 3)))),
         ("to_plan", "provider", on(24, 3), on(2, 4))),
        ("ready: no usual clock", MoveFacts(steps(RECEIVED, READY)),
         ("to_offer", "provider", on(4, 1), None)),
        # Jan 5-8 | 11-15 | 18-22 | 25
        ("ready: fifteen days by agreement",
         MoveFacts(steps(RECEIVED, READY), levels={**USUAL, ServiceClock.OFFER: 15}),
         ("to_offer", "provider", on(4, 1), on(25, 1))),
        ("offered", MoveFacts(steps(RECEIVED, READY, ("offered", on(6, 1))), answer_by=on(8, 1)),
         ("to_answer_offer", "officer", on(6, 1), on(8, 1))),
        ("offered, nobody said until when", MoveFacts(steps(RECEIVED, ("offered", on(6, 1)))),
         ("to_answer_offer", "officer", on(6, 1), None)),
        # nobody answered until the 8th: the turn is kept, and the next move is the provider's
        ("an offer that passed on",
         MoveFacts(steps(RECEIVED, READY, ("offered", on(6, 1))), offers_over=[on(9, 1)]),
         ("to_offer", "provider", on(9, 1), None)),
        ("refused on the day on which it was offered",
         MoveFacts(steps(RECEIVED, READY, ("offered", on(6, 1))), offers_over=[on(6, 1)]),
         ("to_offer", "provider", on(6, 1), None)),
        # Jan 11 12 13 14 15
        ("passed on, five days by agreement to offer another",
         MoveFacts(steps(RECEIVED, READY, ("offered", on(6, 1))), offers_over=[on(8, 1)],
                   levels={**USUAL, ServiceClock.OFFER: 5}),
         ("to_offer", "provider", on(8, 1), on(15, 1))),
        ("passed on, and offered again",
         MoveFacts(steps(RECEIVED, ("offered", on(6, 1)), ("offered", on(12, 1))),
                   offers_over=[on(9, 1)], answer_by=on(13, 1)),
         ("to_answer_offer", "officer", on(12, 1), on(13, 1))),
        ("before the court when the offer passed on",
         MoveFacts(steps(RECEIVED, ("offered", on(6, 1)), ("breached", on(7, 1))),
                   offers_over=[on(8, 1)]),
         ("in_breach", "court", on(7, 1), None)),
        ("an offer that was over once a place was booked",
         MoveFacts(steps(RECEIVED, ("offered", on(6, 1)), ("booked", on(7, 1))),
                   offers_over=[on(7, 1)], starts_on=on(1, 3)),
         ("to_start", "provider", on(7, 1), on(1, 3))),
        ("a start booked ahead",
         MoveFacts(steps(RECEIVED, READY, ("booked", on(7, 1))), starts_on=on(1, 3)),
         ("to_start", "provider", on(7, 1), on(1, 3))),
        # the clock of the first contact runs on: nobody else asks the provider to accept
        ("booked by hand before it was accepted",
         MoveFacts(steps(RECEIVED, ("booked", on(18, 12))), starts_on=on(1, 3)),
         ("to_answer_booked", "provider", on(18, 12), on(5, 1))),
        ("booked by hand, then a first appointment",
         MoveFacts(steps(RECEIVED, ("booked", on(18, 12)), ARRANGED), starts_on=on(1, 3)),
         ("to_answer_booked", "provider", on(18, 12), on(5, 1))),
        ("booked by hand, then accepted",
         MoveFacts(steps(RECEIVED, ("booked", on(18, 12)), ACCEPTED), starts_on=on(1, 3)),
         ("to_start", "provider", on(21, 12), on(1, 3))),
        ("booked by hand, never accepted, did not start",
         MoveFacts(steps(RECEIVED, ("booked", on(18, 12)), ("missed_start", on(1, 3)))),
         ("to_offer", "provider", on(1, 3), None)),
        ("did not start",
         MoveFacts(steps(RECEIVED, READY, ("booked", on(7, 1)), ("missed_start", on(1, 3)))),
         ("to_offer", "provider", on(1, 3), None)),
        ("declined, to be offered elsewhere",
         MoveFacts(steps(RECEIVED, ("declined", on(21, 12))),
                   follows=WhatFollows.OFFERED_ELSEWHERE),
         ("declined_offered_elsewhere", "officer", on(21, 12), None)),
        ("declined, to be put right",
         MoveFacts(steps(RECEIVED, ("declined", on(21, 12))), follows=WhatFollows.PUT_RIGHT),
         ("declined_put_right", "officer", on(21, 12), None)),
        ("declined for now",
         MoveFacts(steps(RECEIVED, ("declined", on(21, 12))), follows=WhatFollows.WAITS_FOR_PLACE),
         ("declined_waits_for_place", "provider", on(21, 12), None)),
        ("declined for good",
         MoveFacts(steps(RECEIVED, ("declined", on(21, 12))), follows=WhatFollows.ENDED), None),
        ("declined, nothing said of what follows",
         MoveFacts(steps(RECEIVED, ("declined", on(21, 12)))), None),
        ("in custody", MoveFacts(steps(RECEIVED, ("paused", on(21, 12), "custody"))),
         ("in_custody", "officer", on(21, 12), None)),
        ("ill", MoveFacts(steps(RECEIVED, ("paused", on(21, 12), "illness"))),
         ("ill", "person", on(21, 12), None)),
        # Dec 18 | nobody's from the 21st until Jan 4 | 4 5 6 7 8 | 11 12 13 14
        ("well again: those days were not the provider's",
         MoveFacts(steps(RECEIVED, ("paused", on(21, 12), "illness"), ("resumed", on(4, 1)))),
         ("to_answer", "provider", on(4, 1), on(14, 1))),
        ("paused for the provider's own reasons: its clock runs",
         MoveFacts(steps(RECEIVED, ("paused", on(21, 12), "provider"))),
         ("to_answer", "provider", on(17, 12), on(5, 1))),
        # Dec 18 | shut from the 21st to Jan 3, both included | 4 to 14, nine of them
        ("a stated closure moves the due day",
         MoveFacts(steps(RECEIVED), closures=[ShutDays(on(21, 12), on(3, 1))]),
         ("to_answer", "provider", on(17, 12), on(14, 1))),
        ("a closure over the last day alone",
         MoveFacts(steps(RECEIVED), closures=[ShutDays(on(5, 1), on(5, 1))]),
         ("to_answer", "provider", on(17, 12), on(6, 1))),
        ("before the court for breach",
         MoveFacts(steps(RECEIVED, ACCEPTED, ("breached", on(6, 1)))),
         ("in_breach", "court", on(6, 1), None)),
        ("came back by silence",
         MoveFacts(steps(RECEIVED), came_back=[SilentReturn(on(20, 1))]),
         ("came_back", "officer", on(20, 1), None)),
        # Jan 22 | 25-29 | Feb 1 2 3 4
        ("sent again", MoveFacts(steps(RECEIVED), came_back=[SilentReturn(on(20, 1), on(21, 1))]),
         ("to_answer", "provider", on(21, 1), on(4, 2))),
        ("sent again on the day on which it came back",
         MoveFacts(steps(RECEIVED), came_back=[SilentReturn(on(21, 1), on(21, 1))]),
         ("to_answer", "provider", on(21, 1), on(4, 2))),
        ("accepted on the day on which it came back",
         MoveFacts(steps(RECEIVED, ("accepted", on(20, 1))), came_back=[SilentReturn(on(20, 1))]),
         ("to_contact", "provider", on(20, 1), on(5, 1))),
        ("accepted after it came back",
         MoveFacts(steps(RECEIVED, ("accepted", on(22, 1))), came_back=[SilentReturn(on(20, 1))]),
         ("to_contact", "provider", on(22, 1), on(5, 1))),
        # Feb 2-5 | 8-12 | 15
        ("another provider has its own ten days",
         MoveFacts(steps(RECEIVED, ACCEPTED, ("transferred", on(1, 2)))),
         ("to_contact", "provider", on(1, 2), on(15, 2))),
        ("the queue has closed", MoveFacts(steps(RECEIVED, READY), closed_on=on(1, 2)),
         ("nobody_delivers", "commissioner", on(1, 2), None)),
        ("and those who started go on",
         MoveFacts(steps(RECEIVED, ("started", on(11, 1))), closed_on=on(1, 2)),
         ("to_finish", "provider", on(11, 1), None)),
        ("under way", MoveFacts(steps(RECEIVED, ("started", on(11, 1))), complete_by=on(30, 6)),
         ("to_finish", "provider", on(11, 1), on(30, 6))),
        ("an early end asked for",
         MoveFacts(steps(RECEIVED, ("started", on(11, 1)), ("end_asked", on(1, 3)))),
         ("to_agree_end", "officer", on(1, 3), None)),
        ("completed",
         MoveFacts(steps(RECEIVED, ("started", on(11, 1)), ("completed", on(1, 3)))), None),
        ("withdrawn", MoveFacts(steps(RECEIVED, ("withdrawn", on(1, 3)))), None),
    ],
)  # fmt: skip
def test_who_is_due_to_do_what_since_when_by_when(
    what: str, facts: MoveFacts, due: tuple[str, str, dt.date, dt.date | None] | None
) -> None:
    found = due_move(facts, england_and_wales())
    told = found and (found.stage.name, found.party.value, found.since, found.by)
    assert told == due, what


def test_the_last_day_is_kept_and_the_day_after_is_past() -> None:
    due = due_move(MoveFacts(steps(RECEIVED)), england_and_wales())
    assert due is not None
    assert [due.is_past(on(5, 1)), due.is_past(on(6, 1))] == [False, True]


def test_outside_the_published_holidays_a_clock_is_refused() -> None:
    last = dt.date(england_and_wales().last_year, 12, 30)
    with pytest.raises(HolidaysNotPublished):
        due_move(MoveFacts([MoveStep("received", last)]), england_and_wales())


@pytest.mark.parametrize(
    ("what", "facts", "by", "made_on"),
    [
        ("promised from the first receipt", MoveFacts(steps(RECEIVED)), on(5, 1), None),
        ("a return moves no promise",
         MoveFacts(steps(RECEIVED), came_back=[SilentReturn(on(20, 1), on(21, 1))]),
         on(5, 1), None),
        ("a transfer moves no promise",
         MoveFacts(steps(RECEIVED, ("transferred", on(23, 12)))), on(5, 1), None),
        ("accepting is no contact", MoveFacts(steps(RECEIVED, ACCEPTED)), on(5, 1), None),
        ("an appointment is", MoveFacts(steps(RECEIVED, ACCEPTED, ARRANGED)), on(5, 1), on(22, 12)),
    ],
)  # fmt: skip
def test_the_person_is_promised_a_day_for_first_contact(
    what: str, facts: MoveFacts, by: dt.date, made_on: dt.date | None
) -> None:
    found = first_contact(facts, england_and_wales())
    assert (found.by, found.made_on) == (by, made_on), what
    assert found.is_past(on(6, 1)) is (made_on is None)


def test_days_in_each_partys_hands_worked_by_hand() -> None:
    """Sentenced 10 Dec, received 17, came back 20 Jan, sent again 21, ill 25 to 29, start 1 Mar."""
    facts = MoveFacts(
        steps(
            RECEIVED, ("paused", on(25, 1), "illness"), ("resumed", on(29, 1)),
            ("offered", on(1, 2)), ("booked", on(3, 2)), ("started", on(1, 3)),
        ),
        day_0=on(10, 12),
        came_back=[SilentReturn(on(20, 1), on(21, 1))],
    )  # fmt: skip
    # Officer: 10-17 Dec 7, 20-21 Jan 1, 1-3 Feb 2. Provider: 34 + 4 + 3 + 26.
    assert days_in_hands(facts, until=on(1, 6)) == {
        DueParty.OFFICER: 10, DueParty.PROVIDER: 67, DueParty.PERSON: 4,
    }  # fmt: skip
    assert (on(1, 3) - on(10, 12)).days == 10 + 67 + 4


def test_every_stage_is_one_partys() -> None:
    assert {stage.party for stage in stages().values()} == set(DueParty)
    assert all(stage.act for stage in stages().values())


KINDS = [kind for kind in EventKind if kind not in {EventKind.RECEIVED, EventKind.CORRECTED}]
DAYS = st.dates(on(17, 12), on(30, 6))
EVENTS = st.lists(st.tuples(st.sampled_from(KINDS), DAYS), max_size=7)


def allowed(told: Sequence[tuple[EventKind, dt.date]]) -> list[Happened]:
    """As many of them as can be true together."""
    happened = [Happened(EventKind.RECEIVED, on(17, 12))]
    for kind, day in told:
        reason = "custody" if kind is EventKind.PAUSED else None
        more = [*happened, Happened(kind, day, None, reason)]
        try:
            standing_of(more)
        except EventRefused:
            continue
        happened = more
    return happened


@settings(max_examples=examples(150), deadline=None)
@given(EVENTS, st.lists(st.tuples(DAYS, DAYS), max_size=2), DAYS, st.integers(0, 40), st.booleans())
def test_days_in_hands_are_the_wait_exactly(
    told: list[tuple[EventKind, dt.date]],
    returns: list[tuple[dt.date, dt.date]],
    census: dt.date,
    before: int,
    closes: bool,
) -> None:
    happened = allowed(told)
    standing = standing_of(happened)
    day_0 = on(17, 12) - dt.timedelta(days=before)
    facts = MoveFacts(
        [MoveStep(one.kind.value, one.on_date, one.reason) for one in happened],
        day_0=day_0,
        came_back=[SilentReturn(min(pair), max(pair)) for pair in returns],
        closed_on=on(1, 3) if closes else None,
    )
    held = days_in_hands(facts, until=census)
    wait = wait_of(
        day_0, started=standing.started_on, left=standing.left_on, pauses=(), census=census
    )
    assert sum(held.values()) == wait.days
    assert all(days > 0 for days in held.values())


@settings(max_examples=examples(150), deadline=None)
@given(EVENTS)
def test_every_open_referral_has_one_due_party_and_no_other_has(
    told: list[tuple[EventKind, dt.date]],
) -> None:
    happened = allowed(told)
    state = standing_of(happened).state
    is_open = state in {"received", "accepted", "ready", "offered", "booked", "started"}
    facts = MoveFacts([MoveStep(one.kind.value, one.on_date, one.reason) for one in happened])
    assert (due_move(facts, england_and_wales()) is not None) is is_open
