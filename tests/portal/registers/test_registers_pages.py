"""A register on a telephone: what is asked, what is refused, who may not."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group
from commissioning.referrals.models import Referral
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import PlannedAbsence, RegisterMark
from commissioning.registers.queries import sessions_of
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.groups import make_group
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.services import make_provider
from tests.portal.finding.conftest import text_of


def path_of(session: Session, group: Group, number: int = 1) -> str:
    path = f"/registers/{sessions_of(session, group.id)[number - 1].public_id}"
    session.commit()
    return path


def marks(session: Session) -> list[str]:
    return [mark.value for mark in session.scalars(select(RegisterMark.outcome))]


def as_form(*told: tuple[Booking, str], **more: str) -> dict[str, Any]:
    return {f"mark-{booking.public_id}": outcome for booking, outcome in told} | more


def test_todays_register_is_found_filled_in_and_saved_once(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    listed = text_of(provider.get("/registers").text)
    assert "Today Building Choices" in listed
    assert "0 of 2 marked" in listed
    path = path_of(session, group)
    shown = provider.get(path)
    assert "Session 1 of 4" in shown.text
    assert "Tuesday 2 March 2027 at 18:00" in shown.text
    form = as_form((booked[0], "attended"), (booked[1], "acceptable_absence"), seen="")
    session.commit()
    first, second = provider.post(path, form), provider.post(path, form)
    assert [first.location, second.location] == [f"{path}?saved=2", f"{path}?saved=0"]
    assert sorted(marks(session)) == ["acceptable_absence", "attended"]
    assert "2 of 2 marked" in text_of(provider.get("/registers").text)


def test_a_case_is_shown_by_its_last_four_alone(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    reference = session.get_one(Referral, booked[0].referral_id).reference or ""
    for path in (path_of(session, group), f"/registers/people/{booked[0].public_id}"):
        shown = provider.get(path).text
        assert f"…{reference[-4:]}" in shown
        assert reference not in shown


def test_all_others_attended_by_one_button(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    form = as_form((booked[1], "unacceptable_absence"), do="all", seen="")
    assert provider.post(path_of(session, group), form).status_code == 303
    assert sorted(marks(session)) == ["attended", "unacceptable_absence"]


def test_enter_on_a_mark_saves_what_is_chosen_and_nothing_else(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = path_of(session, group)
    page = provider.get(path).text
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*>', page[page.index('class="register ') :])
    assert "name=" not in buttons[0]
    assert 'value="all"' in buttons[1]
    form = as_form((booked[1], "unacceptable_absence"), seen="")
    session.commit()
    assert provider.post(path, form).status_code == 303
    assert marks(session) == ["unacceptable_absence"]


def test_a_mark_that_took_the_place_of_another_says_which_and_whose(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = path_of(session, group)
    form = as_form((booked[0], "unacceptable_absence"))
    session.commit()
    provider.post(path, form)
    who = session.scalars(
        select(Person.name).join(RegisterMark, RegisterMark.recorded_by_id == Person.id)
    ).one()
    session.commit()
    assert "before:" not in provider.get(path).text
    one = sessions_of(session, group.id)[0]
    told = [MarkTold(booked[0].public_id, MarkOutcome.ATTENDED)]
    save_register(session, one, told, by=actor(session), at=NOW)
    session.commit()
    says = text_of(provider.get(path).text)
    assert f"before: Absent, unacceptable, by {who} on" in says


def test_what_is_refused_stands_on_the_person_with_everything_as_chosen(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = path_of(session, group, 2)
    refused = provider.post(path, as_form((booked[0], "attended"), (booked[1], "not_required")))
    assert refused.status_code == 422
    assert f'id="error-{booked[0].public_id}"' in refused.text
    assert "until then somebody can only be marked as not required" in refused.text
    assert marks(session) == []


@pytest.mark.parametrize("form", [{}, {"mark-nobody": "attended"}, {"do": "nothing"}])
def test_an_empty_register_is_no_register(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking], form: dict[str, str]
) -> None:
    answer = provider.post(path_of(session, group), form)
    assert answer.status_code == 422
    assert "Choose what became of at least one person" in answer.text


def test_one_case_twice_is_refused(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    form = {f"mark-{booked[0].public_id}": ["attended", "not_required"]}
    answer = provider.post(path_of(session, group), form)
    assert answer.status_code == 422
    assert "on the register twice" in answer.text
    assert marks(session) == []


def test_a_session_that_is_called_off_is_followed_by_one_more(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    path = path_of(session, group)
    assert provider.post(f"{path}/off").location == f"{path}?off=1"
    assert provider.post(f"{path}/off").status_code == 303
    days = [(one.on_date, one.is_off) for one in sessions_of(session, group.id)]
    assert days == [
        (TODAY, True),
        (dt.date(2027, 3, 9), False),
        (dt.date(2027, 3, 16), False),
        (dt.date(2027, 3, 23), False),
        (dt.date(2027, 3, 30), False),
    ]
    assert marks(session) == ["session_cancelled"] * 2
    assert "This session was called off" in provider.get(path).text


def test_what_is_planned_for_somebody_stands_on_the_register(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    person, path = f"/registers/people/{booked[0].public_id}", path_of(session, group)
    kept = provider.post(f"{person}/weekday", {"weekday": "2"})
    assert kept.location == f"{person}?done=weekday"
    assert "Never on Tuesdays, from 2 Mar 2027" in provider.get(person).text
    assert "planned: not required on this day" in provider.get(path).text
    empty = provider.post(f"{person}/away", {})
    assert empty.status_code == 422
    assert "Enter the first day away" in empty.text
    away = {
        f"away_{which}-{part}": str(getattr(day, part))
        for which, day in (("from", dt.date(2027, 3, 8)), ("to", dt.date(2027, 3, 12)))
        for part in ("day", "month", "year")
    }
    assert provider.post(f"{person}/away", away).status_code == 303
    assert provider.post(f"{person}/away", away).status_code == 303  # pressed twice
    again = provider.post(f"{person}/away", away | {"away_to-day": "11"})
    assert again.status_code == 422
    assert "Another time away lies on some of these days" in again.text
    planned = session.scalars(select(PlannedAbsence.public_id)).one()
    session.commit()
    assert provider.post(f"{person}/planned/{planned}/end").status_code == 303
    assert provider.post(f"{person}/planned/{planned}/end").status_code == 404
    assert session.scalar(select(func.count(PlannedAbsence.id))) == 0


def test_somebody_moves_to_another_group_and_their_register_stays(
    provider: LoggedIn, session: Session, scene: Scene, group: Group, booked: list[Booking]
) -> None:
    later = make_group(session, scene.lines["Building Choices"], start=dt.date(2027, 4, 6))
    session.commit()
    path = path_of(session, group)
    provider.post(path, as_form((booked[0], "attended")))
    person = f"/registers/people/{booked[0].public_id}"
    moved = provider.post(f"{person}/move", {"group": str(later.public_id)})
    assert moved.status_code == 303
    assert provider.get(moved.location).status_code == 200
    session.expire_all()
    assert (group.booked, later.booked) == (1, 1)
    assert "Attended, saved" in provider.get(path).text
    refused = provider.post(f"{person}/move", {"group": str(scene.home.id)})
    assert refused.status_code == 422


def test_another_provider_finds_nothing(
    provider: LoggedIn, session: Session, group: Group, booked: list[Booking]
) -> None:
    others = make_organisation(
        session, OrganisationKind.PROVIDER, "Others", provider_id=make_provider(session, "Else").id
    )
    client = provider.client.application.test_client()
    stranger = logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, organisation=others)
    session.commit()
    paths = [path_of(session, group), f"/registers/people/{booked[0].public_id}"]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]
    assert stranger.post(paths[0], as_form((booked[0], "attended"))).status_code == 404
    assert "Building Choices" not in stranger.get("/registers").text
    assert "Building Choices" not in stranger.get("/groups").text


def test_an_officer_reads_their_own_cases_attendance(
    provider: LoggedIn, session: Session, scene: Scene, group: Group, booked: list[Booking]
) -> None:
    session.get_one(Referral, booked[0].referral_id).home_local_delivery_unit_id = scene.home.id
    session.get_one(Referral, booked[1].referral_id).home_local_delivery_unit_id = scene.beside.id
    session.commit()
    provider.post(
        path_of(session, group), as_form((booked[0], "attended"), (booked[1], "attended"))
    )
    client: FlaskClient = provider.client.application.test_client()
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "The team", local_delivery_unit_id=scene.home.id
    )
    officer = logged_in(client, session, Role.OFFENDER_MANAGER, organisation=team, name="Olu")
    session.commit()
    shown = text_of(officer.get("/registers/cases").text)
    theirs, others = (session.get_one(Referral, one.referral_id).reference or "" for one in booked)
    assert f"…{theirs[-4:]} Building Choices 2 Mar 2027 1 Attended" in shown
    assert f"…{others[-4:]}" not in shown
    assert officer.get(path_of(session, group)).status_code == 403
    assert provider.get("/registers/cases").status_code == 403


def test_nobody_known_is_asked_to_log_in(visitor: FlaskClient, group: Group) -> None:
    assert visitor.get("/registers").status_code in {302, 303}
