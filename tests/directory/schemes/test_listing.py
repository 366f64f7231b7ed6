"""Schemes of an area: listed with who said so, the newest of a name counting."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.schemes.addresses import scheme_slug
from directory.schemes.listing import (
    EndsBeforeItBegins,
    SchemeFacts,
    list_scheme,
    scheme_at,
    schemes_of,
)
from directory.schemes.models import Scheme, SchemeKind
from directory.stating import NotSaid, StatedAhead
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area

FACTS = SchemeFacts("Ribble Scheme", SchemeKind.INTEGRATED_MANAGEMENT, "What it does.")


def put(
    session: Session,
    area: LocalDeliveryUnit,
    by: Person,
    facts: SchemeFacts = FACTS,
    *,
    on: dt.date = TODAY,
) -> Scheme:
    return list_scheme(session, area, facts, stated_by="The team", stated_on=on, by=by, at=NOW)


def test_the_newest_of_a_name_counts(session: Session, importer: Person) -> None:
    area, beside = make_area(session), make_area(session, "blackburn")
    put(session, area, importer)
    put(session, area, importer, replace(FACTS, says="Something else."))
    put(session, area, importer, replace(FACTS, says="Long ago."), on=TODAY - dt.timedelta(days=9))
    put(session, area, importer, replace(FACTS, name="First Call", kind=SchemeKind.OTHER))
    found = [(one.name, one.says, one.kind) for one in schemes_of(session, area)]
    assert found == [
        ("First Call", "What it does.", SchemeKind.OTHER),
        ("Ribble Scheme", "Something else.", SchemeKind.INTEGRATED_MANAGEMENT),
    ]
    assert schemes_of(session, beside) == []


def test_listing_leaves_a_row_of_its_own(session: Session, importer: Person) -> None:
    scheme = put(session, make_area(session), importer)
    row = session.scalars(select(AuditRow).where(AuditRow.subject_kind == "scheme")).one()
    assert (row.act, row.subject_id, row.by_id) == ("scheme:state", scheme.id, importer.id)


@pytest.mark.parametrize(
    ("facts", "on", "refusal"),
    [
        (replace(FACTS, requirement="walking"), TODAY, NotKnown),
        (replace(FACTS, name=" "), TODAY, NotSaid),
        (
            replace(FACTS, begins_on=TODAY, ends_on=TODAY - dt.timedelta(days=1)),
            TODAY,
            EndsBeforeItBegins,
        ),
        (replace(FACTS, says=""), TODAY, NotSaid),
        (FACTS, TODAY + dt.timedelta(days=1), StatedAhead),
    ],
)
def test_what_is_of_no_use_is_refused(
    session: Session, importer: Person, facts: SchemeFacts, on: dt.date, refusal: type[Exception]
) -> None:
    area = make_area(session)
    with pytest.raises(refusal):
        put(session, area, importer, facts, on=on)
    assert schemes_of(session, area) == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("First Call", "first-call"),
        ("  FIRST  call ", "first-call"),
        ("First-Call", "first-call-000000"),
        ("Cynllun Cyfle Ôl", "cynllun-cyfle-ol-000000"),
        ("***", "scheme-000000"),
    ],
)
def test_a_scheme_is_at_its_name_and_no_other_is_there(name: str, slug: str) -> None:
    assert re.sub("-[0-9a-f]{6}$", "", scheme_slug(name)) == re.sub("-[0-9a-f]{6}$", "", slug)
    assert len(scheme_slug(name)) == len(slug)


def test_schemes_with_almost_one_name_have_two_addresses(
    session: Session, importer: Person
) -> None:
    area = make_area(session)
    for name in ("First Call", "First-Call"):
        put(session, area, importer, replace(FACTS, name=name))
    for name in ("First Call", "First-Call"):
        assert scheme_at(session, area, scheme_slug(name)).name == name
    with pytest.raises(NotKnown):
        scheme_at(session, area, "first")
