"""Hours of unpaid work on a register: entered on a telephone, refused on the field at fault."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.referrals.models import Referral
from commissioning.registers.models import RegisterMark
from commissioning.registers.queries import sessions_of
from commissioning.registers.session_plan import SessionTemplate
from commissioning.unpaid_work.models import SessionHours
from directory.delivery import DeliveryKind
from tests.makers.accounts import LoggedIn
from tests.makers.days import TODAY
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_terms
from tests.makers.scene import Scene, add_line
from tests.portal.finding.conftest import text_of

KIND = DeliveryKind.UNPAID_WORK


@pytest.fixture
def group(session: Session, scene: Scene) -> Group:
    """Tuesdays of seven hours, the first of them today."""
    line = add_line(session, scene, "Work party", "unpaid_work", kind=KIND, terms=make_terms(KIND))
    found = make_group(session, line, start=TODAY, template=SessionTemplate(6, (2,), dt.time(9)))
    session.commit()
    return found


@pytest.fixture
def booked(session: Session, group: Group) -> list[str]:
    """Public identifiers: nothing of theirs is read while a page writes."""
    found = [seat(session, group), seat(session, group)]
    session.get_one(Referral, found[0].referral_id).hours_ordered = 60
    keys = [str(one.public_id) for one in found]
    session.commit()
    return keys


@pytest.fixture
def path(session: Session, group: Group) -> str:
    found = f"/registers/{sessions_of(session, group.id)[0].public_id}"
    session.commit()
    return found


def fields(key: str, mark: str = "attended", **more: str) -> dict[str, Any]:
    return {f"mark-{key}": mark} | {f"{name}-{key}": value for name, value in more.items()}


def credited(session: Session) -> list[float]:
    asked = select(Referral.hours_worked).where(Referral.hours_worked > 0)
    found = list(session.scalars(asked.order_by(Referral.id)))
    session.commit()
    return found


def test_hours_are_entered_shown_and_changed(
    provider: LoggedIn, session: Session, booked: list[str], path: str
) -> None:
    shown = text_of(provider.get(path).text)
    assert "Hours worked, up to 7" in shown
    assert "Beyond 1 hour a day that are one’s own, at most 3 hours" in shown
    assert "to be had nearer home (at most 3 hours)" in shown
    assert "(weather, nobody to supervise) (at most 1 hour)" in shown
    assert "0 of 60 hours credited, 60 left; likely last day not known" in shown
    form = fields(booked[0], hours="6.5", travel="2.5", why="no_nearer_work")
    assert provider.post(path, form | fields(booked[1], "unacceptable_absence")).status_code == 303
    assert credited(session) == [8.0]
    page = provider.get(path).text
    assert "6.5 hours worked, 1.5 hours of travel credited" in text_of(page)
    assert 'value="6.5"' in page
    assert "8 of 60 hours credited, 52 left" in text_of(page)
    person = text_of(provider.get(f"/registers/people/{booked[0]}").text)
    assert "Attended, 6.5 hours worked, 1.5 hours of travel credited" in person
    assert "No hour is taken off for compliance" in person
    paper = page[page.index("paper-register") :]
    for heading in ("Hours worked, up to 7", "Hours of travel", "Why travel"):
        assert heading in paper
    assert re.findall(r'paper-register__typed">([^<]*)<', paper) == [
        "6.5", "2.5", "A", "", "", "",
    ]  # fmt: skip
    assert "A No suitable work was to be had nearer home (at most 3 hours);" in text_of(paper)
    assert provider.post(path, fields(booked[0], hours="6")).status_code == 303
    assert credited(session) == [6.0]
    changed = text_of(provider.get(path).text)
    who = provider.member.person.name
    assert f"Attended, 6 hours worked, changed by {who} 2 March 2027" in changed
    assert (
        "before: Attended, 6.5 hours worked, 1.5 hours of travel credited (No suitable work was to"
        f" be had nearer home), by {who} on 2 March 2027"
    ) in changed


def test_all_others_worked_the_whole_session(
    provider: LoggedIn, session: Session, booked: list[str], path: str
) -> None:
    assert "All others worked the whole 7 hours: save" in provider.get(path).text
    form = fields(booked[1], hours="3") | {"do": "all"}
    assert provider.post(path, form).status_code == 303
    assert credited(session) == [7.0, 3.0]


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({}, "hours", "Enter the hours worked, from 0 to 7."),
        ({"hours": "7.25"}, "hours", "the session is no longer"),
        ({"hours": "-1"}, "hours", "from 0 to 7"),
        ({"hours": "301"}, "hours", "the session is no longer"),
        ({"hours": "six"}, "hours", "Enter hours as a number"),
        ({"hours": "6.1"}, "hours", "Enter hours in quarters"),
        ({"hours": "6", "travel": "2"}, "why", "Choose why travel is credited"),
        ({"hours": "6", "why": "sent_back"}, "travel", "how long the travel took"),
        ({"travel": "2", "why": "sent_back"}, "hours", "beside those of travel"),
        ({"mark": "unacceptable_absence", "hours": "6"}, "hours", "Only somebody who attended"),
    ],
)
def test_a_refusal_stands_on_its_field_with_everything_as_typed(
    provider: LoggedIn,
    session: Session,
    booked: list[str],
    path: str,
    more: dict[str, str],
    field: str,
    says: str,
) -> None:
    form = fields(booked[1], hours="7") | fields(booked[0], **more)
    refused = provider.post(path, form)
    assert refused.status_code == 422
    assert f'href="#{field}-{booked[0]}"' in refused.text
    assert says in text_of(refused.text)
    for value in more.values():
        assert f'value="{value}"' in refused.text
    assert session.scalars(select(RegisterMark)).all() == []
    assert session.scalars(select(SessionHours)).all() == []


def test_hours_without_a_mark_are_not_passed_over(
    provider: LoggedIn, session: Session, booked: list[str], path: str
) -> None:
    form = fields(booked[1], hours="7") | {f"hours-{booked[0]}": "6"}
    refused = provider.post(path, form)
    assert refused.status_code == 422
    assert "Choose what became of them" in refused.text
    assert credited(session) == []
