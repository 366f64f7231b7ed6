"""What is stated of a prison and an area: contacts and schemes, all invented.

Evidence is stated of invented programmes alone, see `invented_programmes`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.demonstration.inside_prisons import run_inside
from commissioning.demonstration.naming import FICTIONAL, SOURCE
from commissioning.demonstration.shown_off import PRESTON
from directory.clock import local_date
from directory.people.models import Person
from directory.places.prison_contacts import state_prison_contact
from directory.places.queries import area_by_slug, prison_by_code
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind

PRISON: Final = "PNI"
CONTACTS: Final = (
    ("Head of resettlement", "01632 960901", "resettlement@prison.example.org"),
    ("Pre-release team", "01632 960902", "pre-release@prison.example.org"),
    ("Housing worker", None, "housing@prison.example.org"),
)
SCHEMES: Final = (
    SchemeFacts(
        name=f"Example Ribble Scheme {FICTIONAL}",
        kind=SchemeKind.INTEGRATED_MANAGEMENT,
        says="Police and probation officers work together with people who offend often.",
        telephone="01632 960911",
        email="ribble-scheme@example.org",
    ),
    SchemeFacts(
        name=f"Example First Call {FICTIONAL}",
        kind=SchemeKind.PROLIFIC_AND_PRIORITY,
        says="Daily contact for the first weeks after release from prison.",
        telephone="01632 960912",
        email="first-call@example.org",
    ),
    SchemeFacts(
        name=f"Example Whole Week Order {FICTIONAL}",
        kind=SchemeKind.INTENSIVE_ALTERNATIVE,
        says="Full weekdays of work, learning and appointments during a community order.",
        requirement="rehabilitation_activity",
        email="whole-week@example.org",
    ),
)
SAID_BEFORE: Final = dt.timedelta(days=20)


def state_a_few(session: Session, *, by: Person, at: dt.datetime) -> None:
    """For Preston’s prison and its area; and what runs in a few prisons."""
    run_inside(session, by=by, at=at)
    today = local_date(at)
    said_on = today - SAID_BEFORE
    prison = prison_by_code(session, PRISON)
    for role, telephone, email in CONTACTS:
        state_prison_contact(
            session, prison, role=role, telephone=telephone, email=email,
            source=SOURCE, stated_by=f"Example Resettlement Board {FICTIONAL}", stated_on=said_on,
            by=by, at=at,
        )  # fmt: skip
    area = area_by_slug(session, PRESTON)
    speaker = f"Example Commissioning Team {FICTIONAL}"
    for facts in SCHEMES:
        list_scheme(session, area, facts, stated_by=speaker, stated_on=said_on, by=by, at=at)
