"""A region states, corrects and withdraws evaluations; anybody reads what they say, no more."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.evaluations import FEWER, NO_CLEAR, make_evaluation
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite
OPEN_TITLE: Final = "Finance, benefit and debt advice 1"
TITLE: Final = "Two years of the service"
FACTS: Final = {
    "title": TITLE, "made_by": "Example University", "source": "https://example.org/report.pdf",
    "published_on-day": "1", "published_on-month": "9", "published_on-year": "2026",
    "period_from-day": "1", "period_from-month": "1", "period_from-year": "2024",
    "period_to-day": "31", "period_to-month": "12", "period_to-year": "2025",
    "design": "matched_comparison", "comparison": "People who were not referred",
    "people": "213", "compared": "1,641",
    "finding-1-outcome": "reconvicted", "finding-1-months": "12", "finding-1-better": "lower",
    "finding-1-measure": "difference", "finding-1-value": "−6", "finding-1-lower": "-10.5",
    "finding-1-upper": "-1.5", "finding-1-level": "95",
    "finding-3-outcome": "employed", "finding-3-better": "higher",
    "finding-3-measure": "odds_ratio", "finding-3-value": "1.12", "finding-3-level": "95",
    "cost": "£1,250", "cost_per": "person", "price_year": "2025", "cost_source": "Its table 9",
}  # fmt: skip


@pytest.fixture
def region(session: Session, scene: Scene) -> Region:
    return session.get_one(Region, scene.home.region_id)


@pytest.fixture
def service(session: Session, scene: Scene) -> Service:
    return scene.service(OPEN_TITLE, session)


@pytest.fixture
def ours(visitor: FlaskClient, session: Session, region: Region) -> LoggedIn:
    own = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=region.id
    )
    client = visitor.application.test_client()
    browser = logged_in(client, session, Role.COMMISSIONER, organisation=own, name="Ada Keeper")
    session.commit()
    return browser


def test_a_region_states_corrects_and_withdraws_one(
    visitor: FlaskClient, ours: LoggedIn, service: Service
) -> None:
    facts = {**FACTS, "services": f"https://example.org/services/{service.public_id}?lang=cy"}
    silent = text_of(visitor.get(f"/services/{service.public_id}").text)
    path = ours.post("/evaluations/new", data=facts).location.partition("?")[0]
    page = text_of(visitor.get(path).text)
    assert "Mixed: better for reconviction within 12 months; it cannot be said for work." in page
    assert "£1,250 per person, in prices of 2025 (Its table 9)" in page
    where = f"/services/{service.public_id}"
    assert "Evidence that it works none stated" in silent
    assert "Evidence that it works Evaluated: mixed (1 evaluation)" in text_of(
        visitor.get(where).text
    )
    assert "Correct what is stated" not in page
    form = ours.get(f"{path}/correct").text
    assert 'value="1.12"' in form
    assert 'value="1,250"' in form
    again = {**facts, "based_on": "1", "finding-3-lower": "0.9", "finding-3-upper": "1.4"}
    assert "Enter this in words" in ours.post(f"{path}/correct", data=again).text
    again["reason"] = "An interval was left out."
    assert ours.post(f"{path}/correct", data=again).location == f"{path}?done=correct"
    again["based_on"] = "2"
    assert ours.post(f"{path}/correct", data=again).location == f"{path}?done=same"
    page = text_of(visitor.get(path).text)
    assert "no clear difference for work" in page
    assert "An interval was left out." in page
    before = text_of(visitor.get(f"{path}?statement=1").text)
    assert "It has been corrected since." in before
    assert "it cannot be said for work" in before
    assert visitor.get(f"{path}?statement=3").status_code == 404
    gone = {"based_on": "2", "reason": "Its groups were mixed up."}
    assert ours.post(f"{path}/withdraw", data=gone).location == f"{path}?done=withdraw"
    page = text_of(visitor.get(path).text)
    assert "Withdrawn on 2 March 2027: it speaks of nothing any more." in page
    assert "Its groups were mixed up." in page
    assert "Evaluated:" not in text_of(visitor.get(where).text)
    assert "Withdrawn" in text_of(visitor.get("/evaluations").text)
    assert ours.post(f"{path}/withdraw", data=gone).location == f"{path}?done=withdraw"
    other = {**gone, "reason": "Another reason."}
    assert ours.post(f"{path}/withdraw", data=other).status_code == 422


def test_a_form_sent_twice_leads_where_the_first_did(
    visitor: FlaskClient, ours: LoggedIn, service: Service
) -> None:
    where = f"/services/{service.public_id}"
    facts = {**FACTS, "services": where}
    first, second = (ours.post("/evaluations/new", data=facts).location for _ in range(2))
    assert first == second
    assert "(1 evaluation)" in text_of(visitor.get(where).text)
    other = ours.post("/evaluations/new", data={**facts, "people": "214"}).location
    assert other != first
    path = first.partition("?")[0]
    again = {**facts, "based_on": "1", "people": "212", "reason": "Miscounted."}
    for _ in range(2):
        assert ours.post(f"{path}/correct", data=again).location == f"{path}?done=correct"
    assert "213" not in text_of(visitor.get(path).text)
    slower = {**again, "people": "211"}
    assert "Somebody changed this" in ours.post(f"{path}/correct", data=slower).text


def test_words_that_no_longer_count_are_told_to_keepers_alone(
    visitor: FlaskClient, ours: LoggedIn, service: Service
) -> None:
    named = {
        "title": "What Wren Sample did", "made_by": "Sample Wrenhouse", "source": "Her Wrenbook",
        "comparison": "Others whom Wrenfield saw", "cost_source": "A Wrenpage",
        "finding-1-outcome": "other", "finding-1-named": "Wrenhopes", "is_named_so": "y",
    }  # fmt: skip
    facts = {**FACTS, **named, "services": f"/services/{service.public_id}"}
    path = ours.post("/evaluations/new", data=facts).location.partition("?")[0]
    assert "Wren" in visitor.get(path).text
    clean = {**FACTS, "services": facts["services"], "based_on": "1", "reason": "A name was in it."}
    assert ours.post(f"{path}/correct", data=clean).status_code == 303
    kinds = ("", ".json", ".csv")
    for kind in kinds:
        told = visitor.get(f"{path}{kind}?statement=1").text
        assert "Wren" not in told
        assert "etter for another outcome" in told
        assert "told to its keepers alone" in told
        assert "What Wren Sample did" in ours.get(f"{path}{kind}?statement=1").text
    assert "since they no longer count" in visitor.get(f"{path}?statement=1").text
    again = {**facts, "based_on": "2", "reason": "It was there."}
    assert ours.post(f"{path}/correct", data=again).status_code == 303
    gone = {"based_on": "3", "reason": "A name is in it."}
    assert ours.post(f"{path}/withdraw", data=gone).status_code == 303
    for kind in kinds:
        for where in (f"{path}{kind}", f"/evaluations{kind}"):
            told = visitor.get(where).text
            assert "Wren" not in told, where
            assert "Withdrawn evaluation: its title is told to its keepers alone" in told
            assert "What Wren Sample did" in ours.get(where).text
    assert "keepers alone" not in visitor.get("/evaluations?q=wrenhouse").text


WRONG: Final = (
    ({"finding-3-lower": "1.2", "finding-3-upper": "1.4"}, "finding-3-lower", "does not lie"),
    ({"finding-3-lower": "0.9"}, "finding-3-lower", "both ends of the interval, or neither"),
    ({"finding-3-value": "about 1"}, "finding-3-value", "Enter a figure"),
    ({"finding-3-value": ""}, "finding-3-value", "or empty this finding"),
    ({"finding-3-better": ""}, "finding-3-better", "lower or higher is better"),
    ({"people": "-1"}, "people", "0 or more"),
    ({"cost_source": ""}, "cost", "all four of the cost"),
    ({"cost": "1.250,00"}, "cost", "Enter pounds"),
    ({"design": ""}, "design", "Choose how it was done"),
    ({"services": ""}, "services", "Name at least one service"),
    ({"services": "/services/nothing"}, "services", "address of a service’s page"),
    ({"published_on-year": "2028"}, "published_on-day", "today or a day before it"),
    ({"made_by": "Mary Jones"}, "made_by", "name a person"),
)


def test_what_cannot_be_is_refused_at_its_field(ours: LoggedIn, service: Service) -> None:
    for wrong, field, says in WRONG:
        facts = {**FACTS, "services": f"/services/{service.public_id}", **wrong}
        answer = ours.post("/evaluations/new", data=facts)
        assert answer.status_code == 422, wrong
        [said] = re.findall(rf'<li><a href="#{field}">([^<]*)</a></li>', answer.text)
        assert says in said
        assert f'id="{field}"' in answer.text
    assert TITLE not in ours.get("/evaluations").text


def test_all_mistakes_are_told_at_once(ours: LoggedIn) -> None:
    wrong = {
        "title": "", "made_by": "Mary Jones", "published_on-day": "", "design": "",
        "people": "many", "compared": "-1", "finding-1-value": "-60", "finding-1-months": "",
        "finding-3-value": "about 1", "finding-3-measure": "", "cost": "", "services": "",
    }  # fmt: skip
    answer = ours.post("/evaluations/new", data={**FACTS, **wrong})
    assert answer.status_code == 422
    assert set(re.findall(r'<li><a href="#([^"]*)">', answer.text)) == {
        "title", "made_by", "published_on-day", "design", "people", "compared", "services", "cost",
        "finding-1-lower", "finding-1-months", "finding-3-value", "finding-3-measure",
    }  # fmt: skip
    none = {name: "" for name in FACTS if name.startswith("finding-")}
    answer = ours.post("/evaluations/new", data={**FACTS, **none})
    told = re.findall(r'<li><a href="#([^"]*)">([^<]*)</a></li>', answer.text)
    assert {at: says[:26] for at, says in told}["finding-1-outcome"] == "State at least one finding"


def test_page_and_files_say_the_same(
    visitor: FlaskClient, session: Session, service: Service, region: Region
) -> None:
    make_evaluation(session, service, region, findings=(FEWER, NO_CLEAR), title="Mixed one")
    make_evaluation(session, service, region, cost=None, people=5, title="Small one")
    session.commit()
    listed = json.loads(visitor.get("/evaluations.json").text)
    table = list(csv.DictReader(io.StringIO(visitor.get("/evaluations.csv").text.lstrip("\ufeff"))))
    page = text_of(visitor.get("/evaluations").text)
    assert [one["title"] for one in listed] == ["Small one", "Mixed one"]
    for told, row in zip(listed, table, strict=True):
        assert {name: as_cell(told[name]) for name in row} == row
        assert f"{told['design']} {told['reading'].capitalize()}" in page
        path = f"/evaluations/{told['public_id']}"
        assert json.loads(visitor.get(f"{path}.json").text) == told
        own = visitor.get(f"{path}.csv").text
        whole = text_of(visitor.get(path).text).casefold()
        for name in ("title", "made_by", "design", "comparison", "people", "says", "cost"):
            assert told[name].casefold() in whole, name
        for finding in told["findings"]:
            assert ",".join(finding.values()) in own.replace('"', "")
            assert all(cell.casefold() in whole for cell in finding.values())
    small, whole_numbers = (one["people"] for one in listed)
    assert "fewer than 8" in small
    assert "213" in whole_numbers


def as_cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def test_nothing_orders_a_list_by_what_was_found_or_what_it_cost(
    visitor: FlaskClient, session: Session, service: Service, region: Region
) -> None:
    for title in ("B first", "C second", "A third"):
        make_evaluation(session, service, region, title=title)
    session.commit()

    def order(address: str) -> list[str]:
        return re.findall(r"A third|B first|C second", visitor.get(address).text)

    newest = ["A third", "C second", "B first"]
    for kind in ("", ".csv", ".json"):
        assert order(f"/evaluations{kind}?order=title") == ["A third", "B first", "C second"]
        for asked in ("", "order=effect", "order=cost", "order=reading", "sort=effect"):
            assert order(f"/evaluations{kind}?{asked}") == newest, asked


def test_an_empty_portal_says_silence(visitor: FlaskClient, service: Service) -> None:
    page = text_of(visitor.get("/evaluations").text)
    assert "None is recorded here. That is" in page
    assert "None that is recorded here" in visitor.get("/evaluations?q=housing").text
    assert "That is not to say that there are none, nor that nothing works." in page
    assert "This is no league table" in page
    assert "valuated" not in text_of(visitor.get(f"/services/{service.public_id}").text)
    of_it = visitor.get(f"/evaluations?service={service.public_id}")
    assert "None that is recorded here is like that." in of_it.text
    assert visitor.get("/evaluations?service=nothing").status_code == 404


def test_a_scheme_tells_its_evaluations_where_it_is_shown(
    visitor: FlaskClient, session: Session, scene: Scene, region: Region
) -> None:
    facts = SchemeFacts("Kestrel Wing", SchemeKind.OTHER, "Daily contact.")
    by = actor(session)
    scheme = list_scheme(
        session, scene.home, facts, stated_by="Example Board", stated_on=TODAY, by=by, at=NOW
    )
    session.flush()
    area, found = f"/areas/{region.slug}/{scene.home.slug}", "/services?q=kestrel"
    own = f"/schemes/{scene.home.slug}/kestrel-wing"
    for path in (area, found, own):
        assert "Evaluated" not in visitor.get(path).text
    made = make_evaluation(session, scheme, findings=(NO_CLEAR,))
    session.flush()
    to = f'href="/evaluations?area={scene.home.slug}&amp;scheme=Kestrel+Wing"'
    assert f'href="{own}"' in visitor.get(f"/evaluations/{made.public_id}").text
    for path in (area, found, own):
        page = visitor.get(path).text
        assert to in page
        assert "Evaluated: no clear difference (1 evaluation)" in page
    of_it = text_of(visitor.get(f"/evaluations?area={scene.home.slug}&scheme=kestrel+wing").text)
    assert f"{TITLE} Example University, 1 September 2026 Kestrel Wing" in of_it
    assert visitor.get(f"/evaluations?area={scene.home.slug}&scheme=nothing").status_code == 404
