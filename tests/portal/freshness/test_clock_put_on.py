"""The clock put on, the worker having run: no open page, list, file, feed or API tells a date as
current that nobody confirmed; past the grace it says “ring first”; one confirming restores all.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability import standing
from commissioning.availability.models import ProvisionStatement
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.writing import write_bulletins
from commissioning.dates.models import LineForecast
from commissioning.groups.models import GroupStatement
from commissioning.listings.facts import DateHasPassed, confirm_facts, facts_of
from commissioning.sheets.document import SheetQuestion
from commissioning.sheets.making import make_sheet
from commissioning.sheets.reference import in_groups
from directory.clock import local_date
from directory.listings.wording import published_now
from directory.people.queries import SystemActor, system_actor
from directory.services.models import Service
from portal.formatting import day_to_plan, in_words, short
from tests.makers.days import NOW, TODAY, moment
from tests.makers.people import actor
from tests.makers.scene import COURT, Scene, make_scene
from tests.makers.start_dates import answer_everything
from tests.portal.sight.addresses import every_page
from tests.portal.sight.installations import NOTHING

DATED_ANSWERS: Final = re.compile(
    r"Half start by|9 in 10 by|1 in 10 start|A place is free|No waiting: people go without"
    r"|Next groups|\"status\": *\"(?:available|waiting_list)\""
    r"|\"(?:half_start_by|likely_start|by_9_in_10)\": *\"2"
)
"""What is said only of what somebody may rely on."""

GOOD_UNTIL: Final = re.compile(r"good until \d+ \w+ \d{4}")
"""How long another fact of the service, such as its telephone, is good for: no date of a start."""

KEPT_AS_TOLD: Final = ("/sheets/", "/bulletins/")
"""What was told on a day stays as it was told, under that day: it is a record, and says so."""

RULES: Final = ("/about",)
"""They explain the words; no line is told of there."""


@dataclass
class Put:
    """The scene on a day, with what the worker does every day done."""

    session: Session
    client: FlaskClient
    scene: Scene
    words: dict[str, str]

    def on(self, number: int) -> time_machine.travel:
        return time_machine.travel(moment(number), tick=False)

    def work(self, number: int) -> None:
        at = moment(number)
        answer_everything(self.session, at=at)
        week = monday_of(local_date(at))
        keep_standings(self.session, standings_on(self.session, at=at).items(), week=week, at=at)
        write_bulletins(self.session, at)
        self.session.flush()

    def read(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code != 500, path
        return GOOD_UNTIL.sub("", html.unescape(answer.get_data(as_text=True)))

    def everything(self) -> Iterator[tuple[str, str]]:
        for path in addresses(self.words):
            yield path, self.read(path)


def addresses(words: dict[str, str]) -> list[str]:
    """Every address of the ledger that reads, filled in with the scene's records."""
    named = {path: None for some in every_page().values() for path in some}
    filled = [path.format_map(_Words(words)) for path in named]
    services = [f"/services/{one}" for one in words["services"].split()]
    return [*dict.fromkeys([*filled, *services, *MORE])]


