"""Many referrals at once leave the same rows as the same referrals one by one."""

from __future__ import annotations

import datetime as dt
import random
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.errors import CommissioningError
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.errors import (
    EventBeforeAnother,
    HistoriesRefused,
    HistoryContradicts,
    NotAllowedNow,
    ReferenceRepeated,
)
from commissioning.referrals.histories import History, HistoryEvent, RecordedCount, outcome_of
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import referral_by_reference
from commissioning.referrals.recording import (
    correct_event,
    receive_referral,
    record_event,
    record_histories,
)
from commissioning.referrals.recounting import recount
from commissioning.volumes.models import CommissionedVolume, VolumeMonth, VolumeUnit
from directory.audit.models import AuditRow
from directory.clock import local_date
from directory.people.models import Person
from tests.makers.agreements import make_lot
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import events_of

RECEIVED = dt.date(2027, 1, 4)
KINDS = [kind for kind in EventKind if kind not in {EventKind.RECEIVED, EventKind.CORRECTED}]
REASONS = {EventKind.PAUSED: "custody", EventKind.TRANSFERRED: "moved_home"}


def random_history(rng: random.Random, number: int, line_id: int) -> History:
    """A walk through the kinds, some steps of which will be refused."""
    received = RECEIVED + dt.timedelta(days=rng.randrange(20))
    day, events = received, []
    for _ in range(rng.randrange(7)):
        day += dt.timedelta(days=rng.choice([0, 0, 1, 5]))
        kind = rng.choice(KINDS)
        amount = rng.choice([None, 3.5, 7.25]) if kind is EventKind.ATTENDED else None
        events.append(HistoryEvent(kind, day, amount, REASONS.get(kind)))
    if rng.random() < 0.3:
        rng.shuffle(events)
    facts = ReferralFacts(
        reference=f"R-{number}",
        line_id=line_id,
        basis=Basis.LICENCE,
        received_on=received,
        is_priority=rng.random() < 0.3,
    )
    return History(facts, events, row=number)


def is_refused(history: History) -> bool:
    try:
        outcome_of(history, at=NOW, today=local_date(NOW))
    except CommissioningError:
        return True
    return False


def allowed_histories(seed: int, line_id: int, wanted: int) -> list[History]:
    """Random histories cut to the events that the state table allows."""
    rng = random.Random(seed)
    found: list[History] = []
    while len(found) < wanted:
        history = random_history(rng, len(found), line_id)
        while is_refused(history):
            history = history._replace(events=history.events[:-1])
        found.append(history)
    return found


def one_by_one(session: Session, line: Line, history: History, by: Person) -> None:
    facts = history.facts
    referral = receive_referral(
        session,
        line,
        reference=facts.reference,
        basis=facts.basis,
        received_on=facts.received_on,
        is_priority=facts.is_priority,
        by=by,
        at=NOW,
    )
    for _, same_day in groupby(sorted(history.events, key=itemgetter(1)), key=itemgetter(1)):
        record_day(session, referral, list(same_day), by)


def record_day(
    session: Session, referral: Referral, events: list[HistoryEvent], by: Person
) -> None:
    """Tell the events of one day in whatever order is accepted, as a person would."""
    refused = 0
    while events:
        event = events.pop(0)
        try:
            record_event(
                session,
                referral,
                kind=event.kind,
                on_date=event.on_date,
                amount=event.amount,
                reason=event.reason,
                by=by,
                at=NOW,
            )
        except CommissioningError:
            refused += 1
            if refused > len(events):
                raise
            events.append(event)
        else:
            refused = 0


def columns_of(session: Session, kind: type[Any], *without: str) -> list[tuple[Any, ...]]:
    names = [column.key for column in kind.__table__.columns if column.key not in without]
    rows = session.execute(select(*(getattr(kind, name) for name in names)))
    return sorted((tuple(row) for row in rows), key=repr)


