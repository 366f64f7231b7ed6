"""What a plan must not betray: the day of a restricted service, and any confidential one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.groups.publishing import publish_group
from commissioning.lines.models import Line
from commissioning.lines.opening import Terms
from directory.delivery import DeliveryKind
from tests.makers import NOW, OPENED, actor
from tests.portal.packages.asked import ALCOHOL, HOME, PAYBACK
from tests.portal.sentencing.scene import (
    Scene,
    add_line,
    answer_everything,
    make_scene,
    restricted_programme,
)
from tests.portal.sentencing.test_secrets import add_refuge


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def plan(client: FlaskClient, *lines: Line, months: str = "36") -> str:
    """What the plan says, without what names the restricted line itself."""
    keys = [str(line.public_id) for line in lines]
    sent = {"area": HOME, "months": months, "do": "plan", "part": keys}
    answer = client.post("/packages", data=sent)
    assert answer.status_code == 200
    html = answer.text[answer.text.index('id="plan"') : answer.text.index('id="ask"')]
    return re.sub(r"/services/[0-9a-f-]{36}", "", html)


def add_restricted(session: Session, scene: Scene, name: str, day: dt.date) -> Line:
    line = add_line(
        session,
        scene,
        name,
        "programme",
        kind=DeliveryKind.CLOSED_GROUP,
        terms=Terms(OPENED, 120, min_to_run=0, programme_weeks=30),
        programme=restricted_programme(session),
    )
    publish_group(
        session,
        line,
        external_id=f"group of {name}",
        planned_start=day,
        places=8,
        by=actor(session),
        at=NOW,
    )
    return line


def test_another_day_of_the_same_month_changes_nothing(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    early = add_restricted(session, scene, "early", dt.date(2027, 5, 11))
    late = add_restricted(session, scene, "late", dt.date(2027, 5, 28))
    other_month = add_restricted(session, scene, "other", dt.date(2027, 7, 28))
    answer_everything(session)
    for beside in ((), (scene.lines[PAYBACK],), (scene.lines[ALCOHOL],)):
        for months in ("3", "12", "36"):
            said = plan(client, early, *beside, months=months)
            assert plan(client, late, *beside, months=months) == said
    assert plan(client, other_month) != plan(client, early)  # the comparison can fail


def test_a_confidential_service_is_neither_offered_nor_planned(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    def offered() -> str:
        return re.sub(r'nonce="[^"]+"', "", client.get(f"/packages?area={HOME}").text)

    before = offered()
    add_refuge(session, scene)
    assert offered() == before
    key = str(scene.lines["Rosewood refuge"].public_id)
    sent = {"area": HOME, "months": "12", "do": "plan", "part": [key]}
    refused = client.post("/packages", data=sent)
    assert refused.status_code == 422
    assert "Rosewood" not in refused.text
