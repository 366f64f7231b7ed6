"""What a fictional authority says of requirements in the areas: most of it lately, some not.

The areas that are left out are there on purpose: of them nothing is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.availability.provision import REVIEWED_AFTER, state_provision
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.demonstration.naming import FICTIONAL, telephone
from commissioning.demonstration.shown_off import (
    DIFFERENTLY_SAID,
    LONG_AGO_SAID,
    PROVISION,
    SAID_OF,
)
from directory.clock import local_date
from directory.people.models import Person
from directory.places.queries import all_areas
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

SPEAKER: Final = f"Example Commissioning Team {FICTIONAL}"
COUNCIL: Final = f"Example County Council {FICTIONAL}"
MONITORED: Final = (
    "electronic_compliance_monitoring",
    "electronic_whereabouts_monitoring",
    "alcohol_abstinence_and_monitoring",
)
SILENT_EACH: Final = 12
"""Of so many areas one has nothing stated about monitoring."""

SAID_BEFORE: Final = dt.timedelta(days=30)
REVIEW_OVER: Final = REVIEWED_AFTER + dt.timedelta(days=60)

Said = tuple[str, dict[str, Any]]
"""An area's slug and what is said there."""


def state_provision_everywhere(session: Session, *, by: Person, at: dt.datetime) -> None:
    """For every area of the demonstration, through the verb."""
    today = local_date(at)
    areas = {area.slug: area for area in all_areas(session, on=today)}
    for slug, told in (*_arrangements(sorted(areas), today), *_of_drug_testing(today)):
        facts = {"stated_by": SPEAKER, "telephone": telephone(60)} | told
        state_provision(session, areas[slug], **facts, by=by, at=at)


def _arrangements(slugs: list[str], today: dt.date) -> Iterator[Said]:
    said_on = today - SAID_BEFORE
    for place, slug in enumerate(slugs):
        yield slug, _said(Provision.PROVIDED, FIRST_SUPERVISION_APPOINTMENT, said_on)
        for requirement in MONITORED if place % SILENT_EACH else ():
            yield slug, _said(Provision.ARRANGEMENTS_EXIST, requirement, said_on)


def _of_drug_testing(today: dt.date) -> Iterator[Said]:
    for slug, requirement, why_not in PROVISION:
        yield slug, {"requirement": requirement, "why_not": why_not}
    said_on = today - SAID_BEFORE
    yield DIFFERENTLY_SAID, {"requirement": SAID_OF, "why_not": WhyNot.FULL, "stated_on": said_on}
    arrangements = _said(Provision.ARRANGEMENTS_EXIST, SAID_OF, today)
    yield DIFFERENTLY_SAID, arrangements | {"stated_by": COUNCIL}
    yield LONG_AGO_SAID, _said(Provision.PROVIDED, SAID_OF, today - REVIEW_OVER)


def _said(said: Provision, requirement: str, stated_on: dt.date) -> dict[str, Any]:
    return {"said": said, "requirement": requirement, "stated_on": stated_on}
