"""Telling, the same day, of places that were stated where people are refused as full."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commissioning.availability.contradictions import RefusedAsFull, lines_refused_as_full
from commissioning.lines.models import Line
from commissioning.listings.commissioners import commissioners
from directory.clock import local_date
from directory.listings.queries import commissioned_services
from directory.listings.telling import concerned, written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.services.models import Service
from directory.services.sight import is_published
from portal.listings.lapses import last_told, named
from portal.listings.pages import contradicted_in_words

SUBJECT = "Places are stated, and people are refused as full"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    service: Service
    line: Line
    found: RefusedAsFull


def contradictions_to_tell(session: Session, at: dt.datetime) -> dict[str, list[RefusedLine]]:
    """By the address of whoever is to be told now: each of what was not told there before."""
    told: defaultdict[str, list[RefusedLine]] = defaultdict(list)
    for one, address in _addressed(session, at):
        last = last_told(session, address, MessageKind.CONTRADICTED)
        if last is None or one.found.since > last:
            told[address].append(one)
    return told


def tell_of_contradictions(session: Session, addresses: Iterable[str], at: dt.datetime) -> int:
    """How many of these are written to: who stated places since is not."""
    due = contradictions_to_tell(session, at)
    told = (_tell(session, address, due[address], at) for address in addresses if address in due)
    return sum(told)


def _tell(session: Session, address: str, told: list[RefusedLine], at: dt.datetime) -> bool:
    words = Words(SUBJECT, "\n".join(_body(session, told)))
    return written(session, address, words, MessageKind.CONTRADICTED, at) is not None


def _addressed(session: Session, at: dt.datetime) -> Iterator[tuple[RefusedLine, str]]:
    """The provider and its members, and who commissions the service; each address once."""
    today = local_date(at)
    found = _contradictions(session, today)
    if not found:
        return
    by_service: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for one in found:
        by_service[one.service.id] |= dict.fromkeys(concerned(session, one.service, old_email=None))
    for somebody in commissioners(session, on=today):
        for service in commissioned_services(session, theirs=somebody.theirs, on=today):
            if service.id in by_service:
                by_service[service.id][somebody.email] = None
    for one in found:
        for address in by_service[one.service.id]:
            yield one, address


def _contradictions(session: Session, today: dt.date) -> list[RefusedLine]:
    found: Mapping[int, RefusedAsFull] = lines_refused_as_full(session, today=today)
    rows = session.execute(
        select(Line, Service)
        .join(Service, Service.id == Line.service_id)
        .where(Line.id.in_(found), is_published())
        .options(joinedload(Service.published), joinedload(Service.provider))
        .order_by(Line.id)
    )
    return [RefusedLine(service, line, found[line.id]) for line, service in rows]


def _body(session: Session, told: Iterable[RefusedLine]) -> Iterator[str]:
    for one in told:
        yield f"{named(session, one.service)}: {one.line.name}"
        yield contradicted_in_words(one.found)
        yield (
            "State how many places there are:"
            f" {current_app.config['ADDRESS']}/listings/{one.service.public_id}#lines"
        )
        yield ""
    yield "Referrals are still taken. If the places are right, state them again and say so by that."
