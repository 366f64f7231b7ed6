"""A commissioner says by what order places go; what it comes to is said in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import count_failed_booking
from commissioning.bookings.models import PlaceRule
from commissioning.bookings.queries import rule_of
from commissioning.bookings.turns import TurnStep
from commissioning.groups.models import Group
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import moment
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

RULE = {
    "first": "day_0",
    "then": "priority",
    "last": "",
    "held_percent": "30",
    "answer_days": "2",
}


@pytest.fixture
def path(scene: Scene) -> str:
    return f"/desk/lines/{scene.lines['Building Choices'].public_id}/places"


@pytest.fixture
def group(session: Session, scene: Scene) -> Group:
    found = make_group(session, scene.lines["Building Choices"], places=12)
    session.commit()
    return found


def version_in(page: str) -> str:
    found = re.search(r'name="based_on" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def state(browser: LoggedIn, path: str, **more: Any) -> Any:
    version = version_in(browser.get(path).text)
    return browser.post(path, {**RULE, "based_on": version, **more})


def test_until_somebody_says_otherwise_it_goes_as_usual(
    commissioner: LoggedIn, group: Group, path: str
) -> None:
    said = text_of(commissioner.get(path).text)
    assert "Of 12 places at most 3 can be held before sentence." in said
    assert "Nobody has stated a rule of this line: it goes as usual." in said
    assert "first, who has priority then, whose order ends earliest then, who has waited" in said


def test_a_rule_is_stated_told_in_words_and_kept_with_who_and_when(
    commissioner: LoggedIn, session: Session, scene: Scene, group: Group, path: str
) -> None:
    line = scene.lines["Building Choices"]
    answer = state(commissioner, path)
    assert (answer.status_code, answer.location) == (303, f"{path}?done=stated")
    said = text_of(commissioner.get(answer.location).text)
    assert "first, who has waited longest then, who has priority where all of that" in said
    assert "Of 12 places at most 3 can be held before sentence." in said  # 30 % of 12 is 3.6
    assert "An offer is to be answered within 2 working days" in said
    assert "Stated by Ada Buyer on 2 March 2027 at 9:30am." in said
    rule = rule_of(session, line.id)
    assert rule.steps == (TurnStep.DAY_0, TurnStep.PRIORITY)
    [row] = session.scalars(select(AuditRow).where(AuditRow.act == Act.PLACE_RULE_STATE.value))
    assert row.before is not None
    assert row.before["held_percent"] == 25


def test_the_second_click_states_nothing_more(
    commissioner: LoggedIn, session: Session, path: str
) -> None:
    version = version_in(commissioner.get(path).text)
    sent = {**RULE, "based_on": version}
    assert [commissioner.post(path, sent).status_code for _ in range(2)] == [303, 303]
    assert session.scalar(select(func.count()).select_from(PlaceRule)) == 1


def test_nobody_states_over_a_rule_that_they_have_not_seen(
    commissioner: LoggedIn, session: Session, path: str
) -> None:
    old = version_in(commissioner.get(path).text)
    assert state(commissioner, path).status_code == 303
    refused = commissioner.post(path, {**RULE, "held_percent": "50", "based_on": old})
    assert refused.status_code == 422
    assert "Somebody stated another rule since" in refused.text
    sent = {**RULE, "held_percent": "50", "based_on": version_in(refused.text)}
    assert commissioner.post(path, sent).status_code == 303
    said = text_of(commissioner.get(path).text)
    assert said.index("50 %") < said.index("30 %")  # the newest first


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first": ""}, "Choose to whom a freed place goes first"),
        ({"first": "key"}, "Choose one of the steps of the list"),
        ({"last": "court"}, "Choose one of the steps of the list"),
        ({"then": "day_0"}, "Choose each step once"),
        ({"then": "", "last": "priority"}, "Choose the step before it, or leave this one out"),
        ({"held_percent": "101"}, "Enter a whole number from 0 to 100"),
        ({"held_percent": "25 %"}, "Enter a whole number from 0 to 100"),
        ({"answer_days": "0"}, "Enter working days from 1 to 20"),
        ({"answer_days": ""}, "Enter working days from 1 to 20"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(
    commissioner: LoggedIn, session: Session, path: str, wrong: dict[str, str], says: str
) -> None:
    refused = state(commissioner, path, **wrong)
    assert refused.status_code == 422
    assert says in refused.text
    assert session.scalar(select(func.count()).select_from(PlaceRule)) == 0


def test_what_a_share_comes_to(commissioner: LoggedIn, group: Group, path: str) -> None:
    assert state(commissioner, path, held_percent="0").status_code == 303
    assert "Of 12 places none can be held before sentence." in commissioner.get(path).text
    assert state(commissioner, path, held_percent="1").status_code == 303
    assert "Of 12 places at most 1 can be held before sentence." in commissioner.get(path).text


def test_a_commissioner_comes_to_it_from_the_desk_and_on_to_more_places(
    commissioner: LoggedIn, group: Group, path: str
) -> None:
    assert f'href="{path}"' in commissioner.get(path.removesuffix("/places")).text
    more = f"/places/{group.public_id}/more"
    assert f'href="{more}"' in commissioner.get(path).text
    assert f'href="{more}"' in commissioner.get("/groups").text
    assert commissioner.get(more).status_code == 200


def test_groups_of_ones_lines_with_what_is_taken(
    commissioner: LoggedIn, session: Session, scene: Scene, group: Group
) -> None:
    line = scene.lines["Building Choices"]
    book(session, group, wait_for(session, line))
    session.commit()
    said = text_of(commissioner.get("/groups").text)
    assert f"{group.external_id} 30 Mar 2027 12 1 0 0 11 More places" in said
    assert "Plan a new group" not in said
    assert commissioner.get(f"/groups/{group.public_id}").status_code == 403


def test_a_provider_goes_on_planning_and_states_no_rule(
    provider: LoggedIn, group: Group, path: str
) -> None:
    assert "Plan a new group" in provider.get("/groups").text
    assert provider.get(path).status_code == 403
    assert f'href="{path}"' not in provider.get(path.removesuffix("/places")).text


def test_another_region_finds_neither_the_rule_nor_the_groups(
    visitor: FlaskClient, session: Session, group: Group, path: str
) -> None:
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "Far", region_id=wales)
    client = visitor.application.test_client()
    other = logged_in(client, session, Role.COMMISSIONER, organisation=region, name="Eve Far")
    assert other.get(path).status_code == 404
    assert other.post(path, RULE).status_code == 404
    assert group.external_id not in other.get("/groups").text
    assert other.get(f"/places/{group.public_id}/more").status_code == 404


def test_who_asked_in_vain_is_counted_by_day_and_area(
    commissioner: LoggedIn, session: Session, scene: Scene, group: Group, path: str
) -> None:
    for number, area, held in ((-400, scene.home.id, False), (-9, scene.home.id, False),
                               (-9, scene.home.id, True), (-3, scene.home.id, False),
                               (-3, None, True)):  # fmt: skip
        count_failed_booking(
            session, group, local_delivery_unit_id=area, at=moment(number), was_hold=held
        )
    session.commit()
    said = text_of(commissioner.get(path).text)
    since = "Since 2 March 2026 a place was asked for 4 times when none was left, 2 of them"
    assert since in said
    assert f"{scene.home.name} 3 1 27 Feb 2027 Not said whose home 1 1 27 Feb 2027" in said
    assert f"21 Feb 2027 {scene.home.name} 2 1" in said


def test_nobody_asked_in_vain(commissioner: LoggedIn, path: str) -> None:
    assert "was left without one" in commissioner.get(path).text
