"""The sandbox: the same rules on the same lines, and nothing of it anywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from directory.base import Base
from portal.api import sandbox
from portal.api.models import IdempotencyKey, RehearsedRequest, RequestCount
from portal.api.sandbox import forget_rehearsed
from tests.makers.days import NOW, TODAY, day
from tests.makers.programs import Program, make_program
from tests.portal.api.conftest import Trust

OF_REQUESTS = {RehearsedRequest.__tablename__, RequestCount.__tablename__}
OF_REQUESTS |= {IdempotencyKey.__tablename__}

Rows = Callable[[], dict[str, list[Any]]]


@pytest.fixture
def rehearsing(app: Flask, session: Session, trust: Trust) -> Program:
    return make_program(app, session, is_sandbox=True)


@pytest.fixture
def rows(session: Session) -> Rows:
    """Every row of every table but those of requests themselves."""

    def read() -> dict[str, list[Any]]:
        tables: list[Table] = [
            table for table in Base.metadata.sorted_tables if table.name not in OF_REQUESTS
        ]
        return {table.name: list(session.execute(select(table))) for table in tables}

    return read


def test_what_was_told_is_known_to_the_next_request_and_stands_nowhere(
    trust: Trust, rehearsing: Program, rows: Rows
) -> None:
    before = rows()
    sent = trust.referral(received_on=day(-9).isoformat())
    made = rehearsing.post("/api/v1/referrals", sent)
    assert (made.status_code, made.json["kept"]) == (201, False)  # type: ignore[index]
    public_id = made.json["id"]  # type: ignore[index]
    for kind in ("accepted", "started", "attended"):
        told = {"kind": kind, "on_date": TODAY.isoformat(), "key": f"E-{kind}"}
        answer = rehearsing.post(f"/api/v1/referrals/{public_id}/events", told)
        assert answer.status_code == 201, answer.text
    assert rehearsing.post("/api/v1/referrals", sent).json["outcome"] == "unchanged"  # type: ignore[index]
    [read] = rehearsing.get("/api/v1/referrals").json["referrals"]  # type: ignore[index]
    assert (read["id"], read["status"], read["sessions_attended"]) == (public_id, "in_progress", 1)
    refused = rehearsing.post(
        f"/api/v1/referrals/{public_id}/events", {"kind": "started", "on_date": day(0).isoformat()}
    )
    assert refused.status_code == 422
    assert rows() == before
    assert trust.program.get(f"/api/v1/referrals/{public_id}").status_code == 404
    assert trust.program.delete("/api/v1/sandbox").status_code == 404
    assert rehearsing.delete("/api/v1/sandbox").status_code == 204
    assert rehearsing.get("/api/v1/referrals").json["referrals"] == []  # type: ignore[index]


def test_the_same_request_under_its_key_is_told_once(
    session: Session, trust: Trust, rehearsing: Program
) -> None:
    told = [rehearsing.post("/api/v1/referrals", trust.referral(), key="K") for _ in range(3)]
    assert len({answer.data for answer in told}) == 1
    assert len(session.scalars(select(RehearsedRequest)).all()) == 1
    asked = rehearsing.post("/api/v1/referrals?validate=1", trust.referral("P-000102"))
    assert asked.status_code == 200
    assert len(session.scalars(select(RehearsedRequest)).all()) == 1


def test_what_it_remembers_is_sealed_bounded_and_goes_after_a_day(
    session: Session, trust: Trust, rehearsing: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MOST_REHEARSED", 1)
    rehearsing.post("/api/v1/referrals", trust.referral())
    [kept] = session.scalars(select(RehearsedRequest)).all()
    assert b"P-000101" not in kept.sealed
    full = rehearsing.post("/api/v1/referrals", trust.referral("P-000102"))
    assert full.status_code == 409
    assert forget_rehearsed(session, NOW + dt.timedelta(hours=24)) == 1
