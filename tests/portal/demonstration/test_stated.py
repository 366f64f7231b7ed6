"""The demonstration states a few contacts and schemes, all clearly invented."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.inside_prisons import AT_EACH, PRISONS
from commissioning.demonstration.naming import FICTIONAL
from commissioning.demonstration.shown_off import PRESTON
from commissioning.demonstration.stating import CONTACTS, PRISON, SCHEMES
from directory.places.models import PrisonContact
from directory.places.prison_contacts import prison_contacts
from directory.places.queries import area_by_slug, prison_by_code
from directory.schemes.listing import schemes_of
from directory.schemes.models import Scheme
from directory.services.looking import open_services_at_postcode
from directory.services.models import Programme, ProgrammeEvidence
from directory.sight import ANYBODY

DRAMA = re.compile(r"01632 960\d{3}")


def test_preston_has_contacts_and_schemes(looking: Session) -> None:
    contacts = prison_contacts(looking, prison_by_code(looking, PRISON))
    assert len(contacts) == len(CONTACTS)
    assert len(schemes_of(looking, area_by_slug(looking, PRESTON))) == len(SCHEMES)


def test_nothing_invented_is_said_of_a_real_programme(looking: Session) -> None:
    stated = looking.execute(
        select(Programme.name, ProgrammeEvidence.source).join(
            Programme, Programme.id == ProgrammeEvidence.programme_id
        )
    ).all()
    assert stated
    assert all(name.endswith(FICTIONAL) for row in stated for name in row)


def test_contacts_ring_nowhere_and_reach_nobody(looking: Session) -> None:
    reached = [*looking.scalars(select(PrisonContact)), *looking.scalars(select(Scheme))]
    assert reached
    for one in reached:
        assert one.telephone is None or DRAMA.fullmatch(one.telephone)
        assert one.email is None or one.email.endswith("example.org")
        assert FICTIONAL in one.stated_by


def test_something_runs_in_a_few_prisons_by_an_invented_provider(looking: Session) -> None:
    for code in PRISONS:
        prison = prison_by_code(looking, code)
        inside = open_services_at_postcode(looking, prison.postcode or "", sight=ANYBODY)
        assert len(inside) == AT_EACH
        for service in inside:
            assert service.is_generated
            assert service.provider
            assert FICTIONAL in service.provider.name
