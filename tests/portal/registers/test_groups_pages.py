"""A provider's own groups: planned, moved, cancelled and that undone, on pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.holding import hold_place
from commissioning.bookings.models import Booking
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import group_by_external_id, statement_in_force
from commissioning.registers.queries import sessions_of
from directory.accounts.models import Organisation
from directory.messages.models import Message
from directory.people.models import Person
from directory.people.roles import Role
from tests.makers.accounts import LoggedIn, logged_in
from tests.makers.days import NOW, day
from tests.makers.groups import make_group
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of


def day_of(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def plan(scene: Scene, start: dt.date, **more: Any) -> dict[str, Any]:
    return {
        "line": str(scene.lines["Building Choices"].public_id),
        "reference": "BC-2027-04",
        "places": "10",
        "sessions": "3",
        "weekdays": ["2"],
        "starts_at": "18:00",
        "min_to_run": "6",
        "decided_days_before": "14",
        **day_of("start", start),
        **more,
    }


def test_a_group_is_planned_with_its_sessions(
    provider: LoggedIn, session: Session, scene: Scene
) -> None:
    assert "BC-2027-04" not in provider.get("/groups").text
    answer = provider.post("/groups/new", plan(scene, dt.date(2027, 3, 23)))
    assert answer.status_code == 303
    shown = text_of(provider.get(answer.location).text)
    assert "Saved." in shown
    assert "Starts Tuesday 23 March 2027" in shown
    assert "0 of 10 places booked" in shown
    assert "Runs with 6 people or more, decided on 9 March 2027: too few so far." in shown
    assert "3 Tuesday 6 April 2027 Register" in shown
    assert "BC-2027-04" in provider.get("/groups").text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (day_of("start", dt.date(2027, 3, 29)) | {"weekdays": ["1"]}, "is 5 April 2027"),
        (day_of("start", dt.date(2026, 3, 24)), "Enter today or a later day"),
        (day_of("start", dt.date(2037, 3, 24)), "24 March 2037 is more than two years from today"),
        ({"start-day": ""}, "must include a day"),
        ({"places": "none"}, "Enter a whole number from 1 to 200"),
        ({"sessions": "0"}, "Enter a whole number from 1 to 100"),
        ({"weekdays": []}, "Choose at least one weekday"),
        ({"starts_at": "6pm"}, "Enter a time like 18:00"),
        ({"min_to_run": "11"}, "Enter at most 10"),
        ({"reference": "group 0"}, "already"),
        ({"reference": "born 3/4/1990 07700 900123"}, "take it out"),
    ],
)
def test_what_cannot_be_is_said_on_its_field(
    provider: LoggedIn, scene: Scene, more: dict[str, Any], says: str
) -> None:
    answer = provider.post("/groups/new", plan(scene, dt.date(2027, 3, 23)) | more)
    assert (answer.status_code, says in answer.text) == (422, True), text_of(answer.text)
    if "two years" in says:
        assert 'id="start-error"' in answer.text


def test_a_group_moves_and_whoever_is_booked_keeps_their_place(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = f"/groups/{group.public_id}"
    session.commit()
    moved = provider.post(f"{path}/postpone", day_of("to", dt.date(2027, 3, 16)))
    assert moved.location == f"{path}?done=moved&told=0&people=2"
    again = provider.post(f"{path}/postpone", day_of("to", dt.date(2027, 3, 16)))
    assert again.location == f"{path}?done=same"
    shown = text_of(provider.get(moved.location).text)
    assert "Booked: 2. Whoever referred 0 of them is told by e-mail. The others" in shown
    assert "First planned for 2 March 2027." in shown
    assert "2 of 6 places booked" in shown
    refused = provider.post(f"{path}/postpone", day_of("to", dt.date(2027, 3, 17)))
    assert refused.status_code == 422
    assert "not a day on which the group meets" in refused.text
    assert session.scalars(select(Message)).all() == []


def test_a_group_is_cancelled_and_runs_after_all(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = f"/groups/{group.public_id}"
    session.commit()
    assert provider.post(f"{path}/cancel").location == f"{path}?done=cancelled&told=0&people=2"
    assert provider.post(f"{path}/cancel").location == f"{path}?done=same"
    shown = provider.get(path).text
    assert "Undo the cancellation" in shown
    assert "Move them" not in shown
    session.rollback()
    assert status_of(session, group) is GroupStatus.CANCELLED
    session.commit()
    assert provider.post(f"{path}/undo").location == f"{path}?done=undone&told=0&people=2"
    session.rollback()
    assert status_of(session, group) is GroupStatus.PLANNED


def test_whoever_holds_a_place_is_told_that_the_group_is_off_and_that_it_runs_after_all(
    app: Flask, provider: LoggedIn, session: Session, scene: Scene
) -> None:
    officer = logged_in(app.test_client(), session, Role.COURT_OFFICER)
    group = make_group(session, scene.lines["Building Choices"], places=40)
    hold = hold_place(
        session, group, hearing_on=day(6),
        organisation=session.get_one(Organisation, officer.member.organisation_id),
        request_id="h", by=session.get_one(Person, officer.member.person_id), at=NOW,
    )  # fmt: skip
    page, path = f"/holds/{hold.public_id}", f"/groups/{group.public_id}"
    session.commit()
    for _ in range(2):  # pressed twice
        provider.post(f"{path}/cancel")
    assert "ended, as the group was cancelled" in officer.get(page).text
    assert "ended, as the group was cancelled" in officer.get("/holds").text
    provider.post(f"{path}/undo")
    assert "stands until the end of 9 March 2027" in officer.get(page).text
    session.rollback()
    off, on = session.scalars(select(Message).order_by(Message.id)).all()
    assert off.to_address == on.to_address
    assert "1 place is concerned, held for a hearing: 8 March 2027. No place is kept" in off.body
    assert "Each place is held again" in on.body
    assert "/holds" in on.body


def test_how_a_group_meets_is_changed(
    provider: LoggedIn, session: Session, scene: Scene, group: Group
) -> None:
    path = f"/groups/{group.public_id}/plan"
    session.commit()
    form = provider.get(path).text
    assert 'value="18:00"' in form
    told = {"places": "8", "sessions": "5", "weekdays": ["2"], "decided_days_before": "7"}
    assert provider.post(path, told).status_code == 303
    session.rollback()
    assert len(sessions_of(session, group.id)) == 5
    taken_over = group_by_external_id(session, external_id="group 0")
    assert taken_over is not None
    assert "Say how it meets" in provider.get("/groups").text


def status_of(session: Session, group: Group) -> GroupStatus:
    stands = statement_in_force(session, group.id)
    assert stands is not None
    return stands.status
