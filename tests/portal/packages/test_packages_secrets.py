"""What a plan must not betray: the day of a restricted service, and any confidential one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from tests.makers.days import NOW
from tests.makers.hidden import add_refuge, add_restricted_group, move_restricted_group
from tests.makers.packages_scene import ALCOHOL, HOME, PAYBACK
from tests.makers.scene import Scene, make_scene
from tests.makers.start_dates import answer_everything
from tests.portal.asking_on import answered, evened


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
    answer = answered(client, "/packages", sent)
    assert answer.status_code == 200
    html = answer.text[answer.text.index('id="plan"') : answer.text.index('id="ask"')]
    return re.sub(r"/services/[0-9a-f-]{36}", "", evened(html))


def test_another_day_of_the_same_month_changes_nothing(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    line = add_restricted_group(session, scene, "Another restricted group")
    answer_everything(session)
    packages = [
        (months, beside)
        for months in ("3", "12", "36")
        for beside in ((), (scene.lines[PAYBACK],), (scene.lines[ALCOHOL],))
    ]

    def plans() -> list[str]:
        return [plan(client, line, *beside, months=months) for months, beside in packages]

    before = plans()
    move_restricted_group(session, dt.date(2027, 5, 28))
    assert plans() == before
    move_restricted_group(session, dt.date(2027, 7, 28))
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
    refused = answered(client, "/packages", sent)
    assert refused.status_code == 422
    assert "Rosewood" not in refused.text
