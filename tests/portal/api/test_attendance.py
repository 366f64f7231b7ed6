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
from directory.delivery import DeliveryKind
from directory.places.models import LocalDeliveryUnit
from tests.makers.groups import FIRST_TUESDAY, make_group, seat
from tests.makers.lines import make_line, make_terms
from tests.makers.services import make_service
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


@pytest.fixture
def worker(session: Session, trust: Trust, clock: time_machine.Traveller) -> str:
    """Public identifier of somebody on the register of unpaid work of the day."""
    kind = DeliveryKind.UNPAID_WORK
    home = session.scalars(select(LocalDeliveryUnit)).first()
    assert home is not None
    service = make_service(session, areas=[home], kind=kind)
    line = make_line(session, areas=[home], service=service, terms=make_terms(kind))
    booking = seat(session, make_group(session, line))
    session.commit()
    clock.shift(dt.timedelta(days=7, hours=9))
    return str(session.get_one(Referral, booking.referral_id).public_id)


def test_hours_of_work_and_travel_are_told(trust: Trust, worker: str) -> None:
    row: dict[str, Any] = {"referral": worker, "hours": 6.5}
    row |= {"travel_hours": 2.5, "travel_reason": "no_nearer_work"}
    assert told(trust, row).json["outcomes"] == ["added"]
    assert told(trust, row).json["outcomes"] == ["unchanged"]
    read = trust.program.get(f"/api/v1/referrals/{worker}").json
    assert read is not None
    assert (read["hours_worked"], read["sessions_attended"]) == (8.0, 1)
    assert told(trust, row | {"hours": 7}).json["outcomes"] == ["revised"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({}, "hours"),
        ({"hours": 7.25}, "hours"),
        ({"hours": 6.1}, "hours"),
        ({"travel_hours": 1}, "hours"),
        ({"hours": 6, "travel_hours": 1}, "travel_reason"),
        ({"hours": 6, "travel_reason": "sent_back"}, "travel_hours"),
        ({"hours": 6, "outcome": "acceptable_absence"}, "hours"),
        ({"hours": -1}, "hours"),
    ],
)
def test_hours_that_cannot_be_are_named(
    session: Session, trust: Trust, worker: str, row: dict[str, Any], field: str
) -> None:
    refused = told(trust, {"referral": worker} | row)
    assert refused.status_code == 422
    assert [one["path"] for one in refused.json["errors"]] == [f"/attended/0/{field}"]
    assert session.scalars(select(RegisterMark)).all() == []


def test_travel_without_a_register_is_refused(trust: Trust, seated: list[str]) -> None:
    nowhere = trust.refer("P-000902")
    refused = told(trust, {"referral": nowhere, "travel_hours": 1, "travel_reason": "sent_back"})
    assert refused.status_code == 422
    assert refused.json["errors"][0]["path"].startswith("/attended/0/travel_hours")
