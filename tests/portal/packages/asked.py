"""The questions that the tests of the pages put, each asked once on each database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.makers.packages_scene import (
    ALCOHOL,
    BED,
    HOME,
    HOUSING,
    PAYBACK,
    PROGRAMME,
    WORK,
    WORKSHOP,
    make_packages_scene,
)
from tests.makers.scene import Scene
from tests.portal.asking_on import answered


@dataclass(frozen=True)
class Asked:
    """`titles` become `part` fields; `keys` are sent as they are."""

    titles: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    is_get: bool = False


def plan(*titles: str, **fields: str) -> Asked:
    return Asked(titles, {"area": HOME, "months": "18", "do": "plan"} | fields)


def where(**fields: str) -> Asked:
    return Asked(fields={"do": "where"} | fields)


def pressed(button: str) -> Asked:
    return Asked((WORK, HOUSING), {"area": HOME, "do": button, "months": "12"})


QUESTIONS: Final[Mapping[str, Asked]] = {
    "first step": Asked(is_get=True),
    "second step": Asked(fields={"area": HOME}, is_get=True),
    "chosen before": Asked((PROGRAMME,), {"area": HOME, "months": "12"}, is_get=True),
    "no such area": Asked(fields={"area": "nowhere"}, is_get=True),
    "by postcode": where(postcode="PR1"),
    "by area": where(area=HOME),
    "nowhere": where(),
    "whole postcode": where(postcode="PR1 2AB"),
    "no such postcode": where(postcode="ZZ99"),
    "not a postcode": where(postcode="nonsense"),
    "press nothing": pressed(""),
    "press add": pressed("add"),
    "press remove:1": pressed("remove:1"),
    "press remove:9": pressed("remove:9"),
    "press nonsense": pressed("nonsense"),
    "elsewhere": Asked((WORK,), {"area": HOME, "elsewhere": "blackburn", "months": "12"}),
    "too many": Asked(fields={"area": HOME, "do": "add"}, keys=("",) * 9),
    "no months": plan(WORK, months=""),
    "too many months": plan(WORK, months="37"),
    "other digits": plan(WORK, months="٣"),
    "no attendances": plan(WORK, attendances="0"),
    "hours in words": plan(WORK, hours="many"),
    "too much work": plan(WORK, work_hours="301"),
    "nothing chosen": plan(),
    "plan for nowhere": plan(WORK, area="nowhere"),
    "unknown key": Asked(
        fields={"area": HOME, "months": "12", "do": "plan"},
        keys=("00000000-0000-4000-8000-000000000000",),
    ),
    "long key": Asked(fields={"area": HOME, "months": "12", "do": "plan"}, keys=("x" * 500,)),
    "hostile key": Asked(fields={"area": HOME, "months": "12", "do": "plan"}, keys=("'; --",)),
    "programme after treatment": plan(PROGRAMME, ALCOHOL),
    "three one way": plan(WORK, HOUSING, PROGRAMME),
    "three the other way": plan(PROGRAMME, HOUSING, WORK),
    "same day": plan(WORK, WORKSHOP),
    "too short": plan(PROGRAMME, ALCOHOL, months="4"),
    "not known": plan("Finance, benefit and debt advice 1"),
    "length assumed": plan("Finance, benefit and debt advice 1", weeks="8"),
    "too many weeks": plan(WORK, weeks="157"),
    "after what is not known": plan(WORK, HOUSING),
    "after what is assumed": plan(WORK, HOUSING, weeks="8"),
    "not confirmed": plan("Dependency and recovery", WORK),
    "twice": plan(WORK, WORK),
    "bed and work": plan(BED, WORK),
    "few hours": plan(PAYBACK, months="36", work_hours="42"),
    "many hours": plan(PAYBACK, months="36", work_hours="280"),
    "work": plan(WORK),
    "in work": plan(WORK, in_work="yes"),
    "own limit": plan(WORK, in_work="yes", attendances="5", hours="20"),
    "generated": plan("Young adults’ mentoring"),
    "a rule excludes": plan("Women’s centre", WORK, sex="male"),
    "restricted": plan("Horizon", WORK, months="36"),
}

_answers: dict[str, dict[str, TestResponse]] = {}


def answers_on(database: str, session: Session, client: FlaskClient) -> Mapping[str, TestResponse]:
    """The answer to every question, by its name; on each database the scene is set once."""
    if database not in _answers:
        scene = make_packages_scene(session)
        _answers[database] = {name: ask(client, scene, one) for name, one in QUESTIONS.items()}
    return _answers[database]


def ask(client: FlaskClient, scene: Scene, asked: Asked) -> TestResponse:
    lines = [str(scene.lines[title].public_id) for title in asked.titles]
    sent = {**asked.fields, "part": [*lines, *asked.keys]}
    if asked.is_get:
        return client.get("/packages", query_string=sent)
    return answered(client, "/packages", sent)
