"""The same search as Whoosh's own documentation has it: filters, groups and sorting inside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session
from whoosh import fields, index, query
from whoosh.analysis import RegexTokenizer, StemFilter, StopFilter
from whoosh.qparser import AndGroup, MultifieldParser
from whoosh.sorting import Count, FieldFacet, FunctionFacet

from directory.places.distance import Point
from directory.search.document import documents
from directory.search.facets import Facet
from directory.search.question import SearchQuestion
from directory.search.shelf import Card, CardShelf
from directory.search.wording import STOP_WORDS, plain
from directory.search.words import BOOSTS

PREFIX = "in_"
COUNTED = (Facet.PATHWAY, Facet.REQUIREMENT, Facet.AREA)
FILTERED = (Facet.DELIVERY, Facet.LANGUAGE, Facet.REGION)
SCALE = 1_000_000
"""Degrees are kept as whole millionths: a sortable NUMERIC of floats fails in Whoosh 2.7.5."""

NOWHERE = 10**12
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    total: int
    counts: Counts
    titles: tuple[str, ...]


class WhooshAlone:
    """An index with everything in it, and one searcher that stays open."""

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(str(folder))
        self._searcher = self._index.searcher()
        self._parser = MultifieldParser(
            list(BOOSTS), self._index.schema, fieldboosts=dict(BOOSTS), group=AndGroup
        )

    def ask(self, question: SearchQuestion) -> PeerAnswer:
        words = self._parser.parse(question.words) if question.words else query.Every()
        results = self._searcher.search(
            words,
            limit=20,
            filter=_filter(question),
            groupedby={
                facet.value: FieldFacet(PREFIX + facet.value, allow_overlap=True, maptype=Count)
                for facet in COUNTED
            },
            sortedby=_nearest(question.origin) if question.origin else None,
        )
        counts = {
            facet.value: {code: n for code, n in results.groups(facet.value).items() if code}
            for facet in COUNTED
        }
        return PeerAnswer(len(results), counts, tuple(hit["title"] for hit in results))

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def _filter(question: SearchQuestion) -> query.Query | None:
    parts = [
        query.Or([query.Term(PREFIX + name, code) for code in codes])
        for name, codes in question.filters.items()
    ]
    return query.And(parts) if parts else None


def _nearest(origin: Point) -> FunctionFacet:
    def miles(searcher: Any, doc: int) -> float:
        reader = searcher.reader()
        latitude, longitude = (
            reader.column_reader(name)[doc] for name in ("latitude", "longitude")
        )
        if latitude == NOWHERE:
            return float(NOWHERE)
        return _miles(origin, latitude / SCALE, longitude / SCALE)

    return FunctionFacet(miles)


def _miles(origin: Point, latitude: float, longitude: float) -> float:
    here, there = radians(origin[0]), radians(latitude)
    across = radians(longitude - origin[1])
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
    return 7917.5 * asin(sqrt(half))


def write_peer(session: Session, folder: Path, shelf: CardShelf) -> None:
    """Index the services of the shelf with their facets, once."""
    folder.mkdir(parents=True)
    cards = {card.service_id: card for card in shelf.cards if card is not None}
    with index.create_in(str(folder), _schema()).writer(limitmb=256) as writer:
        for document in documents(session, cards, today=shelf.stamp.day):
            card = cards[document.service_id]
            writer.add_document(
                **{name: plain(getattr(document, name)) for name in BOOSTS}, **_facets(card)
            )


def _facets(card: Card) -> dict[str, object]:
    codes = {
        PREFIX + facet.value: ",".join(sorted(card.choices[facet]))
        for facet in (*COUNTED, *FILTERED)
    }
    stand = card.stands[0] if card.stands else None
    return codes | {
        "latitude": NOWHERE if stand is None else round(stand.latitude * SCALE),
        "longitude": NOWHERE if stand is None else round(stand.longitude * SCALE),
    }


def _schema() -> fields.Schema:
    words = RegexTokenizer(r"[a-z0-9]+") | StopFilter(stoplist=STOP_WORDS, minsize=1) | StemFilter()
    text = fields.TEXT(analyzer=words, phrase=False, stored=True)
    codes = fields.KEYWORD(commas=True, lowercase=False)
    return fields.Schema(
        **dict.fromkeys(BOOSTS, text),
        **{PREFIX + facet.value: codes for facet in (*COUNTED, *FILTERED)},
        latitude=fields.NUMERIC(int, 64, sortable=True),
        longitude=fields.NUMERIC(int, 64, sortable=True),
    )
