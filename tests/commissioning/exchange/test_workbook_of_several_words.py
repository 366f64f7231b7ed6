"""A workbook of what persons and files stated: sent back untouched nobody's word is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.known_rows import FilledRegion
from directory.attribution import said_by_field
from directory.audit.models import AuditRow
from directory.clock import local_date
from directory.exchange.programmes import PROGRAMMES
from directory.offers import FactOffered
from directory.people.models import Person
from directory.places.court_teams import team_at
from directory.places.models import Court, CourtTeam, Site
from directory.places.queries import court_by_slug, region_by_slug
from directory.places.stated_contacts import edit_contact
from directory.services.siting import edit_site
from tests.commissioning.exchange.desk import FRIDAY, HERS, MONDAY, OLD, THEIRS, THURSDAY, Desk
from tests.makers.round_trips import not_unchanged, round_trip

REGISTER = "the register"


@pytest.fixture
def programmes(session: Session, desk: Desk, tmp_path: Path) -> None:
    """Those that ship with the portal, copied from the sheet on which a workbook shows them."""
    known = FilledRegion(session, region_by_slug(session, "north-west"), local_date(THURSDAY))
    rows = known.published_rows(PROGRAMMES)
    told = io.StringIO()
    writer = csv.DictWriter(told, [column.head for column in PROGRAMMES.columns])
    writer.writeheader()
    writer.writerows(rows)
    desk.take_in("programmes", told.getvalue(), at=THURSDAY)


@pytest.fixture
def court(session: Session, programmes: None, desk: Desk) -> Court:
    """In an area, with a team as a register states it."""
    desk.take_in(
        "court-areas",
        "court,area,confirmed_by,confirmed_on\npreston-crown-court,preston,Board,2027-03-04\n",
        at=THURSDAY,
    )
    desk.take_in(
        "court-teams",
        "court,name,telephone,email,stated_by,stated_on\n"
        f"preston-crown-court,Court Team,{OLD},team@example.org,Board,2027-03-04\n",
        at=THURSDAY,
        source=REGISTER,
    )
    return court_by_slug(session, "preston-crown-court")


@pytest.fixture
def site(session: Session, desk: Desk) -> Site:
    desk.take_in(
        "sites",
        "external_id,name,area,exposure,address,postcode,telephone\n"
        f"HALL,Foundry Hall,preston,open,1 Example Street,PR1 2AB,{OLD}\n",
        at=THURSDAY,
        source=REGISTER,
    )
    return session.scalars(select(Site)).one()


def state_both(session: Session, court: Court, site: Site, by: Person) -> None:
    team = team_at(court)
    edit_contact(
        session, team, {"telephone": HERS}, stated_by="Example Team",
        based_on=team.told(session)[-1].version, by=by, at=FRIDAY,
    )  # fmt: skip
    edit_site(session, site, {"telephone": HERS}, based_on=site.version, by=by, at=FRIDAY)


def words(session: Session, court: Court, site: Site) -> list[dict[str, str]]:
    """Who said each field of the team and of the site."""
    records = (team_at(court).told(session)[-1], site)
    return [{key: one.who for key, one in said_by_field(it.said).items()} for it in records]


def counted(session: Session, model: type[AuditRow | CourtTeam | FactOffered]) -> int | None:
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("has_spoken", [False, True])
def test_sent_back_untouched_everybody_has_said_what_they_said(
    session: Session, court: Court, site: Site, importer: Person, jane: Person, tmp_path: Path,
    has_spoken: bool,
) -> None:  # fmt: skip
    """The workbook speaks as `import`, the records as the register and as Jane Smith."""
    if has_spoken:
        state_both(session, court, site, jane)
    before = words(session, court, site)
    assert {one["telephone"] for one in before} == {"Jane Smith" if has_spoken else REGISTER}
    acts, teams = counted(session, AuditRow), counted(session, CourtTeam)
    together = round_trip(session, "north-west", tmp_path / "a.xlsx", by=importer, at=MONDAY)
    assert {"sites", "court-teams"} <= {report.kind.name for report in together.reports}
    assert not_unchanged(together) == []
    assert [report.changes for report in together.reports if report.changes] == []
    assert words(session, court, site) == before
    assert (counted(session, AuditRow), counted(session, CourtTeam)) == (acts, teams)
    assert counted(session, FactOffered) == 0


def test_rows_written_on_trial_leave_no_word_and_no_offer(
    session: Session, court: Court, site: Site, jane: Person, desk: Desk
) -> None:
    """Rows that nothing is wrong with are written on trial in a file that is refused: neither
    offers nor changes of the trial stay."""
    state_both(session, court, site, jane)
    told = words(session, court, site)
    report = desk.hand_in(
        "court-teams",
        "court,name,telephone,stated_by,stated_on\n"
        f"preston-crown-court,Another Team,{THEIRS},Board,2027-03-08\n"
        f"nowhere,Team,{THEIRS},Board,2027-03-08\n",
        at=MONDAY,
        source=REGISTER,
    )
    assert [error.row for error in report.errors] == [3]
    assert (report.changes, report.aside, report.run_id) == ([], [], None)
    assert words(session, court, site) == told
    assert counted(session, FactOffered) == 0
