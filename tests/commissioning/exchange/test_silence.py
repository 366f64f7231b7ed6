"""A file says nothing of what it has no column for: every kind, every column that may be left out.

A full row goes in, then the same row from files without columns: nothing may change.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from commissioning.lines.models import Line, LineTerms
from directory.audit.models import AuditRow
from directory.base import Base
from directory.exchange.columns import Kind
from directory.exchange.report import Report
from directory.providers.models import Provider
from directory.services.models import Programme, Service, ServiceRequirement
from tests.commissioning.exchange.conftest import Import
from tests.makers.protocols import agree_on_sharing
from tests.thoroughness import in_share

LAYOUTS: dict[str, dict[str, str]] = {
    "providers": {
        "external_id": "ACT",
        "name": "Action Trust",
        "sector": "voluntary",
        "charity_number": "1234567",
        "company_number": "7654321",
        "telephone": "01632 960101",
        "email": "referrals@example.org",
        "website": "https://example.org",
        "is_fictional": "yes",
    },
    "programmes": {
        "external_id": "TSP",
        "name": "Thinking",
        "kind": "accredited_programme",
        "settings": "community|custody",
        "delivery_format": "Group",
        "for_men": "yes",
        "for_women": "no",
        "minimum_age": "18",
        "maximum_age": "60",
        "group_sessions": "20",
        "one_to_one_sessions": "4",
        "needs": "Thinking and behaviour",
        "eligible_offences": "Any",
        "excluded_offences": "None",
        "is_restricted": "yes",
    },
    "sites": {
        "external_id": "S1",
        "name": "Foundry House",
        "area": "preston",
        "exposure": "open",
        "provider": "ACT",
        "address": "1 Example Street, Preston",
        "postcode": "PR1 2AB",
        "telephone": "01632 960103",
        "access": "Level entrance",
    },
    "hubs": {
        "external_id": "HUB",
        "provider": "ACT",
        "title": "Front door",
        "summary": "Takes referrals for housing.",
        "pathways": "accommodation",
        "telephone": "01632 960104",
        "email": "hub@example.org",
        "opening_hours": "Monday to Friday, 9 to 5",
        "referral_route": "Ring us",
        "areas": "preston",
        "publish": "yes",
    },
    "services": {
        "external_id": "SV1",
        "provider": "ACT",
        "programme": "TSP",
        "delivery_kind": "rolling_group",
        "title": "Tuesday group",
        "summary": "A weekly group.",
        "setting": "community",
        "pathways": "health",
        "requirements": "rehabilitation_activity",
        "who_for": "Women who drink",
        "sex": "female",
        "minimum_age": "18",
        "maximum_age": "60",
        "offences": "theft|drink driving",
        "excluded_offences": "arson",
        "needs": "alcohol",
        "languages": "en|cy",
        "telephone": "01632 960105",
        "email": "group@example.org",
        "opening_hours": "Tuesdays",
        "referral_route": "Through the hub",
        "hub": "FRONT",
        "areas": "preston",
        "sites": "HALL",
        "publish": "yes",
    },
    "lines": {
        "external_id": "L5",
        "service": "TSP/ACT",
        "areas": "preston",
        "name": "Thinking in Preston",
        "session_weekday": "Tuesday",
        "programme_weeks": "10",
        "sessions_required": "20",
        "hours_per_session": "2",
        "places": "12",
        "places_stated_by": "The provider",
        "max_new_per_session": "3",
        "min_to_run": "4",
        "target_days": "42",
        "allocation": "date",
        "opened_on": "2026-04-01",
        "closed_on": "2029-04-01",
    },
    "availability": {
        "programme": "TSP",
        "area": "preston",
        "provider": "ACT",
        "external_id": "L2",
        "delivery_kind": "unpaid_work",
        "requirements": "unpaid_work|rehabilitation_activity",
        "telephone": "01632 960102",
        "email": "line@example.org",
        "opening_hours": "Monday to Friday, 9 to 5",
        "referral_route": "Ring us",
        "opened_on": "2026-02-01",
        "target_days": "42",
        "session_weekday": "Saturday",
        "hours_per_session": "7",
    },
    "agreements": {
        "external_id": "A1",
        "kind": "contract",
        "title": "Thinking",
        "provider": "ACT",
        "subcontractors": "SUB",
        "contract_type": "CRS",
        "starts_on": "2026-04-01",
        "ends_on": "2028-03-31",
        "funders": "Leeds: 0.4",
        "lot": "A1-lot",
        "line": "L1",
        "region": "B",
        "police_area": "Lancashire",
        "unit": "start",
        "volume_from": "2026-04-01",
        "volume_to": "2027-03-31",
        "quantity": "800",
        "varied_from": "2026-04-01",
        "profile": "0.25|0.25|0.25|0.25",
        "notice_months": "6",
        "extensions": "12|12",
        "review_dates": "2027-01-15",
        "awarded_on": "2026-03-01",
        "price": "120.50",
        "price_from": "2026-04-01",
        "price_bands": "1: 60.25",
        "cap": "1.15",
    },
    "agreement-lines": {"lot": "A9", "line": "L1", "buys": "yes"},
    "groups": {
        "external_id": "G1",
        "line": "L1",
        "planned_start": "2026-11-02",
        "places": "12",
        "current_start": "2026-11-09",
        "status": "ran",
        "started": "9",
    },
    "capacity": {
        "external_id": "K1",
        "line": "L1",
        "measure": "places",
        "from_date": "2027-03-01",
        "value": "12",
        "stated_by": "the provider",
        "stated_on": "2027-03-01",
    },
    "closures": {
        "external_id": "X1",
        "line": "L1",
        "from_date": "2027-04-02",
        "to_date": "2027-04-05",
        "reason": "Easter",
    },
    "provider-successors": {
        "provider": "ACT",
        "kind": "merged",
        "former_provider": "SUB",
        "former_name": "Sub Trust",
        "former_charity_number": "1112223",
        "former_company_number": "3332221",
        "from_date": "2026-04-01",
        "stated_by": "Example Region",
        "stated_on": "2027-03-01",
    },
    "court-areas": {
        "court": "preston-crown-court",
        "area": "preston",
        "serves": "yes",
        "is_main": "yes",
        "from_date": "2026-04-01",
        "to_date": "2028-03-31",
        "confirmed_by": "Example Region",
        "confirmed_on": "2027-03-01",
    },
    "court-teams": {
        "court": "preston-crown-court",
        "name": "Example Court Team",
        "telephone": "01632 960104",
        "email": "court-team@example.org",
        "stated_by": "Example Region",
        "stated_on": "2027-03-01",
    },
    "schemes": {
        "area": "preston",
        "name": "Example Scheme",
        "kind": "integrated_offender_management",
        "says": "Police and probation work together.",
        "requirement": "rehabilitation_activity",
        "telephone": "01632 960105",
        "email": "scheme@example.org",
        "begins_on": "2026-04-01",
        "ends_on": "2029-03-31",
        "stated_by": "Example Region",
        "stated_on": "2027-03-01",
    },
    "prison-contacts": {
        "prison": "PNI",
        "role": "Head of resettlement",
        "telephone": "01632 960106",
        "email": "resettlement@example.org",
        "stated_by": "Example Board",
        "stated_on": "2027-03-01",
    },
    "evidence": {
        "programme": "TSP",
        "statement": "Fewer were convicted again within two years.",
        "source": "Example University",
        "source_date": "2025-06-01",
    },
    "provision": {
        "area": "preston",
        "requirement": "programme",
        "strand": "general_offending",
        "says": "provided",
        "stated_by": "Example Region",
        "stated_on": "2027-03-01",
        "review_on": "2027-04-01",
        "telephone": "01632 960103",
        "stated_as": "commissioner",
        "agreed_by": "Head of commissioning",
        "notice": "None was needed",
    },
    "confirmations": {
        "service": "TSP/ACT",
        "fact": "telephone",
        "confirmed_on": "2027-03-01",
        "confirmed_by": "Example Region",
    },
    "referrals": {
        "reference": "R1",
        "line": "L1",
        "basis": "community_order",
        "received_on": "2026-11-02",
        "sentenced_on": "2026-10-30",
        "home_area": "preston",
        "court": "preston-crown-court",
        "requirement": "programme",
        "priority": "yes",
        "hours_ordered": "60",
        "accepted_on": "2026-11-03",
        "ready_on": "2026-11-10",
        "missed_starts": "2026-11-12",
        "started_on": "2026-12-01",
        "sessions_attended": "2026-12-01|2026-12-08",
        "hours_worked": "7|6.5",
        "outcome": "completed",
        "ended_on": "2027-02-01",
        "order_ends_on": "2027-10-29",
        "released_on": "2026-10-30",
        "complete_by": "2027-06-30",
        "needs": "accommodation|drug_misuse",
        "assessment_arranged_on": "2026-11-03",
        "assessment_scheduled_for": "2026-11-09",
        "assessment_missed_on": "2026-11-09",
        "assessment_attended_on": "2026-11-10",
        "sessions_expected": "12",
        "sessions_told": "10",
        "paused_from": "2026-11-13|2026-12-10",
        "paused_to": "2026-11-20|2026-12-20",
        "pause_reason": "illness|custody",
        "breached_on": "2026-12-21",
        "transferred_on": "2026-12-22",
        "transferred_to_line": "L3",
        "transfer_reason": "moved_home",
        "end_asked_on": "2027-01-29",
        "end_asked_reason": "need_met",
        "sex": "female",
        "age_band": "25_to_29",
        "ethnicity": "white",
        "disability": "prefer_not_to_say",
        "sharing_agreement": "NW-1",
    },
    "weekly-totals": {
        "line": "L1",
        "week": "2027-02-08",
        "received": "4",
        "started": "3",
        "completed": "2",
        "waiting": "9",
        "places": "12",
        "hours": "96.5",
    },
    "actions": {
        "id": "A1-L1",
        "parent_id": "A1-N",
        "section": "accommodation",
        "level": "local",
        "action_title": "Homes",
        "action": "Find homes",
        "lead_and_partners": "The council",
        "target_text": "Summer 2027",
        "target_from": "2027-06-01",
        "target_to": "2027-08-31",
        "notes": "start",
        "block": "A1",
        "region": "north-west",
        "area": "preston",
        "plan": "nw",
        "plan_title": "North West plan",
        "plan_region": "north-west",
        "plan_published_on": "2027-01-01",
        "plan_from": "2027-01-01",
        "plan_to": "2028-12-31",
    },
    "referrals rm-performance": {
        "referral_ref": "AB1001",
        "contract_ref": "PRJ_1",
        "service_user_crn": "X001001",
        "date_referral_received": "2026-11-02",
        "date_saa_first_arranged": "2026-11-03",
        "date_saa_first_scheduled_for": "2026-11-09",
        "date_saa_first_not_attended": "2026-11-09",
        "date_saa_first_attended": "2026-11-10",
        "date_of_first_attended_session": "2026-12-01",
        "count_of_sessions_expected": "8",
        "count_of_sessions_attended": "6",
        "end_requested_by_pp_at": "2027-01-29",
        "end_requested_by_pp_reason": "NOT",
        "concluded_at": "2027-02-01",
        "referral_end_state": "PREMATURELY_ENDED",
        "date_intervention_to_be_completed_by": "2027-06-30",
        "end_of_sentence_date": "2027-10-29",
    },
    "providers hmpps": {"code": "ACT", "name": "Action Trust"},
    "programmes hmpps": {
        "uuid": "HSP",
        "name": "Horizon",
        "type": "ACP",
        "settings": "COMMUNITY",
        "format": "Group",
        "males": "yes",
        "females": "no",
        "min_age": "18",
        "max_age": "60",
        "group_sessions": "20",
        "one_to_one_sessions": "4",
        "needs": "Thinking and behaviour",
        "eligible_offences": "Any",
        "excluded_offences": "None",
    },
    "availability hmpps": {
        "programme": "Thinking",
        "type": "ACP",
        "pdu": "Lancaster and Morecambe",
        "provider": "Sub Trust",
    },
    "providers open-referral": {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Ribble Fresh Start",
        "website": "https://ribble.example.org",
        "email": "desk@example.org",
        "phones.number": "01632 960107",
    },
    "services open-referral": {
        "id": "22222222-2222-4222-8222-222222222222",
        "organization_id": "ACT",
        "name": "Monday drop-in",
        "description": "Tea and advice",
        "email": "desk@example.org",
        "status": "active",
        "minimum_age": "18",
        "maximum_age": "60.0",
        "phones.number": "01632 960108",
        "areas": "preston",
        "delivery_kind": "one_to_one",
        "service_at_locations.location_id": "HALL",
    },
    "agreements hmpps": {
        "contract_reference": "C1",
        "intervention_title": "Thinking",
        "contract_type_code": "ACC",
        "region_code": "B",
        "pcc_region": "Lancashire",
        "prime_provider_code": "ACT",
        "subcontractors": "Sub Trust",
        "contract_start": "2026-04-01",
        "contract_end": "2028-03-31",
    },
}
"""A row with something in every column of each kind."""

ALTERNATIVES = {
    "referrals": {"withdrawn_on", "withdrawal_reason", "terminated_on"},
    "confirmations": {"line"},
}
"""Columns that cannot be filled beside the others; a row of their own follows below."""

ONE_OF_TWO = {("confirmations", "service"), ("agreement-lines", "line"), ("actions", "plan")}
"""Columns that a row must have unless it has the one that cannot be filled beside it, or is of
what a file without it is of."""

PRICE = ("price", "price_from", "price_bands", "cap")

ALONE = {
    ("agreements", column): (
        "unit",
        "volume_from",
        "volume_to",
        "quantity",
        "varied_from",
        "profile",
        *PRICE,
    )
    for column in ("unit", "volume_from", "volume_to", "quantity")
} | {
    ("agreements", "price"): PRICE,
    ("lines", "places_stated_by"): ("places", "places_stated_by"),
    ("agreements", "lot"): ("lot",),
    ("referrals", "ended_on"): ("ended_on", "outcome"),
    ("referrals", "outcome"): ("ended_on", "outcome"),
    ("referrals", "started_on"): (
        "started_on",
        "sessions_attended",
        "hours_worked",
        "ended_on",
        "outcome",
    ),
    ("referrals", "sessions_attended"): ("sessions_attended", "hours_worked"),
    **dict.fromkeys(
        [("referrals", head) for head in ("paused_from", "paused_to", "pause_reason")],
        ("paused_from", "paused_to", "pause_reason"),
    ),
    ("referrals", "end_asked_on"): ("end_asked_on", "end_asked_reason"),
    ("referrals rm-performance", "end_requested_by_pp_at"): (
        "end_requested_by_pp_at",
        "end_requested_by_pp_reason",
    ),
    **dict.fromkeys(
        [("referrals rm-performance", head) for head in ("concluded_at", "referral_end_state")],
        ("concluded_at", "referral_end_state"),
    ),
    ("referrals rm-performance", "date_of_first_attended_session"): (
        "date_of_first_attended_session",
        "concluded_at",
        "referral_end_state",
    ),
    **dict.fromkeys(
        [("referrals", head) for head in ("transferred_on", "transferred_to_line")],
        ("transferred_on", "transferred_to_line", "transfer_reason"),
    ),
}
"""Columns that a row may have only together: who leaves out one leaves out these."""


def kinds() -> list[tuple[str, Kind]]:
    return [(f"{kind.name} {kind.layout}".strip(), kind) for kind in KINDS]


def silences(name: str, kind: Kind) -> list[tuple[str, ...]]:
    """Each set of columns that a file of this kind may do without."""
    optional = [
        column.head
        for column in kind.columns
        if not column.required and (name, column.head) not in ONE_OF_TWO
    ]
    told = [head for head in optional if head in LAYOUTS[name]]
    left_out = [ALONE.get((name, head), (head,)) for head in told]
    if told:
        left_out.append(tuple(told))
    return list(dict.fromkeys(left_out))


def file_of(row: dict[str, str], *without: str) -> str:
    told = {head: cell for head, cell in row.items() if head not in without}
    text = io.StringIO()
    writer = csv.DictWriter(text, told)
    writer.writeheader()
    writer.writerow(told)
    return text.getvalue()


COUNTED = frozenset({"search_version", "facts_version", "changed_at", "answered_version"})


@cache
def asked_of_tables() -> dict[str, str]:
    """What is asked of each table, worked out once: it took more time than the asking."""
    return {
        table.name: str(select(*(column for column in table.c if column.name not in COUNTED)))
        for table in Base.metadata.sorted_tables
        if table.name != AuditRow.__tablename__
    }


def stored(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database, but for the acts and what counts them: as the driver reads it,
    since of some two hundred tables most are empty."""
    session.flush()
    session.expire_all()
    cursor = session.connection().connection.cursor()
    found = {}
    for name, asked in asked_of_tables().items():
        cursor.execute(asked)
        found[name] = sorted(map(tuple, cursor.fetchall()), key=repr)
    return found


