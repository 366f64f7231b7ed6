"""What a plan must not betray: the day of a restricted service, and any confidential one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import publish_group, state_group
from commissioning.groups.queries import group_by_external_id
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


def add_restricted(session: Session, scene: Scene) -> Line:
    """A restricted group that starts on 11 May."""
    line = add_line(
        session,
        scene,
        "Another restricted group",
        "programme",
        kind=DeliveryKind.CLOSED_GROUP,
        terms=Terms(OPENED, 120, min_to_run=0, programme_weeks=30),
        programme=restricted_programme(session),
    )
    publish_group(
        session,
        line,
        external_id="restricted",
        planned_start=dt.date(2027, 5, 11),
        places=8,
        by=actor(session),
        at=NOW,
    )
    answer_everything(session)
    return line


def move_group(session: Session, day: dt.date) -> None:
    group = group_by_external_id(session, external_id="restricted")
    assert group is not None
    state_group(
        session,
        group,
        current_start=day,
        status=GroupStatus.PLANNED,
        places=8,
        started=None,
        by=actor(session),
        at=NOW,
    )
    answer_everything(session)


def test_another_day_of_the_same_month_changes_nothing(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    line = add_restricted(session, scene)
    packages = [
        (months, beside)
        for months in ("3", "12", "36")
        for beside in ((), (scene.lines[PAYBACK],), (scene.lines[ALCOHOL],))
    ]

    def plans() -> list[str]:
        return [plan(client, line, *beside, months=months) for months, beside in packages]

    before = plans()
    move_group(session, dt.date(2027, 5, 28))
    assert plans() == before
    move_group(session, dt.date(2027, 7, 28))
    assert plans() != before  # the comparison can fail


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
