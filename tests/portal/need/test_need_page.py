"""Need beside provision: to whom it is told, of which areas, and what of it is protected."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import WhyNot
from commissioning.lines.models import Line
from commissioning.lines.opening import close_line
from commissioning.volumes.models import VolumeUnit
from directory.people.roles import OrganisationKind, Role
from directory.places.queries import region_by_slug
from directory.providers.editing import keep_provider
from directory.search.unmet import UnmetSearch, count_unmet_search
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.quarters import refer_some
from tests.makers.returned import starts_recorded
from tests.makers.scene import Scene, add_line
from tests.makers.start_dates import answer_everything
from tests.portal.finding.conftest import text_of

PATH = "/desk/need"


@pytest.fixture
def ada(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


@pytest.fixture
def line(scene: Scene) -> Line:
    return scene.lines["Finance, benefit and debt advice 1"]


def buy(session: Session, line: Line, provider: str) -> None:
    by = actor(session)
    agreement = sign_agreement(
        session,
        external_id=f"agreement {provider}",
        kind=AgreementKind.CONTRACT,
        title="A contract",
        provider=keep_provider(
            session, external_id=provider, name=provider, source="tests", by=by, at=NOW
        ),
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2028, 3, 31),
        source="tests",
        by=by,
        at=NOW,
    )
    lot = add_lot(session, agreement, external_id=f"lot {provider}", line=line, by=by, at=NOW)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31), quantity=50, by=by, at=NOW,
    )  # fmt: skip


def test_who_was_referred_and_turned_away_stands_beside_what_is_bought(
    ada: LoggedIn, session: Session, scene: Scene, line: Line
) -> None:
    code = "rehabilitation_activity"
    buy(session, line, "One Trust")
    refer_some(session, line, 33, home=scene.home, requirement=code)
    refer_some(session, line, 11, home=scene.home, requirement=code, declined_for="full")
    refer_some(session, line, 4, home=scene.beside, requirement=code, declined_for="no_staff")
    page = text_of(ada.get(PATH).text)
    row = "Rehabilitation activity 50 15 0 Finance, benefit and debt advice 1: 50 starts"
    assert row in page
    beside = text_of(ada.get(f"{PATH}?area=blackburn").text)
    assert "Rehabilitation activity * * 0 no volume known to this portal" in beside


def test_what_stands_in_one_order_is_told_from_eight_on(
    ada: LoggedIn, session: Session, scene: Scene, line: Line
) -> None:
    digests = [f"{number:032}" for number in range(12)]
    for code in ("unpaid_work", "drug_rehabilitation"):
        refer_some(session, line, 12, home=scene.home, requirement=code, digests=digests)
    refer_some(session, line, 7, home=scene.home, requirement="curfew", digests=digests[:7])
    page = text_of(ada.get(PATH).text)
    assert "10 orders of people whose number a sender gave" in page
    assert "One requirement 0 Two * Three or more *" in page
    assert "No combination stands in 8 orders or more." in page
    others = [f"{number:032}" for number in range(50, 59)]
    for code in ("unpaid_work", "drug_rehabilitation"):
        refer_some(session, line, 9, home=scene.home, requirement=code, digests=others)
    assert "Drug rehabilitation + Unpaid work 15" in text_of(ada.get(PATH).text)


def test_searches_in_vain_are_told_of_own_areas_alone_and_from_eight_on(
    ada: LoggedIn, session: Session
) -> None:
    for words, area, times in (
        ("gambling", "central-lancashire", 12),
        ("equine", "central-lancashire", 7),
        ("naloxone", "north-wales", 20),
        ("mentoring", "", 20),
    ):
        for _ in range(times):
            count_unmet_search(session, UnmetSearch(words, area), day=TODAY)
    page = text_of(ada.get(PATH).text)
    assert "gambling Central Lancashire 10" in page
    for word in ("equine", "naloxone", "mentoring"):
        assert word not in page


def test_a_planted_gap_shows_and_goes_when_it_is_filled(
    ada: LoggedIn, session: Session, scene: Scene
) -> None:
    gap = "Unpaid work not available in 1 area Blackburn"
    assert gap not in text_of(ada.get(PATH).text)
    state_provision(
        session,
        scene.beside,
        requirement="unpaid_work",
        why_not=WhyNot.NOT_COMMISSIONED,
        stated_by="North West probation region",
        by=actor(session),
        at=NOW,
    )
    session.flush()
    assert gap in text_of(ada.get(PATH).text)
    add_line(session, scene, "Unpaid work here", "unpaid_work", areas=[scene.beside])
    answer_everything(session)
    assert gap not in text_of(ada.get(PATH).text)


def test_a_planted_double_purchase_shows_and_none_else(
    ada: LoggedIn, session: Session, scene: Scene
) -> None:
    assert "None is known to this portal" in text_of(ada.get(PATH).text)
    buy(session, scene.lines["Finance, benefit and debt advice 1"], "One Trust")
    buy(session, scene.lines["Finance, benefit and debt advice 2"], "Two Trust")
    page = ada.get(PATH).text
    doubles = page.partition('class="doubles"')[2].partition("</ol>")[0]
    said = text_of(f"<ol {doubles}")
    assert doubles.count("<strong>") == 1
    assert "Rehabilitation activity in Central Lancashire" in said
    assert "One Trust" in said
    assert "Two Trust" in said
    text = ada.get(f"{PATH}.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [one["What"] for one in rows if one["Kind"] == "bought twice"] == [
        "Rehabilitation activity"
    ]


def test_another_region_reads_nothing_of_it(
    visitor: FlaskClient, session: Session, scene: Scene, line: Line
) -> None:
    refer_some(session, line, 33, home=scene.home, requirement="rehabilitation_activity")
    other = make_organisation(
        session,
        OrganisationKind.PROBATION_REGION,
        "Another",
        region_id=region_by_slug(session, "wales").id,
    )
    bob = logged_in(visitor, session, Role.COMMISSIONER, organisation=other)
    assert "Rehabilitation activity" not in text_of(bob.get(PATH).text).partition("Gaps")[0]
    assert bob.get(f"{PATH}?area=central-lancashire").status_code == 404


def test_health_reads_nothing_but_of_what_it_has_bought(
    visitor: FlaskClient, session: Session, scene: Scene, line: Line
) -> None:
    refer_some(session, line, 33, home=scene.home, requirement="rehabilitation_activity")
    board = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "A board")
    cleo = logged_in(visitor, session, Role.COMMISSIONER, organisation=board)
    page = text_of(cleo.get(PATH).text)
    assert "Nobody was referred from here" in page
    assert "Bought twice" not in page
    assert "Searched for" not in page


def test_a_line_that_has_closed_is_bought_no_longer(
    ada: LoggedIn, session: Session, line: Line
) -> None:
    buy(session, line, "One Trust")
    session.commit()
    assert "advice 1: 50 starts" in text_of(ada.get(PATH).text)
    close_line(session, line, closed_on=TODAY, by=actor(session), at=NOW)
    session.commit()
    assert "advice 1: 50 starts" not in text_of(ada.get(PATH).text)


def test_how_much_is_used_is_told_in_tens_and_silence_is_not_known(
    ada: LoggedIn, session: Session, line: Line
) -> None:
    buy(session, line, "One Trust")
    session.commit()
    assert "31 March 2027, how much is used is not known" in text_of(ada.get(PATH).text)
    starts_recorded(session, line.id, dt.date(2026, 7, 1), 2)
    session.commit()
    assert "31 March 2027, less than 5% used" in text_of(ada.get(PATH).text)
    starts_recorded(session, line.id, dt.date(2026, 8, 1), 13)
    session.commit()
    assert "31 March 2027, about 30% used" in text_of(ada.get(PATH).text)
