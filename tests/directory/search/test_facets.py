"""Facets stay right in any combination: totals equal a count one by one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Sector
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet, Who, who_of
from directory.search.levelling import Leveller
from directory.search.shelf import Card
from directory.services.eligibility import Attribute, Firmness, Operator, Rule, Span
from directory.services.listing import Listing, Setting
from tests.directory.search.conftest import Ask
from tests.directory.search.town import AREAS, MEN_ONLY, TODAY, WOMEN_ONLY, Adding
from tests.makers.places import make_area
from tests.makers.services import make_provider

PATHWAYS = ("accommodation", "health", "drugs_and_alcohol", "finance_benefit_and_debt")
REQUIREMENTS = ("programme", "residence", "rehabilitation_activity", "unpaid_work")
WORDS = ("harbour", "lantern", "orchard", "thimble", "walnut")
CHOICES: Mapping[Facet, Sequence[str]] = {
    Facet.PATHWAY: PATHWAYS,
    Facet.REQUIREMENT: REQUIREMENTS,
    Facet.REGION: ("north-west",),
    Facet.AREA: tuple(AREAS),
    Facet.DELIVERY: tuple(kind.value for kind in DeliveryKind),
    Facet.WHO: tuple(who.value for who in Who),
    Facet.SECTOR: ("voluntary", "faith", "private"),
    Facet.SETTING: tuple(setting.value for setting in Setting),
    Facet.LANGUAGE: ("English", "Polish", "Welsh"),
}


def some(chance: random.Random, of: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(chance.sample(list(of), chance.randint(0, most)))


def fill(session: Session, count: int) -> dict[int, set[str]]:
    """Services of every kind; the words that each has, by key."""
    chance = random.Random("facets")
    areas = {
        slug: make_area(session, slug, latitude=latitude, longitude=longitude)
        for slug, (latitude, longitude) in AREAS.items()
    }
    providers = [
        make_provider(session, f"Trust {one}", sector=Sector(one), telephone=None)
        for one in CHOICES[Facet.SECTOR]
    ]
    add = Adding(session, areas)
    words: dict[int, set[str]] = {}
    for number in range(count):
        told = some(chance, WORDS, 3)
        exposure = chance.choice([Exposure.OPEN] * 6 + [Exposure.CONFIDENTIAL])
        is_open = exposure is Exposure.OPEN
        serves = chance.sample(list(AREAS), chance.randint(1, 3))
        service = add(
            chance.choice(providers),
            Listing(
                f"Number {number}",
                " ".join(told),
                setting=chance.choice(list(Setting)),
                pathways=some(chance, PATHWAYS, 2),
                requirements=some(chance, REQUIREMENTS, 2),
                languages=some(chance, CHOICES[Facet.LANGUAGE], 2),
                eligibility=chance.choice([(), (), (WOMEN_ONLY,), (MEN_ONLY,)]),
            ),
            kind=chance.choice(list(DeliveryKind)),
            serves=serves,
            at=chance.choice([None, (53.7, -2.7), (51.8, -0.2)]) if is_open else None,
            exposure=exposure,
        )
        # Approved premises are restricted: their own words find nothing.
        words[service.id] = set(told) if service.exposure is Exposure.OPEN else set()
    return words


def fits(card: Card, filters: Mapping[str, Sequence[str]]) -> bool:
    return all(set(codes) & card.choices[Facet(facet)] for facet, codes in filters.items() if codes)


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, dict[str, tuple[str, ...]]]:
    filters = {
        facet.value: tuple(draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)))
        for facet, codes in CHOICES.items()
        if draw(st.booleans()) and draw(st.booleans())
    }
    return draw(st.sampled_from(("", *WORDS))), filters


@pytest.mark.parametrize("examples", [200, pytest.param(2000, marks=pytest.mark.soak)])
def test_totals_equal_a_count_one_by_one(
    session: Session, catalogue: Catalogue, ask: Ask, database: str, examples: int
) -> None:
    words = fill(session, 60)
    Leveller(catalogue.folder).level(session, today=TODAY)
    cards = [card for card in catalogue.view(session, today=TODAY).shelf.cards if card]
    assert 30 < len(cards) < 60

    @settings(
        max_examples=examples if database == "sqlite" else examples // 10,
        database=None,
    )
    @given(questions())
    def check(asked: tuple[str, dict[str, tuple[str, ...]]]) -> None:
        word, filters = asked
        found = ask(word, filters=filters, per_page=1)
        having = [card for card in cards if not word or word in words[card.service_id]]
        assert found.total == sum(fits(card, filters) for card in having)
        for facet, choices in found.facets.items():
            others = {name: codes for name, codes in filters.items() if name != facet}
            left = [card for card in having if fits(card, others)]
            counted = {one.code: one.count for one in choices}
            for code in CHOICES[facet]:
                assert counted.get(code, 0) == sum(code in one.choices[facet] for one in left)

    check()


def rule(attribute: Attribute, operator: Operator, *values: str, **more: object) -> Rule:
    return Rule(attribute, operator, "The trust", values=frozenset(values), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "who"),
    [
        ([], {Who.WOMEN, Who.MEN}),
        ([rule(Attribute.SEX, Operator.ONE_OF, "female")], {Who.WOMEN, Who.WOMEN_ONLY}),
        ([rule(Attribute.SEX, Operator.ONE_OF, "man")], {Who.MEN, Who.MEN_ONLY}),
        ([rule(Attribute.SEX, Operator.NONE_OF, "male")], {Who.WOMEN, Who.WOMEN_ONLY}),
        ([rule(Attribute.SEX, Operator.ONE_OF, "male", "female")], {Who.WOMEN, Who.MEN}),
        (
            [rule(Attribute.SEX, Operator.ONE_OF, "female", firmness=Firmness.ADVICE)],
            {Who.WOMEN, Who.MEN},
        ),
        (
            [rule(Attribute.AGE, Operator.BETWEEN, span=Span.years(18, 24))],
            {Who.WOMEN, Who.MEN, Who.YOUNG_ADULTS},
        ),
        ([rule(Attribute.AGE, Operator.AT_LEAST, span=Span(18))], {Who.WOMEN, Who.MEN}),
    ],
)
def test_who_it_is_for_follows_from_the_rules(rules: list[Rule], who: set[Who]) -> None:
    assert who_of(rules) == who
