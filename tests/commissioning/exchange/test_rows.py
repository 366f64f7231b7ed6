"""Agreements, groups, capacity, closures and the directory's kinds, row by row."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementFunder
from commissioning.groups.models import CapacityStatement, Closure, Group, GroupStatement
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.audit.models import AuditRow
from directory.exchange.taking import Taking
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import TODAY

AGREEMENTS = (
    "external_id,kind,title,provider,starts_on,ends_on,line,unit,volume_from,volume_to,quantity,"
    "funders\n"
)
BOUGHT = "A1,contract,Thinking,ACT,2026-04-01,2028-03-31,L1,start,{},{},{},Leeds: 0.4|NHS: 0.6\n"
TWO_YEARS = (
    AGREEMENTS
    + BOUGHT.format("2026-04-01", "2027-03-31", 800)
    + BOUGHT.format("2027-04-01", "2028-03-31", 800)
)


def test_an_agreement_of_two_years_has_two_volumes_of_one_lot(
    session: Session, take_in: Import, one_line: str
) -> None:
    report = take_in("agreements", TWO_YEARS)
    assert [str(error) for error in report.errors] == []
    assert (report.outcomes["added"], report.outcomes["revised"]) == (1, 1)
    tables = (Agreement, Lot, CommissionedVolume, AgreementFunder)
    assert [session.scalar(select(func.count(table.id))) for table in tables] == [1, 1, 2, 2]
    again = take_in("agreements", TWO_YEARS)
    assert (again.outcomes["unchanged"], again.changed) == (2, 0)
    longer = take_in("agreements", TWO_YEARS.replace("2028-03-31,L1", "2029-03-31,L1"))
    assert (longer.outcomes["revised"], longer.outcomes["unchanged"]) == (1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TWO_YEARS.replace("2028-03-31,L1", "2025-03-31,L1"), "row 2, ends_on: 2025-03-31 is"),
        (TWO_YEARS.replace("ACT", "WHO"), "row 2, provider: there is no provider WHO"),
        (TWO_YEARS.replace(",800,", ",,"), "row 2, quantity: is missing beside unit"),
        (TWO_YEARS.replace("start,2027-04-01", "start,2026-04-01"), "row 3, external_id, lot"),
        (TWO_YEARS.replace("0.6", "0.9"), "row 2, funders: Each funder"),
        (TWO_YEARS.replace("L1,", "L7,"), "row 2, line: there is no line L7"),
    ],
)
def test_a_wrong_agreement_is_refused(
    session: Session, take_in: Import, one_line: str, text: str, said: str
) -> None:
    report = take_in("agreements", text)
    assert any(str(error).startswith(said) for error in report.errors), report.errors
    assert session.scalar(select(func.count(Agreement.id))) == 0


def test_a_file_changes_neither_a_title_nor_a_volume(take_in: Import, one_line: str) -> None:
    take_in("agreements", TWO_YEARS)
    retitled = take_in("agreements", TWO_YEARS.replace("Thinking", "Other"))
    assert "title: the agreement A1 is recorded with another one" in str(retitled.errors[0])
    more = take_in("agreements", TWO_YEARS.replace(",800,", ",900,"))
    assert "write in the column `varied_from`" in str(more.errors[0])
    assert "2026-04-01 where it was wrong from the first day" in str(more.errors[0])


@pytest.mark.parametrize(
    ("day", "total"),
    [("2026-04-01", 900.0), ("2026-10-01", 800 * 183 / 365 + 900 * 182 / 365)],
    ids=["wrong from the first day", "from half way"],
)
def test_a_volume_is_varied_by_a_file_and_once(
    session: Session, take_in: Import, one_line: str, day: str, total: float
) -> None:
    heading = "external_id,kind,title,unit,volume_from,volume_to,quantity,varied_from\n"
    row = "A7,contract,Seven,start,2026-04-01,2027-03-31,{},{}\n"
    assert take_in("agreements", heading + row.format(800, "")).outcomes["added"] == 1
    asked = take_in("agreements", heading + row.format(900, day))
    assert "changes what was expected in months that are over" in str(asked.unusual[0])
    assert "A7: quantity" not in "".join(asked.changes)
    sure = Taking(TODAY, accepts_unusual=True)
    varied = take_in("agreements", heading + row.format(900, day), taking=sure)
    assert (varied.errors, varied.outcomes["revised"]) == ([], 1)
    assert varied.changes == [f"A7: quantity 800 → {total:,g}"]
    assert session.scalars(select(CommissionedVolume.quantity)).one() == pytest.approx(total)
    again = take_in("agreements", heading + row.format(900, day))
    assert (again.outcomes["unchanged"], again.unusual) == (1, [])
    longer = take_in("agreements", heading + row.format(900, day).replace("03-31", "04-30"))
    assert "ends on 31 March 2027, and its period stays" in str(longer.errors[0])
    unknown = take_in("agreements", heading + row.format(9, "2026-05-01").replace("A7", "A8"))
    assert "send it without `varied_from` first" in str(unknown.errors[0])


GROUPS = "external_id,line,planned_start,places,current_start,status,started\n"


def test_a_group_is_published_once_and_then_stated(
    session: Session, take_in: Import, one_line: str
) -> None:
    first = GROUPS + "G1,L1,2027-04-05,12,,,\nG2,L1,2026-11-02,12,2026-11-09,ran,9\n"
    assert take_in("groups", first).outcomes["added"] == 2
    assert take_in("groups", first).outcomes["unchanged"] == 2
    moved = take_in("groups", GROUPS + "G1,L1,2027-04-05,12,2027-05-03,planned,\n")
    assert moved.outcomes["revised"] == 1
    assert session.scalar(select(func.count(Group.id))) == 2
    assert session.scalar(select(func.count(GroupStatement.id))) == 3


CAPACITY = "external_id,line,measure,from_date,value,stated_by,stated_on\n"
CLOSURES = "external_id,line,from_date,to_date,reason\n"


def test_capacity_and_closures_are_kept_once(
    session: Session, take_in: Import, one_line: str
) -> None:
    stated = CAPACITY + "K1,L1,places,01/03/2027,12,the provider,2027-03-01\n"
    shut = CLOSURES + "X1,L1,2027-04-02,2027-04-05,Easter\n"
    for outcome in ("added", "unchanged"):
        assert take_in("capacity", stated).outcomes[outcome] == 1
        assert take_in("closures", shut).outcomes[outcome] == 1
    assert session.scalar(select(func.count(CapacityStatement.id))) == 1
    assert session.scalar(select(func.count(Closure.id))) == 1
    other = take_in("capacity", stated.replace(",12,", ",15,"))
    assert "new reference" in str(other.errors[0])


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("groups", GROUPS + "G1,L2,2027-04-05,12,,,\n", "row 2, line: there is no line L2"),
        ("groups", GROUPS + "G1,L1,2027-04-05,-1,,,\n", "row 2, places: -1 is not between"),
        ("groups", GROUPS + "G1,L1,2027-04-05,12,,ran,3\n", "row 2, status: a group that starts"),
        ("groups", GROUPS + "G1,L1,2027-04-05,12,,,3\n", "row 2, started: people start a group"),
        ("capacity", CAPACITY + "K1,L1,chairs,2027-03-01,1,x,2027-03-01\n", "row 2, measure: ch"),
        ("capacity", CAPACITY + "K1,L1,places,2027-03-01,nan,x,2027-03-01\n", "row 2, value: nan"),
        ("capacity", CAPACITY + "K1,L1,places,2027-03-01,1,x,2027-03-03\n", "row 2, stated_on: 2"),
        ("closures", CLOSURES + "X1,L1,2027-04-05,2027-04-02,\n", "row 2, to_date: 2027-04-02 is"),
        ("programmes", "external_id,name,kind\nP,x,cake\n", "row 2, kind: cake is none of"),
        ("providers", "external_id,name,sector\nP,x,cake\n", "row 2, sector: cake is none of"),
    ],
)
def test_a_wrong_cell_is_named(
    take_in: Import, one_line: str, kind: str, text: str, said: str
) -> None:
    report = take_in(kind, text)
    assert any(str(error).startswith(said) for error in report.errors), report.errors


def test_providers_are_revised_and_a_row_of_audit_tells_the_file(
    session: Session, take_in: Import
) -> None:
    take_in("providers", "\ufeffexternal_id,name,telephone\nA,Anawim,'+44 1632 960121\nB,Bee,\n")
    assert session.scalars(select(Provider.telephone).order_by(Provider.id)).all() == [
        "+44 1632 960121",
        None,
    ]
    report = take_in("providers", "name,external_id,telephone\nAnawim,A,01632 960121\nBee,B,\n")
    assert (report.outcomes["revised"], report.outcomes["unchanged"]) == (1, 1)
    told = session.scalars(
        select(AuditRow.after).where(AuditRow.act == "import:apply").order_by(AuditRow.id)
    ).all()
    assert [after["rows"] for after in told if after] == [2, 2]
    assert all(after and len(after["sha256"]) == 64 for after in told)


def test_availability_told_otherwise_is_a_new_revision(
    session: Session, take_in: Import, one_line: str
) -> None:
    heading = "programme,area,provider,external_id,delivery_kind,telephone\n"
    report = take_in("availability", heading + "TSP,preston,ACT,L1,closed_group,01632 960101\n")
    assert report.outcomes["revised"] == 1
    assert session.scalar(select(func.count(ListingRevision.id))) == 2
    refused = take_in("availability", heading + "TSP,preston,ACT,L1,bed,\n")
    assert "Group with a start date" in str(refused.errors[0])
    assert session.scalar(select(func.count(Service.id))) == 1


def test_rows_of_one_service_must_agree(take_in: Import, one_line: str) -> None:
    heading = "programme,area,provider,delivery_kind,telephone\n"
    rows = (
        "TSP,preston,ACT,closed_group,01632 960101\nTSP,lancaster,ACT,closed_group,01632 960102\n"
    )
    refused = take_in("availability", heading + rows)
    assert str(refused.errors[0]).startswith("row 3: says of the service")
