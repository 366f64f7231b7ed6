"""Former names and numbers of organisations that were renamed, merged or taken over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import DirectoryError
from directory.people.models import Person
from directory.providers.models import Provider, ProviderSuccession, SuccessionKind
from directory.searched import search_again_for_providers
from directory.stating import day_said, said


class OwnSuccessor(DirectoryError):
    """An organisation would come after itself, by one step or several."""

    field = "former_provider"

    def __init__(self, predecessor: Provider, successor: Provider) -> None:
        self.predecessor = predecessor
        self.successor = successor
        super().__init__(
            f"{predecessor.name} comes after {successor.name} already: say which came first."
        )


@dataclass(frozen=True, slots=True)
class Former:
    """What an organisation was called before `from_date`, and its numbers then."""

    kind: SuccessionKind
    name: str
    from_date: dt.date
    charity_number: str | None = None
    company_number: str | None = None


def state_succession(
    session: Session,
    successor: Provider,
    former: Former,
    *,
    predecessor: Provider | None = None,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
) -> ProviderSuccession:
    """The successor is found under the former name and numbers; of a name the newest counts.

    `predecessor` is the record of the former organisation, where there is one. Raises
    `OwnSuccessor`, `NotSaid` without a name or a speaker, and `StatedAhead`.
    """
    if predecessor is not None and _comes_after(session, predecessor, successor):
        raise OwnSuccessor(predecessor, successor)
    succession = ProviderSuccession(
        successor_id=successor.id,
        predecessor_id=None if predecessor is None else predecessor.id,
        kind=former.kind,
        former_name=said(former.name, "the former name"),
        former_charity_number=former.charity_number,
        former_company_number=former.company_number,
        from_date=former.from_date,
        stated_by=said(stated_by, "who said so"),
        stated_on=day_said(stated_on, at),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(succession)
    session.flush()
    after = {"successor": successor.code, "former_name": succession.former_name}
    record_act(session, Act.SUCCESSION_STATE, succession, by=by, at=at, after=after)
    search_again_for_providers(session, sorted({successor.id, *_all_after(session, successor.id)}))
    return succession


def withdraw_succession(
    session: Session, succession: ProviderSuccession, *, by: Person, at: dt.datetime
) -> None:
    """It was not so: nobody is found by that name or number any more. It stays on record."""
    if succession.withdrawn_at is not None:
        return
    succession.withdrawn_at = at
    before = {"former_name": succession.former_name}
    record_act(session, Act.SUCCESSION_WITHDRAW, succession, by=by, at=at, before=before)
    session.flush()
    after = sorted({succession.successor_id, *_all_after(session, succession.successor_id)})
    search_again_for_providers(session, after)


def successions_told(session: Session, successor_id: int) -> list[ProviderSuccession]:
    """All that was ever said of what an organisation was before, the newest last."""
    rows = select(ProviderSuccession).where(ProviderSuccession.successor_id == successor_id)
    return list(session.scalars(rows.order_by(ProviderSuccession.stated_on, ProviderSuccession.id)))


def formers_by_provider(session: Session) -> dict[int, list[ProviderSuccession]]:
    """What each organisation was before, by internal id; with what its predecessors were.

    The newest of a former name; in the order of the days.
    """
    direct: defaultdict[int, list[ProviderSuccession]] = defaultdict(list)
    for one in _newest(session):
        direct[one.successor_id].append(one)
    return {key: _through(direct, key) for key in direct}


def predecessors(session: Session, formers: Iterable[ProviderSuccession]) -> list[Provider]:
    """The records of former organisations, of those that have one."""
    ids = {one.predecessor_id for one in formers if one.predecessor_id is not None}
    return list(session.scalars(select(Provider).where(Provider.id.in_(ids)).order_by(Provider.id)))


def successors_of(
    session: Session, provider: Provider
) -> list[tuple[Provider, ProviderSuccession]]:
    """Who came after the organisation, each with how and since when; the first first."""
    after = [one for one in _newest(session) if one.predecessor_id == provider.id]
    return [(session.get_one(Provider, one.successor_id), one) for one in after]


def _newest(session: Session) -> Sequence[ProviderSuccession]:
    rows = session.scalars(
        select(ProviderSuccession)
        .where(ProviderSuccession.withdrawn_at.is_(None))
        .order_by(ProviderSuccession.stated_on, ProviderSuccession.id)
    )
    newest = {(one.successor_id, *_told_by(one)): one for one in rows}
    return sorted(newest.values(), key=lambda one: (one.from_date, one.id))


def _told_by(one: ProviderSuccession) -> tuple[str | None, ...]:
    """By what a later statement says the same anew: who was renumbered had the same name before."""
    name = one.former_name.casefold()
    if one.kind is not SuccessionKind.RENUMBERED:
        return (name,)
    return name, one.former_charity_number, one.former_company_number


def _through(
    direct: Mapping[int, Sequence[ProviderSuccession]], provider_id: int
) -> list[ProviderSuccession]:
    found: dict[int, ProviderSuccession] = {}
    ahead = list(direct.get(provider_id, ()))
    while ahead:
        one = ahead.pop()
        if one.id not in found:
            found[one.id] = one
            ahead.extend(direct.get(one.predecessor_id or 0, ()))
    return sorted(found.values(), key=lambda one: (one.from_date, one.id))


def _comes_after(session: Session, provider: Provider, other: Provider) -> bool:
    return provider.id == other.id or provider.id in _all_after(session, other.id)


def _all_after(session: Session, provider_id: int) -> set[int]:
    """Everybody who came after, by one step or several."""
    steps: defaultdict[int, set[int]] = defaultdict(set)
    for one in _newest(session):
        if one.predecessor_id is not None:
            steps[one.predecessor_id].add(one.successor_id)
    return _reached(steps, provider_id)


def _reached(steps: Mapping[int, Iterable[int]], start: int) -> set[int]:
    found: set[int] = set()
    ahead = [start]
    while ahead:
        for after in steps.get(ahead.pop(), ()):
            if after not in found:
                found.add(after)
                ahead.append(after)
    return found
