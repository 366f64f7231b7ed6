"""One line whole: bought and used, charts beside their tables, waits, who left and why."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import uuid

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.stating import state_price
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import DecidedBy, EventKind, WhatFollows
from commissioning.referrals.models import Referral, ReferralDecline, ReferralEvent
from commissioning.referrals.recording import record_event
from commissioning.referrals.states import reason_name
from commissioning.volumes.models import Lot
from commissioning.volumes.money import Price
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, day
from tests.makers.people import actor
from tests.makers.referrals import happen, refer
from tests.makers.scene import Scene

WORK = "Community Payback in Central Lancashire"
TABLES = (
    "volume-1", "starts", "waits-by-month", "completed-waits", "waiting-now",
    "declined-and-withdrawn",
)  # fmt: skip


def path_of(scene: Scene, title: str = WORK) -> str:
    return f"/desk/lines/{scene.lines[title].public_id}"


def test_line_tells_bought_and_used_in_the_words_of_its_account(
    commissioner: LoggedIn, scene: Scene
) -> None:
    page = commissioner.get(path_of(scene)).text
    for words in ("Bought", "To date", "Expected to date", "Variance", "Outturn", "Exhausted on"):
        assert f">{words}</dt>" in page
    assert "70 starts from" in page
    assert "£" not in page  # nobody said what a start costs


def test_charts_stand_beside_their_tables_and_carry_no_style(
    commissioner: LoggedIn, scene: Scene
) -> None:
    page = commissioner.get(path_of(scene)).text
    assert page.count('<svg class="chart__box"') >= 2
    assert "style=" not in page[page.index("<main") : page.index("</main>")]
    assert re.search(r'aria-label="\d+ starts by 28 February 2027, ', page)
    assert "Starts: " in page


def test_completed_and_incomplete_waits_are_never_one_table(
    commissioner: LoggedIn, scene: Scene, session: Session
) -> None:
    waiting = session.scalars(
        select(Referral.id).where(
            Referral.line_id == scene.lines[WORK].id, Referral.started_on.is_(None)
        )
    ).all()
    answer = commissioner.get(f"{path_of(scene)}/waiting-now.csv").text
    assert f"Waiting,{len(waiting)}" in answer
    assert "Half started within" not in answer
    assert (
        "Half started within,4 weeks"
        in commissioner.get(f"{path_of(scene)}/completed-waits.csv").text
    )


def test_who_was_withdrawn_is_told_by_reason_and_by_whose_decision(
    commissioner: LoggedIn, scene: Scene, session: Session
) -> None:
    person = refer(session, scene.lines[WORK], on=-20)
    happen(session, person, EventKind.WITHDRAWN, on=-2)
    session.commit()
    answer = commissioner.get(f"{path_of(scene)}/declined-and-withdrawn.csv").text
    assert "Withdrawn,Unsuitable,the provider,1" in answer


@pytest.mark.parametrize(
    ("reason", "decided", "says"),
    [
        ("full", DecidedBy.PERSON, "the person"),  # the reason alone would tell the provider
        ("not_willing", DecidedBy.PROVIDER, "the provider"),  # it would tell the person
        ("incomplete", DecidedBy.OFFICER, "the court or probation"),
        ("full", DecidedBy.COURT, "the court or probation"),
        ("not_willing", None, '"the person, by the reason alone"'),
        ("full", None, '"the provider, by the reason alone"'),
    ],
)
def test_whose_decision_a_decline_was_is_what_was_recorded(
    commissioner: LoggedIn, scene: Scene, session: Session,
    reason: str, decided: DecidedBy | None, says: str,
) -> None:  # fmt: skip
    person = refer(session, scene.lines[WORK], on=-20)
    record_event(
        session, person, kind=EventKind.DECLINED, on_date=day(-2), reason=reason,
        by=actor(session), at=NOW,
    )  # fmt: skip
    [event] = session.scalars(
        select(ReferralEvent).where(
            ReferralEvent.referral_id == person.id, ReferralEvent.kind == EventKind.DECLINED
        )
    )
    if decided is not None:
        session.add(
            ReferralDecline(
                event_id=event.id,
                referral_id=person.id,
                decided_by=decided,
                follows=WhatFollows.ENDED,
            )
        )
    session.commit()
    answer = commissioner.get(f"{path_of(scene)}/declined-and-withdrawn.csv").text
    assert f"Declined,{reason_name(EventKind.DECLINED, reason)},{says},1" in answer


def test_sentence_of_ten_people_is_the_one_that_is_kept_of_the_line(
    commissioner: LoggedIn, scene: Scene, session: Session
) -> None:
    figures = session.get_one(LineFigures, scene.lines[WORK].id)
    figures.wait_sentence = "Of 10 people referred like this, about 6 start within 26 weeks"
    figures.wait_level, figures.wait_people = "line", 20
    session.commit()
    page = commissioner.get(path_of(scene)).text
    assert "about 6 start within 26 weeks. Of 20 people referred in the last twelve" in page


def test_every_table_is_a_file(commissioner: LoggedIn, scene: Scene) -> None:
    for table in TABLES:
        answer = commissioner.get(f"{path_of(scene)}/{table}.csv")
        assert (answer.status_code, answer.mimetype) == (200, "text/csv"), table
    assert commissioner.get(f"{path_of(scene)}/nothing.csv").status_code == 404


def test_too_few_people_are_said_to_be_too_few(commissioner: LoggedIn, scene: Scene) -> None:
    assert "Too few people were followed" in commissioner.get(path_of(scene)).text


def test_chart_says_the_range_that_the_account_says(commissioner: LoggedIn, scene: Scene) -> None:
    page = commissioner.get(path_of(scene)).text
    (outturn,) = re.findall(r">Outturn</dt><dd[^>]*>([^<]+)<", page)
    assert f"heading for {outturn}" in page


def test_line_without_records_says_so_and_draws_nothing(
    commissioner: LoggedIn, scene: Scene
) -> None:
    page = commissioner.get(path_of(scene, "Drug recovery at Avenham")).text
    assert "What was bought of this line is not known to this portal." in page
    assert "A chart needs six whole months" in page
    assert "nobody waits" not in page
    assert "no case is recorded here" in page


def test_provider_reads_its_own_line(provider: LoggedIn, scene: Scene) -> None:
    assert provider.get(path_of(scene)).status_code == 200


def test_line_of_another_is_not_there(visitor: FlaskClient, session: Session, scene: Scene) -> None:
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", region_id=wales)
    browser = logged_in(visitor, session, Role.COMMISSIONER, organisation=region)
    assert browser.get(path_of(scene)).status_code == 404
    assert browser.get(f"{path_of(scene)}/starts.csv").status_code == 404
    assert browser.get(f"/desk/lines/{uuid.uuid4()}").status_code == 404


def _priced(session: Session, scene: Scene) -> None:
    lot = session.scalars(select(Lot).where(Lot.line_id == scene.lines[WORK].id)).one()
    agreement = session.get_one(Agreement, lot.agreement_id)
    agreement.provider_id = scene.service(WORK, session).provider_id
    session.flush()
    state_price(
        session, agreement, Price("start", dt.date(2026, 4, 1), 85_000), by=actor(session), at=NOW
    )
    session.commit()


def test_cost_of_a_start_stands_beside_who_it_was_for_once_there_is_a_price(
    commissioner: LoggedIn, scene: Scene, session: Session
) -> None:
    _priced(session, scene)
    page = commissioner.get(path_of(scene)).text
    assert "£51,000.00" in page  # sixty starts
    assert "£850.00" in page
    assert "60 people who started, 0 with priority" in page


def test_price_before_award_is_told_to_no_provider(
    provider: LoggedIn, scene: Scene, session: Session
) -> None:
    _priced(session, scene)
    page = provider.get(path_of(scene)).text
    assert "70 starts from" in page
    assert "£" not in page
    told = provider.get(f"{path_of(scene)}/rehearsal?change=demand&number=90").text
    assert "Outturn by" in told
    assert "£" not in told


def test_line_says_what_to_decide_and_under_which_agreement_it_runs(
    commissioner: LoggedIn, scene: Scene
) -> None:
    page = commissioner.get(path_of(scene)).text
    assert 'id="standing">To decide</h2>' in page
    assert "Nothing needs a decision today." in page
    assert "A contract</a>: contract, ends 31 Mar 2028." in page
    stale = "Dependency and recovery"
    desk = commissioner.get("/desk.csv").data.decode("utf-8-sig")
    [row] = [one for one in csv.DictReader(io.StringIO(desk)) if one["Line"] == stale]
    assert row["To decide"]
    page = html.unescape(commissioner.get(path_of(scene, stale)).text)
    assert f"<li>{row['To decide']}</li>" in page
    assert "No agreement of this line is known here." in page


def test_each_table_is_a_spreadsheet_too_with_numbers_as_numbers(
    commissioner: LoggedIn, scene: Scene
) -> None:
    answer = commissioner.get(f"{path_of(scene)}/volume-1.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Month", "Delivered", "To date", "Expected to date")
    assert all(isinstance(cell, int | float) for cell in rows[1][1:])
    assert commissioner.get(f"{path_of(scene)}/nothing.xlsx").status_code == 404
