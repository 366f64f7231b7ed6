"""A commissioner records what a provider told by telephone; another region's is not there."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityStatement
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.listings.models import ListingDraft, ProviderCall
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.models import Confirmation
from tests.makers.accounts import LoggedIn, make_organisation
from tests.makers.days import NOW
from tests.makers.listings import FOR_WOMEN, NEW_NUMBER, OLD_NUMBER, says
from tests.makers.places import make_court, make_region
from tests.makers.start_dates import answer_everything
from tests.portal.listings.keeping import TITLE, Kept, hidden, kept_listing

pytestmark = pytest.mark.usefixtures("client")

OFFICE = "01632 960900"
MAY = {Role.COMMISSIONER, Role.REGION_HEAD}


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


def with_office(kept: Kept) -> None:
    kept.session.get_one(Provider, kept.service.provider_id).telephone = OFFICE
    kept.session.flush()


def ring(kept: Kept, who: LoggedIn, number: str = OLD_NUMBER) -> str:
    """The path of the call that begins."""
    answer = who.post(f"/calls/services/{kept.service.public_id}", {
        "number": number, "told_by": "Mo Khan", "has_rung": "yes",
    })  # fmt: skip
    assert answer.status_code == 303, answer.text
    return answer.location


def test_the_page_shows_the_number_held_and_asks_to_ring_it_back(kept: Kept) -> None:
    with_office(kept)
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    assert TITLE in carla.get("/calls").text
    assert TITLE in carla.get("/calls?q=thinking").text
    assert TITLE not in carla.get("/calls?q=gardening").text
    path = f"/calls/services/{kept.service.public_id}"
    page = carla.get(path).text
    for number in (OLD_NUMBER, OFFICE):
        assert f'value="{number}"' in page
    wrong = carla.post(path, {"number": OLD_NUMBER, "told_by": "Mo"})
    assert wrong.status_code == 422
    assert "Ring the number back first" in wrong.text
    for number in (NEW_NUMBER, ""):
        data = {"number": number, "told_by": "Mo", "has_rung": "yes"}
        assert carla.post(path, data).status_code == 422
    assert kept.session.scalars(select(ProviderCall)).all() == []


def test_told_recorded_marked_and_copied(kept: Kept) -> None:
    with_office(kept)
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    call = ring(kept, carla, OFFICE)
    page = carla.get(call).text
    answer = carla.post(f"{call}/reach", {
        "based_on": hidden(page, "based_on"), "telephone": NEW_NUMBER,
        "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert answer.status_code == 303
    assert "A copy goes to the provider by e-mail" in carla.get(answer.location).text
    assert says(kept.session, kept.service)["telephone"] == NEW_NUMBER
    assert [one.to_address for one in kept.told] == ["old@example.org", "jane.roe@example.org"]
    assert f"Telephone: {OLD_NUMBER} → {NEW_NUMBER}" in kept.told[0].body
    public = kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    assert NEW_NUMBER in public
    assert f'{NEW_NUMBER}</a> <span class="quiet">told by telephone on' in public
    assert "told by telephone" in jane.get(f"{kept.path}/confirm").text
    assert "Mo Khan" not in public
    assert "Mo Khan told Carla Approver by telephone" in jane.get(f"{kept.path}/history").text


def test_the_number_that_changes_cannot_have_been_rung(kept: Kept) -> None:
    carla = kept.somebody(Role.COMMISSIONER)
    call = ring(kept, carla)
    answer = carla.post(f"{call}/reach", {
        "based_on": "1", "telephone": NEW_NUMBER, "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "You rang back the number that would be changed" in answer.text
    assert f'value="{NEW_NUMBER}"' in answer.text
    assert says(kept.session, kept.service)["telephone"] == OLD_NUMBER
    assert kept.told == []


def test_what_is_ticked_is_still_right_and_nothing_else(kept: Kept) -> None:
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    call = ring(kept, carla)
    page = carla.get(call).text
    assert carla.post(f"{call}/right", {"seen": "1"}).status_code == 422
    answer = carla.post(f"{call}/right", {"seen": hidden(page, "seen"), "fact": ["telephone"]})
    assert answer.status_code == 303
    [one] = kept.session.scalars(select(Confirmation))
    assert (one.fact_kind, one.confirmed_by) == ("telephone", "Mo Khan")
    assert "Telephone: still right" in kept.told[0].body
    public = kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    assert len(re.findall("told by telephone on", public)) == 2, "by the number, and by its day"


def test_places_starts_and_closures_are_told_too(kept: Kept) -> None:
    line = kept.line()
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    call = ring(kept, carla)
    day = local_date(dt.datetime.now(dt.UTC)) + dt.timedelta(days=9)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    start = {f"starts_on-{name}": value for name, value in parts.items()}
    shut = {f"{end}-{name}": value for name, value in parts.items()
            for end in ("from_date", "to_date")}  # fmt: skip
    base = f"{call}/lines/{line.public_id}"
    for what, form, status in (
        ("start", start | {"places": "8", "instead_of": ""}, 303),
        ("start", {"places": "8"}, 422),
        ("places", {"places": "12"}, 303),
        ("places", {"places": "many"}, 422),
        ("closure", shut | {"reason": "Move"}, 303),
    ):
        assert carla.post(f"{base}/{what}", form).status_code == status, what
    stated = kept.session.scalars(select(CapacityStatement.stated_by)).all()
    assert stated.count("Mo Khan") == 1
    assert [one.body.count(line.name) for one in kept.told] == [1, 1, 1]
    other = carla.post(f"{call}/lines/{uuid.uuid4()}/places", {"places": "1"})
    assert other.status_code == 404


def test_of_a_sensitive_service_a_second_person_approves(app: Flask, session: Session) -> None:
    kept = kept_listing(app, session, eligibility=FOR_WOMEN)
    with_office(kept)
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    dev = kept.somebody(Role.COMMISSIONER, "Dev Second")
    call = ring(kept, carla, OFFICE)
    assert "waits until a second person" in carla.get(call).text
    answer = carla.post(f"{call}/reach", {
        "based_on": "1", "telephone": NEW_NUMBER, "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert answer.status_code == 303, answer.text
    assert says(session, kept.service)["telephone"] == OLD_NUMBER
    [draft] = session.scalars(select(ListingDraft))
    assert carla.get(f"/approving/{draft.public_id}").status_code == 404
    assert "Carla Approver, told by telephone by Mo Khan" in dev.get("/approving").text
    approve = {"draft_version": str(draft.version), "approve": "telephone"}
    assert carla.post(f"/approving/{draft.public_id}", approve).status_code == 404
    assert dev.post(f"/approving/{draft.public_id}", approve).status_code == 303
    assert says(session, kept.service)["telephone"] == NEW_NUMBER


def test_who_has_no_address_is_sent_a_letter(app: Flask, session: Session) -> None:
    kept = kept_listing(app, session, email=None)
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    call = ring(kept, carla)
    assert "Nothing is recorded of this call yet" in carla.get(f"{call}/letter").text
    form = {"based_on": "1", "telephone": OLD_NUMBER, "email": "", "opening_hours": "9 to 5"}
    answer = carla.post(f"{call}/reach", form)
    assert kept.told == []
    assert "print the letter and post it" in carla.get(answer.location).text
    letter = carla.get(f"{call}/letter").text
    for words in ("Mo Khan", "Carla Approver", "When somebody answers: nothing → 9 to 5"):
        assert words in letter


def test_how_a_confidential_service_is_rung_stands_on_no_page(kept: Kept) -> None:
    with_office(kept)
    kept.service.exposure = Exposure.CONFIDENTIAL
    kept.session.flush()
    carla = kept.somebody(Role.COMMISSIONER)
    call = ring(kept, carla, OFFICE)
    pages = [
        carla.get(path).text
        for path in ("/calls", f"/calls/services/{kept.service.public_id}", call, f"{call}/letter")
    ]
    form = {"based_on": "1", "telephone": NEW_NUMBER, "email": "new@example.org"}
    answer = carla.post(f"{call}/reach", form)
    assert answer.location.endswith("done=same")
    for page in pages:
        assert OLD_NUMBER not in page
        assert "old@example.org" not in page
    assert says(kept.session, kept.service)["telephone"] == OLD_NUMBER


PAGES = [
    ("GET", "/calls"),
    ("GET", "/calls/services/{service}"),
    ("POST", "/calls/services/{service}"),
    ("GET", "/calls/{call}"),
    ("GET", "/calls/{call}/letter"),
    ("POST", "/calls/{call}/reach"),
    ("POST", "/calls/{call}/right"),
    ("POST", "/calls/{call}/lines/{line}/places"),
]


@pytest.mark.parametrize("role", Role)
def test_whose_role_does_not_include_it_is_refused(kept: Kept, role: Role) -> None:
    somebody = kept.somebody(role)
    line = kept.line().public_id
    call = ring(kept, somebody).rpartition("/")[2] if role in MAY else uuid.uuid4()
    for method, path in PAGES:
        address = path.format(service=kept.service.public_id, call=call, line=line)
        status = (somebody.get if method == "GET" else somebody.post)(address).status_code
        assert (status in {200, 303, 422}) is (role in MAY), (method, path, status)
        assert (status == 403) is (role not in MAY), (method, path, status)


@pytest.mark.parametrize("role", sorted(MAY))
def test_another_regions_is_not_there(kept: Kept, session: Session, role: Role) -> None:
    own = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    call, line = ring(kept, own).rpartition("/")[2], kept.line().public_id
    wales = {"region_id": make_region(session, "wales").id}
    where = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", **wales)
    strangers = [kept.somebody(role, "Wyn Stranger", organisation=where),
                 kept.somebody(role, "Dev Second")]  # fmt: skip
    assert TITLE not in strangers[0].get("/calls").text
    for number, stranger in enumerate(strangers):  # a colleague has no part in another's call
        for method, path in PAGES[1 if number == 0 else 3 :]:
            address = path.format(service=kept.service.public_id, call=call, line=line)
            answer = (stranger.get if method == "GET" else stranger.post)(address)
            assert answer.status_code == 404, (method, path)
            assert TITLE not in answer.text


def test_a_call_of_another_day_is_over(kept: Kept) -> None:
    carla = kept.somebody(Role.COMMISSIONER)
    path = ring(kept, carla)
    call = kept.session.scalars(select(ProviderCall)).one()
    call.rung_at -= dt.timedelta(days=2)
    kept.session.flush()
    assert "This call was on another day" in carla.get(path).text
    form = {"based_on": "1", "telephone": OLD_NUMBER, "email": "", "opening_hours": "9 to 5"}
    assert carla.post(f"{path}/reach", form).status_code == 422
    assert carla.post(f"{path}/right", {"seen": "1", "fact": "telephone"}).status_code == 422
    assert says(kept.session, kept.service)["opening_hours"] is None


def test_the_court_page_and_its_json_say_that_it_was_told_by_telephone(kept: Kept) -> None:
    kept.service.delivery_kind = DeliveryKind.ONE_TO_ONE
    with time_machine.travel(NOW, tick=False):
        court = make_court(kept.session, "preston-magistrates-court", serves=[kept.area])
        line = kept.line()
        carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
        path = f"/courts/{court.slug}?requirement=rehabilitation_activity"
        words = "Told by telephone on 2 March 2027."
        asked = f"/api/v1/availability?court={court.slug}"
        anybody = kept.app.test_client()
        answer_everything(kept.session)
        assert words not in anybody.get(path).text
        call = ring(kept, carla)
        answer = carla.post(f"{call}/lines/{line.public_id}/places", {"places": "12"})
        assert answer.status_code == 303
        answer_everything(kept.session)
        assert words in anybody.get(path).text
        told = anybody.get(asked).get_json()["requirements"]
        rows = [row for one in told for row in one["rows"]]
        assert [row["told_by_telephone"] for row in rows] == [True]
        page = anybody.get(f"/services/{kept.service.public_id}").text
        assert "told by telephone on 2 March 2027" in page
