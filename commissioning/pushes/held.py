"""Keys and states held here, of what is the sender's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityStatement, Closure, Group, GroupStatement
from commissioning.lines.models import Line
from commissioning.pushes.differences import Differences, HeldKind, differences
from commissioning.pushes.models import EventKey
from commissioning.pushes.queries import on_own_lines
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.uploads.uploaders import Sender, Uploader
from directory.keeping import batches

Keyed = tuple[Select[*tuple[Any, ...]], Any, Any]
"""Rows of key and state of what is the sender's own; the column of the key, and of when."""


def differences_held(
    session: Session,
    sender: Uploader,
    kind: HeldKind,
    yours: Mapping[str, str | None],
    *,
    since: dt.date | None = None,
) -> Differences:
    """`since`: what was recorded here before that day need not stand in the list.

    Whoever buys a service reads no references of it: of referrals that are only here it learns
    nothing but those that it names itself.
    """
    rows, key, recorded = _ASKED[kind](sender)
    known: dict[str, str] = {}
    for batch in batches(yours):
        known |= _states(session.execute(rows.where(key.in_(batch))))
    if kind is HeldKind.REFERRALS and sender.sender is not Sender.PROVIDER:
        return differences(yours, known, {})
    if since is not None:
        rows = rows.where(recorded >= dt.datetime.combine(since, dt.time(), dt.UTC))
    return differences(yours, known, _states(session.execute(rows)))


def _states(rows: Iterable[Any]) -> dict[str, str]:
    return {key: _plain(state) for key, state in rows if key is not None}


def _plain(state: Any) -> str:
    return f"{state:g}" if isinstance(state, float) else str(state)


def _referrals(sender: Uploader) -> Keyed:
    rows: Select[*tuple[Any, ...]] = select(Referral.reference, Referral.status).join(
        Line, Line.id == Referral.line_id
    )
    return rows.where(on_own_lines(sender)), Referral.reference, Referral.recorded_at


def _events(sender: Uploader) -> Keyed:
    """Those told under a key by this organisation's own software."""
    rows: Select[*tuple[Any, ...]] = select(EventKey.key, ReferralEvent.kind).join(
        ReferralEvent, ReferralEvent.id == EventKey.event_id
    )
    rows = rows.where(EventKey.organisation_id == sender.organisation_id)
    return rows, EventKey.key, EventKey.kept_at


def _groups(sender: Uploader) -> Keyed:
    newest = (
        select(GroupStatement.status)
        .where(GroupStatement.group_id == Group.id)
        .order_by(GroupStatement.recorded_at.desc(), GroupStatement.id.desc())
        .limit(1)
        .correlate(Group)
        .scalar_subquery()
    )
    rows: Select[*tuple[Any, ...]] = select(Group.external_id, newest)
    rows = rows.join(Line, Line.id == Group.line_id)
    return rows.where(on_own_lines(sender)), Group.external_id, Group.recorded_at


def _places(sender: Uploader) -> Keyed:
    stated = CapacityStatement
    rows: Select[*tuple[Any, ...]] = select(stated.external_id, stated.value).join(
        Line, Line.id == stated.line_id
    )
    return rows.where(on_own_lines(sender)), stated.external_id, stated.recorded_at


def _closures(sender: Uploader) -> Keyed:
    rows: Select[*tuple[Any, ...]] = select(Closure.external_id, Closure.to_date).join(
        Line, Line.id == Closure.line_id
    )
    own = rows.where(on_own_lines(sender), Closure.withdrawn_at.is_(None))
    return own, Closure.external_id, Closure.recorded_at


_ASKED: Final = {
    HeldKind.REFERRALS: _referrals,
    HeldKind.EVENTS: _events,
    HeldKind.GROUPS: _groups,
    HeldKind.PLACES: _places,
    HeldKind.CLOSURES: _closures,
}