@pytest.fixture
def ground(session: Session, take_in: Import, one_line: str) -> None:
    """A provider beside the one of the line, programmes to offer, an agreement on sharing."""
    agree_on_sharing(session, "L1", "north-west")
    take_in("providers", "external_id,name\nSUB,Sub Trust\n")
    take_in("sites", "external_id,name,area,exposure\nHALL,Hall,preston,open\n")
    take_in("hubs", "external_id,title,summary,publish\nFRONT,Front,Referrals,yes\n")
    take_in("agreements", "external_id,kind,title\nA9,contract,Thinking\n")
    take_in("programmes", "external_id,name,kind\nELSE,Elsewhere,accredited_programme\n")
    take_in(
        "availability",
        "programme,area,provider,external_id,delivery_kind\nELSE,lancaster,ACT,L3,closed_group\n",
    )
    take_in(
        "actions",
        "plan,plan_title,plan_region,plan_published_on,plan_from,plan_to,id,section,level,"
        "action_title\nnw,North West plan,north-west,2027-01-01,2027-01-01,2028-12-31,A1-N,"
        "accommodation,national,Homes\n",
    )
    take_in("agreements", "external_id,kind,title,provider,line\nPRJ_1,contract,Help,ACT,L1\n")


def test_the_rows_are_full() -> None:
    for name, kind in kinds():
        heads = {column.head for column in kind.columns} - ALTERNATIVES.get(name, set())
        assert set(LAYOUTS[name]) == heads


