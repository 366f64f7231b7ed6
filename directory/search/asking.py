"""Finding services: words, filters, place and person in one answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from directory.search.bits import Bits, places_in
from directory.search.catalogue import Catalogue
from directory.search.explaining import order_in_words, why
from directory.search.facets import Facet
from directory.search.found import FacetChoice, Hit, SearchAnswer, WayOut
from directory.search.narrowing import Search, Soonest
from directory.search.question import SearchQuestion, choices_of, refuse_the_impossible
from directory.search.ranking import Signs, in_order
from directory.search.understanding import understand
from directory.search.unmet import UnmetSearch, countable
from directory.services.eligibility import Answer
from directory.services.public_record import PublicService, public_services

SHOWN_APART = 20
"""Services without an address beside a list that is ordered by distance."""


def find(
    session: Session,
    question: SearchQuestion,
    *,
    catalogue: Catalogue,
    today: dt.date,
    soonest: Soonest | None = None,
) -> SearchAnswer:
    """What fits, in order. Raises `SearchRefused`; hostile words find nothing, or something.

    With a home area what serves it alone is listed, what can start first before the rest.
    """
    view = catalogue.view(session, today=today)
    refuse_the_impossible(question, view.shelf)
    understood = understand(question.words, view.shelf, view.words, as_typed=question.as_typed)
    search = Search(view, question, understood, soonest)
    found = _answered(session, search)
    if not found.is_empty:
        return found
    return replace(found, ways_out=_ways_out(session, search), unmet=_unmet(search))


def _answered(session: Session, search: Search) -> SearchAnswer:
    shelf, question = search.view.shelf, search.question
    bits = search.bits
    is_measured = search.miles is not None and not search.is_at_home
    measured = bits & shelf.placed if is_measured else bits
    apart = bits & ~measured
    first = (question.page - 1) * question.per_page
    hits = _hits(session, search, measured, first=first, count=question.per_page)
    beside = _hits(session, search, apart, first=0, count=SHOWN_APART) if apart else ()
    understood, matched = search.understood, search.matched
    return SearchAnswer(
        hits=hits,
        total=measured.bit_count(),
        facets=_facets(search),
        apart=beside,
        apart_total=apart.bit_count(),
        elsewhere=search.other_side.bits.bit_count() if search.is_at_home else 0,
        is_at_home=search.is_at_home,
        home_area=None if search.home_area is None else shelf.areas[search.home_area],
        words_ready=search.view.words is not None,
        is_partly=matched is not None and bool(matched.missed) and bool(bits),
        is_shortened=understood.is_shortened,
        corrected=understood.corrected,
        unfound=understood.unfound,
        pathways=understood.pathways,
        schemes=understood.schemes,
        helplines=understood.helplines,
        place=understood.place,
        who=understood.who,
        order=order_in_words(
            has_words=matched is not None,
            has_starts=search.ranks is not None,
            has_place=search.miles is not None,
            about_somebody=question.about is not None,
        ),
        fits=_fits_counted(search, bits),
        countable_words=understood.remaining,
    )


def _hits(
    session: Session, search: Search, bits: Bits, *, first: int, count: int
) -> tuple[Hit, ...]:
    places = _in_order(search, bits, first=first, count=count)
    ids = [int(search.view.shelf.service_ids[place]) for place in places]
    today, sight = search.view.shelf.stamp.day, search.question.sight
    services = public_services(session, ids, today=today, sight=sight)
    return tuple(
        _hit(search, place, services[key])
        for place, key in zip(places, ids, strict=True)
        if key in services
    )


def _in_order(search: Search, bits: Bits, *, first: int, count: int) -> list[int]:
    shelf = search.view.shelf
    places = places_in(bits, shelf.size)
    ranks = search.ranks
    signs = Signs(
        titles=shelf.title_order[places],
        scores=None if search.matched is None else search.matched.scores[places],
        starts=None if ranks is None else ranks[places],
        miles=None if search.miles is None else search.miles[places],
        is_refused=_refused(search, places),
        is_elsewhere=search.question.elsewhere,
    )
    return [int(place) for place in places[in_order(signs, first=first, count=count)]]


def _refused(search: Search, places: NDArray[np.int64]) -> NDArray[np.bool_] | None:
    if search.fits is None:
        return None
    fits, of_place = search.fits
    refused = np.array([one.answer is Answer.NO for one in fits])
    return refused[of_place[places]]


def _hit(search: Search, place: int, service: PublicService) -> Hit:
    shelf = search.view.shelf
    stand = None if search.origin is None else shelf.nearest_stand(place, search.origin)
    home = search.home_area
    hit = Hit(
        service=service,
        about_miles=None if stand is None or search.miles is None else round(search.miles[place]),
        in_area=shelf.areas[stand.area].name if stand is not None and stand.is_area else None,
        serves_home=None if home is None else bool(shelf.serving(home) >> place & 1),
        fit=search.fit_at(place),
    )
    if not search.question.explains:
        return hit
    home_name = None if home is None else shelf.areas[home].name
    return replace(hit, why=why(hit, search.understood.wants, search.matched, home_name))


def _facets(search: Search) -> Mapping[Facet, tuple[FacetChoice, ...]]:
    """Each choice with how many it would leave, whatever else of its own facet is chosen."""
    found = {}
    for facet in Facet:
        names = choices_of(facet, search.view.shelf)
        left = search.without(facet) if facet in search.chosen else search.bits
        chosen = search.chosen.get(facet, frozenset())
        found[facet] = tuple(
            FacetChoice(code, names.get(code, code), (left & bits).bit_count(), code in chosen)
            for code, bits in search.view.shelf.choices[facet].items()
        )
    return found


def _fits_counted(search: Search, bits: Bits) -> Mapping[str, int]:
    if search.fits is None:
        return {}
    fits, of_place = search.fits
    numbers = np.bincount(of_place[places_in(bits, search.view.shelf.size)], minlength=len(fits))
    counted = {answer.value: 0 for answer in Answer}
    for one, number in zip(fits, numbers.tolist(), strict=True):
        counted[one.answer.value] += number
    return counted


def _unmet(search: Search) -> UnmetSearch | None:
    """Nothing where the words were not looked at, or nothing of them is the portal's own."""
    if search.view.words is None:
        return None
    kept = countable(search.understood.remaining, search.view.words)
    return UnmetSearch(kept, search.area_asked) if kept else None


def _ways_out(session: Session, search: Search) -> tuple[WayOut, ...]:
    """What to leave out so that something is found, the least loss first."""
    found = []
    for drop, question in _with_less(search):
        wider = replace(search, question=question)
        hits = _hits(session, wider, wider.bits, first=0, count=1)
        if hits:
            found.append(WayOut(drop, wider.bits.bit_count(), hits[0]))
    return tuple(found)


def _with_less(search: Search) -> list[tuple[str, SearchQuestion]]:
    """The question without one of its parts, each in turn."""
    question = search.question
    less: list[tuple[str, SearchQuestion]] = []
    if search.is_at_home and not question.elsewhere:
        less.append(("home_area", replace(question, elsewhere=True)))
    if question.radius_miles is not None:
        less.append(("radius_miles", replace(question, radius_miles=None)))
    for facet in search.chosen:
        others = {name: codes for name, codes in question.filters.items() if name != facet}
        less.append((facet.value, replace(question, filters=others)))
    return less
