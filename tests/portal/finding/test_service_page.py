"""The whole page of a service: who for, where, how to refer, how fresh, how it has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.forecasting.basis_words import METHODS
from directory.places.models import Exposure, Site
from directory.services.confirming import confirm
from directory.services.editing import offer_service, publish_listing, withdraw_service
from directory.services.eligibility import Attribute, Operator, Rule
from directory.services.eligibility_records import as_record
from directory.services.freshness import FactKind
from directory.services.listing import Listing, Setting
from directory.services.models import ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import place_at_sites
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.services import make_provider
from tests.portal.finding.conftest import text_of

DEBT = "Finance, benefit and debt advice 1"


@pytest.fixture
def service(scene: Scene, session: Session) -> Service:
    return scene.service(DEBT, session)


def read(visitor: FlaskClient, service: Service) -> str:
    answer = visitor.get(f"/services/{service.public_id}")
    assert answer.status_code == 200
    return text_of(answer.text)


def revise(session: Session, service: Service, **more: object) -> None:
    facts = {"title": DEBT, "summary": "Money.", "requirements": ("rehabilitation_activity",)}
    listing = Listing(**(facts | more))  # type: ignore[arg-type]
    publish_listing(session, service, listing, by=actor(session), at=NOW)


def test_what_is_not_stated_is_said_to_be_so(visitor: FlaskClient, service: Service) -> None:
    said = read(visitor, service)
    for words in (
        "Accreditation none stated",
        "Evidence that it works none stated",
        "Nobody may come unless no rule is stated: ask",
        "Address none stated",
    ):
        assert words in said


def test_a_line_says_its_chances_what_it_rests_on_and_how_that_was_worked_out(
    visitor: FlaskClient, service: Service
) -> None:
    said = read(visitor, service)
    assert ". Based on declared places: no starts seen yet. How many are ahead is not known" in said
    assert "People waiting, typical wait, use not known to this portal" in said
    assert "Time needed not known to this portal" in said
    assert said.count(METHODS["one_to_one"]) == 1


def test_rules_say_whose_they_are_and_since_when(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    since = dt.date(2026, 4, 1)
    rule = Rule(Attribute.SEX, Operator.ONE_OF, "the provider", since, values=frozenset({"female"}))
    revise(session, service, eligibility=(as_record(rule),))
    assert "Sex: female (rule of the provider since 1 April 2026)" in read(visitor, service)


def test_the_page_says_once_how_fresh_it_is_and_its_lines_agree(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    """The service's own word on start dates is older than its line's, which is the one told."""
    for kind, day in (
        (FactKind.TELEPHONE, TODAY - dt.timedelta(days=200)),
        (FactKind.START_DATES, TODAY - dt.timedelta(days=60)),
        (FactKind.AREAS, TODAY),
    ):
        confirm(
            session, service, fact_kind=kind, confirmed_on=day, confirmed_by="x",
            by=actor(session), at=NOW,
        )  # fmt: skip
    said = read(visitor, service)
    assert "Not confirmed lately: telephone. Nobody has confirmed yet: " in said
    assert "number last confirmed 14 August 2026" in said
    assert "Areas served confirmed 2 March 2027, good until 1 March 2028" in said
    assert "Start dates confirmed" in said
    assert "1 January 2027" not in said


def test_the_area_asked_about_stays_and_the_others_are_folded_away(
    visitor: FlaskClient, scene: Scene, session: Session
) -> None:
    service = scene.service(DEBT, session)
    served = visitor.get(f"/services/{service.public_id}?area={scene.home.slug}").text
    assert "Its other areas" not in served
    elsewhere = visitor.get(f"/services/{service.public_id}?area=east-sussex").text
    assert "It does not serve the East Sussex area today." in text_of(elsewhere)
    assert elsewhere.index("<details") < elsewhere.index('class="line"')


def test_whom_to_ring_stands_before_the_dates(visitor: FlaskClient, service: Service) -> None:
    said = read(visitor, service)
    assert said.index("Whom to ring") < said.index("When somebody sentenced today")


@pytest.mark.parametrize(
    ("facts", "leaves"),
    [
        ({"pathways": ("prostitution",)}, True),
        ({"pathways": ("abuse_rape_and_domestic_abuse",)}, True),
        ({"sex": "female"}, True),
        ({"sex": "male"}, False),
        ({"pathways": ("health",)}, False),
    ],
)
def test_who_may_be_watched_can_leave_at_once(
    visitor: FlaskClient, session: Session, service: Service, facts: dict[str, Any], leaves: bool
) -> None:
    if "sex" in facts:
        values = frozenset({facts["sex"]})
        rule = Rule(Attribute.SEX, Operator.ONE_OF, "us", dt.date(2026, 4, 1), values=values)
        facts = {"eligibility": (as_record(rule),)}
    revise(session, service, **facts)
    assert ("Exit this page" in read(visitor, service)) is leaves


def test_the_history_tells_each_changed_field_before_and_after(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    revise(session, service, telephone="01632 960 555", languages=("en", "cy"))
    said = read(visitor, service)
    assert "Telephone: not stated became 01632 960 555" in said
    assert "Languages: not stated became English; Welsh" in said
    assert "first published here" in said


def test_a_field_without_a_place_of_its_own_is_told_and_compared_by_the_table(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    assert "When somebody answers" not in read(visitor, service)
    revise(session, service, opening_hours="Monday to Friday, 9 to 5")
    said = read(visitor, service)
    assert "When somebody answers: Monday to Friday, 9 to 5" in said
    assert "When somebody answers: not stated became Monday to Friday, 9 to 5" in said


def test_the_history_from_before_a_service_was_open_stays_hidden(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    revise(session, service, title="Haven in Fishergate", setting=Setting.APPROVED_PREMISES)
    revise(session, service, title="A day centre")
    said = read(visitor, service)
    assert "A day centre" in said
    assert "Fishergate" not in said


def test_neighbours_at_the_same_open_site_and_the_hub_are_linked(
    visitor: FlaskClient, session: Session, scene: Scene, service: Service
) -> None:
    hub = scene.service("First appointment with probation", session)
    site = Site(
        external_id="hall",
        name="Avenham hall",
        exposure=Exposure.OPEN,
        local_delivery_unit_id=scene.home.id,
        address="1 Example Street",
        postcode="PR1 2ZZ",
    )
    session.add(site)
    session.flush()
    for one in (service, scene.service("Drug recovery at Avenham", session)):
        place_at_sites(session, one, [site], by=actor(session), at=NOW)
    revise(session, service, referral_hub_id=hub.id)
    said = read(visitor, service)
    assert "Avenham hall, 1 Example Street, PR1 2ZZ Also here: Drug recovery at Avenham" in said
    assert "Referral hub: First appointment with probation" in said


def test_of_a_restricted_service_nothing_is_said_beyond_programme_area_and_month(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    page = visitor.get(f"/services/{scene.service('Horizon', session).public_id}").text
    for secret in ("How to refer", "How fresh", "has changed", "What Horizon is", "/providers/"):
        assert secret not in page


def test_a_withdrawn_service_says_so(
    visitor: FlaskClient, session: Session, service: Service
) -> None:
    withdraw_service(session, service, by=actor(session), at=NOW)
    assert "This service has been withdrawn" in read(visitor, service)


def test_a_programme_names_its_source(visitor: FlaskClient, session: Session, scene: Scene) -> None:
    programme = keep_programme(
        session,
        external_id="tsp",
        facts=ProgrammeFacts("Thinking Skills", ProgrammeKind.ACCREDITED, source="A register"),
        by=actor(session),
        at=NOW,
    )
    service = scene.service(DEBT, session)
    offered = offer_service(
        session,
        external_id=service.code,
        provider=make_provider(session),
        programme=programme,
        delivery_kind=service.delivery_kind,
        listing=Listing(title=DEBT, summary="Money."),
        source="tests",
        by=actor(session),
        at=NOW,
    )
    said = read(visitor, offered)
    assert "Accreditation Accredited programme: Thinking Skills Source: A register" in said
