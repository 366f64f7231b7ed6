"""A file taken back as one act: all that it wrote is as it was, unless something stands on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS, kind_called
from commissioning.exchange.undoing import TABLES, why_lasting
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.models import Referral
from commissioning.referrals.recounting import recount
from commissioning.volumes.models import Lot
from directory.audit.models import AuditRow
from directory.base import Base
from directory.errors import NotKnown
from directory.exchange.errors import NotUndoable, StandsOnIt, UndoneAlready
from directory.exchange.models import ImportRun
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.people.models import Person, PersonKind
from directory.providers.editing import edit_provider
from directory.providers.models import Provider
from tests.commissioning.exchange.test_silence import LAYOUTS, file_of
from tests.makers.days import NOW
from tests.makers.protocols import agree_on_sharing
from tests.makers.taking_back import taken_back
from tests.thoroughness import some_of

COUNTED = {
    "search_version",
    "facts_version",
    "version",
    "changed_at",
    "answered_version",
}
ABOUT_IMPORTS = {"import_run", "imported_rows", "imported_change", "audit_row"}


def stored(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in the database but acts, what is kept of imports, and what only counts."""
    session.expire_all()
    return {
        table.name: sorted(
            (
                tuple(row)
                for row in session.execute(
                    select(*(one for one in table.c if one.name not in COUNTED | {"id"}))
                )
                if table.name != "line_day" or any(row[2:])
            ),
            key=repr,
        )
        for table in Base.metadata.sorted_tables
        if table.name not in ABOUT_IMPORTS
    }


@dataclass
class Desk:
    """Files that come one after the other, a minute apart."""

    session: Session
    by: Person
    folder: Path
    minutes: int = field(default=0)

    @property
    def now(self) -> dt.datetime:
        self.minutes += 1
        return NOW + dt.timedelta(minutes=self.minutes)

    def take_in(self, kind: str, text: str, layout: str = "") -> Report:
        path = self.folder / f"{kind}.csv"
        path.write_text(text, "utf-8")
        report = run_import(self.session, kind_called(kind, layout), path, by=self.by, at=self.now)
        assert [str(error) for error in report.errors] == []
        return report

    def undo(self, report: Report) -> ImportRun:
        assert report.run_id is not None
        return taken_back(self.session, report.run_id, by=self.by, at=self.now)


@pytest.fixture
def desk(session: Session, importer: Person, places: None, tmp_path: Path) -> Desk:
    return Desk(session, importer, tmp_path)


@pytest.fixture
def ground(desk: Desk) -> None:
    """Providers, programmes, a site, a hub, an agreement and the lines L1 and L3."""
    offered = "programme,area,provider,external_id,delivery_kind"
    for kind, text in (
        ("providers", "external_id,name\nACT,Action Trust\nSUB,Sub Trust\n"),
        ("programmes", "external_id,name,kind\nTSP,Thinking,accredited_programme\n"),
        ("programmes", "external_id,name,kind\nNEW,New steps,accredited_programme\n"),
        ("programmes", "external_id,name,kind\nELSE,Elsewhere,accredited_programme\n"),
        ("availability", f"{offered}\nTSP,preston,ACT,L1,closed_group\n"),
        ("availability", f"{offered}\nELSE,lancaster,ACT,L3,closed_group\n"),
        ("sites", "external_id,name,area,exposure\nHALL,Hall,preston,open\n"),
        ("hubs", "external_id,title,summary,publish\nFRONT,Front,Referrals,yes\n"),
        ("agreements", "external_id,kind,title\nA9,contract,Thinking\n"),
    ):
        desk.take_in(kind, text)
    agree_on_sharing(desk.session, "L1", "north-west")


FIRST = {
    "providers": {"external_id": "NEW", "name": "New Trust"},
    "programmes": {"external_id": "HSP", "name": "Horizon"},
    "availability": {"programme": "NEW"},
}
"""What makes a full row of a kind one that nobody has told yet."""

