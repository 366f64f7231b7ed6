"""What an organisation holds beside what is held here, for programs and for people."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.pushes.differences import StandsOtherwise, differences
from directory.people.roles import Role
from tests.makers.accounts import logged_in
from tests.makers.days import TODAY, day
from tests.makers.programs import make_other_provider, make_program
from tests.portal.api.conftest import Trust

PAGE = "/software/differences"


def test_each_sort_of_difference_by_hand() -> None:
    yours = {"a": None, "b": "waiting", "c": "waiting", "d": "waiting"}
    here = {"a": "completed", "b": "waiting", "c": "completed", "e": "waiting"}
    found = differences(yours, here, here)
    assert found.only_yours == ["d"]
    assert found.only_ours == ["e"]
    assert found.otherwise == [StandsOtherwise("c", "waiting", "completed")]
    assert (found.compared, found.alike) == (4, 2)
    assert not found.are_none
    assert differences({}, {}, {}).are_none


def asked(trust: Trust, of: str, **yours: str | None) -> dict[str, Any]:
    keys = [
        {"key": key} if state is None else {"key": key, "state": state}
        for key, state in yours.items()
    ]
    answer = trust.program.post("/api/v1/differences", {"of": of, "yours": keys})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json  # type: ignore[assignment]
    return told


def test_a_program_reads_them_of_everything_that_has_its_keys(trust: Trust) -> None:
    public_id = trust.refer("P1", received_on=day(-9).isoformat())
    trust.refer("P2")
    trust.tell(public_id, "accepted", key="E0")
    trust.tell(public_id, "started", key="E1")
    line = trust.line.external_id
    start = {"external_id": "G1", "line": line, "places": 8, "planned_start": day(9).isoformat()}
    trust.program.post("/api/v1/groups", start)
    told = asked(trust, "referrals", P1="waiting", P3=None)
    assert told["otherwise"] == [{"key": "P1", "yours": "waiting", "ours": "in_progress"}]
    assert (told["only_yours"], told["only_ours"]) == (["P3"], ["P2"])
    assert asked(trust, "events", E0="accepted", E1="started", E2="attended")["only_yours"] == [
        "E2"
    ]
    assert asked(trust, "groups", G1="planned")["alike"] == 1
    assert asked(trust, "places")["only_ours"] == []
    assert asked(trust, "closures", C1=None)["only_yours"] == ["C1"]
    late = {"of": "referrals", "since": day(1).isoformat(), "yours": []}
    assert trust.program.post("/api/v1/differences", late).json["only_ours"] == []  # type: ignore[index]


def test_nothing_of_anothers_is_told(app: Flask, session: Session, trust: Trust) -> None:
    trust.refer("P1")
    question = {"of": "referrals", "yours": [{"key": "P1"}]}
    for program in (
        make_program(app, session, organisation=make_other_provider(session)),
        make_program(app, session, Role.COMMISSIONER),
    ):
        told: Any = program.post("/api/v1/differences", question).json
        assert told["only_ours"] == []
    unlisted = {"of": "referrals", "yours": []}
    region = make_program(app, session, Role.COMMISSIONER)
    assert region.post("/api/v1/differences", unlisted).json["only_ours_count"] == 0  # type: ignore[index]


@pytest.fixture
def page(client: FlaskClient, session: Session, trust: Trust) -> Any:
    return logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, name="Ada Compares")


def test_a_person_pastes_a_list_and_reads_the_same(trust: Trust, page: Any) -> None:
    trust.refer("P1")
    trust.refer("P2")
    answer = page.post(PAGE, {"of": "referrals", "yours": "P1,waiting\n\nP3\n"})
    assert answer.status_code == 200
    assert "Of 2 keys 1 stand alike here" in answer.text
    assert 'data-label="We hold"' in answer.text
    assert "P2" in answer.text
    assert (
        "All 2 keys stand alike here."
        in page.post(PAGE, {"of": "referrals", "yours": "P1,waiting\nP2"}).text
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Paste at least one key"),
        ("P1\nP1", "Line 2: this key stands in a line before it"),
        ("P1\nA1234BC", "Line 2: it holds a NOMIS number"),
        (",waiting", "Line 1: begin it with a key"),
    ],
)
def test_a_list_that_is_none_is_mended_at_its_line(page: Any, typed: str, said: str) -> None:
    answer = page.post(PAGE, {"of": "referrals", "yours": typed})
    assert answer.status_code == 422
    assert said in answer.text


def test_the_page_in_words_explains_each_refusal(client: FlaskClient, trust: Trust) -> None:
    text = client.get("/about/software").text
    refused: Any = trust.program.post("/api/v1/attendance", {"on_date": TODAY.isoformat()}).json
    place = refused["type"].partition("#")[2]
    assert f'id="{place}"' in text
    assert "/api/v1/referrals/{referral_id}/events" in text
