"""Providers, prisons, areas and the list of addresses: open facts, and nothing of what is not."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.places.models import AuthorityMembership, Exposure, LocalAuthority, Prison, Site
from directory.places.reference_tables import prisons
from directory.providers.editing import keep_provider, link_subcontractors
from directory.providers.models import Provider, Sector
from directory.services.editing import publish_listing
from directory.services.listing import Listing, Setting
from directory.services.models import Service
from directory.services.serving import place_at_sites
from portal.finding.prisons import prisons_called
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.services import make_provider
from tests.portal.asking_on import answered
from tests.portal.finding.conftest import text_of

HMP = "/prisons/pni"


@pytest.fixture
def prison(session: Session, scene: Scene) -> Prison:
    kept = Prison(
        code="PNI",
        name="Preston (HMP & YOI)",
        town="Preston",
        postcode="PR1 5AB",
        holds_men=True,
        holds_women=False,
        latitude=53.76,
        longitude=-2.69,
    )
    session.add(kept)
    session.flush()
    return kept


def other_provider(session: Session, name: str) -> Provider:
    return keep_provider(
        session,
        external_id=name.upper(),
        name=name,
        sector=Sector.FAITH,
        charity_number="1234567-1",
        company_number="01234567",
        source="tests",
        by=actor(session),
        at=NOW,
    )


def test_a_provider_has_its_registers_links_and_services_by_area(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    prime = make_provider(session)
    below = other_provider(session, "Chapel Trust")
    link_subcontractors(
        session, prime, [below], agreement_reference="A1", by=actor(session), at=NOW
    )
    page = visitor.get(f"/providers/{prime.public_id}").text
    said = text_of(page)
    assert "Passes work to Chapel Trust" in said
    assert "Central Lancashire North West" in said
    assert "Community Payback in Central Lancashire" in said
    for hidden in ("Horizon", "Haworth House", "Approved premises", "A1"):
        assert hidden not in said
    said = visitor.get(f"/providers/{below.public_id}").text
    assert "charity-details/1234567" in said
    assert "company/01234567" in said
    assert "Works for" in said


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chapel", ["Chapel Trust"]),
        ("Chappel Trust", ["Chapel Trust"]),
        ("1234567", ["Chapel Trust"]),
        ("123 4567-1", ["Chapel Trust"]),
        ("forge", ["Example Forge Trust"]),
        ("7654321", []),
        ("nobody", []),
    ],
)
def test_a_provider_is_found_by_name_or_charity_number_and_keeps_its_telephone(
    visitor: FlaskClient, session: Session, scene: Scene, typed: str, found: list[str]
) -> None:
    other_provider(session, "Chapel Trust")
    make_provider(session).telephone = "01632 960 777"
    session.flush()
    answer = visitor.get("/providers", query_string={"q": typed})
    assert answer.status_code == (200 if found else 404)
    assert re.findall(r'href="/providers/[0-9a-f-]+">([^<]+)<', answer.text) == found
    page = visitor.get(f"/providers/{make_provider(session).public_id}").text
    assert "01632 960 777" not in page + answer.text


def test_a_provider_of_nothing_but_hidden_services_is_not_known(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    refuge = other_provider(session, "Rosewood")
    link_subcontractors(
        session,
        make_provider(session),
        [refuge],
        agreement_reference="A2",
        by=actor(session),
        at=NOW,
    )
    service = hide(session, scene)
    service.provider_id = refuge.id
    session.flush()
    assert visitor.get(f"/providers/{refuge.public_id}").status_code == 404
    assert "Rosewood" not in visitor.get(f"/providers/{make_provider(session).public_id}").text
    for path in ("/sitemap.xml", "/providers", "/providers?q=rosewood"):
        assert str(refuge.public_id) not in visitor.get(path).text


def hide(session: Session, scene: Scene) -> Service:
    """Give a service a confidential site and no other."""
    site = Site(
        external_id="refuge",
        name="A house",
        exposure=Exposure.CONFIDENTIAL,
        local_delivery_unit_id=scene.home.id,
    )
    session.add(site)
    session.flush()
    service = scene.service("Supported housing in Leyland", session)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    return service


def test_prisons_are_listed_and_open_by_code(visitor: FlaskClient, prison: Prison) -> None:
    assert HMP in visitor.get("/prisons").text
    said = text_of(visitor.get(HMP).text)
    assert "Preston (HMP & YOI)" in said
    assert "None has been given to this portal" in said
    assert "Nobody has told this portal what runs here" in said
    assert visitor.get("/prisons/xxx").status_code == 404


def test_a_prison_lists_what_runs_at_its_own_postcode(
    visitor: FlaskClient, session: Session, scene: Scene, prison: Prison
) -> None:
    site = Site(
        external_id="wing",
        name="Education block",
        exposure=Exposure.OPEN,
        local_delivery_unit_id=scene.home.id,
        postcode=prison.postcode,
    )
    session.add(site)
    session.flush()
    service = scene.service("Drug recovery at Avenham", session)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    assert "Drug recovery at Avenham" in text_of(visitor.get(HMP).text)


def test_near_home_what_was_begun_inside_comes_first_and_orders_are_left_out(
    visitor: FlaskClient, session: Session, scene: Scene, prison: Prison
) -> None:
    service = scene.service("Drug recovery at Avenham", session)
    listing = Listing("Through the gate recovery", "Recovery.", setting=Setting.THROUGH_THE_GATE)
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    found = starts_in(visitor.get(f"{HMP}?area=central-lancashire").text)
    assert found[0] == "Through the gate recovery"
    assert "Finance, benefit and debt advice 1" in found
    assert "Community Payback in Central Lancashire" not in found
    assert "Mental health link worker, Blackburn" not in found
    assert visitor.get(f"{HMP}?area=atlantis").status_code == 404


def starts_in(page: str) -> list[str]:
    """The services that somebody released could start, in order."""
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)<', page)


def test_a_prison_offers_nothing_that_takes_only_the_other_sex(
    visitor: FlaskClient, session: Session, scene: Scene, prison: Prison
) -> None:
    near = f"{HMP}?area=central-lancashire"
    assert "Women’s centre" not in starts_in(visitor.get(near).text)
    prison.holds_women = True
    session.flush()
    assert "Women’s centre" in starts_in(visitor.get(near).text)


def test_what_can_start_from_the_day_of_release_is_told_with_whom_to_ring(
    visitor: FlaskClient, prison: Prison
) -> None:
    day = {"released-day": "1", "released-month": "2", "released-year": "2030"}
    answer = answered(visitor, HMP, {"postcode": "PR1", **day})
    said = text_of(answer.text)
    assert "Released on Friday 1 February 2030." in said
    assert "From the day of release, if referred today" in said
    rows = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', answer.text, re.DOTALL)
    assert rows
    assert [row for row in rows if "tel:" not in row] == []
    assert "on licence: taking part in a programme or a set of activities" in said
    past = visitor.post(HMP, data={"postcode": "PR1", **day, "released-year": "2020"})
    assert past.status_code == 422
    assert "Enter a day of release from" in past.text


@pytest.mark.parametrize(
    ("typed", "code"), [("preston", 302), ("HMP Preston", 302), ("pni", 302), ("atlantis", 404)]
)
def test_a_prison_is_found_by_its_name(
    visitor: FlaskClient, prison: Prison, typed: str, code: int
) -> None:
    assert visitor.get(f"/prisons?q={typed}").status_code == code


def test_a_prison_is_found_by_what_everybody_calls_it() -> None:
    kept = [Prison(code=row.code, name=row.name, town=row.town) for row in prisons()]
    called = {"Strangeways": "MRI", "walton": "LPI", "the scrubs": "WSI", "winson grene": "BMI"}
    assert {typed: [one.code for one in prisons_called(typed, kept)] for typed in called} == {
        typed: [code] for typed, code in called.items()
    }


def test_a_home_postcode_is_posted_and_answered_at_a_sealed_address(
    visitor: FlaskClient, prison: Prison
) -> None:
    answer = answered(visitor, HMP, {"postcode": "pr1 2ab"})
    assert answer.status_code == 200
    assert "PR1 2: Central Lancashire area" in text_of(answer.text)
    assert not re.search("pr1 ?2ab", answer.text, re.IGNORECASE)
    assert answer.headers["Cache-Control"] == "no-store"
    refused = answered(visitor, HMP, {"postcode": "nowhere"})
    assert refused.status_code == 422
    assert "nowhere is not a postcode" in refused.text


def test_an_area_says_what_it_is_made_of_and_from_which_source(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    authority = LocalAuthority(code="E07000123", name="Preston", police_area="Lancashire")
    session.add(authority)
    session.flush()
    session.add(
        AuthorityMembership(
            local_delivery_unit_id=scene.home.id, local_authority_id=authority.id, source="listed"
        )
    )
    hub = scene.service("Women’s centre", session)
    service = scene.service("Drug recovery at Avenham", session)
    listing = Listing("Drug recovery", "Recovery.", referral_hub_id=hub.id)
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    said = text_of(visitor.get("/areas/north-west/central-lancashire").text)
    assert "Preston (the source lists it)" in said
    assert "Source: Ministry of Justice" in said
    assert "Referral hubs Women’s centre" in said
    assert "Preston Probation Office" in said


def test_the_list_of_addresses_holds_open_pages_alone(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    hidden = hide(session, scene)
    answer = visitor.get("/sitemap.xml")
    assert answer.mimetype == "application/xml"
    opened = scene.service("Women’s centre", session)
    restricted = scene.service("Horizon", session)
    assert f"/services/{opened.public_id}</loc>" in answer.text
    for service in (hidden, restricted):
        assert str(service.public_id) not in answer.text
    assert "/areas/north-west/central-lancashire</loc>" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/services", "/services.csv", "/services/sheet", "/prisons", "/coverage", "/sitemap.xml"],
)
def test_anybody_may_read_without_an_account(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 200
    assert visitor.head(path).status_code == 200
    assert visitor.put(path).status_code == 405


def test_pages_describe_themselves_for_those_who_list_them(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    service = scene.service("Women’s centre", session)
    page = visitor.get(f"/services/{service.public_id}").text
    assert (
        '<meta name="description" content="What Women’s centre is, in a sentence or two.">' in page
    )
