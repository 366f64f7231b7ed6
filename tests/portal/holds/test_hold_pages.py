"""A court officer holds, renews, releases and books; nobody else's code opens anything."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, FailedBooking, Hold
from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.lines.opening import state_terms
from commissioning.referrals.models import ReferralParticulars
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import book, make_group
from tests.makers.days import NOW, day
from tests.makers.lines import make_terms
from tests.makers.people import actor
from tests.makers.services import make_provider
from tests.makers.start_dates import answer_everything
from tests.portal.holds.conftest import GroupAtPreston

HEARING = {"hearing_on-day": "8", "hearing_on-month": "3", "hearing_on-year": "2027"}
MONDAY_AFTER = {"hearing_on-day": "15", "hearing_on-month": "March", "hearing_on-year": "2027"}
CASE = "CASE-0001"


def request_in(page: str) -> str:
    """What the form of a page was made with."""
    found = re.search(r'name="request_id" value="(\w+)"', page)
    assert found is not None
    return found[1]


def held(officer: LoggedIn, preston: GroupAtPreston, hearing: dict[str, str] = HEARING) -> Hold:
    page = officer.get(preston.path).text
    sent = hearing | {"request_id": request_in(page)}
    answer = officer.post(f"{preston.path}/hold", sent)
    assert answer.status_code == 303, answer.text
    again = officer.post(f"{preston.path}/hold", sent)  # a double click
    assert again.location == answer.location
    return preston.session.scalars(select(Hold)).one()


def test_a_place_is_held_and_its_code_read_out(officer: LoggedIn, preston: GroupAtPreston) -> None:
    hold = held(officer, preston)
    page = officer.get(f"/holds/{hold.public_id}").text
    assert f"Hold {hold.code}" in page
    assert "stands until the end of 9 March 2027" in page
    assert hold.code in officer.get("/holds").text
    found = officer.get(f"/holds?code={hold.code.lower()}")
    assert found.location == f"/holds/{hold.public_id}"
    assert "Held before sentence" in officer.get(preston.path).text


def test_a_colleague_turns_it_into_a_booking_by_its_code(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    preston.waits(CASE, since=0)
    colleague = logged_in(
        app.test_client(), preston.session, Role.COURT_OFFICER, name="Ben Colleague"
    )
    preston.session.commit()
    hold = held(officer, preston, HEARING | {"hearing_on-day": "2"})
    path = colleague.get(f"/holds?code={hold.code}").location
    page = colleague.get(path).text
    sent = {"reference": CASE, "request_id": request_in(page)}
    first = colleague.post(f"{path}/book", sent)
    assert first.status_code == 303, first.text
    assert colleague.post(f"{path}/book", sent).location == first.location
    assert preston.session.scalar(select(func.count()).select_from(Booking)) == 1
    assert "became a booking" in colleague.get("/holds").text
    why = colleague.get(first.location).text
    assert "booked from a hold before sentence on 2 March 2027, when 1 person waited" in why
    assert "It was held on 2 March 2027, as a place for which nobody sentenced waited" in why
    assert CASE not in why


def test_before_the_hearing_nobody_is_booked_from_it(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    preston.waits(CASE)
    path = f"/holds/{held(officer, preston).public_id}"
    page = officer.get(path).text
    assert "a court officer of your body can use it" in page
    answer = officer.post(f"{path}/book", {"reference": CASE, "request_id": request_in(page)})
    assert answer.status_code == 422
    assert "The hearing is on 8 March 2027" in answer.text
    assert preston.session.scalar(select(func.count()).select_from(Booking)) == 0


def test_another_team_finds_nothing(app: Flask, officer: LoggedIn, preston: GroupAtPreston) -> None:
    team = make_organisation(preston.session, OrganisationKind.COURT_TEAM, "Another team")
    other = logged_in(
        app.test_client(), preston.session, Role.COURT_OFFICER, organisation=team, name="Eve"
    )
    preston.session.commit()
    hold = held(officer, preston)
    assert other.get(f"/holds?code={hold.code}").status_code == 422
    for what in ("", "/book", "/renew", "/release"):
        path = f"/holds/{hold.public_id}{what}"
        answer = other.post(path, {}) if what else other.get(path)
        assert answer.status_code == 404


def test_renewed_once_and_released(officer: LoggedIn, preston: GroupAtPreston) -> None:
    path = f"/holds/{held(officer, preston).public_id}"
    assert officer.post(f"{path}/renew", MONDAY_AFTER).status_code == 303
    assert officer.post(f"{path}/renew", MONDAY_AFTER).status_code == 303  # pressed twice
    assert "renewed once" in officer.get(path).text
    again = officer.post(f"{path}/renew", MONDAY_AFTER | {"hearing_on-day": "22"})
    assert again.status_code == 422
    assert "A hold is renewed once" in again.text
    assert officer.post(f"{path}/release").location == "/holds?done=released"
    assert "released" in officer.get("/holds").text
    assert officer.post(f"{path}/release").location == "/holds?done=released"  # pressed twice


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Enter the day of the hearing"),
        (HEARING | {"hearing_on-day": "1"}, "is past: a place is held before sentence"),
        (HEARING | {"hearing_on-month": "6"}, "choose a later group"),
        (HEARING | {"hearing_on-day": "x"}, "must include a day in figures"),
    ],
)
def test_what_cannot_be_held_says_why_on_its_field(
    officer: LoggedIn, preston: GroupAtPreston, typed: dict[str, str], says: str
) -> None:
    answer = officer.post(f"{preston.path}/hold", typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert "<title>Error:" in " ".join(answer.text.split())
    assert preston.session.scalar(select(func.count()).select_from(Hold)) == 0


def test_a_place_is_booked_in_turn_and_who_finds_none_is_counted(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    first, second = preston.waits("CASE-0001", since=-60), preston.waits("CASE-0002", since=-50)
    preston.waits("CASE-0003", since=-40)
    early = officer.post(f"{preston.path}/book", {"reference": "CASE-0003"})
    assert early.status_code == 422
    assert "2 people wait before them" in early.text
    for reference in ("CASE-0001", "CASE-0002"):
        assert officer.post(f"{preston.path}/book", {"reference": reference}).status_code == 303
    full = officer.post(f"{preston.path}/book", {"reference": "CASE-0003"})
    assert "No place is left" in full.text
    counted = preston.session.scalars(select(FailedBooking)).one()
    assert counted.local_delivery_unit_id == preston.area.id
    assert {first.id, second.id} == set(preston.session.scalars(select(Booking.referral_id)))


def test_a_case_of_another_area_is_nobodys(officer: LoggedIn, preston: GroupAtPreston) -> None:
    preston.waits("CASE-0001").home_local_delivery_unit_id = None
    preston.session.commit()
    answer = officer.post(f"{preston.path}/book", {"reference": "CASE-0001"})
    assert answer.status_code == 422
    assert "No referral with this reference is known in your areas" in answer.text


def test_an_offender_manager_books_but_holds_nothing(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    manager = logged_in(app.test_client(), preston.session, Role.OFFENDER_MANAGER)
    preston.waits(CASE)
    assert "Hold one place" in officer.get(preston.path).text
    assert "Hold one place" not in manager.get(preston.path).text
    assert manager.post(f"{preston.path}/hold", HEARING).status_code == 403
    assert manager.post(f"{preston.path}/book", {"reference": CASE}).status_code == 303


def test_of_a_full_group_no_hold_is_asked_for(officer: LoggedIn, preston: GroupAtPreston) -> None:
    for reference in ("CASE-0001", "CASE-0002"):
        preston.waits(reference)
        officer.post(f"{preston.path}/book", {"reference": reference})
    page = officer.get(preston.path).text
    assert "Hold one place" not in page
    assert "No place is left to hold" in page
    assert "Book a place" in page
    service = preston.session.get_one(Service, preston.line.service_id)
    assert "Hold a place" not in officer.get(f"/services/{service.public_id}").text


def test_two_groups_of_one_day_are_told_apart(officer: LoggedIn, preston: GroupAtPreston) -> None:
    other = make_group(preston.session, preston.line, places=2)
    service = preston.session.get_one(Service, preston.line.service_id)
    names = {preston.group.external_id, other.external_id}
    preston.session.commit()
    page = officer.get(f"/services/{service.public_id}").text
    asked = re.findall(r"Hold a place<span[^>]*> in the group of 30 March 2027, ([^,<]+),", page)
    assert set(asked) == names
    assert all(f"Group of 30 March 2027, {name}: no place was" in page for name in names)


def test_offers_are_answered_by_case_and_only_once(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    session: Session = preston.session
    group = make_group(session, preston.line, places=1)
    first = preston.waits("CASE-0001", since=-60)
    preston.waits("CASE-0002", since=-50)
    place = f"/turns/{book(session, group, first).public_id}"
    session.commit()
    assert "Give the place up" in officer.get(place).text
    assert officer.post(f"{place}/give-up").status_code == 303
    again = officer.post(f"{place}/give-up")
    assert again.location == f"{place}?done=already"
    assert "nothing changed" in officer.get(again.location).text
    page = officer.get("/offers").text
    assert "Case …0002" in page
    assert "CASE-0002" not in page
    [path] = set(re.findall(r'action="(/offers/[^"]+)"', page))
    assert officer.post(path, {"answer": "accept"}).location == "/offers?done=accepted"
    assert officer.post(path, {"answer": "accept"}).status_code == 303  # the same answer again
    assert officer.post(path, {"answer": "refuse"}).status_code == 422
    assert "No offer waits for an answer." in officer.get("/offers").text


def test_a_refusal_pressed_twice_is_one(officer: LoggedIn, preston: GroupAtPreston) -> None:
    first = preston.waits("CASE-0001", since=-60)
    preston.waits("CASE-0002", since=-50)
    booking = book(preston.session, make_group(preston.session, preston.line, places=1), first)
    place = f"/turns/{booking.public_id}"
    preston.session.commit()
    officer.post(f"{place}/give-up")
    [path] = set(re.findall(r'action="(/offers/[^"]+)"', officer.get("/offers").text))
    answers = [officer.post(path, {"answer": "refuse"}) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/offers?done=refused"] * 2


def test_a_commissioner_of_the_region_raises_places_with_a_reason(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    region = make_organisation(
        preston.session, OrganisationKind.PROBATION_REGION, region_id=preston.area.region_id
    )
    ada = logged_in(
        app.test_client(), preston.session, Role.COMMISSIONER, organisation=region, name="Ada C"
    )
    preston.session.commit()
    path = f"{preston.path}/more"
    assert ada.post(path, {"places": "2", "reason": "More rooms"}).status_code == 422
    missing = ada.post(path, {"places": "3"})
    assert "Say why" in missing.text
    assert ada.post(path, {"places": "3", "reason": "A second room"}).status_code == 303
    assert ada.get(path).status_code == 200
    preston.session.expire_all()
    assert preston.group.places == 3
    assert officer.get(path).status_code == 403


def test_the_page_of_a_service_leads_officers_alone_to_its_groups(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    session, anybody = preston.session, app.test_client()
    service = session.get_one(Service, preston.line.service_id)
    path = f"/services/{service.public_id}"
    before = anybody.get(path).text
    assert preston.path in officer.get(path).text
    assert preston.path not in before
    assert "Places left</dt><dd>not known to this portal" in before  # nobody books here
    held(officer, preston)
    after = anybody.get(path).text
    assert "Places left by planned start, not confirmed</dt><dd>30 March 2027: 1" in after
    assert preston.path not in after
    assert "held before sentence" not in after
    assert "1 of 2 places left, 0 booked, 1 held" in officer.get(path).text


def test_what_is_left_is_told_of_dates_worked_out_too(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    answer_everything(preston.session)
    service = preston.session.get_one(Service, preston.line.service_id)
    path = f"/services/{service.public_id}"
    preston.session.commit()
    held(officer, preston)
    page = app.test_client().get(path).text
    assert "Next groups" in page
    assert "Places left, without those held</dt><dd>30 March 2027: 1</dd>" in page


def test_whoever_delivers_or_buys_it_reads_what_is_held_and_booked_and_nobody_else(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    session, kind = preston.session, OrganisationKind.PROVIDER
    service = session.get_one(Service, preston.line.service_id)
    assert service.provider_id
    other = make_provider(session, "Another trust")
    own = make_organisation(session, kind, "The forge", provider_id=service.provider_id)
    others = make_organisation(session, kind, "Others", provider_id=other.id)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, region_id=preston.area.region_id
    )
    readers = [
        (logged_in(app.test_client(), session, role, organisation=organisation, name=name), is_told)
        for name, role, organisation, is_told in (
            ("Mo", Role.LISTING_EDITOR, own, True),
            ("Jo", Role.COMMISSIONER, region, True),
            ("Di", Role.LISTING_EDITOR, others, False),
            ("Al", Role.ANALYST, None, False),
            ("Su", Role.SENTENCER, None, False),
        )
    ]
    path = f"/services/{service.public_id}"
    session.commit()
    held(officer, preston)
    for reader, is_told in readers:
        page = reader.get(path).text
        assert ("1 of 2 places left, 0 booked, 1 held" in page) is is_told, reader.member.role
        assert preston.path not in page
        assert "Places left by planned start, not confirmed" in page


@pytest.mark.parametrize(
    ("status", "start", "says"),
    [
        (GroupStatus.CANCELLED, 28, "It was cancelled."),
        (GroupStatus.RAN, -7, "nobody joins it now"),
        (GroupStatus.PLANNED, -7, "nobody joins it now"),
    ],
)
def test_a_group_that_takes_nobody_says_why(
    officer: LoggedIn, preston: GroupAtPreston, status: GroupStatus, start: int, says: str
) -> None:
    state_group(
        preston.session, preston.group, current_start=day(start), status=status, places=2,
        started=None, by=actor(preston.session), at=NOW,
    )  # fmt: skip
    preston.session.commit()
    page = officer.get(preston.path).text
    assert says in page
    assert "that begins" not in page
    assert "Hold one place" not in page
    assert ("Places left" in page) is (status is not GroupStatus.CANCELLED)


def test_the_address_of_a_form_leads_to_its_page(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    answer = officer.get(f"{preston.path}/hold")
    assert answer.status_code == 405
    assert f'href="{preston.path}"' in answer.text


def test_until_when_the_group_meets_is_said_before_a_place_is_held_or_booked(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    """Twelve weeks from 30 March 2027 the last session is on 15 June."""
    terms = make_terms(programme_weeks=12)
    state_terms(preston.session, preston.line, terms, by=actor(preston.session), at=NOW)
    preston.session.commit()
    case = preston.waits(CASE, since=0)
    told = ReferralParticulars(
        referral_id=case.id, order_ends_on=day(60), recorded_at=NOW,
        recorded_by_id=actor(preston.session).id,
    )  # fmt: skip
    preston.session.add(told)
    preston.session.commit()
    says = "It meets until 15 June 2027. Whose order ends before that cannot finish it"
    assert says in officer.get(preston.path).text
    hold = held(officer, preston, HEARING | {"hearing_on-day": "2"})
    assert says in officer.get(f"/holds/{hold.public_id}").text
    booked = officer.post(f"/holds/{hold.public_id}/book", {"reference": CASE, "request_id": "a"})
    assert booked.status_code == 303, booked.text
    assert "the group ends after the order does" in officer.get(booked.location).text


def test_the_page_of_a_service_leads_to_every_group(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    session = preston.session
    later = [make_group(session, preston.line, start=start) for start in (35, 42, 49, 56)]
    answer_everything(session)
    session.commit()
    service = session.get_one(Service, preston.line.service_id)
    page = officer.get(f"/services/{service.public_id}").text
    assert "2 later groups" in page
    assert f"/places/{later[3].public_id}" not in page
    path = re.search(r'href="(/places/[^"]+)#other-groups"', page)
    assert path is not None
    of_group = officer.get(path[1].replace("&amp;", "&")).text
    assert 'id="other-groups"' in of_group
    assert all(f"/places/{one.public_id}" in of_group for one in (preston.group, *later[2:]))
