"""A site: the same Friday and Monday as of a provider, and nothing of what is hidden is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.undoing import undo_import
from directory.attribution import said_by_field
from directory.exchange.report import Report
from directory.offers import FactOffered, open_offers
from directory.people.models import Person
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.services.siting import (
    SecretAddress,
    SiteFacts,
    edit_site,
    keep_sites,
    take_site_offer,
)
from tests.commissioning.exchange.desk import (
    CASES,
    FRIDAY,
    HERS,
    MONDAY,
    OLD,
    THEIRS,
    THURSDAY,
    Desk,
    changes_told,
)

HEADING = "external_id,name,area,exposure"
OPEN, RESTRICTED, CONFIDENTIAL = Exposure
REGISTER = "the register"


def site_file(
    desk: Desk,
    exposure: str = "open",
    *,
    at: dt.datetime = MONDAY,
    source: str | None = None,
    **cells: str,
) -> Report:
    heading = ",".join((HEADING, *cells))
    row = ",".join(("HALL", "Foundry Hall", "preston", exposure, *cells.values()))
    return desk.take_in("sites", f"{heading}\n{row}\n", at=at, source=source)


@pytest.fixture
def site(session: Session, desk: Desk) -> Site:
    site_file(desk, at=THURSDAY, address="1 Example Street", postcode="PR1 2AB", telephone=OLD)
    return session.scalars(select(Site)).one()


@pytest.mark.parametrize(("friday", "monday", "stands", "whose", "is_kept"), CASES)
def test_telephone_of_a_site(
    session: Session,
    desk: Desk,
    site: Site,
    jane: Person,
    friday: bool,
    monday: str | None,
    stands: str | None,
    whose: str | None,
    is_kept: bool,
) -> None:
    if friday:
        edit_site(session, site, {"telephone": HERS}, based_on=site.version, by=jane, at=FRIDAY)
    before = site.telephone
    more: dict[str, Any] = {} if monday is None else {"telephone": monday}
    report = site_file(desk, **more)
    assert report.changes == changes_told("Foundry Hall", before, stands)
    session.refresh(site)
    said = said_by_field(site.said).get("telephone")
    assert (site.telephone, said and said.who) == (stands, whose)
    assert site.address == "1 Example Street", "no file here speaks of it"
    assert bool(report.aside) is is_kept
    if is_kept:
        [sentence] = report.aside
        told = f"Foundry Hall: kept Telephone {HERS}, stated by Jane Smith on 5 March 2027"
        assert sentence.startswith(told)
    offered = [one.value for one in open_offers(session, site)]
    assert offered == ([monday] if is_kept and monday else [])


WHO_HIDES = [
    # as the first file says, as somebody says on Friday, as which source says on Monday -> stands
    ("open", None, "import", "restricted", RESTRICTED),
    ("open", None, REGISTER, "restricted", RESTRICTED),
    ("open", OPEN, "import", "restricted", RESTRICTED),
    ("open", RESTRICTED, "import", "open", RESTRICTED),
    ("restricted", None, REGISTER, "open", RESTRICTED),
    ("open", RESTRICTED, "import", "confidential", CONFIDENTIAL),
    ("open", OPEN, REGISTER, "confidential", CONFIDENTIAL),
]


@pytest.mark.parametrize(("thursday", "friday", "source", "monday", "stands"), WHO_HIDES)
def test_whoever_hides_a_site_is_believed(
    session: Session,
    desk: Desk,
    jane: Person,
    thursday: str,
    friday: Exposure | None,
    source: str,
    monday: str,
    stands: Exposure,
) -> None:
    site_file(desk, thursday, at=THURSDAY, address="1 Example Street", telephone=OLD)
    site = session.scalars(select(Site)).one()
    if friday is not None:
        edit_site(session, site, {"exposure": friday}, based_on=site.version, by=jane, at=FRIDAY)
    site_file(desk, monday, source=source)
    session.refresh(site)
    assert site.exposure is stands
    is_secret = stands is CONFIDENTIAL
    assert (site.address is None, site.telephone is None) == (is_secret, is_secret)
    assert is_secret is site.said.keys().isdisjoint({"address", "telephone"})


@pytest.mark.parametrize("hides", ["person", "file"])
def test_of_a_site_that_becomes_confidential_no_word_of_its_address_stays(
    session: Session, desk: Desk, site: Site, jane: Person, hides: str
) -> None:
    edit_site(
        session, site, {"telephone": HERS, "address": "2 Lane"}, based_on=1, by=jane, at=FRIDAY
    )
    site_file(desk, telephone=THEIRS, address="3 Lane")
    assert len(open_offers(session, site)) == 2
    if hides == "person":
        told = {"exposure": CONFIDENTIAL}
        edit_site(session, site, told, based_on=site.version, by=jane, at=MONDAY)
    else:
        site_file(desk, "confidential", source=REGISTER)
    session.refresh(site)
    told_of = (site.address, site.postcode, site.telephone, site.latitude, site.longitude)
    assert told_of == (None,) * 5
    assert session.scalars(select(FactOffered)).all() == []
    assert site.said.keys() == {"name", "exposure", "local_delivery_unit_id"}


@pytest.mark.parametrize(("exposure", "is_told"), [("open", True), ("restricted", False)])
def test_what_was_kept_of_a_hidden_site_is_told_without_words(
    session: Session, desk: Desk, jane: Person, exposure: str, is_told: bool
) -> None:
    site_file(desk, exposure, at=THURSDAY, address="1 Example Street", postcode="PR1 2AB")
    site = session.scalars(select(Site)).one()
    report = site_file(
        desk, exposure, source=REGISTER, address="2 Other Street", postcode="PR1 2PA"
    )
    assert len(report.aside) == 2, "the position follows from the postcode and is not told"
    for word in ("Foundry Hall", "1 Example Street", "2 Other Street", "PR1 2AB", "PR1 2PA"):
        assert (word in str(report.aside)) is is_told
    assert all(("site HALL: kept" in one) is not is_told for one in report.aside)
    assert (site.address, site.postcode) == ("1 Example Street", "PR1 2AB")


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("open", "open", True),
        ("open", "restricted", False),
        ("restricted", "restricted", False),
        ("restricted", "open", False),
    ],
)
def test_what_a_hidden_site_said_and_says_is_not_told(
    desk: Desk, before: str, after: str, is_told: bool
) -> None:
    site_file(desk, before, at=THURSDAY, address="1 Example Street")
    report = site_file(desk, after, address="2 Other Street")
    told = ["Foundry Hall: Address 1 Example Street → 2 Other Street"]
    assert report.changes == (told if is_told else [])


def test_a_place_stays_whole(session: Session, desk: Desk, site: Site, jane: Person) -> None:
    """Whose postcode stands has placed it: two sources never make one place of two."""
    before = (site.latitude, site.longitude)
    site_file(desk, source=REGISTER, postcode="LA1 1AA")
    session.refresh(site)
    assert (site.postcode, site.latitude, site.longitude) == ("PR1 2AB", *before)
    [offer] = open_offers(session, site)
    take_site_offer(session, site, offer, based_on=site.version, by=jane, at=MONDAY)
    assert (site.postcode, open_offers(session, site)) == ("LA1 1AA", [])
    assert site.latitude is not None
    assert site.latitude > 54


def test_a_person_cannot_put_the_address_of_a_refuge_where_open_sites_stand(
    session: Session, desk: Desk, jane: Person
) -> None:
    site_file(desk, "confidential", at=THURSDAY)
    site = session.scalars(select(Site)).one()
    with pytest.raises(SecretAddress):
        edit_site(session, site, {"telephone": HERS}, based_on=1, by=jane, at=FRIDAY)


def test_another_source_cannot_open_a_refuge(
    session: Session, desk: Desk, importer: Person
) -> None:
    site_file(desk, "confidential", at=THURSDAY)
    area = session.scalars(
        select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == "preston")
    ).one()
    told = {"HALL": SiteFacts("Foundry Hall", OPEN, area, address="2 Lane", telephone=THEIRS)}
    kept = keep_sites(session, told, source=REGISTER, by=importer, at=MONDAY)
    site = kept.things["HALL"]
    assert (site.exposure, site.address, site.telephone) == (CONFIDENTIAL, None, None)
    assert [one.field.name for _, one in kept.aside] == ["exposure"]


def test_a_file_over_a_persons_word_is_taken_back(
    session: Session, desk: Desk, site: Site, jane: Person
) -> None:
    edit_site(session, site, {"telephone": HERS}, based_on=1, by=jane, at=FRIDAY)
    report = site_file(desk, telephone=THEIRS, address="3 Lane")
    assert report.run_id is not None
    undo_import(session, report.run_id, by=jane, at=MONDAY + dt.timedelta(hours=1))
    session.refresh(site)
    assert (site.telephone, site.address) == (HERS, "1 Example Street")
    said = {name: one.who for name, one in said_by_field(site.said).items()}
    assert (said["telephone"], said["address"]) == ("Jane Smith", "import")
