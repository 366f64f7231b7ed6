"""Who may state what with an account, and what a second person has to agree to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionProposal, ProvisionStatement
from commissioning.availability.provision import statements_in_force
from commissioning.availability.provision_authors import AuthorRole
from commissioning.availability.stating_in_person import (
    Author,
    MayNotSay,
    NeedsBeside,
    OwnProposal,
    Saying,
    SettledBefore,
    agree_to,
    open_proposals,
    state_in_person,
    turn_down,
)
from commissioning.availability.statuses import Provision, WhyNot
from directory.people.models import Person, PersonKind
from directory.places.models import LocalDeliveryUnit
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area

PROVIDED = {"said": Provision.PROVIDED}
EXISTS = {"said": Provision.ARRANGEMENTS_EXIST}
NOTIFIED = {"said": Provision.NOTIFIED, "notice": "Notice of 1 March 2027"}
WITHOUT_NOTICE = {"said": Provision.NOTIFIED}
NOT_COMMISSIONED = {"said": Provision.NOT_AVAILABLE, "why_not": WhyNot.NOT_COMMISSIONED}
FULL = {"said": Provision.NOT_AVAILABLE, "why_not": WhyNot.FULL}
NOT_KNOWN = {"said": Provision.NOT_KNOWN}

STATED, WAITS, NOT_THEIRS, LACKS = "stated", "waits", "not theirs", "lacks something"

TABLE = [
    ("court_team", "programme", PROVIDED, STATED),
    ("court_team", "programme", EXISTS, STATED),
    ("court_team", "programme", NOT_KNOWN, STATED),
    ("court_team", "programme", NOTIFIED, NOT_THEIRS),
    ("court_team", "programme", NOT_COMMISSIONED, NOT_THEIRS),
    ("court_team", "programme", FULL, NOT_THEIRS),
    ("commissioner", "programme", PROVIDED, STATED),
    ("commissioner", "programme", NOTIFIED, STATED),
    ("commissioner", "programme", WITHOUT_NOTICE, f"{LACKS}: notice"),
    ("commissioner", "programme", FULL, STATED),
    ("commissioner", "programme", NOT_COMMISSIONED, WAITS),
    ("treatment_commissioner", "programme", PROVIDED, NOT_THEIRS),
    ("treatment_commissioner", "drug_rehabilitation", EXISTS, STATED),
    ("treatment_commissioner", "drug_rehabilitation", NOT_COMMISSIONED, WAITS),
]


@pytest.fixture
def area(session: Session) -> LocalDeliveryUnit:
    return make_area(session)


def person(session: Session, name: str) -> Person:
    made = Person(code=name, name=name, kind=PersonKind.STAFF)
    session.add(made)
    session.flush()
    return made


def say(
    session: Session,
    area: LocalDeliveryUnit,
    by: Person,
    *,
    role: str = "commissioner",
    requirement: str = "programme",
    **told: Any,
) -> ProvisionStatement | ProvisionProposal:
    author = Author(f"The {role}", AuthorRole(role))
    return state_in_person(session, area, Saying(requirement, **told), author=author, by=by, at=NOW)


def outcome(
    session: Session, area: LocalDeliveryUnit, role: str, requirement: str, told: dict[str, Any]
) -> str:
    try:
        made = say(session, area, person(session, "A"), role=role, requirement=requirement, **told)
    except MayNotSay:
        return NOT_THEIRS
    except NeedsBeside as refusal:
        return f"{LACKS}: {refusal.field}"
    return STATED if isinstance(made, ProvisionStatement) else WAITS


@pytest.mark.parametrize(("role", "requirement", "told", "becomes"), TABLE)
def test_each_may_say_what_the_table_says(
    session: Session,
    area: LocalDeliveryUnit,
    role: str,
    requirement: str,
    told: dict[str, Any],
    becomes: str,
) -> None:
    assert outcome(session, area, role, requirement, told) == becomes
    speaks = statements_in_force(session, [area.id], today=TODAY)
    is_told = becomes == STATED and told is not NOT_KNOWN
    assert bool(speaks) == is_told


def propose(session: Session, area: LocalDeliveryUnit, by: Person) -> ProvisionProposal:
    made = say(session, area, by, **NOT_COMMISSIONED)
    assert isinstance(made, ProvisionProposal)
    return made


def test_it_speaks_once_somebody_else_agrees(session: Session, area: LocalDeliveryUnit) -> None:
    author, second = person(session, "A"), person(session, "B")
    waits = propose(session, area, author)
    assert open_proposals(session, [area.id]) == [waits]
    with pytest.raises(OwnProposal):
        agree_to(session, waits, area, by=author, at=NOW)
    assert statements_in_force(session, [area.id], today=TODAY) == {}
    stated = agree_to(session, waits, area, by=second, at=NOW)
    assert (stated.agreed_by, stated.stated_by) == ("B", "The commissioner")
    assert list(statements_in_force(session, [area.id], today=TODAY)) == [(area.id, "programme")]
    assert open_proposals(session, [area.id]) == []


def test_it_is_settled_once(session: Session, area: LocalDeliveryUnit) -> None:
    waits = propose(session, area, person(session, "A"))
    turn_down(session, waits, by=person(session, "B"), at=NOW)
    with pytest.raises(SettledBefore):
        agree_to(session, waits, area, by=person(session, "C"), at=NOW)
    assert session.scalars(select(ProvisionStatement)).all() == []


def test_a_newer_one_takes_the_place_of_the_earlier(
    session: Session, area: LocalDeliveryUnit
) -> None:
    author = person(session, "A")
    first, newer = propose(session, area, author), propose(session, area, author)
    assert open_proposals(session, [area.id]) == [newer]
    session.refresh(first)
    assert first.is_agreed is False


def test_it_agrees_to_no_day_that_has_passed(session: Session, area: LocalDeliveryUnit) -> None:
    waits = propose(session, area, person(session, "A"))
    waits.review_on = TODAY
    later = NOW + dt.timedelta(days=9)
    stated = agree_to(session, waits, area, by=person(session, "B"), at=later)
    assert stated.review_on == later.date()