PLAIN = [kind.name for kind in KINDS if not kind.layout]


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize("kind", some_of(PLAIN, one_in=2))
def test_what_a_file_added_goes_with_it(session: Session, desk: Desk, kind: str) -> None:
    before = stored(session)
    report = desk.take_in(kind, file_of(LAYOUTS[kind] | FIRST.get(kind, {})))
    assert stored(session) != before
    run = desk.undo(report)
    assert stored(session) == before
    assert run.undone_at is not None
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts[-1] == "import:undo"


CHANGED = {
    "providers": {"external_id": "SUB", "name": "Other Trust", "telephone": "01632 960109"},
    "programmes": {"external_id": "TSP", "name": "Thinking again"},
    "availability": {
        "programme": "TSP",
        "external_id": "L1",
        "delivery_kind": "closed_group",
        "session_weekday": "",
        "hours_per_session": "",
    },
    "agreements": {"ends_on": "2029-03-31"},
    "groups": {"places": "14"},
}


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize("kind", CHANGED)
def test_what_a_file_changed_says_again_what_it_said(
    session: Session, desk: Desk, kind: str
) -> None:
    if kind in {"agreements", "groups"}:
        desk.take_in(kind, file_of(LAYOUTS[kind]))
    before = stored(session)
    report = desk.take_in(kind, file_of(LAYOUTS[kind] | CHANGED[kind]))
    assert report.changed == 1
    assert stored(session) != before
    desk.undo(report)
    assert stored(session) == before


@pytest.mark.usefixtures("ground")
def test_the_same_file_comes_in_again_after_it_was_taken_back(session: Session, desk: Desk) -> None:
    text = file_of(LAYOUTS["groups"])
    first = desk.take_in("groups", text)
    before = stored(session)
    desk.undo(first)
    again = desk.take_in("groups", text)
    assert (again.outcomes["added"], again.run_id) == (1, (first.run_id or 0) + 1)
    names = {"group_run", "group_statement", "line_figures"}
    after = stored(session)
    assert {name: len(after[name]) for name in names} == {name: len(before[name]) for name in names}


def a_line_stands(desk: Desk) -> Report:
    first = desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    desk.take_in(
        "availability",
        "programme,area,provider,delivery_kind\nTSP,preston,ONE,closed_group\n",
    )
    return first


def a_referral_stands(desk: Desk) -> Report:
    heading = "programme,area,provider,external_id,delivery_kind\n"
    first = desk.take_in("availability", heading + "NEW,preston,ACT,L9,closed_group\n")
    desk.take_in("referrals", file_of(LAYOUTS["referrals"] | {"line": "L9"}))
    return first


def a_start_stands(desk: Desk) -> Report:
    row = LAYOUTS["referrals"]
    names = ("reference", "line", "basis", "received_on", "home_area", "accepted_on", "ready_on")
    first = desk.take_in("referrals", file_of({name: row[name] for name in names}))
    told = {name: row[name] for name in (*names, "started_on")}
    desk.take_in("referrals", file_of(told))
    return first


def a_statement_stands(desk: Desk) -> Report:
    first = desk.take_in("groups", file_of(LAYOUTS["groups"] | {"places": "14"}))
    group = desk.session.scalars(select(Group)).one()
    state_group(
        desk.session,
        group,
        current_start=group.planned_start,
        status=GroupStatus.PLANNED,
        places=16,
        started=None,
        by=desk.by,
        at=desk.now,
    )
    return first


def a_persons_word_stands(desk: Desk) -> Report:
    desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    first = desk.take_in("providers", "external_id,name,telephone\nONE,One Trust,01632 960101\n")
    provider = desk.session.scalars(select(Provider).where(Provider.external_id == "ONE")).one()
    jane = Person(code="jane", name="Jane Smith", kind=PersonKind.STAFF)
    desk.session.add(jane)
    desk.session.flush()
    told = {"telephone": "01632 960102"}
    edit_provider(desk.session, provider, told, based_on=provider.version, by=jane, at=desk.now)
    return first


