"""Statements of which the newest counts: each row once; courts' areas, providers' successors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.places.court_serving import areas_derived
from directory.places.models import Court, CourtArea, CourtTeam, PrisonContact, ServingBasis
from directory.places.queries import area_by_slug, court_by_slug, courts_serving
from directory.providers.models import Provider, ProviderSuccession
from directory.providers.succession import formers_by_provider, successors_of
from directory.schemes.listing import schemes_of
from directory.schemes.models import Scheme
from directory.services.models import ProgrammeEvidence
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import TODAY

TEAM = "court,name,telephone,email,stated_by,stated_on\n"
ONE_TEAM = f"{TEAM}preston-crown-court,Example Court Team,01632 960104,,Example Region,2027-03-01\n"
SCHEME = "area,name,kind,says,requirement,telephone,email,stated_by,stated_on\n"
ONE_SCHEME = f"{SCHEME}preston,Night Watch,other,Somebody calls.,,,,Example Region,2027-02-01\n"
CONTACT = "prison,role,telephone,email,stated_by,stated_on\n"
ONE_CONTACT = f"{CONTACT}pni,Head of resettlement,01632 960106,,Example Board,2027-03-01\n"
EVIDENCE = "programme,statement,source,source_date\n"
ONE_FINDING = f"{EVIDENCE}TSP,Fewer came back.,Example University,2025-06-01\n"

FILES: tuple[tuple[str, str, Any], ...] = (
    ("court-teams", ONE_TEAM, CourtTeam),
    ("schemes", ONE_SCHEME, Scheme),
    ("prison-contacts", ONE_CONTACT, PrisonContact),
    ("evidence", ONE_FINDING, ProgrammeEvidence),
)


def count(session: Session, model: Any) -> int | None:
    return session.scalar(select(func.count(model.id)))


@pytest.mark.usefixtures("one_line")
@pytest.mark.parametrize(("kind", "text", "model"), FILES, ids=lambda one: str(one)[:20])
def test_a_statement_is_kept_once_and_said_anew_it_is_another(
    session: Session, take_in: Import, kind: str, text: str, model: Any
) -> None:
    assert take_in(kind, text, is_rehearsal=True).outcomes == {"added": 1}
    assert count(session, model) == 0
    assert take_in(kind, text).outcomes == {"added": 1}
    assert take_in(kind, text).outcomes == {"unchanged": 1}
    later = text.replace("2027-03-01", "2027-03-02").replace("2027-02-01", "2027-03-02")
    anew = take_in(kind, later.replace("2025-06-01", "2026-06-01"))
    assert (anew.outcomes, anew.notes) == ({"revised": 1}, {})
    again = take_in(kind, text)
    assert (again.outcomes, count(session, model)) == ({"unchanged": 1}, 2)


def test_an_older_word_is_kept_and_not_shown(session: Session, take_in: Import) -> None:
    take_in("schemes", ONE_SCHEME)
    older = ONE_SCHEME.replace("2027-02-01", "2027-01-01").replace("calls", "writes")
    report = take_in("schemes", older.replace("Night Watch", "NIGHT watch"))
    assert report.notes == {"older than what was said since: kept, not shown": 1}
    (scheme,) = schemes_of(session, area_by_slug(session, "preston"))
    assert scheme.says == "Somebody calls."


@pytest.mark.usefixtures("one_line")
@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("court-teams", ONE_TEAM.replace("preston-", "leeds-"), "row 2, court: there is no court"),
        ("court-teams", ONE_TEAM.replace("03-01", "03-03"), "row 2, stated_on: 2027-03-03 has not"),
        ("court-teams", ONE_TEAM.replace("01632 960104", ""), "row 2: Enter a telephone number"),
        ("schemes", ONE_SCHEME.replace("preston,", "leeds,"), "row 2, area: there is no area"),
        ("schemes", ONE_SCHEME.replace("other", "cake"), "row 2, kind: cake is none of"),
        ("schemes", ONE_SCHEME.replace("calls.,", "calls.,tag"), "row 2, requirement: there is no"),
        ("prison-contacts", ONE_CONTACT.replace("pni", "XXX"), "row 2, prison: there is no prison"),
        ("evidence", ONE_FINDING.replace("TSP", "T"), "row 2, programme: there is no programme T"),
        ("evidence", ONE_FINDING.replace("2025", "2028"), "row 2, source_date: 2028-06-01 has not"),
    ],
)
def test_a_row_that_cannot_stand_is_refused(
    session: Session, take_in: Import, kind: str, text: str, said: str
) -> None:
    report = take_in(kind, text)
    assert str(report.errors[0]).startswith(said), report.errors
    assert sum(count(session, model) or 0 for _, _, model in FILES) == 0


SERVING = "court,area,serves,confirmed_by,confirmed_on\n"
SERVES = f"{SERVING}preston-crown-court,preston,yes,Example Region,2027-03-01\n"
ENDS = SERVES.replace(",yes,", ",no,")


@pytest.fixture
def court(session: Session, places: None) -> Court:
    """Derived to serve both areas, Lancaster first."""
    court = court_by_slug(session, "preston-crown-court")
    for slug in ("lancaster", "preston"):
        session.add(
            CourtArea(
                court_id=court.id,
                local_delivery_unit_id=area_by_slug(session, slug).id,
                basis=ServingBasis.NEAREST_OFFICE,
                is_main=slug == "lancaster",
                valid_from=dt.date(2021, 6, 26),
            )
        )
    session.flush()
    return court


def serving(session: Session, court: Court) -> dict[str, tuple[str, bool]]:
    session.expire_all()
    found = {}
    for slug in ("lancaster", "preston"):
        area = area_by_slug(session, slug)
        if court in courts_serving(session, area, on=TODAY):
            rows = select(CourtArea).where(CourtArea.local_delivery_unit_id == area.id)
            row = session.scalars(rows.order_by(CourtArea.id.desc())).first()
            assert row is not None
            found[slug] = row.basis.value, row.is_main
    return found


def test_what_was_derived_is_confirmed_and_the_rest_is_named(
    session: Session, take_in: Import, court: Court
) -> None:
    report = take_in("court-areas", SERVES)
    assert report.outcomes == {"added": 1}
    assert report.notes == {"areas of these courts not named here, still only derived": 1}
    assert take_in("court-areas", SERVES).outcomes == {"unchanged": 1}
    assert serving(session, court) == {
        "lancaster": ("nearest_office", True), "preston": ("confirmed", False),
    }  # fmt: skip
    assert len(areas_derived(session, court, on=TODAY)) == 1


def test_an_area_that_it_does_not_serve_ends_the_day_before(
    session: Session, take_in: Import, court: Court
) -> None:
    ends = ENDS.replace(",preston,", ",lancaster,")
    assert take_in("court-areas", ends).outcomes == {"added": 1}
    assert take_in("court-areas", ends).outcomes == {"unchanged": 1}
    assert set(serving(session, court)) == {"preston"}
    older = ends.replace(",no,", ",yes,").replace("2027-03-01", "2027-01-01")
    assert take_in("court-areas", older).outcomes == {"unchanged": 1}
    assert set(serving(session, court)) == {"preston"}


def test_one_area_comes_first(session: Session, take_in: Import, court: Court) -> None:
    heading = SERVING.replace("serves", "is_main")
    take_in("court-areas", f"{heading}preston-crown-court,preston,yes,Example Region,2027-03-01\n")
    assert [is_main for _, is_main in serving(session, court).values()] == [False, True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SERVES.replace("preston-crown", "leeds-crown"), "row 2, court: there is no court"),
        (SERVES.replace(",preston,", ",leeds,"), "row 2, area: there is no area leeds"),
        (SERVES.replace("03-01", "03-03"), "row 2, confirmed_on: 2027-03-03 has not come"),
        (
            SERVES.replace("serves", "to_date").replace(",yes,", ",2020-01-01,"),
            "row 2, to_date: Enter a last day that is not before the first, 2021-06-26",
        ),
    ],
)
def test_what_a_court_cannot_serve_is_refused(
    take_in: Import, court: Court, text: str, said: str
) -> None:
    report = take_in("court-areas", text)
    assert str(report.errors[0]).startswith(said), report.errors


AFTER = "provider,kind,former_provider,former_name,from_date,stated_by,stated_on\n"
MERGED = f"{AFTER}ACT,merged,SUB,Sub Trust,2026-04-01,Example Region,2027-03-01\n"


@pytest.fixture
def three(take_in: Import) -> None:
    take_in(
        "providers",
        "external_id,name,charity_number\nACT,Action Trust,1\nSUB,Sub Trust,1112223\n",
    )


def provider(session: Session, code: str) -> Provider:
    return session.scalars(select(Provider).where(Provider.external_id == code)).one()


@pytest.mark.usefixtures("three")
def test_what_a_provider_was_before_is_kept_once_with_its_numbers(
    session: Session, take_in: Import
) -> None:
    assert take_in("provider-successors", MERGED).outcomes == {"added": 1}
    assert take_in("provider-successors", MERGED).outcomes == {"unchanged": 1}
    one = session.scalars(select(ProviderSuccession)).one()
    assert (one.former_name, one.former_charity_number) == ("Sub Trust", "1112223")
    ((after, how),) = successors_of(session, provider(session, "SUB"))
    assert (after.name, how.kind) == ("Action Trust", "merged")


@pytest.mark.usefixtures("three")
def test_of_a_chain_the_last_has_every_former_name(session: Session, take_in: Import) -> None:
    rows = "SUB,renamed,,Old Hall,2020-01-01,Example Region,2027-03-01\n"
    assert take_in("provider-successors", MERGED + rows).outcomes == {"added": 2}
    names = formers_by_provider(session)[provider(session, "ACT").id]
    assert [one.former_name for one in names] == ["Old Hall", "Sub Trust"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("ACT,merged,ACT,A,2026-04-01,R,2027-03-01", "row 2, former_provider: is the provider"),
        ("ACT,merged,,,2026-04-01,R,2027-03-01", "row 2, former_name: "),
        (
            "ACT,merged,WHO,A,2026-04-01,R,2027-03-01",
            "row 2, former_provider: there is no",
        ),
        ("SUB,merged,ACT,A,2026-04-01,R,2027-03-01", "row 2, former_provider: Action Trust comes"),
    ],
)
def test_a_succession_that_cannot_be_is_refused(
    session: Session, take_in: Import, row: str, said: str
) -> None:
    take_in("provider-successors", MERGED)
    report = take_in("provider-successors", f"{AFTER}{row}\n")
    assert str(report.errors[0]).startswith(said), report.errors
    assert count(session, ProviderSuccession) == 1
