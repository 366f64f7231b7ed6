"""Writing once to whoever keeps a page that something was reported of it, in one message a day.

To who offers the service, and whoever acts for them; where nobody there can enter, to who
commissions it; of a page that is nobody's, to the administrators. What was written is not repeated:
a message may be read by others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.listings.commissioners import commissioners
from directory.accounts.models import ActingBody, Membership, Organisation
from directory.clock import local_date
from directory.feedback.routing import (
    NOBODYS,
    Keeper,
    RoutedProblem,
    open_problems_for,
    untold_problems,
)
from directory.listings.telling import addresses_of, members_of, written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.people.roles import Role
from directory.services.models import Service
from directory.services.sight import sees_openly
from portal.formatting import counted
from portal.problems.pages import named

SUBJECT: Final = "A problem is reported with a page that you keep"

Told = dict[str, list[RoutedProblem]]


def tell_of_problems(session: Session, at: dt.datetime) -> int:
    """How many are written to. What nobody can be told of waits until somebody can."""
    today = local_date(at)
    told = _addressed(session, untold_problems(session), today)
    sent = 0
    for address, found in sorted(told.items()):
        words = Words(SUBJECT, "\n".join(_body(found)))
        if written(session, address, words, MessageKind.PROBLEM_REPORTED, at) is not None:
            sent += 1
            for one in found:
                one.problem.told_on = today
    session.flush()
    return sent


def _addressed(session: Session, found: Iterable[RoutedProblem], today: dt.date) -> Told:
    told: Told = defaultdict(list)
    others = {}
    for one in found:
        own = _own_addresses(session, one)
        for address in own:
            told[address].append(one)
        if not own:
            others[one.problem.id] = one
    for keeper, addresses in _further_keepers(session, today) if others else ():
        theirs = {one.problem.id for one in open_problems_for(session, keeper, on=today)}
        for address in addresses:
            told[address] += [one for key, one in others.items() if key in theirs]
    return {address: some for address, some in told.items() if some}


def _own_addresses(session: Session, one: RoutedProblem) -> list[str]:
    if one.service is None:
        return members_of(session, None if one.provider is None else one.provider.id)
    own = members_of(session, one.service.provider_id)
    is_open = sees_openly(one.service.exposure)
    acting = _acting_addresses(session, one.service) if is_open else []
    return list(dict.fromkeys([*own, *acting]))


def _acting_addresses(session: Session, service: Service) -> list[str]:
    bodies = (
        select(ActingBody.body_id)
        .join(Organisation, Organisation.id == ActingBody.organisation_id)
        .where(Organisation.provider_id == service.provider_id, ActingBody.withdrawn_at.is_(None))
    )
    return addresses_of(session, Organisation.id.in_(bodies))


def _further_keepers(session: Session, today: dt.date) -> Iterator[tuple[Keeper, list[str]]]:
    for one in commissioners(session, on=today):
        yield Keeper(commissioned=one.theirs), [one.email]
    yield NOBODYS, addresses_of(session, Membership.role == Role.ADMINISTRATOR)


def _body(found: Iterable[RoutedProblem]) -> Iterator[str]:
    by_page: Mapping[str, list[RoutedProblem]] = defaultdict(list)
    for one in found:
        by_page[_page(one)].append(one)
    for page, some in by_page.items():
        yield f"{page}: {counted(len(some), 'problem')}"
    yield ""
    yield f"Read and answer: {current_app.config['ADDRESS']}/problems"


def _page(one: RoutedProblem) -> str:
    """Of a confidential service not which."""
    is_told = one.service is None or sees_openly(one.service.exposure)
    return named(one) if is_told else "A service that is not public"