def kept(session: Session, line: Line) -> dict[str, Any]:
    """All that recording leaves, without keys and the count of changes."""
    session.expire_all()
    references = {
        row[0]: row[1] for row in session.execute(select(Referral.id, Referral.reference))
    }
    events = session.execute(
        select(
            ReferralEvent.referral_id,
            ReferralEvent.kind,
            ReferralEvent.on_date,
            ReferralEvent.amount,
            ReferralEvent.reason,
            ReferralEvent.recorded_at,
            ReferralEvent.recorded_by_id,
        )
    )
    figures = session.get_one(LineFigures, line.id)
    return {
        "referrals": columns_of(session, Referral, "id", "public_id", "line_id"),
        "events": sorted(((references[key], *rest) for key, *rest in events), key=repr),
        "days": columns_of(session, LineDay, "line_id"),
        "people": (figures.waiting, figures.waiting_priority, figures.in_progress),
        "clocks": (figures.dates_confirmed_on, figures.last_received_on),
        "since": (figures.longest_waiting_since, figures.half_waiting_since),
        "used": sorted(session.scalars(select(CommissionedVolume.used))),
        "months": sorted(
            tuple(row)
            for row in session.execute(
                select(CommissionedVolume.unit, VolumeMonth.month, VolumeMonth.delivered).join_from(
                    VolumeMonth, CommissionedVolume
                )
            )
        ),
    }


def line_with_volumes(session: Session, by: Person) -> Line:
    line = make_bare_line(session)
    lot = make_lot(session, line)
    for unit in VolumeUnit:
        commission_volume(
            session,
            lot,
            unit=unit,
            quantity=10,
            starts_on=RECEIVED,
            ends_on=RECEIVED + dt.timedelta(days=14),
            by=by,
            at=NOW,
        )
    return line


@pytest.mark.parametrize("seed", [1, 2])
def test_bulk_leaves_what_one_by_one_leaves(session: Session, seed: int) -> None:
    actor(session)
    results = []
    for bulk in (True, False):
        session.expunge_all()
        with session.begin_nested() as attempt:
            importer = actor(session)
            line = line_with_volumes(session, importer)
            histories = allowed_histories(seed, line.id, 40)
            if bulk:
                record_histories(session, [histories[:15], histories[15:]], by=importer, at=NOW)
            else:
                for history in histories:
                    one_by_one(session, line, history, importer)
            results.append(kept(session, line))
            counted = recount(session, line.id)
            figures = session.get_one(LineFigures, line.id)
            assert (counted.waiting, counted.waiting_priority, counted.in_progress) == (
                figures.waiting,
                figures.waiting_priority,
                figures.in_progress,
            )
            used = sorted(sum(months.values(), 0.0) for months in counted.used.values())
            assert used == results[-1]["used"]
            assert sum(results[-1]["used"]) > 0
            attempt.rollback()
    assert results[0] == results[1]


@pytest.mark.parametrize("seed", range(20))
def test_both_doors_refuse_the_same(session: Session, importer: Person, seed: int) -> None:
    line = make_bare_line(session)
    history = random_history(random.Random(seed), 1, line.id)
    refused = []
    for bulk in (True, False):
        with session.begin_nested() as attempt:
            try:
                if bulk:
                    record_histories(session, [[history]], by=importer, at=NOW)
                else:
                    one_by_one(session, line, history, importer)
            except CommissioningError:
                refused.append(True)
            else:
                refused.append(False)
            attempt.rollback()
    assert refused[0] == refused[1]


def history_of(line: Line, *events: tuple[str, int], **facts: Any) -> History:
    told = [
        HistoryEvent(EventKind(kind), RECEIVED + dt.timedelta(days=day)) for kind, day in events
    ]
    usual: dict[str, Any] = {
        "reference": "R-1",
        "line_id": line.id,
        "basis": Basis.LICENCE,
        "received_on": RECEIVED,
    }
    return History(ReferralFacts(**(usual | facts)), told, row=7)


def send(session: Session, by: Person, *histories: History) -> RecordedCount:
    return record_histories(session, [list(histories)], by=by, at=NOW)


