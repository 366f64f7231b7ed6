"""The JSON of an answer: every name documented, nothing assumed, silence null."""

from __future__ import annotations

import datetime as dt
import enum
import html
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.availability.answer import RULES_VERSION
from commissioning.availability.answer_types import (
    AreaAnswer,
    BesideDates,
    Contact,
    Footing,
    LineRow,
    NotImposable,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.statuses import (
    Because,
    LineStanding,
    Provision,
    ProvisionStated,
    Status,
    WhyNot,
)
from commissioning.monitoring.disclosure import banded
from commissioning.partnership.actions.rows import HEADINGS
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
from portal.sentencing.answer_json import answer_as_json
from tests.makers.days import NOW
from tests.makers.scene import COURT, make_scene

TODAY = NOW.date()
LIKELY, LAST = dt.date(2027, 3, 16), dt.date(2027, 5, 26)

ROW = LineRow(
    line=uuid.UUID(int=1),
    service=uuid.UUID(int=2),
    title="Horizon",
    kind=DeliveryKind.CLOSED_GROUP,
    areas=("Central Lancashire",),
    standing=LineStanding(
        Status.AVAILABLE, likely_start=LIKELY, by_9_in_10=LAST, because=Because.CONTRACT_ENDED
    ),
    contact=Contact("Somebody", "01632 960 101"),
    is_restricted=False,
    is_being_worked_out=False,
    is_generated=False,
    confirmed_on=TODAY,
    for_sex="male",
    agreement_ended_on=TODAY,
    starts_without_end=banded(212),
    beside=BesideDates(
        group=None,
        within_target=None,
        target_days=None,
        within_order=None,
        people_ahead=banded(0),
        footing=Footing("declared", banded(0)),
        is_wider=False,
        needs=None,
        lasts_as_the_order=False,
        in_order=None,
    ),
)
FOUND = RequirementAnswer(
    code="programme",
    name="Programme",
    status=Status.NOT_AVAILABLE,
    reason=WhyNot.FULL,
    rows=(ROW,),
    row_count=1,
    because=Because.NO_CAPACITY,
    leads=ROW.line,
    strands=(StrandAnswer("general", "General", True, Status.AVAILABLE, 1, 1, (ROW.line,), 1),),
    statements=(
        ProvisionStated(
            Provision.NOT_AVAILABLE, WhyNot.FULL, "A commissioner", TODAY, LAST, "general", "01632"
        ),
    ),
    only=("Other programmes",),
)
ANSWER = AreaAnswer(
    as_at=NOW,
    today=TODAY,
    areas=(),
    requirements=(FOUND,),
    office=Contact(None),
    order_days=1095,
    is_order_assumed=True,
    not_imposable=(NotImposable("attendance_centre", "Attendance centre", "Closed."),),
    rules_version=RULES_VERSION,
)


def told(**changes: Any) -> dict[str, Any]:
    return answer_as_json(replace(ANSWER, **changes))


def told_of(**changes: Any) -> dict[str, Any]:
    (found,) = told(requirements=(replace(FOUND, **changes),))["requirements"]
    return dict(found)


def told_of_a_row(**changes: Any) -> dict[str, Any]:
    (row,) = told_of(rows=(replace(ROW, **changes),))["rows"]
    return dict(row)


def test_no_order_is_assumed_where_none_was_asked() -> None:
    asked = told(is_order_assumed=False, order_days=365, order_kind=OrderKind.COMMUNITY)
    names = ("order_kind", "order_days", "order_assumed", "rules_version")
    assert [told()[name] for name in names] == [None, None, False, 2]
    assert [asked[name] for name in names] == ["community_order", 365, False, 2]


def test_what_the_headline_rests_on_stands_beside_it() -> None:
    found = told_of()
    assert (found["status"], found["reason"]) == ("not_available", "full")
    assert (found["because"], found["only"]) == ("no_capacity", ["Other programmes"])
    assert found["leads"] == found["rows"][0]["line"] == found["strands"][0]["lines"][0]
    assert found["strands"][0].items() >= {"code": "general", "may_lead": True, "soon": 1}.items()
    assert found["statements"] == [
        {
            "said": "not_available",
            "reason": "full",
            "strand": "general",
            "stated_by": "A commissioner",
            "stated_on": "2027-03-02",
            "review_on": "2027-05-26",
            "telephone": "01632",
        }
    ]


def test_silence_is_null_and_no_reason() -> None:
    found = told_of(
        status=Status.NOT_KNOWN, reason=None, because=None, leads=None, statements=(), rows=()
    )
    assert found["status"] == "not_known"
    assert (found["reason"], found["because"], found["leads"]) == (None, None, None)


def test_law_in_doubt_is_said_by_name() -> None:
    assert told_of(status=Status.CHECK_COMMENCEMENT)["check_commencement"] is True
    assert told_of()["check_commencement"] is False


def test_the_day_by_which_half_start_has_its_own_name_and_keeps_the_old_one() -> None:
    row = told_of_a_row()
    assert row["half_start_by"] == row["likely_start"] == "2027-03-16"
    assert row["for_sex"] == "male"
    assert row["agreement_ended"] == "2027-03-02"
    assert row["records_incomplete"] == {
        "starts_without_end": "about 210",
        "people_above_places": None,
        "rows_set_aside": None,
    }
    assert told_of_a_row(starts_without_end=None)["records_incomplete"] is None


def test_who_is_ahead_is_null_where_it_is_not_known() -> None:
    assert ROW.beside is not None
    unknown = replace(ROW.beside, people_ahead=None)
    assert told_of_a_row(beside=unknown)["people_ahead"] is None
    nobody = replace(ROW.beside, people_ahead=banded(0))
    assert told_of_a_row(beside=nobody)["people_ahead"] == "none"


def test_of_a_restricted_row_nothing_new_is_told_but_the_month() -> None:
    row = told_of_a_row(is_restricted=True)
    assert row["half_start_by"] == row["likely_start"] == "2027-03"
    for name in ("because", "for_sex", "agreement_ended", "records_incomplete", "people_ahead"):
        assert row[name] is None
    assert row.keys() == told_of_a_row().keys()


def names_of(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield name
            yield from names_of(value)
    elif isinstance(answer, list):
        for one in answer:
            yield from names_of(one)


ITS_OWN_WORDS = {
    "slug", "town", "region", "region_only", "welsh_name", "confirmed",  # court and areas
    "ldu", "miles",  # nearest
    "mostly", "starts",  # based_on
    "usual_days", "nine_in_ten_days", "sessions", "hours", "says",  # time_needed
    "name", "telephone", "email", "page",  # contact
    "unit", "from", "to", "percent", "people", "median_days", "of", "sentence",
}  # fmt: skip
"""Inside a value whose meaning the page tells in a sentence."""


def documented(page: str) -> set[str]:
    first_cells = re.findall(r"<tr[^>]*>\s*<t[hd][^>]*>(.*?)</t[hd]>", page, re.DOTALL)
    plain = (html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in first_cells)
    return {name for cell in plain for name in re.findall(r"\b[a-z_0-9]+\b", cell)}


@time_machine.travel(NOW, tick=False)
def test_every_name_is_documented_and_no_other(client: FlaskClient, session: Session) -> None:
    make_scene(session)
    asked = {"court", "ldu", "requirement"}
    live = json.loads(client.get(f"/api/v1/availability?court={COURT}").text)
    covered = json.loads(client.get("/api/v1/coverage").text)
    of_plans = {*HEADINGS, "public_id"}
    said = {*names_of(live), *names_of(told()), *names_of(covered), *of_plans}
    page = documented(client.get("/about/api").text)
    assert said - ITS_OWN_WORDS - page == set()
    assert page - said - asked - {"requirements"} == set()


@pytest.mark.parametrize("kind", [Status, Because, WhyNot, Provision])
def test_every_value_is_documented(shell: Flask, kind: type[enum.StrEnum]) -> None:
    page = shell.test_client().get("/about/api").text
    never_here: set[object] = {Because.SERVICE_NOT_FOUND}
    assert [one.value for one in kind if one not in never_here and one.value not in page] == []


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "about", ["sex=female", "age=18-20", "offence=sexual", "convicted_on=2020-01-01", "months=6"]
)
def test_nothing_about_a_person_or_an_order_is_taken(
    client: FlaskClient, session: Session, about: str
) -> None:
    make_scene(session)
    path = f"/api/v1/availability?court={COURT}&requirement=programme"
    assert client.get(path).status_code == 200
    refused = client.get(f"{path}&{about}")
    assert refused.status_code == 400
    assert about.partition("=")[0] in refused.get_data(as_text=True)