@pytest.mark.usefixtures("ground")
@pytest.mark.parametrize(
    ("stands", "sentence"),
    [
        (a_line_stands, "(availability: availability.csv) brought the service “TSP/ONE”"),
        (a_referral_stands, "(referrals: referrals.csv) brought a referral"),
        (a_start_stands, "(referrals: referrals.csv) brought an event of a referral"),
        (a_statement_stands, "a statement of a group stands on the group “G1”"),
        (a_persons_word_stands, "telephone of the provider “One Trust” was stated anew"),
    ],
)
def test_what_stands_on_it_refuses_and_is_named(
    session: Session, desk: Desk, stands: Callable[[Desk], Report], sentence: str
) -> None:
    first = stands(desk)
    before = stored(session)
    with pytest.raises(StandsOnIt) as refusal:
        desk.undo(first)
    assert sentence in str(refusal.value)
    assert "Take that back first" in str(refusal.value)
    assert stored(session) == before


@pytest.mark.usefixtures("ground")
def test_a_later_statement_of_the_same_line_stands_on_it(session: Session, desk: Desk) -> None:
    desk.take_in("groups", file_of(LAYOUTS["groups"]))
    first = desk.take_in("groups", file_of(LAYOUTS["groups"] | {"places": "14"}))
    second = desk.take_in("groups", file_of(LAYOUTS["groups"] | {"places": "15"}))
    with pytest.raises(StandsOnIt):
        desk.undo(first)
    desk.undo(second)
    desk.undo(first)
    assert session.scalars(select(Group.places)).one() == 12


@pytest.mark.usefixtures("ground")
def test_a_word_about_another_field_is_kept(session: Session, desk: Desk) -> None:
    desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    first = desk.take_in("providers", "external_id,name,telephone\nONE,One Trust,01632 960101\n")
    provider = session.scalars(select(Provider).where(Provider.external_id == "ONE")).one()
    edit_provider(
        session,
        provider,
        {"email": "one@example.org"},
        based_on=provider.version,
        by=desk.by,
        at=desk.now,
    )
    version = provider.version
    desk.undo(first)
    session.refresh(provider)
    assert (provider.telephone, provider.email) == (None, "one@example.org")
    assert set(provider.said) == {"name", "email"}
    assert provider.version > version, "who wrote on the version before sees that it changed"


@pytest.mark.usefixtures("ground")
def test_figures_are_what_the_remaining_events_say(session: Session, desk: Desk) -> None:
    row = LAYOUTS["referrals"]
    desk.take_in("referrals", file_of(row))
    second = desk.take_in("referrals", file_of(row | {"reference": "R2"}))
    desk.undo(second)
    line = session.scalars(select(Line).where(Line.external_id == "L1")).one()
    figures = session.get_one(LineFigures, line.id)
    told = recount(session, line.id)
    assert (figures.waiting, figures.in_progress) == (told.waiting, told.in_progress)
    assert session.scalar(select(func.count(Referral.id))) == 1
    assert sum(day.referred for day in told.days.values()) == 1


@pytest.mark.usefixtures("ground")
def test_a_file_that_added_to_referrals_known_before_is_corrected_and_not_undone(
    desk: Desk,
) -> None:
    a_start_stands(desk)
    second = desk.session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert second is not None
    with pytest.raises(NotUndoable, match="it changed referral rows that were there before"):
        taken_back(desk.session, second.id, by=desk.by, at=desk.now)

    assert why_lasting(desk.session, second.id) == "it changed referral rows that were there before"
    assert why_lasting(desk.session, second.id - 1) == ""
    assert why_lasting(desk.session, None) == ""


CONTRACT = "external_id,kind,title,lot\nC1,contract,Debt,C1-lot\n"


@pytest.mark.usefixtures("ground")
def test_contracts_go_only_once_what_was_settled_of_them_has_gone(
    session: Session, desk: Desk
) -> None:
    contracts = desk.take_in("agreements", CONTRACT)
    settled = desk.take_in("agreement-lines", "lot,line,buys\nC1-lot,L1,yes\n")
    with pytest.raises(StandsOnIt) as refusal:
        desk.undo(contracts)
    assert f"import {settled.run_id} (agreement-lines: agreement-lines.csv)" in str(refusal.value)
    assert "Take that back first" in str(refusal.value)
    desk.undo(settled)
    desk.undo(contracts)
    assert session.scalar(select(func.count(Lot.id)).where(Lot.external_id == "C1-lot")) == 0


