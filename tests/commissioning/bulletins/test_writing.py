"""Bulletins of real lines: written once a week, about the court's own areas, without secrets."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.bulletins.comparing import ChangeKind
from commissioning.bulletins.models import CourtBulletin, LineWeek
from commissioning.bulletins.reading import (
    Bulletin,
    bulletin_of_week,
    iso_week,
    latest_bulletins,
    monday_of_iso_week,
    weeks_told,
)
from commissioning.bulletins.recording import WEEKS_KEPT, monday_of, standings_on
from commissioning.bulletins.writing import write_bulletins
from commissioning.dates.keeping import keep
from commissioning.dates.working_out import work_out
from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import publish_group, state_group
from commissioning.groups.queries import groups_of_line
from commissioning.lines.models import LineFigures
from commissioning.volumes.models import CommissionedVolume
from directory.errors import NotKnown
from directory.places.models import Court, Exposure
from directory.places.queries import area_by_slug
from directory.services.editing import withdraw_service
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_court
from tests.makers.scene import Scene, add_line, make_scene

MONDAY = dt.date(2027, 3, 1)
WEEK = dt.timedelta(weeks=1)
LATER = NOW + WEEK


def write(session: Session, at: dt.datetime) -> int:
    """Nightly the worker finds the dates to be so still; what they are is the engine's to say."""
    session.execute(update(LineFigures).values(answered_on=at.date()))
    return write_bulletins(session, at)


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def latest(session: Session, court: Court) -> Bulletin:
    return latest_bulletins(session, court)[0]


def told(bulletin: Bulletin) -> list[tuple[ChangeKind, str]]:
    return [(change.kind, change.title) for change in bulletin.changes]


def a_week_of_changes(session: Session, scene: Scene) -> None:
    """One service opens, one is withdrawn, a group is put off and another cancelled."""
    by = actor(session)
    add_line(session, scene, "New mentoring", "rehabilitation_activity", at=LATER)
    add_line(
        session,
        scene,
        "Far away",
        "programme",
        areas=[area_by_slug(session, "north-wales")],
        at=LATER,
    )
    withdraw_service(session, scene.service("Drug recovery at Avenham", session), by=by, at=LATER)
    first, second, _ = groups_of_line(session, scene.lines["Building Choices"].id)
    for found, start, status in (
        (first, dt.date(2027, 5, 3), GroupStatus.PLANNED),
        (second, second.stated.current_start, GroupStatus.CANCELLED),
    ):
        state_group(
            session,
            found.group,
            current_start=start,
            status=status,
            places=10,
            started=None,
            by=by,
            at=LATER,
        )
    answer(session, scene, "New mentoring", "Far away")


def answer(session: Session, scene: Scene, *titles: str) -> None:
    """These lines alone: what a week does to the dates of the others is the engine's to say."""
    ids = [scene.lines[title].id for title in titles]
    keep(session, work_out(session, ids, as_of=LATER.date()), at=LATER)


def test_the_first_week_has_nothing_to_compare_and_says_so(session: Session, scene: Scene) -> None:
    assert write(session, NOW) == 2
    bulletin = latest(session, scene.court)
    assert (bulletin.week, bulletin.since, bulletin.changes) == (MONDAY, None, ())
    assert session.scalars(select(LineWeek.week).distinct()).all() == [MONDAY]


def test_a_week_of_changes(session: Session, scene: Scene) -> None:
    write(session, NOW)
    a_week_of_changes(session, scene)
    assert write(session, LATER) == 2
    bulletin = latest(session, scene.court)
    assert (bulletin.week, bulletin.since) == (MONDAY + WEEK, NOW.date())
    assert told(bulletin) == [
        (ChangeKind.OPENED, "New mentoring"),
        (ChangeKind.CLOSED, "Drug recovery at Avenham"),
        (ChangeKind.GROUP_MOVED, "Building Choices"),
        (ChangeKind.GROUP_CANCELLED, "Building Choices"),
    ]
    moved = bulletin.changes[2]
    assert (moved.was, moved.now) == (dt.date(2027, 4, 19), dt.date(2027, 5, 3))
    assert moved.areas == ("Blackburn", "Central Lancashire")
    assert bulletin.changes[0].areas == ("Central Lancashire",)


