"""Whoever changes a word that is searched tells the search in the same verb.

A table of the columns that documents are made of, each with the verb that changes it: after one
pass of levelling the new word finds the service and the old one no longer does.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy.orm import Session

from directory.base import Base
from directory.delivery import DeliveryKind
from directory.pathways import pathways
from directory.people.models import Person
from directory.places import reference_tables
from directory.places.loading import load_reference_tables
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.places.queries import area_by_slug
from directory.providers.editing import ProviderFacts, keep_providers
from directory.providers.models import Provider
from directory.search import document, index
from directory.search.catalogue import Catalogue
from directory.search.errors import WordsNotReady
from directory.search.index import open_index, stem_of
from directory.search.levelling import Leveller
from directory.searched import AREA, SERVICE, SERVICE_AREA
from directory.services.editing import offer_service, publish_listing, withdraw_service
from directory.services.listing import Listing
from directory.services.models import Programme, ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import place_at_sites, serve_areas, stop_serving
from directory.services.siting import SiteFacts, keep_sites
from tests.house.sources import attributes, tree_of
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.places import make_england

LISTING: Final = Listing(
    title="Quillwort",
    summary="Brambleside.",
    who_for="Sedgefolk",
    pathways=("finance_benefit_and_debt",),
    requirements=("unpaid_work",),
    languages=("Cornish",),
)


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """One service with a word of its own in everything that is searched of it."""

    session: Session
    by: Person
    monkeypatch: pytest.MonkeyPatch
    service: Service
    area: LocalDeliveryUnit

    @property
    def said(self) -> dict[str, Any]:
        return {"by": self.by, "at": NOW}

    def publish(self, **changed: object) -> None:
        listing = dataclasses.replace(LISTING, **changed)  # type: ignore[arg-type]
        publish_listing(self.session, self.service, listing, **self.said)

    def offer(self, *, provider: Provider, programme: Programme) -> None:
        offer(self.session, self.by, provider, programme)

    def site(self, exposure: Exposure) -> None:
        told = SiteFacts(name="A hall", exposure=exposure, area=self.area)
        keep_sites(self.session, {"hall": told}, source="tests", **self.said)

    def load(self, table: str, slug: str, **changed: object) -> None:
        """The reference table with one row changed, loaded again as a release would."""
        rows = tuple(
            dataclasses.replace(row, **changed) if row.slug == slug else row
            for row in getattr(reference_tables, table)()
        )
        self.monkeypatch.setattr(reference_tables, table, lambda: rows)
        load_reference_tables(self.session, **self.said)


def provider(session: Session, by: Person, name: str, code: str = "P") -> Provider:
    facts = {code: ProviderFacts(name=name, source="tests")}
    return keep_providers(session, facts, by=by, at=NOW).things[code]


def programme(
    session: Session, by: Person, name: str, code: str = "D", *, is_restricted: bool = False
) -> Programme:
    facts = ProgrammeFacts(name, ProgrammeKind.ACCREDITED, "tests", is_restricted=is_restricted)
    return keep_programme(session, external_id=code, facts=facts, by=by, at=NOW)


def offer(session: Session, by: Person, offered_by: Provider, follows: Programme) -> Service:
    return offer_service(
        session,
        external_id="S",
        provider=offered_by,
        programme=follows,
        delivery_kind=DeliveryKind.ONE_TO_ONE,
        listing=LISTING,
        source="tests",
        by=by,
        at=NOW,
    )


@pytest.fixture
def scene(session: Session, importer: Person, monkeypatch: pytest.MonkeyPatch) -> Scene:
    make_england(session, by=importer, at=NOW)
    area = area_by_slug(session, "hertfordshire")
    kept = provider(session, importer, "Fenwick Trust")
    service = offer(session, importer, kept, programme(session, importer, "Horsetail"))
    serve_areas(session, service, [area], from_date=OPENED, by=importer, at=NOW)
    made = Scene(session, importer, monkeypatch, service, area)
    hall = keep_sites(
        session,
        {"hall": SiteFacts(name="A hall", exposure=Exposure.OPEN, area=area)},
        source="tests",
        by=importer,
        at=NOW,
    ).things["hall"]
    place_at_sites(session, service, [hall], by=importer, at=NOW)
    return made


@dataclasses.dataclass(frozen=True, slots=True)
class Verb:
    """What is done, the columns of which that is the verb, and the words old and new."""

    does: Callable[[Scene], object]
    columns: tuple[str, ...]
    old: str
    new: str | None


VERBS: Final = {
    "a new title": Verb(
        lambda s: s.publish(title="Milkvetch"),
        ("ListingRevision.title", "Service.published_revision_id", "ListingRevision.id"),
        "quillwort",
        "milkvetch",
    ),
    "a new summary": Verb(
        lambda s: s.publish(summary="Thornley."),
        ("ListingRevision.summary",),
        "brambleside",
        "thornley",
    ),
    "other people": Verb(
        lambda s: s.publish(who_for="Mossfolk"),
        ("ListingRevision.who_for",),
        "sedgefolk",
        "mossfolk",
    ),
    "another pathway": Verb(
        lambda s: s.publish(pathways=("accommodation",)),
        ("ListingRevision.pathways",),
        "debt",
        "accommodation",
    ),
    "another requirement": Verb(
        lambda s: s.publish(requirements=("curfew",)),
        ("ListingRevision.requirements",),
        "unpaid",
        "curfew",
    ),
    "another language": Verb(
        lambda s: s.publish(languages=("Manx",)), ("ListingRevision.languages",), "cornish", "manx"
    ),
    "a provider renamed": Verb(
        lambda s: provider(s.session, s.by, "Wexcombe Trust"),
        ("Provider.name", "Provider.id"),
        "fenwick",
        "wexcombe",
    ),
    "another provider": Verb(
        lambda s: s.offer(
            provider=provider(s.session, s.by, "Wexcombe Trust", "P2"),
            programme=programme(s.session, s.by, "Horsetail"),
        ),
        ("Service.provider_id",),
        "fenwick",
        "wexcombe",
    ),
    "a programme renamed": Verb(
        lambda s: programme(s.session, s.by, "Liverwort"),
        ("Programme.name", "Programme.id"),
        "horsetail",
        "liverwort",
    ),
    "another programme": Verb(
        lambda s: s.offer(
            provider=provider(s.session, s.by, "Fenwick Trust"),
            programme=programme(s.session, s.by, "Liverwort", "D2"),
        ),
        ("Service.programme_id",),
        "horsetail",
        "liverwort",
    ),
    "a programme restricted": Verb(
        lambda s: programme(s.session, s.by, "Horsetail", is_restricted=True),
        ("Service.exposure",),
        "quillwort",
        None,
    ),
    "a site restricted": Verb(
        lambda s: s.site(Exposure.RESTRICTED), ("Service.exposure",), "fenwick", None
    ),
    "a service withdrawn": Verb(
        lambda s: withdraw_service(s.session, s.service, **s.said), (), "quillwort", None
    ),
    "an area more": Verb(
        lambda s: serve_areas(
            s.session,
            s.service,
            [area_by_slug(s.session, "derby-city")],
            from_date=OPENED,
            **s.said,
        ),
        ("ServiceArea.valid_from", "ServiceArea.local_delivery_unit_id"),
        "",
        "derby",
    ),
    "an area less": Verb(
        lambda s: stop_serving(s.session, s.service, [s.area], last_day=OPENED, **s.said),
        ("ServiceArea.valid_to", "ServiceArea.service_id"),
        "hertfordshire",
        None,
    ),
    "an area renamed": Verb(
        lambda s: s.load("local_delivery_units", "hertfordshire", name="Zanderby"),
        ("LocalDeliveryUnit.name", "LocalDeliveryUnit.id"),
        "hertfordshire",
        "zanderby",
    ),
    "an area of another region": Verb(
        lambda s: s.load("local_delivery_units", "hertfordshire", region_code="J"),
        ("LocalDeliveryUnit.region_id",),
        "east",
        "london",
    ),
    "a region renamed": Verb(
        lambda s: s.load("regions", "east-of-england", name="Zandermark"),
        ("Region.name", "Region.id"),
        "east",
        "zandermark",
    ),
}

NEVER_CHANGES: Final = {
    "Service.id",
    "Service.delivery_kind",  # `DeliveryKindFixed`
    "ServiceArea.id",
}
NO_WORD: Final = {"Service.search_version"}


def finders(session: Session, folder: Path, word: str) -> set[int]:
    """The services of which some field has the word, as a question would find them."""
    words = Catalogue(folder).view(session, today=TODAY).words
    assert words is not None
    return {int(words.service_ids[doc]) for doc in words.of_stem(stem_of(word)).docs} - {-1}


@pytest.mark.parametrize("name", VERBS)
def test_the_new_word_finds_it_and_the_old_one_no_longer(
    scene: Scene, folder: Path, name: str
) -> None:
    verb, here = VERBS[name], {scene.service.id}
    leveller = Leveller(folder)
    leveller.level(scene.session, today=TODAY)
    if verb.old:
        assert finders(scene.session, folder, verb.old) == here
    if verb.new:
        assert finders(scene.session, folder, verb.new) == set()
    verb.does(scene)
    leveller.level(scene.session, today=TODAY)
    if verb.old:
        assert finders(scene.session, folder, verb.old) == set()
    if verb.new:
        assert finders(scene.session, folder, verb.new) == here


MODELS: Final = {
    mapper.class_.__name__
    for mapper in Base.registry.mappers
    if hasattr(document, mapper.class_.__name__)
}


def columns_read(tree: ast.AST) -> set[str]:
    return {f"{owner}.{name}" for owner, name, _ in attributes(tree) if owner in MODELS}


def test_every_column_that_documents_are_made_of_has_its_verb() -> None:
    read = columns_read(tree_of(Path(document.__file__)))
    named = {column for verb in VERBS.values() for column in verb.columns}
    assert read - named - NEVER_CHANGES - NO_WORD == set()
    assert (named | NEVER_CHANGES | NO_WORD) - read == set()


def test_a_column_read_later_is_missed_in_the_table() -> None:
    assert columns_read(ast.parse("select(ListingRevision.referral_route)")) == {
        "ListingRevision.referral_route"
    }


def test_a_release_that_renames_what_a_code_means_writes_the_words_anew(
    scene: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Leveller(folder).level(scene.session, today=TODAY)
    renamed = tuple(dataclasses.replace(one, name=f"Zander {one.name}") for one in pathways())
    monkeypatch.setattr(document, "pathways", lambda: renamed)
    index.format_in_use.cache_clear()
    try:
        with pytest.raises(WordsNotReady):
            open_index(folder)
        assert Leveller(folder).level(scene.session, today=TODAY).is_rebuilt
        assert finders(scene.session, folder, "zander") == {scene.service.id}
    finally:
        monkeypatch.undo()
        index.format_in_use.cache_clear()


def test_the_tables_named_from_below_are_those_of_the_models() -> None:
    for named in (SERVICE, SERVICE_AREA, AREA):
        kept = Base.metadata.tables[named.name]
        assert set(named.c.keys()) <= set(kept.c.keys())
