"""Two organisations that are one since a day: a dated act, undone only by another.

| | the one that goes | the one that stays |
|---|---|---|
| address | leads to the one that stays | stays |
| name and numbers | found still, as what the other was before | stay |
| services with queues, referrals, promises; sites; agreements | go over | takes them |
| links to primes and subcontractors | go over, but for one between the two | takes them |
| members | go over with their roles | takes them |
| files that name it | are taken as of the one that stays | |

Refused: one that went into another already, one that is known to few and one that is not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.agreements.models import Agreement
from commissioning.errors import CommissioningError
from commissioning.listings.merging import NotMerged
from directory.accounts.one_organisation import give_members_back, hand_over_members
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import Site
from directory.providers.models import (
    Provider,
    ProviderMerge,
    ProviderMergeKind,
    ProviderSuccession,
    SuccessionKind,
    SupplyLink,
)
from directory.providers.succession import Former, state_succession, withdraw_succession
from directory.searched import search_again_for_providers
from directory.services.looking import hidden_providers
from directory.services.models import Service
from directory.sight import ANYBODY
from directory.stating import day_said, said

Moved = dict[str, list[int]]


class CannotBeOneProvider(CommissioningError):
    """Two organisations that stay two."""

    def __init__(self, why: str) -> None:
        super().__init__(f"These two cannot be made one: {why}.")


def merge_providers(
    session: Session,
    gone: Provider,
    kept: Provider,
    *,
    how: SuccessionKind,
    from_date: dt.date,
    reason: str,
    by: Person,
    at: dt.datetime,
) -> ProviderMerge:
    """From now on whoever asks for `gone` finds `kept`; `from_date` is when it came to be so.

    Raises `CannotBeOneProvider`, `NotSaid`, `StatedAhead` for a day to come, and `OwnSuccessor`
    where the one that stays went before the other.
    """
    why, day = said(reason, "why these two are one"), day_said(from_date, at)
    _hold_both(session, gone, kept)
    _refuse(session, gone, kept)
    former = Former(how, gone.name, day, gone.charity_number, gone.company_number)
    succession = state_succession(
        session, kept, former, predecessor=gone, stated_by=by.name, stated_on=local_date(at),
        by=by, at=at,
    )  # fmt: skip
    moved = _hand_over(session, gone, kept, None)
    moved |= hand_over_members(session, gone.id, kept.id, by=by, at=at)
    gone.merged_into_id = kept.id
    return _keep(
        session, ProviderMergeKind.MERGED, gone, kept, moved, succession, why, day, by=by, at=at
    )


def part_providers(
    session: Session, merge: ProviderMerge, *, reason: str, by: Person, at: dt.datetime
) -> ProviderMerge:
    """They are two again, each with what it had. Raises `NotMerged` and `NotSaid`."""
    why = said(reason, "why they are two after all")
    gone, kept = (session.get_one(Provider, key) for key in (merge.gone_id, merge.kept_id))
    _hold_both(session, gone, kept)
    still_is = merge.kind is ProviderMergeKind.MERGED and gone.merged_into_id == kept.id
    if not still_is or kept.merged_into_id is not None:
        raise NotMerged
    moved = _hand_over(session, kept, gone, merge.moved)
    give_members_back(session, gone.id, merge.moved, by=by, at=at)
    gone.merged_into_id = None
    succession = session.get_one(ProviderSuccession, merge.succession_id)
    withdraw_succession(session, succession, by=by, at=at)
    return _keep(
        session, ProviderMergeKind.PARTED, gone, kept, moved, succession, why, merge.from_date,
        by=by, at=at,
    )  # fmt: skip


def _hold_both(session: Session, one: Provider, other: Provider) -> None:
    """In one order, so that of two at once the second waits and then sees."""
    session.flush()
    for provider in sorted({one, other}, key=lambda held: held.id):
        session.refresh(provider, with_for_update=True)


def _refuse(session: Session, gone: Provider, kept: Provider) -> None:
    if gone.id == kept.id:
        raise CannotBeOneProvider("they are the same record")
    if gone.merged_into_id is not None or kept.merged_into_id is not None:
        raise CannotBeOneProvider("one of them went into another already")
    if gone.is_fictional is not kept.is_fictional:
        raise CannotBeOneProvider("one of them is made up")
    if len(hidden_providers(session, [gone, kept], sight=ANYBODY)) == 1:
        raise CannotBeOneProvider("readers may know more of the one than of the other")


def _hand_over(session: Session, giver: Provider, taker: Provider, only: Moved | None) -> Moved:
    moved: Moved = {}
    for name, column, key in (
        ("service", Service.provider_id, Service.id),
        ("site", Site.provider_id, Site.id),
        ("agreement", Agreement.provider_id, Agreement.id),
    ):
        ids = _chosen(session, key, column == giver.id, None if only is None else only.get(name))
        _point(session, column, key, ids, taker)
        moved[name] = ids
    return moved | _hand_over_links(session, giver, taker, only)


def _hand_over_links(
    session: Session, giver: Provider, taker: Provider, only: Moved | None
) -> Moved:
    """A link between the two stays where it is, as does one that the other has as well."""
    moved: Moved = {}
    sides = (
        ("prime", SupplyLink.prime_id, SupplyLink.subcontractor_id),
        ("subcontractor", SupplyLink.subcontractor_id, SupplyLink.prime_id),
    )
    for name, own, other in sides:
        theirs = {
            (one, reference)
            for one, reference in session.execute(
                select(other, SupplyLink.agreement_reference).where(own == taker.id)
            )
        }
        rows = session.execute(
            select(SupplyLink.id, other, SupplyLink.agreement_reference)
            .where(own == giver.id, other != taker.id)
            .order_by(SupplyLink.id)
        )
        wanted = None if only is None else set(only.get(name, ()))
        ids = [
            key
            for key, one, reference in rows
            if (one, reference) not in theirs and (wanted is None or key in wanted)
        ]
        _point(session, own, SupplyLink.id, ids, taker)
        moved[name] = ids
    return moved


def _chosen(
    session: Session,
    key: InstrumentedAttribute[int],
    is_theirs: ColumnElement[bool],
    only: Collection[int] | None,
) -> list[int]:
    ids = session.scalars(select(key).where(is_theirs).order_by(key))
    return [one for one in ids if only is None or one in only]


def _point(
    session: Session,
    column: InstrumentedAttribute[Any],
    key: InstrumentedAttribute[int],
    ids: Collection[int],
    taker: Provider,
) -> None:
    if ids:
        session.execute(update(key.class_).where(key.in_(ids)).values({column.key: taker.id}))


def _keep(
    session: Session,
    kind: ProviderMergeKind,
    gone: Provider,
    kept: Provider,
    moved: Moved,
    succession: ProviderSuccession,
    reason: str,
    from_date: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> ProviderMerge:
    merge = ProviderMerge(
        kind=kind, gone_id=gone.id, kept_id=kept.id, succession_id=succession.id,
        from_date=from_date, reason=reason, moved=moved, copies=0, decided_by_id=by.id,
        decided_at=at,
    )  # fmt: skip
    session.add(merge)
    gone.version += 1
    kept.version += 1
    session.flush()
    search_again_for_providers(session, [gone.id, kept.id])
    counted = {name: len(keys) for name, keys in moved.items() if keys}
    is_one = kind is ProviderMergeKind.MERGED
    record_act(
        session, Act.PROVIDER_MERGE if is_one else Act.PROVIDER_PART, gone, by=by, at=at,
        after={"other": kept.code, **counted},
    )  # fmt: skip
    return merge
