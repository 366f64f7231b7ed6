"""The demonstration states a few contacts, schemes and findings, all clearly invented."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.models import PrisonContact
from directory.places.prison_contacts import prison_contacts
from directory.places.queries import area_by_slug, prison_by_code
from directory.schemes.listing import schemes_of
from directory.schemes.models import Scheme
from directory.services.evidence import evidence_for
from directory.services.models import Service
from directory.services.queries import programmes_by_name
from portal.demonstration.naming import FICTIONAL
from portal.demonstration.shown_off import PRESTON
from portal.demonstration.stating import CONTACTS, EVIDENCE, PRISON, PROGRAMME, SCHEMES

DRAMA = re.compile(r"01632 960\d{3}")


def test_preston_has_contacts_schemes_and_evidence(looking: Session) -> None:
    contacts = prison_contacts(looking, prison_by_code(looking, PRISON))
    assert len(contacts) == len(CONTACTS)
    assert len(schemes_of(looking, area_by_slug(looking, PRESTON))) == len(SCHEMES)
    programme = programmes_by_name(looking)[PROGRAMME]
    findings = evidence_for(looking, programme.id)
    assert len(findings) == len(EVIDENCE)
    assert all(FICTIONAL in one.source for one in findings)
    assert all(one.statement.startswith("Invented for the demonstration") for one in findings)
    assert looking.scalars(select(Service).where(Service.programme_id == programme.id)).first()


def test_contacts_ring_nowhere_and_reach_nobody(looking: Session) -> None:
    reached = [*looking.scalars(select(PrisonContact)), *looking.scalars(select(Scheme))]
    assert reached
    for one in reached:
        assert one.telephone is None or DRAMA.fullmatch(one.telephone)
        assert one.email is None or one.email.endswith("example.org")
        assert FICTIONAL in one.stated_by