class _Words(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return str(NOTHING)


OF_EACH_KIND: Final = (
    "Building Choices", "Horizon", "Community Payback in Central Lancashire",
    "Alcohol treatment, Discovery House", "Women’s centre", "Supported housing in Leyland",
)  # fmt: skip
PATH: Final = f"/courts/{COURT}"
CODES: Final = (
    "unpaid_work", "programme", "rehabilitation_activity", "residence", "alcohol_treatment",
    "drug_rehabilitation", "mental_health_treatment", "first_supervision_appointment",
)  # fmt: skip
MORE: Final = (
    *(f"{PATH}?requirement={code}" for code in CODES),
    f"/api/v1/availability?court={COURT}",
    "/services?area=central-lancashire",
    "/services.csv",
    "/prisons",
)


@pytest.fixture
def put(session: Session, client: FlaskClient) -> Iterator[Put]:
    with time_machine.travel(NOW, tick=False):
        scene = make_scene(session)
        visitor = system_actor(session, SystemActor.VISITOR)
        sheet = make_sheet(session, scene.court, SheetQuestion(), by=visitor, at=NOW)
        services = [scene.service(title, session) for title in OF_EACH_KIND]
        open_one = scene.service("Building Choices", session)
        words = {
            "open": str(open_one.public_id),
            "open_line": str(scene.lines["Building Choices"].public_id),
            "restricted": str(scene.service("Horizon", session).public_id),
            "sheet": in_groups(sheet.reference),
            "services": " ".join(str(one.public_id) for one in services),
        }
        made = Put(session, client, scene, words)
        made.work(0)
        yield made


def days_of_lines(session: Session) -> set[dt.date]:
    """Every day that any line was ever given, and of every group."""
    found: set[dt.date | None] = set()
    for row in session.execute(
        select(LineForecast.by_1_in_10, LineForecast.likely_start, LineForecast.by_9_in_10)
    ):
        found |= set(row)
    found |= set(session.scalars(select(GroupStatement.current_start)))
    return {day for day in found if day is not None}


def told_as_current(put: Put, today: dt.date) -> list[str]:
    """Where an open address says when somebody would start; a day of review is none of a start,
    even where a forecast happens to fall on it."""
    reviews = set(put.session.scalars(select(ProvisionStatement.review_on)))
    ahead = [day for day in days_of_lines(put.session) - reviews if day > today]
    assert ahead
    words = "|".join(
        re.escape(said)
        for day in ahead
        for said in (in_words(day), day_to_plan(day), short(day), day.isoformat())
    )
    return [
        f"{path}: {found[0]}"
        for path, body in put.everything()
        if not path.startswith(RULES) and not any(kept in path for kept in KEPT_AS_TOLD)
        for found in [DATED_ANSWERS.search(body) or re.search(rf"\b(?:{words})\b", body)]
        if found
    ]


def led_by(put: Put) -> dict[str, str]:
    """Where every requirement of the court stands."""
    told = json.loads(put.read(f"/api/v1/availability?court={COURT}"))
    return {one["code"]: one["status"] for one in told["requirements"]}


def could_start(statuses: dict[str, str]) -> set[str]:
    """Without what needs nobody's place, and so nobody's confirming."""
    return {code for code, status in statuses.items() if status in {"available", "waiting_list"}}


def rows_told(put: Put) -> dict[str, dict[str, object]]:
    told = json.loads(put.read(f"/api/v1/availability?court={COURT}"))
    return {row["service"]: row for one in told["requirements"] for row in one["rows"]}


def test_36_days_on_nothing_tells_a_date_as_current(put: Put) -> None:
    with put.on(36):
        put.work(36)
        found = told_as_current(put, TODAY + dt.timedelta(days=36))
        assert found == [], "\n".join(found)


def test_the_walk_sees_a_date_that_should_not_stand(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "is_confirmed", lambda *_asked: True)
    with put.on(36):
        put.work(36)
        found = told_as_current(put, TODAY + dt.timedelta(days=36))
    told = {path.split("?")[0].split(":")[0] for path in found}
    service = f"/services/{put.words['open']}"
    assert {PATH, service, "/services", "/services.csv", "/api/v1/availability"} <= told


SINCE: Final = "Ring first: not confirmed since 2 March 2027"
LISTED: Final = "Not confirmed since 2 March 2027"
"""In a list “Ring first” stands before it by itself."""
OLDER: Final = "Ring first: not confirmed since 20 January 2027"


def confirm_all(put: Put, number: int) -> None:
    """Of every service what its keeper's one button names."""
    at = moment(number)
    for line in put.scene.lines.values():
        service = put.session.get_one(Service, line.service_id)
        facts = facts_of(put.session, service, today=local_date(at))
        names = [one.name for one in facts if one.line and one.standing.can_be_confirmed]
        if names:
            confirm_facts(
                put.session, service, names,
                seen=published_now(put.session, service).number,
                confirmed_by="Jane Roe", by=actor(put.session), at=at,
            )  # fmt: skip


def test_past_the_grace_one_rings_first_intake_is_open_and_one_confirming_restores_all(
    put: Put,
) -> None:
    before = led_by(put)
    group = f"/services/{put.words['open']}"
    with put.on(50):
        put.work(50)
        found = told_as_current(put, TODAY + dt.timedelta(days=50))
        assert found == [], "\n".join(found)
        sheet = make_sheet(
            put.session, put.scene.court, SheetQuestion(),
            by=system_actor(put.session, SystemActor.VISITOR), at=moment(50),
        )  # fmt: skip
        for path in (
            f"{PATH}?requirement=unpaid_work", f"{PATH}?requirement=programme", group,
            "/services?q=payback", "/services.csv", f"{PATH}/bulletin", f"{PATH}/bulletin.atom",
            f"/sheets/{in_groups(sheet.reference)}",
        ):  # fmt: skip
            page = put.read(path)
            assert SINCE in page or ("Ring first" in page and LISTED in page), path
        row = rows_told(put)["Building Choices"]
        assert (row["because"], row["not_confirmed_since"]) == ("ring_first", "2027-03-02")
        page = put.read(group)
        assert re.search(r"<dt>Taking referrals</dt>\s*<dd>yes, stated", page)
        assert not could_start(led_by(put))
        confirm_all(put, 50)
        answer_everything(put.session, at=moment(50))
        assert could_start(led_by(put)) == could_start(before)
        assert SINCE not in put.read(group)
        assert OLDER not in put.read(f"{PATH}?requirement=rehabilitation_activity")


def test_a_confirming_never_revives_a_date_that_has_passed(put: Put) -> None:
    service = put.scene.service("Building Choices", put.session)
    number = 250  # the last of its groups began on 6 September
    with put.on(number):
        put.work(number)
        [fact] = [
            one
            for one in facts_of(put.session, service, today=local_date(moment(number)))
            if one.line is not None
        ]
        with pytest.raises(DateHasPassed):
            confirm_facts(
                put.session, service, [fact.name],
                seen=published_now(put.session, service).number,
                confirmed_by="Jane Roe", by=actor(put.session), at=moment(number),
            )  # fmt: skip
        page = put.read(f"/services/{service.public_id}")
        assert SINCE in page
        assert "6 September 2027" not in page
