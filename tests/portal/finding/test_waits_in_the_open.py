"""What becomes of ten people referred: one sentence, the same on every page that tells it."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.typical_wait import WaitLevel
from commissioning.lines.models import LineFigures
from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import in_words, is_publishable, starting_curve
from tests.makers.scene import COURT, Scene

WORK = "Community Payback in Central Lancashire"
LABEL = "What becomes of people referred"
TEN = [
    *[(40, Outcome.STARTED)] * 12, *[(100, Outcome.LEFT)] * 4, *[(200, Outcome.WAITING)] * 4,
]  # fmt: skip


@pytest.fixture
def sentence(session: Session, scene: Scene) -> str:
    """Twenty were followed: twelve started, four left, four wait still."""
    curve = starting_curve([days for days, _ in TEN], [outcome for _, outcome in TEN])
    assert is_publishable(curve)
    said = in_words(curve)
    assert said == (
        "Of 10 people referred like this, about 6 start within 26 weeks, 2 never start, "
        "2 are still waiting"
    )
    figures = session.get_one(LineFigures, scene.lines[WORK].id)
    figures.wait_sentence, figures.wait_level = said, WaitLevel.LINE
    session.flush()
    return said


def pages_of(scene: Scene, session: Session) -> dict[str, str]:
    service = scene.service(WORK, session).public_id
    return {
        "service": f"/services/{service}",
        "area": "/areas/north-west/central-lancashire?requirement=unpaid_work",
        "court": f"/courts/{COURT}?requirement=unpaid_work",
    }


def told_on(page: str) -> str:
    text = html.unescape(re.sub(r"\s+", " ", page))
    found = re.search(rf"<dt[^>]*>\s*{LABEL}\s*</dt>\s*<dd[^>]*>\s*(.*?)\s*</dd>", text)
    return found[1] if found else ""


def test_every_public_page_says_the_same_of_those_who_never_start(
    visitor: FlaskClient, session: Session, scene: Scene, sentence: str
) -> None:
    told = {
        name: told_on(visitor.get(path).text) for name, path in pages_of(scene, session).items()
    }
    assert told == dict.fromkeys(told, sentence)
    api = visitor.get(f"/api/v1/availability?court={COURT}&requirement=unpaid_work").json
    assert sentence in str(api)


@pytest.mark.usefixtures("sentence")
def test_it_says_whose_people_where_the_line_has_too_few(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    session.get_one(LineFigures, scene.lines[WORK].id).wait_level = WaitLevel.SERVICE
    session.flush()
    for path in pages_of(scene, session).values():
        assert told_on(visitor.get(path).text).endswith("still waiting (all of this service)")


def test_where_too_few_were_followed_no_page_says_it(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    kept = session.scalars(
        select(LineFigures.wait_sentence).where(LineFigures.line_id == scene.lines[WORK].id)
    ).one()
    assert kept is None
    for path in pages_of(scene, session).values():
        assert LABEL not in visitor.get(path).text


@pytest.mark.parametrize(
    ("people", "starts", "is_told"),
    [(9, 9, False), (10, 7, False), (10, 8, True), (40, 7, False)],
)
def test_no_curve_below_ten_at_risk_or_eight_events(
    people: int, starts: int, is_told: bool
) -> None:
    outcomes = [Outcome.STARTED] * starts + [Outcome.WAITING] * (people - starts)
    assert is_publishable(starting_curve([200] * people, outcomes)) is is_told


@pytest.mark.parametrize(("people", "has_percentages"), [(24, False), (25, True)])
def test_percentages_only_from_25_people(people: int, has_percentages: bool) -> None:
    said = in_words(starting_curve([30] * people, [Outcome.STARTED] * people))
    assert said is not None
    assert ("%" in said) is has_percentages
