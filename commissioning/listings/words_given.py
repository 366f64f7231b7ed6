"""What was said of a service and its lines beside its wording: still right, and so many places."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure, CapacityStatement
from commissioning.lines.models import Line
from commissioning.lines.queries import lines_of_service
from directory.acts import Act
from directory.audit.reading import Recorded, acts_on
from directory.exchange.models import ImportedRows, ImportRun
from directory.people.models import Person
from directory.services.freshness import FactKind
from directory.services.models import Service


class WordsWay(enum.StrEnum):
    PAGE = "page"
    LINK = "link"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class PlacesWord:
    """`before` is what held on that day until then; None where nothing did."""

    measure: CapacityMeasure
    from_date: dt.date
    value: float
    before: float | None


@dataclass(frozen=True, slots=True)
class WordGiven:
    """`said_by` is whose word it is, `kept_by` who entered or sent it; `line` is its name, "" of
    the whole service. Of the same moment and word the facts stand together."""

    at: dt.datetime
    said_by: str
    kept_by: str
    way: WordsWay
    line: str = ""
    facts: tuple[FactKind, ...] = ()
    places: PlacesWord | None = None
    file: str = ""


def confirmations_of(
    session: Session, service: Service, *, told: Collection[dt.datetime]
) -> list[WordGiven]:
    """`told`: the moments of what is told otherwise. Whoever states something says with it that it
    is right, which is no news of its own."""
    rows = acts_on(session, "service", service.id)
    return _together(
        _confirmed(one) for one in rows if one.act == Act.LISTING_CONFIRM and one.at not in told
    )


def words_of_lines(session: Session, service: Service) -> list[WordGiven]:
    found: list[WordGiven] = []
    for line in lines_of_service(session, service.id):
        rows = acts_on(session, "line", line.id)
        found += _together(
            replace(_confirmed(one), line=line.name) for one in rows if one.act == Act.LINE_CONFIRM
        )
        found += _stated(session, line)
    return found


def _confirmed(row: Recorded) -> WordGiven:
    way = WordsWay.PAGE
    if row.after.get("by_file"):
        way = WordsWay.FILE
    elif row.after.get("by_link"):
        way = WordsWay.LINK
    facts = (FactKind(row.after["fact_kind"]),)
    return WordGiven(row.at, row.after["confirmed_by"], row.by, way, facts=facts)


def _together(words: Iterator[WordGiven]) -> list[WordGiven]:
    found: dict[WordGiven, list[FactKind]] = {}
    for one in words:
        found.setdefault(replace(one, facts=()), []).extend(one.facts)
    return [replace(one, facts=tuple(sorted(facts))) for one, facts in found.items()]


def _stated(session: Session, line: Line) -> Iterator[WordGiven]:
    rows = session.execute(
        select(CapacityStatement, Person.name)
        .join(Person, Person.id == CapacityStatement.recorded_by_id)
        .where(CapacityStatement.line_id == line.id)
        .order_by(CapacityStatement.recorded_at, CapacityStatement.id)
    ).all()
    files = _files(session, [stated.id for stated, _ in rows])
    earlier: list[CapacityStatement] = []
    for stated, kept_by in rows:
        file = files.get(stated.id, "")
        yield WordGiven(
            stated.recorded_at,
            stated.stated_by,
            kept_by,
            WordsWay.FILE if file else WordsWay.PAGE,
            line.name,
            places=PlacesWord(
                stated.measure, stated.from_date, stated.value, _before(stated, earlier)
            ),
            file=file,
        )
        earlier.append(stated)


def _before(stated: CapacityStatement, earlier: Collection[CapacityStatement]) -> float | None:
    """What was known to hold on its first day; of one day the later word holds."""
    held: CapacityStatement | None = None
    for one in earlier:
        if one.measure is not stated.measure or one.from_date > stated.from_date:
            continue
        if held is None or one.from_date >= held.from_date:
            held = one
    return None if held is None else held.value


def _files(session: Session, keys: Collection[int]) -> dict[int, str]:
    """The file by which each of these statements came, of those that came by one."""
    if not keys:
        return {}
    rows = session.execute(
        select(ImportedRows.first_key, ImportedRows.last_key, ImportRun.file)
        .join(ImportRun, ImportRun.id == ImportedRows.import_id)
        .where(
            ImportedRows.table_name == CapacityStatement.__tablename__,
            ImportedRows.first_key <= max(keys),
            ImportedRows.last_key >= min(keys),
        )
    ).all()
    return {key: file for key in keys for first, last, file in rows if first <= key <= last}
