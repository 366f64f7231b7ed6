"""Small files of our own in the layouts in which the real ones are published."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementTerm
from commissioning.lines.models import Line, LineTerms
from commissioning.referrals.models import Referral
from commissioning.volumes.models import Lot
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Provider, SupplyLink
from directory.services.models import ListingRevision, Programme, Service, ServiceArea
from tests.commissioning.exchange.conftest import Import

ORDER = [
    ("providers", "service_providers.csv", 3),
    ("programmes", "programmes.csv", 5),
    ("agreements", "crs_contracts.csv", 3),
    ("availability", "programme_availability_by_pdu.csv", 8),
]


@pytest.fixture
def loaded(take_in: Import) -> dict[str, object]:
    reports: dict[str, object] = {}
    for kind, file, rows in ORDER:
        report = take_in(kind, Path(file), layout="hmpps")
        assert [str(error) for error in report.errors] == []
        assert (report.rows, report.outcomes["added"]) == (rows, rows)
        reports[kind] = report.notes
    return reports


def counts(session: Session) -> list[int | None]:
    tables = (Provider, Programme, Service, ListingRevision, ServiceArea, Line, LineTerms,
              Agreement, AgreementTerm, Lot, SupplyLink, AuditRow)  # fmt: skip
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_second_import_changes_nothing(
    session: Session, loaded: dict[str, object], take_in: Import
) -> None:
    before = counts(session)
    for kind, file, rows in ORDER:
        report = take_in(kind, Path(file), layout="hmpps")
        assert (report.outcomes["unchanged"], report.changed) == (rows, 0)
    assert counts(session) == before


def test_each_programme_and_provider_is_one_service_and_each_row_one_line(
    session: Session, loaded: dict[str, object]
) -> None:
    services = session.scalars(select(Service.external_id).order_by(Service.external_id)).all()
    assert services == [
        "p-1/provider-not-known",
        "p-2/provider-not-known",
        "p-3/provider-not-known",
        "p-4/provider-not-known",
        "p-5/ACT",
        "p-5/WOM",
        "p-5/name:shelter of lancaster",
    ]
    assert session.scalar(select(func.count(Line.id))) == 8
    thinking = session.scalars(select(Service).where(Service.external_id.like("p-1/%"))).one()
    served = select(func.count(ServiceArea.id)).where(ServiceArea.service_id == thinking.id)
    assert session.scalar(served) == 2
    assert loaded["availability"] == {
        "provider not known": 5,
        "providers known only by name from this file, added": 1,
    }


def test_the_rules_decide_delivery_requirement_and_who_may_see(
    session: Session, loaded: dict[str, object]
) -> None:
    rows = session.execute(
        select(Service.external_id, Service.delivery_kind, Service.exposure, ListingRevision)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .order_by(Service.external_id)
    ).all()
    told = {str(key).split("/")[0]: (kind, sight, words) for key, kind, sight, words in rows}
    assert told["p-1"][0] is DeliveryKind.CLOSED_GROUP
    assert told["p-1"][2].requirements == ["programme"]
    assert told["p-1"][2].who_for == "People aged 18 or over"
    assert told["p-3"][0] is DeliveryKind.ONE_TO_ONE
    assert told["p-3"][2].requirements == ["rehabilitation_activity"]
    assert told["p-4"][1] is Exposure.RESTRICTED
    assert told["p-5"][1] is Exposure.OPEN
    assert told["p-5"][2].who_for is None, "the flags of commissioned services are unreliable"
    assert told["p-5"][2].pathways == ["accommodation", "finance_benefit_and_debt"]


def test_real_organisations_carry_no_invented_performance(
    session: Session, loaded: dict[str, object]
) -> None:
    assert session.scalar(select(func.count(Referral.id))) == 0
    assert not session.scalars(select(Service.is_generated)).all().count(True)
    assert set(session.scalars(select(LineTerms.session_weekday))) == {None}


def test_no_known_end_and_only_a_police_area_are_said_so(
    session: Session, loaded: dict[str, object]
) -> None:
    assert loaded["agreements"] == {"end not known": 2, "only a police area known": 2}
    ends = session.execute(
        select(Agreement.external_id, AgreementTerm.ends_on)
        .join(AgreementTerm, AgreementTerm.agreement_id == Agreement.id)
        .order_by(Agreement.external_id)
    ).all()
    assert [end is None for _, end in ends] == [False, True, True]
    assert session.scalars(select(Lot.police_area).order_by(Lot.external_id)).all() == [
        None,
        "Lancashire",
        "Lancashire",
    ]
    assert session.scalar(select(func.count(SupplyLink.id))) == 2


@pytest.mark.parametrize(
    ("kind", "row", "said"),
    [
        ("availability", "Nothing,ACP,Preston Area,,,,", "row 2, programme: there is no programme"),
        ("availability", "Housing help,ACP,Preston Area,,,,", "row 2, programme"),
        ("availability", "Housing help,CRS,Atlantis,,,,", "row 2, pdu: there is no area"),
        ("availability", "Housing help,XXX,Preston Area,,,,", "row 2, type: XXX is none of ACP"),
    ],
)
def test_a_name_that_is_not_known_is_refused(
    loaded: dict[str, object], take_in: Import, kind: str, row: str, said: str
) -> None:
    heading = "programme,type,pdu,pcc_region,region_code,region,provider"
    report = take_in(kind, f"{heading}\n{row}\n", layout="hmpps")
    assert said in str(report.errors[0])