UNCHANGED: tuple[list[str], list[str], int, int] = ([], [], 1, 0)
"""No error, no table that holds anything else, one row unchanged and none changed."""


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param(
            *both, id=both[0], marks=() if in_share(both[0], one_in=2) else pytest.mark.soak
        )
        for both in kinds()
        if silences(*both)
    ],
)
def test_a_column_that_is_not_there_changes_nothing(
    session: Session, take_in: Import, name: str, kind: Kind
) -> None:
    """All files of a kind come upon the same full row, and every one at fault is named."""
    row = LAYOUTS[name]
    if name == "availability":
        row = row | {"programme": alone(take_in)}
    assert errors(take_in(kind.name, file_of(row), kind.layout)) == []
    before = stored(session)

    def came_of(without: tuple[str, ...]) -> tuple[list[str], list[str], int, int]:
        with session.begin_nested() as undone:
            report = take_in(kind.name, file_of(row, *without), kind.layout)
            after = stored(session)
            undone.rollback()
        others = [table for table, rows in after.items() if rows != before[table]]
        return errors(report), others, report.outcomes["unchanged"], report.changed

    all_of_them = {without: came_of(without) for without in silences(name, kind)}
    assert {heads: said for heads, said in all_of_them.items() if said != UNCHANGED} == {}


