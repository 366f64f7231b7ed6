"""Two organisations that are one since a day: nothing that hung on either is lost, and it can be
taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.listings.merging import NotMerged
from commissioning.listings.merging_providers import (
    CannotBeOneProvider,
    merge_providers,
    part_providers,
)
from commissioning.volumes.models import VolumeUnit
from directory.accounts.joining import add_member
from directory.accounts.models import Membership, Organisation
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, Site
from directory.providers.editing import link_subcontractors
from directory.providers.merged import provider_that_stays, providers_by_code
from directory.providers.models import Provider, ProviderMerge, SuccessionKind, SupplyLink
from directory.providers.queries import primes_of
from directory.providers.renaming import (
    CalledSoAlready,
    WentIntoAnother,
    last_renaming,
    rename_provider,
    take_back_renaming,
)
from directory.providers.succession import formers_by_provider
from directory.services.looking import hidden_providers
from directory.services.models import Service
from directory.sight import ANYBODY
from directory.stating import NotSaid, StatedAhead
from tests.makers.accounts import make_organisation
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.listings import make_person
from tests.makers.places import make_area
from tests.makers.referrals import refer
from tests.makers.services import make_provider, make_service

SINCE = dt.date(2027, 1, 1)


@dataclass
class Two:
    session: Session
    gone: Provider
    kept: Provider
    service: Service
    by: Person

    def one(self, **more: object) -> ProviderMerge:
        told: dict[str, object] = {"reason": "The register says so.", "from_date": SINCE} | more
        return merge_providers(
            self.session, self.gone, self.kept, how=SuccessionKind.MERGED, by=self.by, at=NOW,
            **told,  # type: ignore[arg-type]
        )  # fmt: skip

    def two(self, merge: ProviderMerge) -> ProviderMerge:
        return part_providers(self.session, merge, reason="It was not so.", by=self.by, at=NOW)

    def of(self, provider: Provider) -> dict[str, int]:
        """How many of each hang on it."""
        self.session.expire_all()
        counted = {
            "services": select(Service).where(Service.provider_id == provider.id),
            "sites": select(Site).where(Site.provider_id == provider.id),
            "agreements": select(Agreement).where(Agreement.provider_id == provider.id),
            "primes": select(SupplyLink).where(SupplyLink.subcontractor_id == provider.id),
            "members": select(Membership)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Organisation.provider_id == provider.id, Organisation.closed_at.is_(None)),
        }
        return {name: len(self.session.scalars(rows).all()) for name, rows in counted.items()}


ALL = {"services": 1, "sites": 1, "agreements": 1, "primes": 1, "members": 1}
NOTHING = dict.fromkeys(ALL, 0)


@pytest.fixture
def two(session: Session) -> Two:
    gone, kept = make_provider(session, "Ramblers"), make_provider(session, "Walkers")
    gone.charity_number = "1023456"
    area, by = make_area(session), make_person(session, "Carla Approver")
    service = make_service(session, "A walk", areas=[area])
    service.provider_id = gone.id
    line = make_line(session, service=service, areas=[area])
    refer(session, line, on=-3)
    buy(session, line, quantity=9, unit=VolumeUnit.START)
    session.scalars(select(Agreement)).one().provider_id = gone.id
    session.scalars(select(Site)).one().provider_id = gone.id
    prime = make_provider(session, "Prime")
    link_subcontractors(session, prime, [gone], agreement_reference="A1", by=by, at=NOW)
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "Ramblers", provider_id=gone.id
    )
    member(session, organisation, "Ada Rambler", Role.PROVIDER_ADMINISTRATOR)
    session.flush()
    return Two(session, gone, kept, service, by)


def member(session: Session, organisation: Organisation, name: str, role: Role) -> Person:
    person = make_person(session, name)
    add_member(session, person, organisation, role, by=person, at=NOW)
    return person


def test_all_that_hangs_on_it_goes_over_and_comes_back(two: Two) -> None:
    assert (two.of(two.gone), two.of(two.kept)) == (ALL, NOTHING)
    merge = two.one()
    assert (two.of(two.gone), two.of(two.kept)) == (NOTHING, ALL)
    assert provider_that_stays(two.session, two.gone) is two.kept
    two.two(merge)
    assert (two.of(two.gone), two.of(two.kept)) == (ALL, NOTHING)
    assert provider_that_stays(two.session, two.gone) is two.gone
    with pytest.raises(NotMerged):
        two.two(merge)


def test_it_is_found_by_its_former_name_and_number(two: Two) -> None:
    merge = two.one()
    [former] = formers_by_provider(two.session)[two.kept.id]
    told = (former.former_name, former.former_charity_number, former.from_date)
    assert told == ("Ramblers", "1023456", SINCE)
    two.two(merge)
    assert two.kept.id not in formers_by_provider(two.session)


def test_what_the_other_had_and_what_came_since_stays_with_it(two: Two) -> None:
    own = make_service(two.session, "Own")
    own.provider_id = two.kept.id
    merge = two.one()
    since = make_service(two.session, "Since")
    since.provider_id = two.kept.id
    two.session.flush()
    two.two(merge)
    assert two.of(two.kept)["services"] == 2
    assert two.of(two.gone)["services"] == 1


def test_members_of_both_are_one_organisation(two: Two) -> None:
    """Who has the same role in both has it once."""
    other = make_organisation(
        two.session, OrganisationKind.PROVIDER, "Walkers", provider_id=two.kept.id
    )
    both = member(two.session, other, "Bea Both", Role.LISTING_EDITOR)
    [old] = two.session.scalars(select(Organisation).where(Organisation.provider_id == two.gone.id))
    add_member(two.session, both, old, Role.LISTING_EDITOR, by=both, at=NOW)
    merge = two.one()
    assert two.of(two.kept)["members"] == 2
    assert old.closed_at == NOW
    two.two(merge)
    assert (two.of(two.gone)["members"], two.of(two.kept)["members"]) == (2, 1)
    assert old.closed_at is None


def test_a_file_that_names_it_is_taken_as_of_the_one_that_stays(two: Two) -> None:
    two.one()
    assert providers_by_code(two.session)["RAMBLERS"] is two.kept


def test_a_link_between_the_two_is_none_any_more(two: Two) -> None:
    link_subcontractors(
        two.session, two.kept, [two.gone], agreement_reference="A2", by=two.by, at=NOW
    )
    merge = two.one()
    assert [one.name for one, _ in primes_of(two.session, two.kept)] == ["Prime"]
    two.two(merge)
    assert {one.name for one, _ in primes_of(two.session, two.gone)} == {"Prime", "Walkers"}


def test_one_that_went_into_a_third_stays_found(two: Two) -> None:
    third = make_provider(two.session, "Third")
    merge = two.one()
    merge_providers(
        two.session, two.kept, third, how=SuccessionKind.TAKEN_OVER, from_date=SINCE,
        reason="Taken over.", by=two.by, at=NOW,
    )  # fmt: skip
    assert provider_that_stays(two.session, two.gone) is third
    names = {one.former_name for one in formers_by_provider(two.session)[third.id]}
    assert names == {"Ramblers", "Walkers"}
    with pytest.raises(NotMerged):
        two.two(merge)


def test_what_is_refused(two: Two) -> None:
    with pytest.raises(NotSaid):
        two.one(reason=" ")
    with pytest.raises(StatedAhead):
        two.one(from_date=TODAY + dt.timedelta(days=1))
    two.kept.is_fictional = True
    with pytest.raises(CannotBeOneProvider):
        two.one()
    two.kept.is_fictional = False
    two.one()
    with pytest.raises(CannotBeOneProvider):
        two.one()


def test_one_that_is_known_to_few_and_one_that_is_not_stay_two(two: Two) -> None:
    refuge = make_service(two.session, "A refuge")
    refuge.provider_id, refuge.exposure = two.kept.id, Exposure.CONFIDENTIAL
    two.session.flush()
    with pytest.raises(CannotBeOneProvider):
        two.one()


def test_the_former_provider_of_a_refuge_stays_hidden(two: Two) -> None:
    """It offers nothing any more: by what it offered before, nobody is told its name."""
    other = make_service(two.session, "Another refuge")
    other.provider_id = two.kept.id
    for service in (two.service, other):
        service.exposure = Exposure.CONFIDENTIAL
    two.session.flush()
    two.one()
    both = {two.gone.id, two.kept.id}
    assert hidden_providers(two.session, [two.gone, two.kept], sight=ANYBODY) == both


def rename(two: Two, name: str, number: str | None = "1023456", day: dt.date = SINCE) -> None:
    rename_provider(
        two.session, two.gone,
        {"name": name, "charity_number": number, "company_number": None},
        from_date=day, based_on=two.gone.version, by=two.by, at=NOW,
    )  # fmt: skip


def test_renumbered_then_renamed_it_is_found_by_all_it_was(two: Two) -> None:
    rename(two, "Ramblers", "2000001", dt.date(2026, 5, 1))
    rename(two, "Strollers", "2000001")
    told = [
        (one.kind.value, one.former_name, one.former_charity_number)
        for one in formers_by_provider(two.session)[two.gone.id]
    ]
    assert told == [("renumbered", "Ramblers", "1023456"), ("renamed", "Ramblers", "2000001")]
    assert two.gone.name == "Strollers"
    assert two.of(two.gone) == ALL


def test_a_renaming_is_taken_back_the_newest_first(two: Two) -> None:
    rename(two, "Strollers")
    rename(two, "Hikers")
    for name in ("Strollers", "Ramblers"):
        newest = last_renaming(two.session, two.gone)
        assert newest is not None
        take_back_renaming(two.session, two.gone, newest, by=two.by, at=NOW)
        assert two.gone.name == name
    assert last_renaming(two.session, two.gone) is None
    assert two.gone.id not in formers_by_provider(two.session)


def test_what_is_no_renaming(two: Two) -> None:
    with pytest.raises(CalledSoAlready):
        rename(two, "Ramblers")
    with pytest.raises(StatedAhead):
        rename(two, "Strollers", day=TODAY + dt.timedelta(days=1))
    assert two.gone.name == "Ramblers"
    two.one()
    with pytest.raises(WentIntoAnother):
        rename(two, "Strollers")