def test_a_court_reads_of_its_own_areas_alone(session: Session, scene: Scene) -> None:
    """The court of which no area is known speaks of its region; neither speaks of Wales."""
    beside = make_court(session, "blackburn-magistrates-court", serves=[scene.beside])
    write(session, NOW)
    a_week_of_changes(session, scene)
    write(session, LATER)
    assert {title for _, title in told(latest(session, beside))} == {"Building Choices"}
    assert latest(session, beside).changes[0].areas == ("Blackburn",)
    nowhere = session.scalars(select(Court).where(Court.slug == "nowhere-crown-court")).one()
    assert told(latest(session, nowhere)) == told(latest(session, scene.court))


def test_a_week_without_changes_is_told_as_well(session: Session, scene: Scene) -> None:
    write(session, NOW)
    assert write(session, LATER) == 2
    assert latest(session, scene.court).changes == ()
    assert latest(session, scene.court).since == NOW.date()


def test_a_week_is_told_once_however_often_the_job_runs(session: Session, scene: Scene) -> None:
    write(session, NOW)
    write(session, LATER)
    kept = latest(session, scene.court)
    a_week_of_changes(session, scene)
    assert write(session, LATER + dt.timedelta(days=3)) == 0
    assert latest(session, scene.court) == kept


def test_weeks_told_by_a_clock_that_was_ahead_go(session: Session, scene: Scene) -> None:
    ahead = NOW + dt.timedelta(days=21)
    write_bulletins(session, ahead)
    assert latest(session, scene.court).week > monday_of(NOW.date())
    write_bulletins(session, NOW)
    assert latest(session, scene.court).week == monday_of(NOW.date())
    assert set(session.scalars(select(LineWeek.week))) == {monday_of(NOW.date())}


def test_a_court_that_is_new_gets_the_weeks_bulletin_too(session: Session, scene: Scene) -> None:
    write(session, NOW)
    a_week_of_changes(session, scene)
    write(session, LATER)
    late = make_court(session, "late-magistrates-court", serves=[scene.home])
    assert write(session, LATER + dt.timedelta(days=1)) == 1
    assert told(latest(session, late)) == told(latest(session, scene.court))


def test_after_weeks_without_a_worker_the_last_known_week_is_compared(
    session: Session, scene: Scene
) -> None:
    write(session, NOW)
    a_week_of_changes(session, scene)
    write(session, NOW + 3 * WEEK)
    assert latest(session, scene.court).since == NOW.date()
    assert (ChangeKind.OPENED, "New mentoring") in told(latest(session, scene.court))


def test_weeks_of_long_ago_are_forgotten_and_bulletins_are_not(
    session: Session, scene: Scene
) -> None:
    for number in (0, 1, WEEKS_KEPT + 2):
        write(session, NOW + number * WEEK)
    kept = session.scalars(select(LineWeek.week).distinct()).all()
    assert kept == [MONDAY + (WEEKS_KEPT + 2) * WEEK]
    assert len(weeks_told(session, scene.court)) == 3


def make_confidential(session: Session, scene: Scene, title: str) -> None:
    scene.service(title, session).exposure = Exposure.CONFIDENTIAL
    session.flush()


def test_a_service_that_became_confidential_has_not_closed(session: Session, scene: Scene) -> None:
    """Nothing is told of it: not its name, not that something is missing."""
    write(session, NOW)
    make_confidential(session, scene, "Drug recovery at Avenham")
    write(session, LATER)
    bulletin = latest(session, scene.court)
    assert bulletin.changes == ()
    assert not bulletin.is_partly_withheld
    assert "Avenham" not in str(session.scalars(select(CourtBulletin.changes)).all())


def test_a_confidential_service_that_opens_is_not_told(session: Session, scene: Scene) -> None:
    write(session, NOW)
    add_line(session, scene, "Rosewood refuge", "residence", at=LATER)
    make_confidential(session, scene, "Rosewood refuge")
    answer(session, scene, "Rosewood refuge")
    write(session, LATER)
    assert latest(session, scene.court).changes == ()
    assert "Rosewood" not in str(session.scalars(select(LineWeek.standing)).all())