def alone(take_in: Import) -> str:
    """A programme that nobody offers yet."""
    take_in("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n")
    return "NEW"


def errors(report: Report) -> list[str]:
    return [str(error) for error in report.errors]


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize("without", ["withdrawal_reason", "home_area", "accepted_on"])
def test_a_withdrawal_told_again_without_its_reason_is_the_same(
    session: Session, take_in: Import, without: str
) -> None:
    row = {
        **{head: LAYOUTS["referrals"][head] for head in ("reference", "line", "basis")},
        "received_on": "2026-11-02",
        "home_area": "preston",
        "accepted_on": "2026-11-03",
        "outcome": "withdrawn",
        "withdrawn_on": "2026-12-24",
        "withdrawal_reason": "died",
    }
    take_in("referrals", file_of(row))
    before = stored(session)
    assert take_in("referrals", file_of(row, without)).outcomes["unchanged"] == 1
    assert stored(session) == before


def test_an_empty_cell_takes_back_what_the_file_said(session: Session, take_in: Import) -> None:
    row = LAYOUTS["providers"]
    take_in("providers", file_of(row))
    assert take_in("providers", file_of(row | {"telephone": "", "sector": ""})).changed == 1
    provider = session.scalars(select(Provider)).one()
    assert (provider.telephone, provider.sector, provider.email) == (None, None, row["email"])


