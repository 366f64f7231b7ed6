"""From a referral to what became of it, as an officer walks it; and what others are not told."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent, ReferralParticulars
from commissioning.registers.queries import sessions_of
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.referrals import happen
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

GROUP = "Building Choices"
WORK = "Community Payback in Central Lancashire"


def officer(visitor: FlaskClient, session: Session, scene: Scene, **more: Any) -> LoggedIn:
    area_id = more.pop("area_id", scene.home.id)
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, f"Team {area_id}", local_delivery_unit_id=area_id
    )
    name = f"Ada of {area_id}"
    browser = logged_in(visitor, session, Role.OFFENDER_MANAGER, organisation=team, name=name)
    session.commit()
    return browser


def asked(scene: Scene, **more: str) -> dict[str, str]:
    return {
        "request_id": str(uuid.uuid4()),
        "reference": "CASE-4471",
        "home": scene.home.slug,
        "basis": "community_order",
        "sentenced_on-day": str(TODAY.day),
        "sentenced_on-month": str(TODAY.month),
        "sentenced_on-year": str(TODAY.year),
        "priority": "court_set_a_day",
        "telephone": "01772 000001",
        "needs": "accommodation",
        "sex": "prefer_not_to_say",
    } | more


def line_path(scene: Scene, title: str = GROUP) -> str:
    return f"/refer/{scene.lines[title].public_id}"


def sent(browser: LoggedIn, scene: Scene, title: str = GROUP, **more: str) -> str:
    answer = browser.post(line_path(scene, title), asked(scene, **more))
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("?")[0]


def count(session: Session, of: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


def test_a_referral_is_sent_and_the_case_says_the_first_step(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    assert "Building Choices" in browser.get(f"/refer?area={scene.home.slug}").text
    assert "holds neither name nor risk" in browser.get(line_path(scene)).text
    case = sent(browser, scene)
    page = browser.get(f"{case}?sent=1").text
    assert "tell details and risk by telephone" in page
    assert "…4471" in page
    assert "CASE-4471" not in page
    assert "The court named a day" in page
    assert "no measure of risk" in page


def test_a_double_click_is_one_referral(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser, before = officer(visitor, session, scene), count(session, Referral)
    form = asked(scene)
    first, again = (browser.post(line_path(scene), form) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert count(session, Referral) == before + 1


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("reference", "A1234BC", "This holds a NOMIS number"),
        ("reference", "2004/0712343J", "This holds a PNC number"),
        ("reference", "Smith", "at least one digit"),
        ("basis", "", "Choose on what basis"),
        ("home", "leeds-nowhere", "Choose where the person will live"),
        ("sentenced_on-year", "2090", "is after today"),
        ("telephone", "0", ""),
        ("request_id", "nothing", None),
    ],
)
def test_what_cannot_be_stands_on_its_field(
    visitor: FlaskClient, session: Session, scene: Scene, field: str, typed: str, says: str | None
) -> None:
    browser, before = officer(visitor, session, scene), count(session, Referral)
    answer = browser.post(line_path(scene), asked(scene, **{field: typed}))
    assert answer.status_code == (303 if says is None else 422)
    if says is not None:
        assert "There is a problem" in answer.text
        assert says in answer.text
        assert count(session, Referral) == before


def test_a_case_is_found_by_post_and_its_reference_stands_in_no_address(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    found = browser.post("/cases", {"reference": "CASE-4471"})
    assert (found.status_code, found.location) == (303, case)
    missed = browser.post("/cases", {"reference": "CASE-9"})
    assert missed.status_code == 422
    assert "No case of yours has this reference" in missed.text


def test_referrals_of_one_case_stand_side_by_side_and_each_reading_is_kept(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    sent(browser, scene, WORK, hours_ordered="60")
    page = browser.get(case).text
    assert page.index("1. <a") < page.index("2. <a")
    assert WORK in page
    rows = session.scalars(
        select(AuditRow).where(AuditRow.act == Act.REFERRAL_READ.value, AuditRow.subject_id > 0)
    ).all()
    assert len(rows) == 2


def test_an_officer_withdraws_with_a_reason_and_says_nothing_that_is_the_providers(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    form = browser.get(f"{case}/record").text
    assert "Withdrawn before the start" in form
    assert 'value="started"' not in form
    day = {
        "on_date-day": str(TODAY.day),
        "on_date-month": str(TODAY.month),
        "on_date-year": str(TODAY.year),
    }
    no_reason = browser.post(f"{case}/record", {"what": "withdrawn", **day})
    assert no_reason.status_code == 422
    assert "Choose why" in no_reason.text
    forged = browser.post(f"{case}/record", {"what": "started", **day})
    assert forged.status_code == 422
    assert "Left empty it is today." in form
    told = {"what": "withdrawn", "reason": "withdrawn:recalled"}
    assert [browser.post(f"{case}/record", told).status_code for _ in range(2)] == [303, 303]
    other = browser.post(f"{case}/record", told | {"reason": "withdrawn:unsuitable"})
    assert other.status_code == 422
    assert "Withdrawn" in browser.get("/sent").text
    assert "nothing more happens to it" in browser.get(f"{case}/record").text


def test_a_transfer_moves_both_queues_in_one_act(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    first, second = scene.lines[GROUP].id, scene.lines[WORK]
    before = {key: waiting(session, key) for key in (first, second.id)}
    case = sent(browser, scene)
    answer = browser.post(
        f"{case}/transfer",
        {
            "to_line": str(second.public_id),
            "reason": "changed_provider",
            "on_date-day": str(TODAY.day),
            "on_date-month": str(TODAY.month),
            "on_date-year": str(TODAY.year),
        },
    )
    assert answer.status_code == 303
    assert waiting(session, first) == before[first]
    assert waiting(session, second.id) == before[second.id] + 1
    assert "Day 0 was kept" in browser.get(case).text


def test_a_transfer_to_a_queue_that_does_not_serve_the_home_moves_nobody(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    """It is not offered, and whoever sends it all the same is told why."""
    browser = officer(visitor, session, scene)
    elsewhere = make_line(session, areas=[make_area(session, "elsewhere")])
    session.commit()
    case = sent(browser, scene)
    before = {key: waiting(session, key) for key in (scene.lines[GROUP].id, elsewhere.id)}
    assert str(elsewhere.public_id) not in browser.get(f"{case}/transfer").text
    day = {"on_date-day": TODAY.day, "on_date-month": TODAY.month, "on_date-year": TODAY.year}
    told = {"to_line": str(elsewhere.public_id), "reason": "changed_provider", **day}
    refused = browser.post(f"{case}/transfer", told)
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert {key: waiting(session, key) for key in before} == before


def waiting(session: Session, line_id: int) -> int:
    return session.get_one(LineFigures, line_id, populate_existing=True).waiting


def test_a_slip_says_when_where_and_whom_to_ring_and_nothing_of_why(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    slip = re.sub(r"<[^>]+>", " ", browser.get(f"{case}/slip").text.partition("<main")[2])
    assert "When and where" in slip
    assert "01772 000001" in slip
    for word in (GROUP, "Community order", "4471", "accommodation", "risk"):
        assert word not in slip
    assert "for the file" in browser.get(f"{case}/sheet").text


def test_another_areas_officer_reads_none_of_it(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    case = sent(officer(visitor, session, scene), scene)
    other = officer(visitor, session, scene, area_id=scene.beside.id)
    for path in (case, f"{case}/slip", f"{case}/sheet", f"{case}/record", f"{case}/transfer"):
        assert other.get(path).status_code == 404
    assert "…4471" not in other.get("/cases").text
    assert other.post("/cases", {"reference": "CASE-4471"}).status_code == 422
    refused = other.post(line_path(scene), asked(scene))
    assert refused.status_code == 422


def test_its_provider_reads_neither_court_nor_why_it_goes_first(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    case = sent(officer(visitor, session, scene), scene, court=scene.court.slug)
    provider_id = scene.service(GROUP, session).provider_id
    assert provider_id
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "Its provider", provider_id=provider_id
    )
    browser = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=own)
    session.commit()
    page = browser.get(case)
    assert page.status_code == 200
    assert "The court named a day" not in page.text
    assert scene.court.name not in page.text
    assert "To be completed by" in page.text
    assert "no measure of risk" in page.text
    assert browser.get(f"{case}/record").status_code == 403


def test_what_became_of_a_referral_is_read_by_its_sender(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    sent(browser, scene)
    assert "details and risk not yet told by telephone" in browser.get("/sent").text
    referral = session.scalars(select(Referral).order_by(Referral.id.desc())).first()
    assert referral is not None
    assert referral.status is ReferralStatus.WAITING
    kinds = session.scalars(
        select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral.id)
    ).all()
    assert kinds == [EventKind.RECEIVED]


def test_only_officers_are_led_to_the_form(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    court = f"/courts/{scene.court.slug}"
    assert "Refer somebody</a></p>" in officer(visitor, session, scene).get(court).text
    visitor.delete_cookie("portal")
    assert "Refer somebody" not in visitor.get(court).text


def test_a_place_is_booked_from_the_case_once_and_in_turn(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    page = browser.get(f"{case}/place").text
    assert "places left" in page
    listed = text_of(browser.get("/cases").text)
    for asked in ("place", "record", "transfer"):
        told = re.search(r"Case (…\w+): ", text_of(browser.get(f"{case}/{asked}").text))
        assert told is not None, asked
        assert told[1] in listed, asked
    group = re.findall(r'name="group" type="radio" value="([^"]+)"', page)[0]
    form = {"group": group, "request_id": str(uuid.uuid4())}
    first, again = (browser.post(f"{case}/place", form) for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert count(session, Booking) == 1
    booked = browser.get(case).text
    assert "Place booked" in booked
    assert "Not accepted by the provider yet" in booked
    (turn,) = re.findall(r'href="(/turns/[^"]+)"', booked)
    assert f'href="{case}"' in browser.get(turn).text, "and back"
    assert f"{case}/place" not in booked
    assert "Waiting." in booked  # a booked future start stops no clock


def test_before_and_after_a_booking_it_is_said_that_the_order_ends_before_the_group(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    for told in session.scalars(select(ReferralParticulars)):
        told.order_ends_on = dt.date(2027, 6, 30)
    for terms in session.scalars(select(LineTerms)):
        terms.programme_weeks = 30
    session.commit()
    says = "after 30 June 2027, by when the order is to be completed"
    page = browser.get(f"{case}/place").text
    assert says in text_of(page)
    [group] = re.findall(r'name="group" type="radio" value="([^"]+)"', page)[:1]
    form = {"group": group, "request_id": str(uuid.uuid4())}
    assert browser.post(f"{case}/place", form).status_code == 303
    assert says in text_of(browser.get(case).text)


def test_a_place_given_up_stays_on_the_case_with_who_and_why_it_was_given(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    groups = re.findall(
        r'name="group" type="radio" value="([^"]+)"', browser.get(f"{case}/place").text
    )
    browser.post(f"{case}/place", {"group": groups[0], "request_id": str(uuid.uuid4())})
    turn = f"/turns/{session.scalars(select(Booking.public_id)).one()}"
    session.commit()
    assert browser.post(f"{turn}/give-up").status_code == 303
    page = text_of(browser.get(case).text)
    assert "A place booked" in page
    assert f"The place was given up (by Team {scene.home.id})" in page
    assert f'href="{turn}"' in browser.get(case).text
    assert browser.get(turn).status_code == 200


def test_a_slip_names_day_time_and_place_or_says_that_they_are_not_known(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    group = make_group(session, scene.lines[GROUP], start=dt.date(2027, 3, 9))
    booking = seat(session, group)
    referral = session.get_one(Referral, booking.referral_id)
    referral.home_local_delivery_unit_id = scene.home.id
    happen(session, referral, EventKind.STARTED, on=-1)
    browser = officer(visitor, session, scene)
    path = f"/cases/{referral.public_id}/slip"
    session.commit()
    page = browser.get(path).text
    assert "Tuesday 9 March 2027 at 18:00" in page
    assert "<title>When and where</title>" in page
    assert "Do not rely on them in court" not in page
    for one in sessions_of(session, group.id):
        one.cancelled_at = NOW
    session.commit()
    page = browser.get(path).text
    assert "The next day is not known here: ring and ask." in page
    assert "as you were told" not in page


def test_what_was_sent_and_is_over_says_how(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    referral = session.scalars(
        select(Referral).where(Referral.public_id == uuid.UUID(case.rpartition("/")[2]))
    ).one()
    happen(session, referral, EventKind.WITHDRAWN, on=0)
    session.commit()
    page = browser.get("/sent").text
    assert "nothing new" not in page
    assert "withdrawn on 2 March 2027" in page


def test_an_offer_that_waits_is_no_nothing_new(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    referral = session.scalars(
        select(Referral).where(Referral.public_id == uuid.UUID(case.rpartition("/")[2]))
    ).one()
    group = make_group(session, session.get_one(Line, referral.line_id))
    offer = PlaceOffer(
        group_id=group.id, referral_id=referral.id, offered_at=NOW, answer_by=NOW.date()
    )
    session.add(offer)
    session.commit()
    assert "a place is offered: answer by 2 March 2027" in browser.get("/sent").text
    offer.answer_by -= dt.timedelta(days=1)
    session.commit()
    assert "a place is offered" not in browser.get("/sent").text


def test_a_group_that_is_none_of_the_queues_is_refused(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    answer = browser.post(f"{case}/place", {"group": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert "Choose a group" in answer.text
    assert count(session, Booking) == 0
