"""Whoever belongs to a group that meets on the day is marked on its register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import RegisterMark
from tests.makers.groups import FIRST_TUESDAY, make_group, seat
from tests.portal.api.conftest import Trust

DAY = FIRST_TUESDAY.isoformat()


@pytest.fixture
def seated(session: Session, trust: Trust, clock: time_machine.Traveller) -> list[str]:
    """Public identifiers of two people on the register of the day, in order."""
    group = make_group(session, trust.line)
    keys = [seat(session, group).referral_id for _ in range(2)]
    session.commit()
    clock.shift(dt.timedelta(days=7, hours=9))
    return [str(session.get_one(Referral, key).public_id) for key in keys]


def told(trust: Trust, *attended: dict[str, Any]) -> Any:
    return trust.program.post("/api/v1/attendance", {"on_date": DAY, "attended": list(attended)})


def test_the_register_is_marked_and_tells_the_referral(
    session: Session, trust: Trust, seated: list[str]
) -> None:
    first, second = seated
    rows = [
        {"referral": first, "key": "A-1"},
        {"referral": second, "outcome": "acceptable_absence"},
    ]
    answer = told(trust, *rows)
    assert answer.json == {"kept": True, "outcomes": ["added", "added"]}, answer.text
    marks = session.scalars(select(RegisterMark.outcome).order_by(RegisterMark.id)).all()
    assert marks == [MarkOutcome.ATTENDED, MarkOutcome.ACCEPTABLE_ABSENCE]
    read = trust.program.get(f"/api/v1/referrals/{first}").json
    assert read is not None
    assert (read["status"], read["sessions_attended"]) == ("in_progress", 1)
    assert told(trust, *rows).json["outcomes"] == ["unchanged", "unchanged"]
    rows[1]["outcome"] = "attended"
    assert told(trust, *rows).json["outcomes"] == ["unchanged", "revised"]
    question = {"of": "events", "yours": [{"key": "A-1", "state": "attended"}]}
    found = trust.program.post("/api/v1/differences", question).json
    assert found is not None
    assert found["alike"] == 1


def test_what_a_register_does_not_take_is_named_and_nothing_is_kept(
    session: Session, trust: Trust, seated: list[str]
) -> None:
    first, second = seated
    nowhere = trust.refer("P-000901")
    refused = told(
        trust,
        {"referral": first, "hours": 2},
        {"referral": second},
        {"referral": nowhere, "outcome": "not_required"},
    )
    assert refused.status_code == 422
    paths = [one["path"] for one in refused.json["errors"]]
    assert paths == ["/attended/0/hours", "/attended/2/outcome"]
    twice = told(trust, {"referral": second}, {"referral": second})
    assert twice.status_code == 422
    assert "twice" in twice.json["errors"][0]["detail"]
    assert session.scalars(select(RegisterMark)).all() == []


def test_a_closed_register_asks_why(
    trust: Trust, seated: list[str], clock: time_machine.Traveller
) -> None:
    clock.shift(dt.timedelta(days=8))
    late = told(trust, {"referral": seated[0]})
    assert late.status_code == 422
    assert "say why" in late.json["errors"][0]["detail"]
    with_reason = {"referral": seated[0], "reason": "The list was found later"}
    assert told(trust, with_reason).json["outcomes"] == ["added"]
