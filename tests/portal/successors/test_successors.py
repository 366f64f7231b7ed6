"""An organisation renamed, renumbered or merged, by whoever may say so; found still as it was."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, Site
from directory.providers.models import Provider, ProviderMerge
from directory.services.exposing import work_out_exposure
from directory.services.models import Service
from tests.makers.accounts import make_organisation
from tests.makers.places import make_region
from tests.makers.services import make_provider, make_service
from tests.portal.listings.keeping import Kept, hidden, kept_listing

pytestmark = pytest.mark.usefixtures("client")

MAY = {Role.COMMISSIONER, Role.REGION_HEAD, Role.ADMINISTRATOR}
SINCE = {"from_date-day": "1", "from_date-month": "3", "from_date-year": "2026"}


@dataclass
class Two(Kept):
    one: Provider
    other: Provider

    @property
    def pair(self) -> str:
        return f"/successors/{self.one.public_id}/{self.other.public_id}"

    def stated(self, **more: str) -> dict[str, str]:
        told = {
            "stays": str(self.one.public_id),
            "how": "merged",
            "reason": "The register says so.",
        }
        return told | SINCE | more


@pytest.fixture
def two(app: Flask, session: Session) -> Two:
    kept = kept_listing(app, session)
    one = session.get_one(Provider, kept.service.provider_id)
    other = make_provider(session, "Example Forge Trust Ltd")
    service = make_service(session, "A walk", areas=[kept.area])
    service.provider_id = other.id
    other.charity_number, one.charity_number = "1099999", "1023456"
    other.email = "other@example.org"
    session.flush()
    return Two(app, session, kept.service, kept.organisation, kept.area, one, other)


def test_found_looked_at_merged_told_and_taken_back(two: Two) -> None:
    two.somebody(Role.PROVIDER_ADMINISTRATOR, "Ada Admin")
    carla = two.somebody(Role.COMMISSIONER, "Carla Approver")
    assert "Example Forge Trust Ltd" in carla.get("/successors").text
    page = carla.get(two.pair).text
    assert "1099999" in page
    assert "1 service" in page
    answer = carla.post(two.pair, two.stated())
    assert answer.status_code == 303, answer.text
    after = carla.get(answer.location).text
    assert "Carla Approver stated that the two are one since 1 March 2026" in after
    assert {"other@example.org", "ada.admin@example.org"} <= {one.to_address for one in two.told}
    assert "Example Forge Trust Ltd is Example Forge Trust since" in two.told[-1].body
    assert "The register says so." in carla.get(f"{answer.location}/letter").text

    anybody = two.app.test_client()
    old = anybody.get(f"/providers/{two.other.public_id}")
    assert (old.status_code, old.location) == (308, f"/providers/{two.one.public_id}")
    kept = anybody.get(old.location).text
    assert "A walk" in kept
    assert "Example Forge Trust Ltd" in kept  # formerly
    listed = anybody.get("/providers?q=forge+trust+ltd").text
    assert f"/providers/{two.one.public_id}" in listed
    assert f"/providers/{two.other.public_id}" not in listed
    assert f"/providers/{two.one.public_id}" in anybody.get("/providers?q=1099999").text

    parted = carla.post(answer.location, {"reason": "It was another of that name."})
    assert parted.status_code == 303
    assert "It was another of that name." in carla.get(parted.location).text
    assert anybody.get(f"/providers/{two.other.public_id}").status_code == 200
    assert carla.post(answer.location, {"reason": "Again."}).status_code == 422


def test_renamed_and_found_still(two: Two) -> None:
    carla = two.somebody(Role.COMMISSIONER, "Carla Approver")
    path = f"/successors/{two.one.public_id}"
    form = {"name": "Anvil Trust", "charity_number": "1023456", "company_number": ""} | SINCE
    based = {"based_on": hidden(carla.get(path).text, "based_on")}
    assert carla.post(path, form | based).status_code == 303
    anybody = two.app.test_client()
    page = anybody.get("/providers?q=example+forge+trust").text
    assert "Anvil Trust" in page
    mine = carla.get(path).text
    assert "Until 1 March 2026: Example Forge Trust, charity 1023456" in mine
    which = {"which": hidden(mine, "which")}
    assert carla.post(f"{path}/as-before", which).status_code == 303
    two.session.refresh(two.one)
    assert two.one.name == "Example Forge Trust"
    assert carla.post(f"{path}/as-before", which).status_code == 303  # a second click
    two.session.refresh(two.one)
    assert two.one.name == "Example Forge Trust"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"stays": ""}, "Choose the one that stays"),
        ({"how": ""}, "Choose what happened"),
        ({"reason": ""}, "Say why"),
        ({"from_date-day": "", "from_date-month": "", "from_date-year": ""}, "Enter the day"),
        ({"from_date-year": "2099"}, "has not come yet"),
    ],
)
def test_what_is_wrong_is_said(two: Two, form: dict[str, str], says: str) -> None:
    answer = two.somebody(Role.COMMISSIONER).post(two.pair, two.stated(**form))
    assert answer.status_code == 422
    assert says in answer.text
    assert two.session.scalars(select(ProviderMerge)).all() == []


@pytest.mark.parametrize("role", Role)
def test_who_may(two: Two, role: Role) -> None:
    somebody = two.somebody(role)
    wanted = 200 if role in MAY else 403
    for path in ("/successors", two.pair, f"/successors/{two.one.public_id}"):
        assert somebody.get(path).status_code == wanted
    assert somebody.post(two.pair, {}).status_code == (422 if role in MAY else 403)


def test_another_regions_are_not_there(two: Two, session: Session) -> None:
    wales = {"region_id": make_region(session, "wales").id}
    where = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", **wales)
    stranger = two.somebody(Role.COMMISSIONER, "Wyn Stranger", organisation=where)
    assert "Forge" not in stranger.get("/successors").text
    assert stranger.get(two.pair).status_code == 404
    assert stranger.post(two.pair, two.stated()).status_code == 404


def test_a_number_on_a_register_makes_a_candidate_whatever_the_name(two: Two) -> None:
    two.other.name, two.other.charity_number = "Quite another", " 0 1023456-1"
    two.session.flush()
    page = two.somebody(Role.COMMISSIONER).get("/successors").text
    assert "Example Forge Trust – Quite another" in page
    assert "a number on a register" in page


@pytest.mark.parametrize("number", [None, "", "  ", "0"])
def test_what_is_empty_after_tidying_is_in_common_with_nobody(two: Two, number: str | None) -> None:
    two.other.name = "Quite another"
    two.one.charity_number = two.other.charity_number = number
    two.one.telephone = two.other.telephone = number
    two.session.flush()
    assert "No two of them look alike" in two.somebody(Role.COMMISSIONER).get("/successors").text


def test_of_organisations_known_to_few_no_name_is_told(two: Two) -> None:
    two.somebody(Role.PROVIDER_ADMINISTRATOR, "Ada Admin")
    for site in two.session.scalars(select(Site)):
        site.exposure = Exposure.CONFIDENTIAL
    two.session.flush()
    work_out_exposure(two.session, two.session.scalars(select(Service)).all())
    carla = two.somebody(Role.COMMISSIONER, "Carla Approver")
    assert carla.post(two.pair, two.stated()).status_code == 303
    assert two.told
    assert [one.body for one in two.told if "Forge" in one.body] == []
    anybody = two.app.test_client()
    for provider in (two.one, two.other):
        assert anybody.get(f"/providers/{provider.public_id}").status_code == 404
