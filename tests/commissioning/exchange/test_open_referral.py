"""The linked files of HSDS 3: always drafts, never where a record masks its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.exchange.columns import CellError
from directory.exchange.error_files import write_error_file
from directory.exchange.errors import FileRefused
from directory.exchange.open_folders import MASKS, open_referral_tables
from directory.exchange.several import run_together
from directory.exchange.tables import Together
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.places.models import Exposure, Site
from directory.providers.models import Provider
from directory.services.models import (
    ListingRevision,
    Service,
    ServiceArea,
    ServiceSite,
    ServiceState,
)
from directory.services.public_record import public_services
from directory.sight import ANYBODY
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_england

ORG = "11111111-1111-4111-8111-111111111111"
TEA = "22222222-2222-4222-8222-222222222222"
HALL = "33333333-3333-4333-8333-333333333333"

FOLDER = {
    "organizations": "id,name,alternate_name,description,email,website\n"
    f"{ORG},Ribble Fresh Start,RFS,Advice,desk@ribble.example.org,https://ribble.example.org\n",
    "services": "id,organization_id,name,description,url,email,status,minimum_age,maximum_age,"
    f"last_modified\n{TEA},{ORG},Monday drop-in,Tea and advice,,,active,18,,2026-03-15T10:30:45Z\n",
    "locations": "id,location_type,name,organization_id,latitude,longitude\n"
    f"{HALL},physical,Foundry Hall,{ORG},53.7,-2.7\n",
    "addresses": "id,location_id,address_1,city,postal_code,country,address_type\n"
    f"a1,{HALL},1 Example Street,Preston,PR1 2AB,GB,physical\n",
    "service_at_locations": f"id,service_id,location_id\ns1,{TEA},{HALL}\n",
    "phones": f"id,location_id,service_id,organization_id,number\np1,,{TEA},,01632 960 401\n"
    f"p2,{HALL},,,01632 960 402\np3,,,{ORG},01632 960 403\n",
    "schedules": "id,service_id\n",
}

VIRTUAL = FOLDER["locations"].replace("physical", "virtual")

Take = Callable[..., Together]


@pytest.fixture
def take(session: Session, importer: Person, tmp_path: Path) -> Take:
    make_england(session, by=importer, at=NOW)

    def run(**changed: str | None) -> Together:
        for name, text in (FOLDER | changed).items():
            path = tmp_path / f"{name}.csv"
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text, encoding="utf-8")
        together = Together()
        tables = open_referral_tables(tmp_path, together)
        taking = Taking(TODAY)
        run_together(session, tables, together, by=importer, at=NOW, taking=taking)
        return together

    return run


def remarks(together: Together) -> list[str]:
    return [remark for report in together.reports for remark in report.remarks]


def errors(together: Together) -> list[CellError]:
    return [error for report in together.reports for error in report.errors]


def test_the_linked_files_become_a_provider_a_site_and_a_draft(
    session: Session, take: Take
) -> None:
    together = take()
    assert (errors(together), together.refusals, together.others) == ([], {}, ["schedules.csv"])
    provider = session.scalars(select(Provider)).one()
    assert (provider.name, provider.telephone) == ("Ribble Fresh Start", "01632 960 403")
    site = session.scalars(select(Site)).one()
    assert (site.exposure, site.postcode, site.telephone) == (
        Exposure.OPEN, "PR1 2AB", "01632 960 402",
    )  # fmt: skip
    service = session.scalars(select(Service)).one()
    assert (service.state, service.provider_id) == (ServiceState.DRAFT, provider.id)
    wording = session.scalars(select(ListingRevision)).one()
    assert (wording.summary, wording.telephone) == ("Tea and advice", "01632 960 401")
    assert [rule["low"] for rule in wording.eligibility] == [18]
    assert len(session.scalars(select(ServiceArea)).all()) == 1
    assert public_services(session, [service.id], today=TODAY, sight=ANYBODY) == {}
    assert "Columns not taken in: url, last_modified." in remarks(together)
    assert take().changed == 0


MASKED = [
    *({"locations": FOLDER["locations"].replace("longitude\n", f"longitude,{flag}\n")
       .replace("-2.7\n", "-2.7,yes\n")} for flag in sorted(MASKS)),
    {"addresses": FOLDER["addresses"].replace("Example Street", "Street (confidential)")},
    {"addresses": FOLDER["addresses"].replace("Preston", "Withheld")},
    {"addresses": FOLDER["addresses"].replace("address_type\n", "address_type,private\n")
     .replace("physical\n", "physical,TRUE\n")},
    {"locations": FOLDER["locations"].replace("physical", "confidential")},
]  # fmt: skip


@pytest.mark.parametrize("changed", MASKED)
def test_of_a_place_that_masks_its_address_only_the_area_is_taken(
    session: Session, take: Take, changed: dict[str, str]
) -> None:
    together = take(**changed)
    assert errors(together) == []
    site = session.scalars(select(Site)).one()
    assert site.exposure is Exposure.CONFIDENTIAL
    assert (site.name, site.address, site.postcode, site.telephone, site.latitude) == (
        "A place that is not told", None, None, None, None,
    )  # fmt: skip
    service = session.scalars(select(Service)).one()
    assert service.exposure is Exposure.CONFIDENTIAL
    assert session.scalars(select(ServiceSite.site_id)).all() == [site.id]


@pytest.mark.parametrize(
    "changed",
    [
        {"addresses": None},
        {"addresses": "id,location_id,address_1,postal_code\na1," + HALL + ",Confidential,\n"},
    ],
)
def test_a_place_that_hides_even_its_area_is_left_out_with_what_happens_there(
    session: Session, take: Take, changed: dict[str, str | None]
) -> None:
    together = take(**changed)
    assert errors(together) == []
    assert (session.scalars(select(Site)).all(), session.scalars(select(Service)).all()) == ([], [])
    lost = "1 services happen at a place that masks where it is: left out."
    assert lost in remarks(together)


@pytest.mark.parametrize(
    ("changed", "sites", "services"),
    [
        (
            {"locations": FOLDER["locations"].replace("physical", "virtual"), "addresses": None},
            0,
            1,
        ),
        ({"addresses": FOLDER["addresses"].replace("PR1 2AB", "EH1 1AA")}, 0, 1),
        ({"service_at_locations": None, "phones": None}, 1, 1),
        ({"services": FOLDER["services"].replace("active", "defunct")}, 1, 0),
        ({"services": FOLDER["services"].replace("Monday drop-in", "Horizon")}, 1, 0),
    ],
)
def test_what_cannot_be_kept_is_left_out_and_the_rest_comes_in(
    session: Session, take: Take, changed: dict[str, str | None], sites: int, services: int
) -> None:
    together = take(**changed)
    assert errors(together) == []
    assert len(session.scalars(select(Site)).all()) == sites
    assert len(session.scalars(select(Service)).all()) == services


def test_mistakes_keep_the_rows_of_the_files_they_stand_in(
    session: Session, take: Take, tmp_path: Path
) -> None:
    services = FOLDER["services"] + f"B,{ORG},,No name,,,active,,,\nC,NOBODY,Cafe,,,,gone,,,\n"
    together = take(services=services)
    assert [str(error) for error in errors(together)] == [
        "row 3, name: is missing",
        "row 4, status: gone is none of active, inactive, defunct, temporarily closed",
    ]
    assert session.scalars(select(Service)).all() == []
    told = write_error_file(together.reports[-1]).read_text("utf-8-sig")
    assert "is missing" in told


def test_a_folder_without_services_is_none(take: Take) -> None:
    with pytest.raises(FileRefused, match=r"no services\.csv of Open Referral"):
        take(services=None)


def test_each_file_comes_in_by_itself_too(session: Session, take_in: Import) -> None:
    assert not take_in("providers", FOLDER["organizations"], "open-referral").is_refused
    report = take_in("services", FOLDER["services"], "open-referral")
    assert (report.errors, report.outcomes["added"]) == ([], 1)
    assert session.scalars(select(Service.state)).all() == [ServiceState.DRAFT]
