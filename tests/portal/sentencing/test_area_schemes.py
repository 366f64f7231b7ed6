"""The schemes of an area on its page, and whose word they are."""

from __future__ import annotations

import html
import re

import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from portal.sentencing.area_directory import SCHEME_KINDS
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area

NONE = "No scheme for prolific offenders or for integrated offender management is stated."
FACTS = SchemeFacts(
    name="Whole <Week>",
    kind=SchemeKind.INTENSIVE_ALTERNATIVE,
    says="Full days.",
    requirement="rehabilitation_activity",
    telephone="01632 960001",
    email="week@example.org",
)


def read(client: FlaskClient, slug: str) -> str:
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/areas/north-west/{slug}").text
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_an_area_lists_its_schemes_and_no_other(
    client: FlaskClient, session: Session, importer: Person
) -> None:
    area = make_area(session)
    make_area(session, "blackburn")
    assert NONE in read(client, "preston")
    list_scheme(session, area, FACTS, stated_by="The team", stated_on=TODAY, by=importer, at=NOW)
    said = read(client, "preston")
    assert "Whole <Week> (intensive alternative to custody): Full days." in said
    assert "Can stand behind: Rehabilitation activity" in said
    assert "01632 960001 week@example.org as stated by The team on 2 March 2027" in said
    assert NONE not in said
    assert NONE in read(client, "blackburn")


def test_every_kind_has_words() -> None:
    assert set(SCHEME_KINDS) == set(SchemeKind)
