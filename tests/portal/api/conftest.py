"""A provider's line and its program, on the day on which tests happen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.programs import Program, make_program


@dataclass(slots=True)
class Trust:
    """A provider with a queue of groups, and the program that speaks for it."""

    program: Program
    line: Line

    def referral(self, reference: str = "P-000101", **more: Any) -> dict[str, Any]:
        facts = {"basis": "voluntary", "received_on": TODAY.isoformat()}
        return {"reference": reference, "line": self.line.external_id, **facts, **more}

    def refer(self, reference: str = "P-000101", **more: Any) -> str:
        answer = self.program.post("/api/v1/referrals", self.referral(reference, **more))
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])  # type: ignore[index]

    def tell(self, public_id: str, kind: str, **more: Any) -> Any:
        told = {"kind": kind, "on_date": TODAY.isoformat(), **more}
        return self.program.post(f"/api/v1/referrals/{public_id}/events", told)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def trust(
    app: Flask, client: FlaskClient, session: Session, clock: time_machine.Traveller
) -> Trust:
    line = make_line(session, areas=[make_area(session)], kind=DeliveryKind.CLOSED_GROUP)
    return Trust(make_program(app, session), line)
