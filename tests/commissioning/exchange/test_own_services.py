"""Sites, hubs, services and lines from files: what is kept, what is refused, what nobody reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityStatement
from commissioning.lines.models import Line, LineTerms
from directory.delivery import DeliveryKind
from directory.exchange.error_files import write_error_file
from directory.exchange.report import Report
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.services.looking import hubs_serving
from directory.services.models import (
    ListingRevision,
    ListingState,
    Service,
    ServiceArea,
    ServiceState,
)
from directory.services.public_record import public_services
from directory.sight import ANYBODY
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import TODAY

SITES = "external_id,name,area,exposure,address,postcode,telephone\n"
OPEN_HALL = "HALL,Foundry Hall,preston,open,1 Example Street,pr1 2ab,01632 960 101\n"
REFUGE = "REF,Blue door,preston,confidential,,,\n"
SERVICES = (
    "external_id,provider,delivery_kind,title,summary,pathways,requirements,areas,sites,publish\n"
)
DROP_IN = "TEA,,drop_in,Tea and advice,Every Monday.,finance_benefit_and_debt,,preston,HALL,yes\n"
LINES = "external_id,service,areas,session_weekday,hours_per_session,places,places_stated_by\n"


def errors(report: Report) -> list[str]:
    return [str(error) for error in report.errors]


def preston(session: Session) -> LocalDeliveryUnit:
    return session.scalars(
        select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == "preston")
    ).one()


@pytest.fixture
def hall(take_in: Import) -> None:
    take_in("providers", "external_id,name,telephone\nACT,Action Trust,01632 960 100\n")
    assert errors(take_in("sites", SITES + OPEN_HALL)) == []


def test_an_open_site_is_placed_by_its_postcode(session: Session, hall: None) -> None:
    site = session.scalars(select(Site)).one()
    assert (site.postcode, site.exposure) == ("PR1 2AB", Exposure.OPEN)
    assert site.latitude == pytest.approx(53.76, abs=0.05)


def test_a_confidential_site_has_a_name_and_an_area(session: Session, take_in: Import) -> None:
    report = take_in("sites", SITES + REFUGE)
    assert (errors(report), report.outcomes["added"]) == ([], 1)
    site = session.scalars(select(Site)).one()
    assert (site.address, site.postcode, site.telephone, site.latitude) == (None,) * 4


@pytest.mark.parametrize("column", ["address", "postcode", "telephone", "access"])
@pytest.mark.parametrize("exposure", ["confidential", "Confidential", "confidental", ""])
def test_what_leads_to_a_refuge_refuses_the_file_and_is_printed_nowhere(
    take_in: Import, exposure: str, column: str
) -> None:
    """Whatever is wrong beside it: the word misspelt, the cell not of its form."""
    secret = {"postcode": "PR1 2AB", "telephone": "01632 960 199"}.get(column, "9 Hidden Lane")
    heading = f"external_id,name,area,exposure,{column}"
    row = f"REF,Blue door,preston,{exposure},{secret}"
    report = take_in("sites", f"{heading}\n{row}\nX,Y,nowhere,open,\n")
    assert report.is_refused
    written = write_error_file(report).read_text("utf-8-sig")
    for told in (*errors(report), written):
        assert secret not in told
        assert "Blue door" not in told
    assert "row 3, area" in str(errors(report))


@pytest.mark.parametrize("exposure", ["restricted", "confidential"])
def test_cells_of_the_wrong_form_are_not_repeated_either(take_in: Import, exposure: str) -> None:
    row = f"REF,Hidden Lane\u0007,preston,{exposure},9 Hidden Lane\u0007,Hidden Lane,{'9' * 60}\n"
    report = take_in("sites", SITES + row)
    written = write_error_file(report).read_text("utf-8-sig")
    assert {error.column for error in report.errors} >= {"name", "address", "postcode"}
    assert not re.search("Hidden|99999", f"{errors(report)}{written}")


def test_no_error_file_holds_a_restricted_venue(take_in: Import) -> None:
    row = "GRP,Back room,preston,restricted,9 Hidden Lane,PR1 2AB,01632 960 199,too much\n"
    report = take_in("sites", SITES + OPEN_HALL + row)
    written = write_error_file(report).read_text("utf-8-sig")
    assert "Foundry Hall" in written
    assert not re.search("Hidden|Back room|960 199|too much", written)


@pytest.mark.parametrize(
    ("postcode", "says"),
    [
        ("LA1", "only the beginning"),
        ("EH1 1AA", "outside England and Wales"),
        ("QQ1 1AA", "no postcode in use"),
        ("Hidden", "not a postcode such as"),
        ("BT1 1AA", "outside England and Wales"),
        ("12345", "of another country"),
        ("PR1 2QSX", "not a postcode"),
        ("PRI 2AB", "a letter for a figure"),
        ("PR99 1AA", "no postcode in use"),
    ],
)
def test_each_way_of_being_no_postcode_has_its_sentence(
    take_in: Import, postcode: str, says: str
) -> None:
    (told,) = errors(take_in("sites", f"{SITES}A,B,preston,open,,{postcode},\n"))
    assert told.startswith("row 2, postcode: ")
    assert says in told
    assert postcode not in told


def test_no_file_opens_a_confidential_site_and_a_restricted_one_is_asked_about(
    session: Session, take_in: Import
) -> None:
    take_in("sites", SITES + REFUGE + "GRP,Back room,preston,restricted,9 Lane,,\n")
    opened = take_in("sites", SITES + "REF,Blue door,preston,open,1 Lane,,\n")
    assert "no file takes back" in errors(opened)[0]
    assert take_in("sites", SITES + "GRP,Back room,preston,open,9 Lane,,\n").unusual_count == 1
    assert Exposure.OPEN not in session.scalars(select(Site.exposure)).all()


def test_a_site_that_becomes_confidential_loses_its_address_whatever_the_file_has(
    session: Session, take_in: Import, hall: None
) -> None:
    heading = "external_id,name,area,exposure\n"
    assert errors(take_in("sites", heading + "HALL,Hall,preston,confidential\n")) == []
    site = session.scalars(select(Site)).one()
    session.refresh(site)
    assert (site.address, site.postcode, site.latitude) == (None, None, None)


def test_a_drop_in_comes_in_with_its_place_and_areas(
    session: Session, take_in: Import, hall: None
) -> None:
    report = take_in("services", SERVICES + DROP_IN)
    assert (errors(report), report.outcomes["added"]) == ([], 1)
    assert take_in("services", SERVICES + DROP_IN).outcomes["unchanged"] == 1
    (shown,) = public_services(
        session, session.scalars(select(Service.id)), today=TODAY, sight=ANYBODY
    ).values()
    assert (shown.title, shown.kind, shown.is_restricted) == (
        "Tea and advice",
        DeliveryKind.DROP_IN,
        False,
    )
    assert [site.postcode for site in shown.sites] == ["PR1 2AB"]
    assert [area.slug for area in shown.areas] == ["preston"]


def test_without_publish_a_service_is_a_draft_that_nobody_finds(
    session: Session, take_in: Import, hall: None
) -> None:
    draft = DROP_IN.replace(",yes", ",")
    report = take_in("services", SERVICES + draft)
    assert report.notes["kept as drafts: nobody finds them until a row says publish"] == 1
    service = session.scalars(select(Service)).one()
    assert (service.state, service.published_revision_id) == (ServiceState.DRAFT, None)
    assert public_services(session, [service.id], today=TODAY, sight=ANYBODY) == {}
    assert take_in("services", SERVICES + draft).outcomes["unchanged"] == 1
    assert take_in("services", SERVICES + DROP_IN).outcomes["revised"] == 1
    assert len(public_services(session, [service.id], today=TODAY, sight=ANYBODY)) == 1
    numbers = session.scalars(select(ListingRevision.number).order_by(ListingRevision.id))
    assert numbers.all() == [1, 2]


def test_a_published_service_keeps_its_wording_until_a_row_publishes(
    session: Session, take_in: Import, hall: None
) -> None:
    take_in("services", SERVICES + DROP_IN)
    other = DROP_IN.replace("Tea and advice", "Soup").replace("preston", "lancaster")
    report = take_in("services", SERVICES + other.replace(",yes", ","))
    assert report.outcomes["revised"] == 1
    assert session.scalars(select(ServiceArea.local_delivery_unit_id).distinct()).all() == [
        preston(session).id
    ]
    (shown,) = public_services(
        session, session.scalars(select(Service.id)), today=TODAY, sight=ANYBODY
    ).values()
    assert shown.title == "Tea and advice"
    states = session.scalars(select(ListingRevision.state).order_by(ListingRevision.number))
    assert states.all() == [ListingState.PUBLISHED, ListingState.DRAFT]
    assert take_in("services", SERVICES + other).outcomes["revised"] == 1


def test_who_a_service_is_for_is_told_by_rules(
    session: Session, take_in: Import, hall: None
) -> None:
    heading = (
        "external_id,delivery_kind,title,summary,sex,minimum_age,maximum_age,offences,"
        "excluded_offences,needs,publish\n"
    )
    row = "W,one_to_one,Garden room,For women.,female,18,24,theft|Drink driving,arson,alcohol,yes\n"
    assert errors(take_in("services", heading + row)) == []
    assert rules(session) == [
        ("age", "between", 18, 25, ()),
        ("needs", "one_of", None, None, ("alcohol",)),
        ("offence", "none_of", None, None, ("arson",)),
        ("offence", "one_of", None, None, ("drink_driving", "theft")),
        ("sex", "one_of", None, None, ("female",)),
    ]
    silent = "external_id,delivery_kind,title,summary,minimum_age,publish\n"
    take_in("services", silent + "W,one_to_one,Garden room,For women.,21,yes\n")
    assert rules(session)[0] == ("age", "between", 21, 25, ())
    assert len(rules(session)) == 5


def rules(session: Session) -> list[tuple[Any, ...]]:
    service = session.scalars(select(Service)).one()
    session.refresh(service)
    revision = session.get_one(ListingRevision, service.published_revision_id)
    return sorted(
        (r["attribute"], r["operator"], r.get("low"), r.get("high"), tuple(r.get("values", ())))
        for r in revision.eligibility
    )


@pytest.mark.parametrize(
    "written",
    ["finance_benefit_and_debt", "Finance_Benefit_And_Debt", "Finance, benefit and debt",
     "finance benefit and DEBT"],
)  # fmt: skip
def test_a_pathway_is_named_by_its_code_or_its_words(
    session: Session, take_in: Import, hall: None, written: str
) -> None:
    row = DROP_IN.replace("finance_benefit_and_debt", f'"{written}"')
    assert errors(take_in("services", SERVICES + row)) == []
    service = session.scalars(select(Service)).one()
    revision = session.scalars(
        select(ListingRevision).where(ListingRevision.service_id == service.id)
    ).one()
    assert "finance_benefit_and_debt" in revision.pathways


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"preston": "nowhere"}, "row 2, areas: there is no area nowhere"),
        ({"HALL": "SHED"}, "row 2, sites: there is no site SHED"),
        ({"finance_benefit_and_debt": "money"}, "row 2, pathways: there is no pathway money"),
        ({"drop_in": "queue"}, "row 2, delivery_kind: queue is none of"),
        ({"TEA,,": "TEA,NOBODY,"}, "row 2, provider: there is no provider NOBODY"),
        ({"debt,,": "debt,tagging,"}, "row 2, requirements: there is no requirement tagging"),
        ({"Tea and advice": "Horizon"}, "row 2, title: the rules keep such a service restricted"),
    ],
)
def test_a_service_that_cannot_be_meant_is_refused(
    session: Session, take_in: Import, hall: None, change: dict[str, str], says: str
) -> None:
    row = DROP_IN
    for old, new in change.items():
        row = row.replace(old, new)
    report = take_in("services", SERVICES + row)
    assert errors(report)[0].startswith(says)
    assert session.scalar(select(func.count(Service.id))) == 0


def test_a_hub_is_named_by_the_services_that_it_takes_referrals_for(
    session: Session, take_in: Import, hall: None
) -> None:
    hubs = "external_id,provider,title,summary,telephone,areas,publish\n"
    row = "HUB,ACT,Front door,Referrals for housing.,01632 960 104,preston,yes\n"
    assert errors(take_in("hubs", hubs + row)) == []
    area = preston(session)
    assert hubs_serving(session, [area], on=TODAY, sight=ANYBODY) == []
    heading = "external_id,delivery_kind,title,summary,hub,areas,publish\n"
    take_in("services", heading + "BED,bed,Rooms,Six rooms.,HUB,preston,yes\n")
    (hub,) = hubs_serving(session, [area], on=TODAY, sight=ANYBODY)
    assert hub.external_id == "HUB"
    (missing,) = errors(take_in("services", heading + "B2,bed,Rooms,Six.,HUT,preston,yes\n"))
    assert missing == "row 2, hub: there is no hub HUT"


@pytest.fixture
def service(take_in: Import, hall: None) -> str:
    heading = "external_id,delivery_kind,title,summary,requirements,publish\n"
    row = "UPW,unpaid_work,Saturday team,Work outside.,unpaid_work,yes\n"
    assert errors(take_in("services", heading + row)) == []
    return "UPW"


def test_a_line_opens_with_its_weekday_and_places_and_is_stated_anew(
    session: Session, take_in: Import, service: str
) -> None:
    row = "L1,UPW,preston|lancaster,Saturday,7,120,The provider\n"
    assert errors(take_in("lines", LINES + row)) == []
    assert take_in("lines", LINES + row).outcomes["unchanged"] == 1
    line = session.scalars(select(Line)).one()
    assert line.name == "Saturday team, Preston Area, Lancaster and Morecambe"
    report = take_in("lines", LINES + row.replace("Saturday,7,120", "Sunday,7,90"))
    assert report.outcomes["revised"] == 1
    weekdays = session.scalars(select(LineTerms.session_weekday).order_by(LineTerms.id))
    assert weekdays.all() == [6, 7]
    said = session.scalars(select(CapacityStatement.value).order_by(CapacityStatement.id))
    assert said.all() == [120, 90]
    assert session.scalar(select(func.count(ServiceArea.id))) == 2


def test_places_that_another_stated_since_stand_against_the_same_file(
    session: Session, take_in: Import, service: str
) -> None:
    row = "L1,UPW,preston|lancaster,Saturday,7,120,The provider\n"
    assert errors(take_in("lines", LINES + row)) == []
    stated = "external_id,line,measure,from_date,value,stated_by,stated_on\n"
    said = f"C1,L1,places,{TODAY},150,A telephone call,{TODAY}\n"
    assert errors(take_in("capacity", stated + said)) == []
    report = take_in("lines", LINES + row)
    assert report.outcomes["unchanged"] == 1
    assert report.aside[0].startswith("L1: kept 150 places, stated by A telephone call on")
    said_last = select(CapacityStatement.value).order_by(CapacityStatement.id.desc())
    assert session.scalars(said_last).first() == 150


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("L1,UPW,Preston,Monday,7,,\n", "row 2, areas: there is no area Preston; did you mean"),
        ("L1,NO,preston,Monday,7,,\n", "row 2, service: there is no service NO"),
        ("L1,UPW,nowhere,Monday,7,,\n", "row 2, areas: there is no area nowhere"),
        ("L1,UPW,preston,,7,,\n", "row 2, session_weekday: say the weekday on which people work"),
        ("L1,UPW,preston,Mon,7,,\n", "row 2, session_weekday: Mon is not a day of the week"),
        ("L1,UPW,preston,Monday,,,\n", "row 2, hours_per_session: say the hours credited"),
        ("L1,UPW,preston,Monday,7,10,\n", "row 2, places_stated_by: say who says"),
        ("L0,UPW,lancaster,Monday,7,,\n", "row 2, areas: a line keeps its areas"),
    ],
)
def test_a_line_that_cannot_be_meant_is_refused(
    take_in: Import, service: str, row: str, says: str
) -> None:
    take_in("lines", LINES + "L0,UPW,preston,Monday,7,,\n")
    assert errors(take_in("lines", LINES + row))[0].startswith(says)


def test_the_first_supervision_appointment_is_a_service_and_a_line(
    session: Session, take_in: Import, hall: None, tmp_path: Path
) -> None:
    heading = "external_id,delivery_kind,title,summary,requirements,publish\n"
    row = "FSA,one_to_one,First appointment,With probation.,first_supervision_appointment,yes\n"
    assert errors(take_in("services", heading + row)) == []
    report = take_in("lines", "external_id,service,areas,target_days\nL1,FSA,preston,5\n")
    assert (errors(report), report.outcomes["added"]) == ([], 1)
    assert session.scalars(select(LineTerms.target_days)).one() == 5
