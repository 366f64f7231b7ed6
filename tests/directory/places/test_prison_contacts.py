"""How to reach a role at a prison: the newest statement counts, and somebody stands behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import AuditRow
from directory.people.models import Person
from directory.places.models import Prison, PrisonContact
from directory.places.prison_contacts import prison_contacts, state_prison_contact
from directory.stating import NotSaid, StatedAhead
from tests.makers.days import NOW, TODAY

HEAD = "Head of resettlement"


@pytest.fixture
def prison(session: Session) -> Prison:
    kept = Prison(code="XXI", name="Somewhere (HMP)", holds_men=True, holds_women=False)
    session.add(kept)
    session.flush()
    return kept


def state(session: Session, prison: Prison, by: Person, **more: object) -> PrisonContact:
    facts = {
        "role": HEAD,
        "telephone": "01632 960001",
        "email": None,
        "source": "tests",
        "stated_by": "The governor’s office",
        "stated_on": TODAY,
    }
    told: dict[str, Any] = facts | more
    return state_prison_contact(session, prison, by=by, at=NOW, **told).contact


def test_the_newest_of_a_role_counts(session: Session, prison: Prison, importer: Person) -> None:
    state(session, prison, importer, telephone="01632 960002")
    earlier = TODAY - dt.timedelta(days=30)
    state(session, prison, importer, role="HEAD of  resettlement", stated_on=earlier)
    state(session, prison, importer, role="Chaplaincy", email="chaplaincy@example.org")
    found = [(one.role, one.telephone) for one in prison_contacts(session, prison)]
    assert found == [("Chaplaincy", "01632 960001"), (HEAD, "01632 960002")]


def test_another_prison_has_its_own(session: Session, prison: Prison, importer: Person) -> None:
    other = Prison(code="YYI", name="Elsewhere (HMP)", holds_men=True, holds_women=False)
    session.add(other)
    session.flush()
    state(session, other, importer)
    assert prison_contacts(session, prison) == []


def test_stating_leaves_a_row_of_its_own(
    session: Session, prison: Prison, importer: Person
) -> None:
    contact = state(session, prison, importer)
    row = session.scalars(select(AuditRow).where(AuditRow.subject_kind == "prison_contact")).one()
    assert (row.act, row.subject_id, row.by_id) == ("prison_contact:state", contact.id, importer.id)
    assert row.after is not None
    assert row.after["role"] == HEAD


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"telephone": None}, NotSaid),
        ({"role": "  "}, NotSaid),
        ({"stated_by": ""}, NotSaid),
        ({"stated_on": TODAY + dt.timedelta(days=1)}, StatedAhead),
    ],
)
def test_what_is_of_no_use_is_refused(
    session: Session,
    prison: Prison,
    importer: Person,
    more: dict[str, object],
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        state(session, prison, importer, **more)
    assert prison_contacts(session, prison) == []
