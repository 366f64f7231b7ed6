"""What is forgotten of people who were referred, what stays, and what an old file brings back."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.exchange.referrals import PASSED_OVER
from commissioning.exchange.undoing import undo_import, what_keeps_it
from commissioning.lines.figures import COUNTED
from commissioning.lines.models import Line, LineDay, LineFigures
from commissioning.promises.models import Promise
from commissioning.promises.pinning import pin_promises
from commissioning.referrals.characteristics import NO_LONGER_HELD, NOT_ASKED, people_by_group
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.errors import MayBeForgotten
from commissioning.referrals.folding import FOLDED, fold
from commissioning.referrals.forgetting import Forgotten, forget_batch, forget_referrals
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import (
    ForgottenDay,
    Referral,
    ReferralCharacteristics,
    ReferralDigest,
    ReferralEvent,
    ReferralParticulars,
)
from commissioning.referrals.particulars import Beside, Characteristics, Particulars, Sex
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import receive_referral, record_histories
from commissioning.referrals.recounting import recount
from commissioning.referrals.waits import waits_of_line
from commissioning.volumes.models import CommissionedVolume
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.base import Base
from directory.exchange.errors import NotUndoable
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.people.models import Person
from tests.commissioning.referrals.test_recounting import Walk, line_with_volumes
from tests.makers.days import NOW, TODAY, moment
from tests.makers.lines import make_bare_line, make_line
from tests.makers.places import make_area
from tests.makers.referrals import refer
from tests.makers.start_dates import say

YEAR = 365
THREE_YEARS = 1095
KEPT, ERASED, GONE = "kept", "erased", "gone"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def history(line: Line, reference: str, received: int, **days: int) -> History:
    """Each keyword names an event; days count back from today."""
    facts = ReferralFacts(
        reference=reference,
        line_id=line.id,
        basis=Basis.COMMUNITY_ORDER,
        received_on=ago(received),
        sentenced_on=ago(received),
    )
    reasons = {EventKind.WITHDRAWN: "unsuitable", EventKind.DECLINED: "full"}
    events = [
        HistoryEvent(EventKind(name), ago(day), None, reasons.get(EventKind(name)))
        for name, day in days.items()
    ]
    beside = Beside(
        Particulars(order_ends_on=ago(0), needs="debt"), Characteristics(sex=Sex.FEMALE), "D" * 32
    )
    return History(facts, events, beside=beside)


def keep(session: Session, by: Person, *histories: History) -> list[int]:
    record_histories(session, [histories], by=by, at=NOW)
    return list(session.scalars(select(Referral.id).order_by(Referral.id)))


def left_of(session: Session, key: int) -> str:
    referral = session.get(Referral, key)
    if referral is None:
        return GONE
    return KEPT if referral.reference is not None else ERASED


def published(session: Session) -> tuple[list[tuple[object, ...]], list[float]]:
    """Every count of every day of every line, and how much of each volume is used."""
    days = select(LineDay.line_id, LineDay.day, *(getattr(LineDay, name) for name in COUNTED))
    used = select(CommissionedVolume.used).order_by(CommissionedVolume.id)
    told = session.execute(days.order_by(LineDay.line_id, LineDay.day))
    return [tuple(row) for row in told], list(session.scalars(used))


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        ({"started": YEAR, "completed": YEAR - 1}, KEPT),
        ({"started": YEAR, "completed": YEAR}, ERASED),
        ({"started": YEAR, "dropped_out": YEAR}, ERASED),
        ({"withdrawn": YEAR}, ERASED),
        ({"declined": YEAR}, ERASED),
        ({"terminated": YEAR}, ERASED),
        ({"started": THREE_YEARS, "completed": THREE_YEARS - 1}, ERASED),
        ({"started": THREE_YEARS, "completed": THREE_YEARS}, GONE),
        ({"declined": THREE_YEARS}, GONE),
        # Nobody recorded an end: closed three years after the last day told.
        ({"accepted": THREE_YEARS + YEAR - 1}, KEPT),
        ({"accepted": THREE_YEARS + YEAR}, ERASED),
        ({"started": THREE_YEARS + YEAR, "attended": 10}, KEPT),
        ({"accepted": 2 * THREE_YEARS - 1}, ERASED),
        ({"accepted": 2 * THREE_YEARS}, GONE),
    ],
)
def test_how_long_after_closing(
    session: Session, importer: Person, days: dict[str, int], stands: str
) -> None:
    line = make_bare_line(session)
    [key] = keep(session, importer, history(line, "R-1", max(days.values()) + 1, **days))
    done = forget_referrals(session, NOW)
    assert left_of(session, key) == stands
    assert done == {KEPT: 0, ERASED: 1, GONE: 2}[stands]
    assert forget_referrals(session, NOW) == 0


def test_after_a_year_nothing_says_who_it_was_and_every_day_stands(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    closed = history(line, "NOBODY-1", 500, accepted=480, started=450, completed=400)
    younger = history(line, "SOMEBODY-2", 500, accepted=480, started=450, completed=300)
    one, other = keep(session, importer, closed, younger)
    before = (
        recorded_events(session, one),
        [getattr(session.get_one(Referral, one), name) for name in FOLDED],
        recount(session, line.id),
        waits_of_line(session, line.id, census=TODAY),
        published(session),
    )
    assert forget_batch(session, at=NOW) == Forgotten(references=1, people=0)
    assert before == (
        recorded_events(session, one),
        [getattr(session.get_one(Referral, one), name) for name in FOLDED],
        recount(session, line.id),
        waits_of_line(session, line.id, census=TODAY),
        published(session),
    )
    for beside in (ReferralDigest, ReferralCharacteristics, ReferralParticulars):
        assert session.scalars(select(beside.referral_id)).all() == [other]
    told = everything(session)
    assert "NOBODY-1" not in told
    assert "SOMEBODY-2" in told
    groups = people_by_group(session, [line.id], since=ago(500), until=TODAY)["sex"]
    assert (groups[NOT_ASKED], groups[NO_LONGER_HELD], groups["female"]) == ("0", "*", "*")


def everything(session: Session) -> str:
    rows = (session.execute(select(table)).all() for table in Base.metadata.sorted_tables)
    return repr(list(rows))


def test_after_three_years_only_counts_are_left(session: Session, importer: Person) -> None:
    line = line_with_volumes(session, importer)
    closed = history(line, "R-1", 1300, accepted=1300, started=1200, completed=1100)
    waits = history(line, "R-2", 2 * THREE_YEARS)
    younger = history(line, "R-3", 1300, accepted=1300, started=1200, completed=1000)
    *_, youngest = keep(session, importer, closed, waits, younger)
    before = published(session)
    figures = session.get_one(LineFigures, line.id)
    assert (figures.waiting, figures.in_progress) == (1, 0)
    assert forget_batch(session, at=NOW) == Forgotten(references=3, people=2)
    assert session.scalars(select(Referral.id)).all() == [youngest]
    assert set(session.scalars(select(ReferralEvent.referral_id))) == {youngest}
    assert published(session) == before
    assert (figures.waiting, figures.in_progress) == (0, 0)


def test_what_was_promised_goes_with_the_person(session: Session) -> None:
    line = make_line(session, areas=[make_area(session)], at=moment(-200))
    say(session, line, on=-5)
    key = refer(session, line, on=-5, left=-4).id
    assert pin_promises(session, NOW) == 1
    later = NOW + dt.timedelta(days=THREE_YEARS)
    assert forget_batch(session, at=later) == Forgotten(1, 1)
    assert session.scalars(select(Promise)).all() == []
    assert left_of(session, key) == GONE


def test_batches_are_bounded_and_each_is_told_once(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    keep(session, importer, *(history(line, f"R-{n}", 1200, declined=1150) for n in range(5)))
    done = [forget_batch(session, at=NOW, at_once=2) for _ in range(4)]
    assert done == [(2, 2), (2, 2), (1, 1), (0, 0)]
    told = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_FORGET.value))
    assert [(row.subject_id, row.after) for row in told] == [
        (None, {"references": 2, "people": 2}),
        (None, {"references": 2, "people": 2}),
        (None, {"references": 1, "people": 1}),
    ]
    assert session.scalar(select(func.count()).select_from(ForgottenDay)) == 1


FILE = "reference,line,basis,received_on,started_on,ended_on,outcome\n"


def take_in(session: Session, by: Person, folder: Path, *rows: str, at: dt.datetime) -> Report:
    path = folder / "referrals.csv"
    path.write_text(FILE + "\n".join(rows) + "\n", "utf-8")
    report = run_import(session, kind_called("referrals", ""), path, by=by, at=at)
    assert [str(error) for error in report.errors] == []
    return report


def rows_of(line: Line) -> tuple[str, str]:
    """Somebody as first told, and as told since."""
    start = f"OLD-1,{line.external_id},licence,{ago(500)}"
    return f"{start},,,", f"{start},{ago(450)},{ago(400)},completed"


@pytest.mark.parametrize("years", [0, 3])
def test_an_old_file_brings_nobody_back_and_says_so(
    session: Session, importer: Person, tmp_path: Path, years: int
) -> None:
    line = make_bare_line(session)
    waited, ended = rows_of(line)
    take_in(session, importer, tmp_path, waited, at=NOW)
    take_in(session, importer, tmp_path, ended, at=NOW)
    at = NOW + dt.timedelta(days=years * YEAR)
    assert forget_referrals(session, at) == (2 if years else 1)
    before = published(session)
    another = f"NEW-2,{line.external_id},licence,{ago(499)},,,"
    for row in (waited, ended):
        report = take_in(session, importer, tmp_path, row, another, at=at)
        assert report.notes[PASSED_OVER] == 1
    assert Counter(session.scalars(select(Referral.reference))) == Counter(
        ["NEW-2"] if years else [None, "NEW-2"]
    )
    days, used = published(session)
    assert [row for row in days if row[1] != ago(499)] == before[0]
    assert used == before[1]


def test_a_day_told_otherwise_first_and_a_line_left_since_are_remembered(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    line, other = make_bare_line(session), make_bare_line(session)
    start = f"OLD-1,{line.external_id},licence"
    take_in(session, importer, tmp_path, f"{start},{ago(510)},,,", at=NOW)
    ended = f"{start},{ago(500)},{ago(450)},{ago(400)},completed"
    take_in(session, importer, tmp_path, ended, at=NOW)
    assert forget_referrals(session, NOW) == 1
    report = take_in(session, importer, tmp_path, f"{start},{ago(510)},,,", at=NOW)
    assert report.notes[PASSED_OVER] == 1
    elsewhere = f"OLD-1,{other.external_id},licence,{ago(500)},,,"
    assert take_in(session, importer, tmp_path, elsewhere, at=NOW).notes[PASSED_OVER] == 0


def test_one_by_one_it_is_refused_in_words(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    keep(session, importer, history(line, "R-1", 500, declined=400))
    forget_referrals(session, NOW)
    with pytest.raises(MayBeForgotten, match="forgotten 12 months after"):
        receive_referral(
            session, line, reference="R-1", basis=Basis.LICENCE, received_on=ago(500),
            by=importer, at=NOW,
        )  # fmt: skip


def test_a_file_is_taken_back_while_its_people_have_rows(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    line = make_bare_line(session)
    report = take_in(session, importer, tmp_path, rows_of(line)[1], at=NOW)
    forget_referrals(session, NOW)
    assert report.run_id is not None
    assert what_keeps_it(session, report.run_id) is None
    undo_import(session, report.run_id, by=importer, at=NOW)
    assert session.scalars(select(Referral)).all() == []
    assert not any(any(row[2:]) for row in published(session)[0])


def test_a_file_of_whose_people_only_counts_are_left_stays(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    report = take_in(session, importer, tmp_path, rows_of(make_bare_line(session))[1], at=NOW)
    forget_referrals(session, NOW + dt.timedelta(days=3 * YEAR))
    assert report.run_id is not None
    assert isinstance(what_keeps_it(session, report.run_id), NotUndoable)
    with pytest.raises(NotUndoable, match="of 1 people whom it brought only counts are held"):
        undo_import(session, report.run_id, by=importer, at=NOW)


@pytest.mark.soak
@pytest.mark.sqlite
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rng=st.randoms(use_true_random=False), steps=st.integers(1, 40))
def test_nothing_older_remains_and_nothing_younger_is_lost(
    session: Session, importer: Person, rng: random.Random, steps: int
) -> None:
    """Whatever happened, at moments around each bound, in batches of any size."""
    walk = Walk.begun(session, rng, importer)
    lines = (walk.line, walk.other)
    for _ in range(steps):
        walk.step()
    ours = Referral.line_id.in_([one.id for one in lines])
    closed = {
        key: closed_on(session, key) for key in session.scalars(select(Referral.id).where(ours))
    }
    before = published(session)
    bounds = (YEAR, THREE_YEARS, THREE_YEARS + YEAR, 2 * THREE_YEARS)
    moments = [rng.choice(bounds) + rng.randrange(-60, 10) for _ in range(3)]
    for days in sorted(moments):
        at = NOW + dt.timedelta(days=days)
        at_once = rng.randrange(1, 6)
        while any(forget_batch(session, at=at, at_once=at_once)):
            pass
        for key, day in closed.items():
            passed = (at.date() - day).days
            assert left_of(session, key) == (
                KEPT if passed < YEAR else ERASED if passed < THREE_YEARS else GONE
            )
        assert published(session) == before
        for one in lines:
            figures, counted = session.get_one(LineFigures, one.id), recount(session, one.id)
            assert (figures.waiting, figures.waiting_priority, figures.in_progress) == (
                counted.waiting, counted.waiting_priority, counted.in_progress,
            )  # fmt: skip


def closed_on(session: Session, key: int) -> dt.date:
    """By hand, from the events alone."""
    events = recorded_events(session, key)
    stands = fold(events)
    last = max(event.on_date for event in events)
    return stands.ended_on or stands.left_on or last + dt.timedelta(days=THREE_YEARS)
