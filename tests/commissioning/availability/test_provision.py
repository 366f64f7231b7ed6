"""What somebody answerable said of an area: kept with its author, in force until its review."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision import (
    REVIEWED_AFTER,
    ReasonMisplaced,
    ReviewedBeforeSaid,
    SaidTooEarly,
    all_statements_in_force,
    state_provision,
    statements_in_force,
)
from commissioning.availability.statuses import Provision, WhyNot
from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.stating import NotSaid
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area

REQUIREMENT = "programme"
REGION, COUNCIL = "Example Probation Region", "Example County Council"
WEEK = dt.timedelta(days=7)


@pytest.fixture
def area(session: Session) -> LocalDeliveryUnit:
    return make_area(session)


def say(session: Session, area: LocalDeliveryUnit, **told: Any) -> ProvisionStatement:
    usual: dict[str, Any] = {"requirement": REQUIREMENT, "stated_by": REGION, "at": NOW}
    return state_provision(session, area, by=actor(session), **(usual | told))


def in_force(
    session: Session, area: LocalDeliveryUnit, *, today: dt.date = TODAY
) -> list[tuple[str, str, str | None]]:
    """Who says what of which strand; asked both ways."""
    here = statements_in_force(session, [area.id], today=today)
    everywhere = all_statements_in_force(session, today=today)
    assert here == {key: said for key, said in everywhere.items() if key[0] == area.id}
    stated = here.get((area.id, REQUIREMENT), ())
    return [(one.stated_by, one.said.value, one.strand) for one in stated]


def test_nobody_said_anything(session: Session, area: LocalDeliveryUnit) -> None:
    assert statements_in_force(session, [area.id], today=TODAY) == {}
    assert statements_in_force(session, [], today=TODAY) == {}


def test_a_reason_alone_says_that_it_is_not_available(
    session: Session, area: LocalDeliveryUnit
) -> None:
    say(
        session,
        area,
        why_not=WhyNot.NO_STAFF,
        telephone="01632 960 101",
        strand="general_offending",
    )
    [stated] = statements_in_force(session, [area.id], today=TODAY)[area.id, REQUIREMENT]
    assert (stated.said, stated.why_not) == (Provision.NOT_AVAILABLE, WhyNot.NO_STAFF)
    assert (stated.telephone, stated.strand) == ("01632 960 101", "general_offending")
    assert (stated.stated_on, stated.review_on) == (TODAY, TODAY + dt.timedelta(days=91))


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({}, ReasonMisplaced),
        ({"said": Provision.NOT_AVAILABLE}, ReasonMisplaced),
        ({"said": Provision.PROVIDED, "why_not": WhyNot.FULL}, ReasonMisplaced),
        ({"said": Provision.PROVIDED, "stated_on": TODAY + dt.timedelta(days=1)}, SaidTooEarly),
        (
            {"said": Provision.PROVIDED, "review_on": TODAY - dt.timedelta(days=1)},
            ReviewedBeforeSaid,
        ),
        ({"said": Provision.PROVIDED, "stated_by": "  "}, NotSaid),
        ({"said": Provision.PROVIDED, "requirement": "juggling"}, NotKnown),
    ],
)
def test_refused(
    session: Session, area: LocalDeliveryUnit, told: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        say(session, area, **told)
    assert not session.scalars(select(ProvisionStatement)).all()


@pytest.mark.parametrize(
    ("told", "found"),
    [
        # One author: the newest of each strand.
        (
            [
                {"said": Provision.NOTIFIED, "stated_on": TODAY - 2 * WEEK},
                {"said": Provision.PROVIDED, "stated_on": TODAY - WEEK},
            ],
            [(REGION, "provided", None)],
        ),
        # Told later of an earlier day: the later day counts.
        (
            [
                {"said": Provision.PROVIDED, "stated_on": TODAY - WEEK},
                {"said": Provision.NOTIFIED, "stated_on": TODAY - 2 * WEEK},
            ],
            [(REGION, "provided", None)],
        ),
        # Twice on one day: what was recorded last.
        (
            [{"said": Provision.NOTIFIED}, {"said": Provision.PROVIDED}],
            [(REGION, "provided", None)],
        ),
        (
            [
                {
                    "said": Provision.PROVIDED,
                    "strand": "general_offending",
                    "stated_on": TODAY - WEEK,
                },
                {"said": Provision.NOTIFIED, "strand": "driving"},
                {"said": Provision.ARRANGEMENTS_EXIST},
            ],
            [
                (REGION, "provided", "general_offending"),
                (REGION, "notified", "driving"),
                (REGION, "arrangements_exist", None),
            ],
        ),
        # Two authors who differ are both told, by day.
        (
            [
                {"said": Provision.PROVIDED},
                {"why_not": WhyNot.FULL, "stated_by": COUNCIL, "stated_on": TODAY - WEEK},
            ],
            [(COUNCIL, "not_available", None), (REGION, "provided", None)],
        ),
        # Blanks make no other author.
        (
            [
                {"said": Provision.NOTIFIED, "stated_by": "Example  Probation Region "},
                {"said": Provision.PROVIDED},
            ],
            [(REGION, "provided", None)],
        ),
        # The day of the review is the last in force.
        (
            [{"said": Provision.PROVIDED, "stated_on": TODAY - REVIEWED_AFTER}],
            [(REGION, "provided", None)],
        ),
        (
            [{"said": Provision.PROVIDED, "stated_on": TODAY - REVIEWED_AFTER - WEEK}],
            [],
        ),
        # An author's newest word takes the place of an older one that runs longer.
        (
            [
                {
                    "said": Provision.PROVIDED,
                    "stated_on": TODAY - 2 * WEEK,
                    "review_on": TODAY + WEEK,
                },
                {"said": Provision.NOTIFIED, "stated_on": TODAY - WEEK, "review_on": TODAY - WEEK},
            ],
            [],
        ),
        # Not known any more: the author's earlier word is taken back, the other's stands.
        (
            [
                {"said": Provision.PROVIDED, "stated_on": TODAY - WEEK},
                {"said": Provision.PROVIDED, "stated_by": COUNCIL},
                {"said": Provision.NOT_KNOWN},
            ],
            [(COUNCIL, "provided", None)],
        ),
    ],
)
def test_in_force(
    session: Session,
    area: LocalDeliveryUnit,
    told: list[dict[str, Any]],
    found: list[tuple[str, str, str | None]],
) -> None:
    say(session, make_area(session, "elsewhere"), said=Provision.PROVIDED)
    for statement in told:
        say(session, area, **statement)
    assert in_force(session, area) == found


def test_what_was_said_later_was_not_in_force_before(
    session: Session, area: LocalDeliveryUnit
) -> None:
    say(session, area, said=Provision.NOTIFIED, stated_on=TODAY - 2 * WEEK)
    say(session, area, said=Provision.PROVIDED)
    assert in_force(session, area, today=TODAY - WEEK) == [(REGION, "notified", None)]


def test_all_areas_are_read_in_one_statement(session: Session, area: LocalDeliveryUnit) -> None:
    for place in (area, make_area(session, "elsewhere")):
        say(session, place, said=Provision.PROVIDED)
        say(session, place, said=Provision.PROVIDED, requirement="drug_testing")
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    session.flush()
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        assert len(all_statements_in_force(session, today=TODAY)) == 4
    finally:
        event.remove(connection, "before_cursor_execute", note)
    assert len(statements) == 1


def test_a_strand_that_does_not_exist_is_refused(session: Session, area: LocalDeliveryUnit) -> None:
    with pytest.raises(NotKnown, match="strand"):
        say(session, area, why_not=WhyNot.FULL, strand="generall")


def test_the_audit_says_what_was_said(session: Session, area: LocalDeliveryUnit) -> None:
    say(session, area, why_not=WhyNot.FULL)
    say(session, area, said=Provision.ARRANGEMENTS_EXIST, telephone="01632 960 101")
    acts = session.scalars(select(AuditRow).where(AuditRow.act == "provision:state")).all()
    told = [act.after for act in sorted(acts, key=lambda act: act.id) if act.after]
    assert [(one["said"], one.get("why_not"), one.get("telephone")) for one in told] == [
        ("not_available", "full", None),
        ("arrangements_exist", None, "01632 960 101"),
    ]
