"""One message a week to whoever commissions services: what nobody has confirmed in its grace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.listings.commissioners import Commissioner, commissioners
from commissioning.listings.facts import ServiceFact, facts_of
from commissioning.listings.lapsing import lapses_to_tell, may_have_lapsed
from directory.clock import day_in_words, local_date
from directory.listings.queries import commissioned_services
from directory.listings.telling import written
from directory.listings.wording import published_now
from directory.messages.addresses import key_of
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.messages.writing import Words
from directory.services.models import Service
from portal.listings.fact_pages import hides_reach
from portal.listings.pages import fact_named

SUBJECT = "Services in your hands that nobody has confirmed"

Lapses = list[tuple[Service, list[ServiceFact]]]


def commissioners_to_tell(session: Session, at: dt.datetime) -> list[Commissioner]:
    """Who would be written to now."""
    return [one for one in commissioners(session, on=local_date(at)) if _due(session, one, at)]


def tell_of_lapses(session: Session, told: Iterable[Commissioner], at: dt.datetime) -> int:
    """How many are written to: what was confirmed since is not told."""
    return sum(_tell(session, one, at) for one in told)


def _tell(session: Session, one: Commissioner, at: dt.datetime) -> bool:
    due = _due(session, one, at)
    if not due:
        return False
    words = Words(SUBJECT, "\n".join(_body(session, due)))
    return written(session, one.email, words, MessageKind.LAPSED, at) is not None


def _due(session: Session, one: Commissioner, at: dt.datetime) -> Lapses:
    today, last = local_date(at), _last_day(session, one)
    services = {
        service.id: service
        for service in commissioned_services(session, theirs=one.theirs, on=today)
    }
    old = may_have_lapsed(session, services, last=last, today=today)
    found = (
        (service, lapses_to_tell(facts_of(session, service, today=today), last=last, today=today))
        for key, service in services.items()
        if key in old
    )
    return [(service, facts) for service, facts in found if facts]


def _last_day(session: Session, one: Commissioner) -> dt.date | None:
    last = last_told(session, one.email, MessageKind.LAPSED)
    return None if last is None else local_date(last)


def last_told(session: Session, email: str, kind: MessageKind) -> dt.datetime | None:
    """When the last message of the kind was written to the address."""
    return session.scalar(
        select(func.max(Message.written_at)).where(
            func.lower(Message.to_address) == key_of(email), Message.kind == kind
        )
    )


def _body(session: Session, due: Lapses) -> Iterator[str]:
    yield (
        "Nobody has confirmed these within their time and the days of grace after it. Readers are"
        " told to ring first, and the services stand behind those that are confirmed."
    )
    yield ""
    for service, facts in due:
        yield named(session, service)
        for fact in facts:
            yield f"- {_lapsed(fact)}"
        yield f"Look at it: {current_app.config['ADDRESS']}/listings/{service.public_id}"
        yield ""
    yield (
        "Referrals are still taken: nothing closes by itself. One confirming by the provider, by"
        " you, or told to you by telephone puts it right. You are told of each only once."
    )


def named(session: Session, service: Service) -> str:
    """A message may be read by others: of a confidential service it does not say which."""
    if hides_reach(service):
        return "A confidential service"
    provider = "" if service.provider is None else f", {service.provider.name}"
    return f"{published_now(session, service).title}{provider}"


def _lapsed(fact: ServiceFact) -> str:
    where = "" if fact.line is None else f", {fact.line.name}"
    since = "" if fact.confirmed_on is None else day_in_words(fact.confirmed_on)
    return f"{fact_named(fact)}{where}: not confirmed since {since}"
