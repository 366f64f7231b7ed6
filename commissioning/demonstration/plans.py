"""What will be generated: services, their lines, and how many referrals each line gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, groupby
from typing import Final

from commissioning.demonstration.catalogue import EVERYWHERE, Design, Reach
from commissioning.demonstration.chance import chance_for, shared_out
from commissioning.demonstration.local_catalogue import LOCAL
from commissioning.demonstration.wish import Wish
from directory.providers.models import Sector

SECTORS: Final = tuple(Sector)
SHARE_OF_PROVIDERS: Final = {
    Sector.STATUTORY: 0.2,
    Sector.VOLUNTARY: 0.45,
    Sector.SOCIAL_ENTERPRISE: 0.14,
    Sector.FAITH: 0.12,
    Sector.PRIVATE: 0.09,
}
"""As in the field: mostly charities, few companies."""

FEWEST_SERVICES: Final = 42
COARSE_BELOW: Final = 200
FINE_FROM: Final = 2000


class LineStory(StrEnum):
    """Why a line is in the demonstration; all but the first are shown off by name."""

    ORDINARY = "ordinary"
    OVER_DELIVERED = "over_delivered"
    FULL_PAST_ANY_ORDER = "full_past_any_order"
    BRAND_NEW = "brand_new"
    CLOSED = "closed"
    STALE = "stale"
    NO_STAFF = "no_staff"
    INCOMPLETE = "incomplete"
    LAPSED = "lapsed"
    ROOM_TO_SPARE = "room_to_spare"
    TOO_FEW_PLACES = "too_few_places"


@dataclass(frozen=True, slots=True)
class PlannedArea:
    """An area as plans know it."""

    slug: str
    name: str
    region_slug: str
    region_name: str


@dataclass(frozen=True, slots=True)
class LinePlan:
    key: str
    name: str
    places: tuple[PlannedArea, ...]
    referrals: int = 0
    standing: LineStory = LineStory.ORDINARY


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """`town` and `postcode_sector` say where the one site is; none lies at the area's centre."""

    key: str
    number: int
    provider: int
    design: Design
    title: str
    lines: tuple[LinePlan, ...]
    town: str | None = None
    postcode_sector: str | None = None

    @property
    def sector(self) -> Sector:
        return SECTORS[self.provider % len(SECTORS)]

    @property
    def places(self) -> tuple[PlannedArea, ...]:
        return tuple(place for line in self.lines for place in line.places)


def provider_for(sector: Sector, turn: int, services: int) -> int:
    """The number of a provider of the sector; about one provider to four services."""
    per_sector = max(2, round(services / 4 * SHARE_OF_PROVIDERS[sector]))
    return turn % per_sector * len(SECTORS) + SECTORS.index(sector)


def territories(
    places: Sequence[PlannedArea], design: Design, services: int
) -> list[tuple[PlannedArea, ...]]:
    """The grounds of one design's services: the country, each region, or each area."""
    if design.reach is Reach.COUNTRY or services < COARSE_BELOW:
        return [tuple(places)]
    if services < FINE_FROM or design.reach is Reach.REGION:
        return list(by_region(places))
    return [(place,) for place in places]


def by_region(places: Sequence[PlannedArea]) -> Iterator[tuple[PlannedArea, ...]]:
    for _, group in groupby(places, key=lambda place: place.region_slug):
        yield tuple(group)


def grounds_of_lines(
    places: tuple[PlannedArea, ...], reach: Reach, services: int
) -> list[tuple[PlannedArea, ...]]:
    """How a service's ground is divided into queues."""
    if reach is Reach.COUNTRY:
        return [places]
    if reach is Reach.REGION or services < COARSE_BELOW:
        return list(by_region(places))
    size = 1 if reach is Reach.AREA else 2
    return [
        region[first : first + size]
        for region in by_region(places)
        for first in range(0, len(region), size)
    ]


def everywhere(
    places: Sequence[PlannedArea], wish: Wish, first_number: int
) -> Iterator[ServicePlan]:
    """The services that every area has."""
    number = first_number
    for design in EVERYWHERE:
        for turn, ground in enumerate(territories(places, design, wish.services)):
            number += 1
            yield service_of(
                design,
                number,
                grounds_of_lines(ground, design.reach, wish.services),
                provider_for(sector_of(design, number, wish), turn, wish.services),
                title=title_of(design, number, wish),
            )


def local(places: Sequence[PlannedArea], wish: Wish, first_number: int) -> Iterator[ServicePlan]:
    """Further services without end, spread evenly over areas and designs."""
    chance = chance_for(wish.seed, "local")
    shuffled = list(places)
    chance.shuffle(shuffled)
    neighbours = {place.region_slug: group for group in by_region(places) for place in group}
    for turn in count():
        place = shuffled[turn % len(shuffled)]
        design = LOCAL[(turn + turn // len(shuffled)) % len(LOCAL)]
        ground: tuple[PlannedArea, ...] = (place,)
        if design.reach is Reach.REGION:
            ground = neighbours[place.region_slug]
        elif turn % 3 == 0:
            ground = with_a_neighbour(place, neighbours[place.region_slug])
        number = first_number + turn + 1
        yield service_of(
            design,
            number,
            [ground],
            provider_for(sector_of(design, number, wish), turn * 7 + 3, wish.services),
            title=title_of(design, number, wish),
        )


def title_of(design: Design, number: int, wish: Wish) -> str:
    """What this one is called, where not everybody calls it the same."""
    return chance_for(wish.seed, number, "title").choice((design.title, *design.titles))


def sector_of(design: Design, number: int, wish: Wish) -> Sector:
    return chance_for(wish.seed, number, "sector").choice(design.sectors or (design.sector,))


def with_a_neighbour(place: PlannedArea, region: Sequence[PlannedArea]) -> tuple[PlannedArea, ...]:
    position = region.index(place)
    other = region[(position + 1) % len(region)]
    return (place,) if other is place else (place, other)


def service_of(
    design: Design,
    number: int,
    grounds: Sequence[tuple[PlannedArea, ...]],
    provider: int,
    *,
    title: str | None = None,
    standing: LineStory = LineStory.ORDINARY,
    town: str | None = None,
    postcode_sector: str | None = None,
) -> ServicePlan:
    key = key_of_service(number, design.code)
    lines = tuple(
        LinePlan(f"{key}-{turn:03d}", name_of_ground(ground), ground, standing=standing)
        for turn, ground in enumerate(grounds, start=1)
    )
    return ServicePlan(
        key, number, provider, design, title or design.title, lines, town, postcode_sector
    )


def key_of_service(number: int, code: str) -> str:
    return f"demo-{number:05d}-{code}"


def name_of_ground(places: tuple[PlannedArea, ...]) -> str:
    if len(places) <= 2:
        return " and ".join(place.name for place in places)
    regions = {place.region_name for place in places}
    return regions.pop() if len(regions) == 1 else "England and Wales"


def referrals_by_line(services: Sequence[ServicePlan], total: int) -> dict[str, int]:
    """Referrals of the ordinary lines, by how busy their design is in each area."""
    chance = chance_for(total, "busy")
    weights = {
        line.key: service.design.busy * len(line.places) * chance.uniform(0.5, 1.5)
        for service in services
        for line in service.lines
        if line.standing in {LineStory.ORDINARY, LineStory.TOO_FEW_PLACES}
    }
    return shared_out(total, weights)
