"""A directory of a stated size to search in, and mixed questions about it; all drawn from a seed.

Words are invented from syllables, so that none is a place, a stop word or a word of the trade;
a few of them stand in many listings and most in few, as words do.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.pathways import pathways
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.providers.editing import keep_provider
from directory.providers.models import Provider, Sector
from directory.search.question import SearchQuestion
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from directory.services.serving import place_many_at_sites, serve_areas_of_many
from directory.services.siting import SiteFacts, keep_sites

WORDS = 2_000
AREAS_FROM = dt.date(2024, 4, 1)
REQUIREMENTS = (
    "rehabilitation_activity",
    "programme",
    "unpaid_work",
    "drug_rehabilitation",
    "alcohol_treatment",
    "mental_health_treatment",
    "residence",
)
LANGUAGES = ("English", "Welsh", "Polish", "Urdu", "Punjabi")


@cache
def vocabulary() -> tuple[str, ...]:
    """The commonest first."""
    syllables = [a + b for a, b in itertools.product("bdfgklmnprstvz", "aeiou")]
    chance = random.Random("vocabulary")
    found = {"".join(chance.choices(syllables, k=3)) + "x" for _ in range(3 * WORDS)}
    return tuple(sorted(found, key=lambda word: chance.random())[:WORDS])


def some_words(chance: random.Random, count: int) -> list[str]:
    """The word of rank n about as often as 1/n says."""
    weights = _weights()
    return chance.choices(vocabulary(), cum_weights=weights, k=count)


@cache
def _weights() -> Sequence[float]:
    return tuple(itertools.accumulate(1 / (rank + 8) for rank in range(WORDS)))


def fill_directory(session: Session, count: int, *, at: dt.datetime) -> None:
    """Providers, services, their areas and their sites; commits as it goes."""
    by = system_actor(session, SystemActor.DEMONSTRATION)
    load_reference_tables(session, by=by, at=at)
    areas = list(
        session.scalars(
            select(LocalDeliveryUnit)
            .where(LocalDeliveryUnit.valid_to.is_(None))
            .order_by(LocalDeliveryUnit.id)
        )
    )
    providers = [_provider(session, number, at=at) for number in range(40)]
    chance = random.Random(f"directory {count}")
    for numbers in batches(range(count)):
        offers = [_offer(number, chance, providers) for number in numbers]
        services = offer_services(session, offers, by=by, at=at).services
        served = {one: chance.sample(areas, chance.choice((1, 1, 2, 3))) for one in services}
        serve_areas_of_many(session, served, from_date=AREAS_FROM, by=by, at=at)
        facts = {
            one.code: _site(chance, served[one][0]) for one in services if chance.random() < 0.9
        }
        sites = keep_sites(session, facts, source="bench", by=by, at=at).things
        placed = {one: [sites[one.code]] for one in services if one.code in sites}
        place_many_at_sites(session, placed, by=by, at=at)
        session.commit()


def _provider(session: Session, number: int, *, at: dt.datetime) -> Provider:
    return keep_provider(
        session,
        external_id=f"search-provider-{number}",
        name=f"Example {vocabulary()[number].title()} Trust",
        sector=list(Sector)[number % len(Sector)],
        source="bench",
        is_fictional=True,
        by=system_actor(session, SystemActor.DEMONSTRATION),
        at=at,
    )


def _offer(number: int, chance: random.Random, providers: Sequence[Provider]) -> ServiceOffered:
    kinds = list(DeliveryKind)
    codes = [one.code for one in pathways()]
    return ServiceOffered(
        external_id=f"search-{number}",
        provider=chance.choice(providers),
        programme=None,
        delivery_kind=chance.choice(kinds),
        listing=Listing(
            title=" ".join(some_words(chance, chance.randint(2, 4))).capitalize(),
            summary=" ".join(some_words(chance, chance.randint(15, 50))),
            pathways=tuple(chance.sample(codes, chance.choice((1, 1, 2)))),
            requirements=tuple(chance.sample(REQUIREMENTS, chance.choice((1, 1, 2)))),
            languages=tuple(chance.sample(LANGUAGES, chance.choice((1, 1, 2)))),
        ),
        source="bench",
        is_generated=True,
    )


def _site(chance: random.Random, area: LocalDeliveryUnit) -> SiteFacts:
    """Somewhere about the area; one in twelve is restricted."""
    return SiteFacts(
        name="The old library",
        exposure=Exposure.RESTRICTED if chance.random() < 1 / 12 else Exposure.OPEN,
        area=area,
        latitude=(area.latitude or 52.0) + chance.uniform(-0.2, 0.2),
        longitude=(area.longitude or -1.5) + chance.uniform(-0.2, 0.2),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the words of it as the peer is given them."""

    question: SearchQuestion
    kind: str


def mixed_questions(count: int) -> list[Asked]:
    """Two in five by words alone, one by words and filters, one by filters, one the nearest."""
    chance = random.Random("questions")
    kinds = ("words", "words", "words and filters", "filters", "nearest")
    return [_asked(kinds[number % len(kinds)], chance) for number in range(count)]


def _asked(kind: str, chance: random.Random) -> Asked:
    question = SearchQuestion()
    if "words" in kind or chance.random() < 0.5:
        common = some_words(chance, chance.choice((1, 2)))
        rare = chance.sample(vocabulary()[500:], 1) if chance.random() < 0.3 else []
        question = replace(question, words=" ".join(dict.fromkeys([*common, *rare])))
    if "filters" in kind:
        question = replace(question, filters=_filters(chance))
    if kind == "nearest":
        here = (chance.uniform(51, 54.5), chance.uniform(-3, 0))
        question = replace(question, origin=here)
    return Asked(question, kind)


def _filters(chance: random.Random) -> dict[str, tuple[str, ...]]:
    """On facets that are not counted by the peer, whose groups know no facet's own choice."""
    choices = {
        "delivery": [kind.value for kind in DeliveryKind],
        "language": list(LANGUAGES),
        "region": ["north-west", "wales", "london", "east-midlands", "south-central"],
    }
    chosen = chance.sample(list(choices), chance.choice((1, 2)))
    return {name: tuple(chance.sample(choices[name], chance.choice((1, 2)))) for name in chosen}
