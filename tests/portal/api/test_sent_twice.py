"""A request that is sent again under its key is answered as before, and does nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.pushes.events import KEYS_KEPT, forget_keys
from commissioning.pushes.models import EventKey
from commissioning.referrals.models import ReferralEvent
from portal.api.answers import forget_answers
from portal.api.models import IdempotencyKey
from tests.makers.days import NOW, TODAY
from tests.makers.programs import make_program
from tests.portal.api.conftest import Trust

EVENT = {"kind": "assessment_arranged", "on_date": TODAY.isoformat()}


def events(session: Session) -> int:
    return session.scalar(select(func.count(ReferralEvent.id))) or 0


def test_the_same_answer_byte_for_byte_and_nothing_done(session: Session, trust: Trust) -> None:
    path = f"/api/v1/referrals/{trust.refer()}/events"
    answers = [trust.program.post(path, EVENT, key="K-1") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert events(session) == 2
    trust.program.post(path, EVENT, key="K-2")
    assert events(session) == 3
    made = [trust.program.post("/api/v1/referrals", trust.referral("P-9"), key="R") for _ in "ab"]
    assert {answer.headers["Location"] for answer in made} == {
        f"/api/v1/referrals/{made[0].json['id']}"  # type: ignore[index]
    }


@pytest.mark.parametrize("how", ["body", "address", "parameter"])
def test_another_request_under_the_key_is_refused(trust: Trust, how: str) -> None:
    path = f"/api/v1/referrals/{trust.refer()}/events"
    trust.program.post(path, EVENT, key="K-1")
    other = f"/api/v1/referrals/{trust.refer('P-000102')}/events"
    refused = {
        "body": lambda: trust.program.post(path, {**EVENT, "kind": "accepted"}, key="K-1"),
        "address": lambda: trust.program.post(other, EVENT, key="K-1"),
        "parameter": lambda: trust.program.post(f"{path}?meant=1", EVENT, key="K-1"),
    }[how]()
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json["detail"]  # type: ignore[index]


def test_a_key_is_of_one_token(app: Flask, session: Session, trust: Trust) -> None:
    public_id = trust.refer()
    path = f"/api/v1/referrals/{public_id}/events"
    colleague = make_program(app, session)
    for program in (trust.program, colleague):
        assert program.post(path, EVENT, key="K-1").status_code == 201
    assert events(session) == 3


def test_what_was_refused_may_be_mended_under_the_same_key(trust: Trust) -> None:
    wrong = trust.program.post("/api/v1/referrals", trust.referral(line="nowhere"), key="K-1")
    assert wrong.status_code == 422
    assert trust.program.post("/api/v1/referrals", trust.referral(), key="K-1").status_code == 201


@pytest.mark.parametrize("key", ["x" * 101, "two words", "A1234BC", "é"])
def test_a_key_that_is_none(trust: Trust, key: str) -> None:
    assert trust.program.post("/api/v1/referrals", trust.referral(), key=key).status_code == 400


def test_answers_go_after_a_day_and_keys_of_events_after_a_quarter(
    session: Session, trust: Trust, clock: time_machine.Traveller
) -> None:
    public_id = trust.refer()
    trust.program.post(f"/api/v1/referrals/{public_id}/events", {**EVENT, "key": "E"}, key="K-1")
    day = dt.timedelta(hours=24)
    assert forget_answers(session, NOW + day - dt.timedelta(seconds=1)) == 0
    assert forget_answers(session, NOW + day) == 1
    assert session.scalar(select(func.count(IdempotencyKey.id))) == 0
    assert forget_keys(session, NOW + KEYS_KEPT) == 0
    assert forget_keys(session, NOW + KEYS_KEPT + dt.timedelta(seconds=1)) == 1
    assert session.scalar(select(func.count(EventKey.id))) == 0