@pytest.mark.parametrize("columns", ["", ",target_days"])
def test_a_target_that_is_empty_is_none_and_not_0_days(
    session: Session, take_in: Import, one_line: str, columns: str
) -> None:
    cell = "," if columns else ""
    heading = f"programme,area,provider,delivery_kind{columns}\n"
    take_in("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n")
    report = take_in("availability", f"{heading}NEW,lancaster,ACT,closed_group{cell}\n")
    assert errors(report) == []
    [told] = session.scalars(
        select(LineTerms.target_days)
        .join(Line, Line.id == LineTerms.line_id)
        .where(Line.external_id == "NEW/ACT/lancaster")
    )
    assert told is None


@pytest.mark.parametrize("column", ["is_restricted", "eligible_offences"])
def test_no_silence_makes_a_programme_less_restricted(
    session: Session, take_in: Import, column: str
) -> None:
    """Restricted because the row said so, or by rule because of the offences it is for."""
    row = LAYOUTS["programmes"] | {"is_restricted": "no", "eligible_offences": "Any"}
    row |= (
        {"is_restricted": "yes"}
        if column == "is_restricted"
        else {"eligible_offences": "Sexual offences"}
    )
    take_in("programmes", file_of(row))
    assert session.scalars(select(Programme.is_restricted)).one()
    take_in("programmes", file_of(row | {"name": "Thinking again"}, column))
    programme = session.scalars(select(Programme)).one()
    session.refresh(programme)
    assert (programme.name, programme.is_restricted) == ("Thinking again", True)