def test_what_was_told_before_it_became_confidential_is_withheld(
    session: Session, scene: Scene
) -> None:
    write(session, NOW)
    a_week_of_changes(session, scene)
    write(session, LATER)
    make_confidential(session, scene, "New mentoring")
    bulletin = latest(session, scene.court)
    assert bulletin.is_partly_withheld
    assert "New mentoring" not in {title for _, title in told(bulletin)}
    assert len(bulletin.changes) == 3


def test_of_a_restricted_line_only_the_month_is_held(session: Session, scene: Scene) -> None:
    standings = standings_on(session, at=NOW)
    horizon = standings[scene.lines["Horizon"].id]
    assert horizon.is_restricted
    assert (horizon.title, horizon.likely_start) == ("Horizon", dt.date(2027, 5, 1))
    assert horizon.groups == ()
    assert not horizon.is_used_up
    assert "2027-05-11" not in str(horizon.to_stored())
    write(session, NOW)
    publish_group(
        session,
        scene.lines["Horizon"],
        external_id="horizon 2",
        planned_start=dt.date(2027, 5, 20),
        places=8,
        by=actor(session),
        at=LATER,
    )
    answer(session, scene, "Horizon")
    write(session, LATER)
    assert latest(session, scene.court).changes == ()


def test_weeks_of_other_rules_are_not_compared_and_the_next_week_is(
    session: Session, scene: Scene
) -> None:
    """As they were kept before rules had a number."""
    write(session, NOW)
    for row in session.scalars(select(LineWeek)):
        row.standing = {
            name: value for name, value in row.standing.items() if name != "rules_version"
        }
    a_week_of_changes(session, scene)
    assert write(session, LATER) == 2
    first_by_new_rules = latest(session, scene.court)
    assert (first_by_new_rules.since, first_by_new_rules.changes) == (None, ())
    assert first_by_new_rules.by_new_rules
    write(session, LATER + WEEK)
    newest, middle, first = latest_bulletins(session, scene.court)
    assert newest.since == LATER.date()
    assert [one.by_new_rules for one in (newest, middle, first)] == [False, True, False]


def test_a_worker_that_stood_still_has_changed_nothing(session: Session, scene: Scene) -> None:
    """Dates of more than three days ago are not told; that nobody confirmed them is not true."""
    write(session, NOW)
    write_bulletins(session, LATER)
    assert latest(session, scene.court).changes == ()


def test_what_was_bought_and_is_used_up(session: Session, scene: Scene) -> None:
    payback = "Community Payback in Central Lancashire"
    assert not standings_on(session, at=NOW)[scene.lines[payback].id].is_used_up
    session.scalars(select(CommissionedVolume)).one().used = 70
    session.flush()
    assert standings_on(session, at=NOW)[scene.lines[payback].id].is_used_up


@pytest.mark.parametrize(
    ("day", "monday", "address"),
    [
        ("2027-03-01", "2027-03-01", "2027-W09"),
        ("2027-03-07", "2027-03-01", "2027-W09"),
        ("2027-01-03", "2026-12-28", "2026-W53"),  # the year of a week is its Thursday's
        ("2026-01-01", "2025-12-29", "2026-W01"),
    ],
)
def test_weeks_begin_on_monday(day: str, monday: str, address: str) -> None:
    begins = monday_of(dt.date.fromisoformat(day))
    assert begins.isoformat() == monday
    assert iso_week(begins) == address
    assert monday_of_iso_week(address) == begins


@pytest.mark.parametrize("text", ["", "2027-W54", "2027-W00", "2027-9", "2027-W9", "x" * 99])
def test_what_is_no_week_is_not_known(session: Session, scene: Scene, text: str) -> None:
    with pytest.raises(NotKnown):
        monday_of_iso_week(text)


def test_a_week_without_a_bulletin_is_not_known(session: Session, scene: Scene) -> None:
    with pytest.raises(NotKnown, match="2027-W09"):
        bulletin_of_week(session, scene.court, MONDAY)