@pytest.mark.usefixtures("ground")
def test_a_report_of_cases_stands_on_the_lots_that_it_named(session: Session, desk: Desk) -> None:
    desk.take_in("agreements", CONTRACT)
    settled = desk.take_in("agreement-lines", "lot,line,buys\nC1-lot,L1,yes\n")
    cases = desk.take_in("referrals", file_of(LAYOUTS["referrals"]))
    run = session.get_one(ImportRun, cases.run_id)
    run.layout = "rm-performance"
    session.flush()
    with pytest.raises(StandsOnIt, match=f"import {run.id} .* brought referrals to a lot of it"):
        desk.undo(settled)
    desk.undo(cases)
    desk.undo(settled)


@pytest.mark.usefixtures("ground")
def test_a_persons_act_on_what_a_file_added_stands_on_it(session: Session, desk: Desk) -> None:
    first = desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    provider = session.scalars(select(Provider).where(Provider.external_id == "ONE")).one()
    jane = Person(code="jane", name="Jane Smith", kind=PersonKind.STAFF)
    session.add(jane)
    session.flush()
    told = {"telephone": "01632 960102"}
    edit_provider(session, provider, told, based_on=provider.version, by=jane, at=desk.now)
    with pytest.raises(StandsOnIt, match=r"Jane Smith acted on it on .* \(provider: edit\)"):
        desk.undo(first)


@pytest.mark.usefixtures("ground")
def test_weekly_totals_that_stand_are_named_by_their_file_and_not_by_the_line(
    session: Session, desk: Desk
) -> None:
    offered = "programme,area,provider,external_id,delivery_kind\n"
    line = desk.take_in("availability", f"{offered}NEW,preston,ACT,L7,one_to_one\n")
    heading = "line,week,received,started,completed,waiting\n"
    week = (desk.now - dt.timedelta(days=desk.now.weekday() + 14)).date()
    totals = desk.take_in("weekly-totals", f"{heading}L7,{week},4,3,2,1\n")
    with pytest.raises(StandsOnIt) as refusal:
        desk.undo(line)
    assert f"import {totals.run_id} (weekly-totals: weekly-totals.csv)" in str(refusal.value)
    assert "stands on the line" not in str(refusal.value)
    desk.undo(totals)
    desk.undo(line)


@pytest.mark.usefixtures("ground")
def test_what_was_changed_and_has_gone_with_its_own_file_is_not_in_the_way(
    session: Session, desk: Desk
) -> None:
    first = desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    second = desk.take_in("providers", "external_id,name\nONE,Uno Trust\nTWO,Two Trust\n")
    session.execute(delete(Provider).where(Provider.external_id == "ONE"))
    session.expire_all()
    desk.undo(second)
    assert session.scalar(select(Provider.id).where(Provider.external_id == "TWO")) is None
    assert first.run_id is not None


@pytest.mark.usefixtures("ground")
def test_a_file_is_taken_back_once(desk: Desk) -> None:
    report = desk.take_in("providers", "external_id,name\nONE,One Trust\n")
    desk.undo(report)
    with pytest.raises(UndoneAlready):
        desk.undo(report)


def test_a_number_without_a_file_is_not_known(session: Session, importer: Person) -> None:
    with pytest.raises(NotKnown):
        taken_back(session, 4711, by=importer, at=NOW)


def test_what_is_said_of_tables_names_tables() -> None:
    known = Base.metadata.tables
    said = {*TABLES.derived, *TABLES.derived_columns, *TABLES.newest_of, *TABLES.belonging}
    assert {*said, *TABLES.called} - known.keys() == set()
    for name, columns in {**TABLES.derived_columns, **TABLES.newest_of}.items():
        assert set(columns) <= set(known[name].columns.keys())
    assert all("recorded_at" in known[name].c for name in TABLES.newest_of)
