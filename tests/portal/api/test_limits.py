"""How many requests a token may send, and what each answer says of it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral
from tests.makers.programs import make_program
from tests.portal.api.conftest import Trust


def test_each_answer_says_what_is_left_and_the_last_how_long_to_wait(
    app: Flask,
    session: Session,
    trust: Trust,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(app.config, "REQUESTS_A_MINUTE", 4)
    told = [
        trust.program.post("/api/v1/referrals", trust.referral()),
        trust.program.get("/api/v1/referrals"),
        trust.program.post("/api/v1/referrals", {}),
        trust.program.post("/api/v1/referrals?validate=1", trust.referral("P-000102")),
    ]
    assert [answer.status_code for answer in told] == [201, 200, 422, 200]
    assert [answer.headers["RateLimit-Remaining"] for answer in told] == ["3", "2", "1", "0"]
    assert {answer.headers["RateLimit-Limit"] for answer in told} == {"4"}
    clock.shift(dt.timedelta(seconds=20))
    for answer in (
        trust.program.post("/api/v1/referrals", trust.referral("P-000103")),
        trust.program.get("/api/v1/referrals"),
    ):
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "40")
        assert answer.headers["RateLimit-Remaining"] == "0"
    assert session.scalar(select(func.count(Referral.id))) == 1
    assert make_program(app, session).get("/api/v1/referrals").status_code == 200
    clock.shift(dt.timedelta(seconds=40))
    again = trust.program.get("/api/v1/referrals")
    assert (again.status_code, again.headers["RateLimit-Remaining"]) == (200, "3")
