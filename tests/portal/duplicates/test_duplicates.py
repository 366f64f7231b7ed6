"""A commissioner finds what is listed twice, makes two one, and parts them again."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, Site
from directory.services.exposing import work_out_exposure
from directory.services.models import Service, ServiceMerge
from tests.makers.accounts import make_organisation
from tests.makers.listings import make_draft, make_person
from tests.makers.places import make_region
from tests.makers.services import make_service
from tests.portal.listings.keeping import Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")

MAY = {Role.COMMISSIONER, Role.REGION_HEAD}


@dataclass
class Twice(Kept):
    twin: Service

    @property
    def pair(self) -> str:
        return f"/duplicates/services/{self.service.public_id}/{self.twin.public_id}"

    def one(self, **more: str) -> dict[str, str]:
        return {"stays": str(self.service.public_id), "reason": "The provider says so."} | more


@pytest.fixture
def twice(app: Flask, session: Session) -> Twice:
    kept = kept_listing(app, session)
    twin = make_service(
        session, "Thinking ahead!", kind=kept.service.delivery_kind, areas=[kept.area]
    )
    kept.line(twin)
    return Twice(app, session, kept.service, kept.organisation, kept.area, twin)


def test_found_looked_at_made_one_and_parted(twice: Twice) -> None:
    carla = twice.somebody(Role.COMMISSIONER, "Carla Approver")
    found = carla.get("/duplicates").text
    assert twice.pair in found or str(twice.twin.public_id) in found
    assert "the name" in found
    page = carla.get(twice.pair).text
    assert "Thinking ahead!" in page
    answer = carla.post(twice.pair, twice.one())
    assert answer.status_code == 303, answer.text
    after = carla.get(answer.location).text
    for words in ("Carla Approver made the two one", "The provider says so.", "Thinking ahead!"):
        assert words in after
    anybody = twice.app.test_client()
    old = anybody.get(f"/services/{twice.twin.public_id}?area=preston")
    assert (old.status_code, old.location) == (
        308, f"/services/{twice.service.public_id}?area=preston",
    )  # fmt: skip
    assert anybody.get(old.location).status_code == 200
    assert carla.get("/duplicates").text.count("Thinking ahead!") == 0
    lines = twice.session.scalars(select(Line.service_id)).all()
    assert lines == [twice.service.id]
    assert carla.post(answer.location, {"reason": ""}).status_code == 422
    parted = carla.post(answer.location, {"reason": "Two rooms, two queues."})
    assert parted.status_code == 303
    assert "Two rooms, two queues." in carla.get(parted.location).text
    assert "Part them again" not in carla.get(parted.location).text
    assert anybody.get(f"/services/{twice.twin.public_id}").status_code == 200
    assert carla.post(answer.location, {"reason": "Again."}).status_code == 422


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"stays": ""}, "Choose the one that stays"),
        ({"stays": str(uuid.UUID(int=7))}, "Not a valid choice"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_what_is_wrong_stands_at_its_field(twice: Twice, form: dict[str, str], words: str) -> None:
    carla = twice.somebody(Role.COMMISSIONER)
    answer = carla.post(twice.pair, twice.one(**form))
    assert answer.status_code == 422
    assert words in answer.text
    assert twice.session.scalars(select(ServiceMerge)).all() == []


def test_the_provider_is_told_in_the_same_act(twice: Twice) -> None:
    editor = twice.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    carla = twice.somebody(Role.COMMISSIONER, "Carla Approver")
    answer = carla.post(twice.pair, twice.one())
    assert {one.to_address for one in twice.told} == {"old@example.org", "eddi.editor@example.org"}
    for message in twice.told:
        assert "Carla Approver made “Thinking ahead!” and “Thinking Ahead” one" in message.body
        assert "The provider says so." in message.body
    page = carla.get(answer.location).text
    assert "Told by e-mail, at 2 addresses." in page
    letter = carla.get(f"{answer.location}/letter").text
    assert "made “Thinking ahead!” and “Thinking Ahead” one" in letter
    carla.post(answer.location, {"reason": "Two rooms."})
    assert "parted “Thinking ahead!” and “Thinking Ahead” again" in twice.told[-1].body
    assert editor.get(f"{answer.location}/letter").status_code == 403


def test_where_nobody_has_an_address_a_letter_is_printed(app: Flask, session: Session) -> None:
    kept = kept_listing(app, session, email=None)
    twin = make_service(
        session, "Thinking ahead!", kind=kept.service.delivery_kind, areas=[kept.area]
    )
    twice = Twice(app, session, kept.service, kept.organisation, kept.area, twin)
    carla = twice.somebody(Role.COMMISSIONER, "Carla Approver")
    answer = carla.post(twice.pair, twice.one())
    assert twice.told == []
    assert "no address is held" in carla.get(answer.location).text
    assert "Example Forge Trust" in carla.get(f"{answer.location}/letter").text


def test_of_confidential_ones_no_name_is_told(twice: Twice) -> None:
    for site in twice.session.scalars(select(Site)):
        site.exposure = Exposure.CONFIDENTIAL
    twice.session.flush()
    work_out_exposure(twice.session, [twice.service, twice.twin])
    twice.somebody(Role.COMMISSIONER).post(twice.pair, twice.one())
    [message] = twice.told
    assert "a confidential service and a confidential service one" in message.body
    assert "hinking" not in message.body


def test_a_draft_of_the_one_that_would_go_refuses(twice: Twice) -> None:
    make_draft(twice.session, twice.twin, make_person(twice.session, "Jane"))
    answer = twice.somebody(Role.COMMISSIONER).post(twice.pair, twice.one())
    assert answer.status_code == 422
    assert "somebody has a draft of the one that would go" in answer.text
    assert twice.session.scalars(select(ServiceMerge)).all() == []


@pytest.mark.parametrize("role", Role)
def test_whose_role_does_not_include_it_is_refused(twice: Twice, role: Role) -> None:
    somebody = twice.somebody(role)
    for path in ("/duplicates", twice.pair):
        assert somebody.get(path).status_code == (200 if role in MAY else 403)
    assert somebody.post(twice.pair).status_code == (422 if role in MAY else 403)
    gone = f"/duplicates/merges/{uuid.uuid4()}"
    assert somebody.get(gone).status_code == (404 if role in MAY else 403)
    assert somebody.post(gone).status_code == (404 if role in MAY else 403)


def test_another_regions_is_not_there(twice: Twice, session: Session) -> None:
    own = twice.somebody(Role.COMMISSIONER, "Carla Approver")
    wales = {"region_id": make_region(session, "wales").id}
    where = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", **wales)
    stranger = twice.somebody(Role.COMMISSIONER, "Wyn Stranger", organisation=where)
    assert "Thinking" not in stranger.get("/duplicates").text
    assert stranger.get(twice.pair).status_code == 404
    assert stranger.post(twice.pair, twice.one()).status_code == 404
    merge = own.post(twice.pair, twice.one()).location
    assert stranger.get(merge).status_code == 404
    assert stranger.post(merge, {"reason": "Mine."}).status_code == 404
    twice.session.refresh(twice.twin)
    assert twice.twin.merged_into_id is not None


def test_the_command_lists_and_changes_nothing(twice: Twice, at_work: None) -> None:
    run = twice.app.test_cli_runner().invoke
    told = run(args=["duplicates", "--region", "north-west"])
    assert told.exit_code == 0, told.output
    assert "Thinking ahead!" in told.output
    assert run(args=["duplicates", "--region", "nowhere"]).exit_code == 1
    assert twice.session.scalars(select(ServiceMerge)).all() == []