def test_the_same_again_changes_nothing(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    history = history_of(line, ("ready", 3), ("started", 9))
    assert send(session, importer, history) == RecordedCount(1, 0, 0, 3)
    before = kept(session, line)
    version = session.get_one(LineFigures, line.id).facts_version
    assert send(session, importer, history) == RecordedCount(0, 0, 1, 0)
    assert kept(session, line) == before
    assert session.get_one(LineFigures, line.id).facts_version == version


def test_new_events_are_appended_and_an_older_file_takes_nothing_back(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    send(session, importer, history_of(line, ("ready", 3)))
    longer = history_of(line, ("ready", 3), ("started", 9))
    assert send(session, importer, longer) == RecordedCount(0, 1, 0, 1)
    assert send(session, importer, history_of(line)) == RecordedCount(0, 0, 1, 0)
    figures = session.get_one(LineFigures, line.id)
    assert (figures.waiting, figures.in_progress) == (0, 1)
    referral = referral_by_reference(session, reference="R-1")
    assert referral is not None
    assert referral.started_on == RECEIVED + dt.timedelta(days=9)


def test_an_old_file_does_not_undo_a_correction(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    history = history_of(line, ("started", 9))
    send(session, importer, history)
    referral = referral_by_reference(session, reference="R-1")
    assert referral is not None
    started = events_of(session, referral.id)[-1]
    correct_event(session, started, replacement_kind=None, by=importer, at=NOW)
    assert send(session, importer, history) == RecordedCount(0, 0, 1, 0)
    assert referral.started_on is None


@pytest.mark.parametrize(
    ("events", "facts", "refusal"),
    [
        ([("started", 10)], {}, NotAllowedNow),  # started on another day
        ([("started", 9)], {"received_on": RECEIVED + dt.timedelta(days=1)}, NotAllowedNow),
        ([("started", 9)], {"basis": Basis.VOLUNTARY}, HistoryContradicts),
        ([("started", 9), ("completed", 8)], {}, EventBeforeAnother),
    ],
)
def test_contradiction_of_what_is_recorded_is_refused_with_its_row(
    session: Session,
    importer: Person,
    events: list[tuple[str, int]],
    facts: dict[str, Any],
    refusal: type[Exception],
) -> None:
    line = make_bare_line(session)
    send(session, importer, history_of(line, ("started", 9)))
    with pytest.raises(HistoriesRefused) as refused:
        send(session, importer, history_of(line, *events, **facts))
    [found] = refused.value.refused
    assert found.row == 7
    assert isinstance(found.refusal, refusal)
    assert "R-1" not in str(found.refusal)


@pytest.mark.parametrize("same_chunk", [True, False])
def test_reference_told_twice_is_refused(
    session: Session, importer: Person, same_chunk: bool
) -> None:
    line = make_bare_line(session)
    history = history_of(line)
    chunks = [[history, history]] if same_chunk else [[history], [history]]
    with pytest.raises(HistoriesRefused) as refused:
        record_histories(session, chunks, by=importer, at=NOW)
    assert [type(found.refusal) for found in refused.value.refused] == [ReferenceRepeated]


def test_bulk_is_one_audit_row_with_count_and_digest_and_no_reference(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    send(session, importer, history_of(line), history_of(line, reference="R-2"))
    [row] = session.scalars(select(AuditRow).where(AuditRow.act == "referral:import"))
    assert row.after is not None
    assert (row.after["added"], row.after["events"]) == (2, 2)
    assert len(row.after["sha256"]) == 64
    assert "R-" not in str(row.after)


def test_told_instants_are_kept(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    then = NOW - dt.timedelta(days=30)
    event = HistoryEvent(EventKind.READY, RECEIVED, recorded_at=then + dt.timedelta(hours=1))
    facts = ReferralFacts(
        reference="R-1", line_id=line.id, basis=Basis.LICENCE, received_on=RECEIVED
    )
    send(session, importer, History(facts, [event], recorded_at=then))
    referral = referral_by_reference(session, reference="R-1")
    assert referral is not None
    assert referral.recorded_at == then
    assert [found.recorded_at for found in events_of(session, referral.id)] == [
        then,
        then + dt.timedelta(hours=1),
    ]


def attended(hours: float | None) -> HistoryEvent:
    return HistoryEvent(EventKind.ATTENDED, RECEIVED + dt.timedelta(days=3), hours)


def test_hours_of_each_session_are_counted(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    history = history_of(line, ("started", 2))
    told = [*history.events, attended(7.5), attended(7.5), attended(None)]
    send(session, importer, history._replace(events=told))
    referral = referral_by_reference(session, reference="R-1")
    assert referral is not None
    assert (referral.sessions_attended, referral.hours_worked) == (3, 15.0)
    assert session.get_one(LineDay, (line.id, told[1].on_date)).hours == 15.0


def test_second_session_alike_is_a_further_session(session: Session, importer: Person) -> None:
    history = history_of(make_bare_line(session), ("started", 2))
    once = history._replace(events=[*history.events, attended(7.5)])
    twice = once._replace(events=[*once.events, attended(7.5)])
    send(session, importer, once)
    assert send(session, importer, twice) == RecordedCount(0, 1, 0, 1)
    assert send(session, importer, twice) == RecordedCount(0, 0, 1, 0)