def test_a_silent_file_asks_which_line_is_meant_where_there_are_several(
    take_in: Import, one_line: str, session: Session
) -> None:
    take_in("providers", "external_id,name\nSUB,Sub Trust\n")
    heading = "programme,area,provider,external_id,delivery_kind\n"
    take_in("availability", heading + "TSP,preston,SUB,L3,closed_group\n")
    before = stored(session)
    report = take_in("availability", "programme,area\nTSP,preston\n")
    assert "add the column and say which provider is meant" in errors(report)[0]
    take_in("availability", heading + "TSP,preston,ACT,L4,closed_group\n")
    report = take_in("availability", "programme,area,provider\nTSP,preston,ACT\n")
    assert "add the column and say which line is meant" in errors(report)[0]
    assert set(before) == set(stored(session))


def test_the_row_that_cannot_be_opened_is_the_one_named(take_in: Import, one_line: str) -> None:
    heading = "programme,area,provider,delivery_kind\n"
    take_in("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n")
    report = take_in(
        "availability",
        heading + "TSP,lancaster,ACT,closed_group\nNEW,preston,ACT,rolling_group\n",
    )
    assert errors(report) == ["row 3, session_weekday: Say the weekday on which people join."]


def test_a_row_that_a_verb_for_all_of_them_refuses_is_the_one_named(
    take_in: Import, one_line: str
) -> None:
    """Row 2 is sound; the service of row 3 is delivered in another way already."""
    take_in("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n")
    rows = "NEW,preston,ACT,closed_group\nTSP,lancaster,ACT,bed\n"
    report = take_in("availability", "programme,area,provider,delivery_kind\n" + rows)
    (error,) = errors(report)
    assert error.startswith("row 3: TSP/ACT is delivered as")


@pytest.mark.parametrize(
    ("kind", "more"),
    [("rolling_group", "Tuesday,"), ("unpaid_work", "Saturday,7")],
)
def test_a_line_with_a_weekday_comes_in(
    session: Session, take_in: Import, one_line: str, kind: str, more: str
) -> None:
    heading = "programme,area,provider,external_id,delivery_kind,session_weekday,hours_per_session"
    take_in("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n")
    report = take_in("availability", f"{heading}\nNEW,preston,ACT,L9,{kind},{more}\n")
    assert (errors(report), report.outcomes["added"]) == ([], 1)


def test_the_first_supervision_appointment_is_a_line_like_others(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("programmes", "external_id,name,kind\nFSA,First appointment,structured_intervention\n")
    heading = "programme,area,provider,external_id,delivery_kind,requirements"
    row = "FSA,preston,ACT,L9,one_to_one,first_supervision_appointment"
    assert errors(take_in("availability", f"{heading}\n{row}\n")) == []
    behind = select(ServiceRequirement.requirement).join(
        Service, Service.id == ServiceRequirement.service_id
    )
    assert "first_supervision_appointment" in session.scalars(behind).all()
