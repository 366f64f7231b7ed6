"""The answer to a search, as plain facts that any page or file can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.schemes.models import SchemeKind
from directory.search.facets import Facet, Who
from directory.search.helplines import Helpline
from directory.search.place_words import NamedPlace
from directory.search.shelf import AreaFacts
from directory.search.unmet import UnmetSearch
from directory.services.eligibility import Fit
from directory.services.public_record import PublicService


@dataclass(frozen=True, slots=True)
class Hit:
    """One service in its place of the order.

    `about_miles` is a whole number, 0 for less than half a mile and None where nothing was
    measured. `in_area` is set where the service stands at an area's centre and not at an
    address. `fit` is None unless somebody was asked about, `why` unless it was asked for.
    """

    service: PublicService
    about_miles: int | None = None
    in_area: str | None = None
    serves_home: bool | None = None
    fit: Fit | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One choice of a facet, and how many services it would leave."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where nothing is found: without `drop` so many are, and the first of them.

    `drop` is "home_area", "radius_miles" or a facet: without the words anything would be nearest.
    """

    drop: str
    total: int
    nearest: Hit


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`hits` and `total` are services that can be measured to, or all where no place was asked.

    Where a place without a home area was, services without an address stand `apart`: the first of
    `apart_total`. Facets count both. `is_at_home`: the `home_area` narrows the list, and
    so many more are `elsewhere`; or at home, if elsewhere was asked.
    `words_ready` False says that the words were not looked at;
    `is_partly` that no service has all of them, so that these have most; `unfound` are those
    that none has, `pathways`, `schemes` and `helplines` what the words speak of.
    `fits` counts yes, ask and no where somebody was asked about; `unmet` is what may be kept
    of a search in words that found nothing.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[Facet, tuple[FacetChoice, ...]]
    apart: tuple[Hit, ...] = ()
    apart_total: int = 0
    elsewhere: int = 0
    home_area: AreaFacts | None = None
    is_at_home: bool = False
    words_ready: bool = True
    is_partly: bool = False
    is_shortened: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
    unfound: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    schemes: tuple[SchemeKind, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    place: NamedPlace | None = None
    who: Who | None = None
    order: str = ""
    fits: Mapping[str, int] = field(default_factory=dict)
    ways_out: tuple[WayOut, ...] = ()
    countable_words: str = ""
    unmet: UnmetSearch | None = None

    @property
    def is_empty(self) -> bool:
        return not self.total and not self.apart_total
