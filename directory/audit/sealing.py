"""Sealing new rows into a chain, in batches, beside and after the changes they tell.

Rows are taken because they have no seal, never because of their number: on PostgreSQL a higher
one may be seen first. What a batch needs is read and reckoned in one transaction; adding its
links is another, short one, which fails as a whole where another worker was quicker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, cast, exists, func, insert, select
from sqlalchemy.orm import Session

from directory.audit.canonical import StoredRow, canonical
from directory.audit.keys import AuditKey, refuse_another_key, settle_key
from directory.audit.models import AuditRow, AuditSeal

AT_ONCE: Final = 500
LONGEST_TRANSACTION: Final = dt.timedelta(hours=1)
"""A row whose number was given before that of another is seen at most so much later: nobody's
change takes so long."""

FIRST: Final = "0" * 64
"""What stands before the first link."""

STORED: Final[tuple[ColumnElement[Any], ...]] = (
    AuditRow.id.expression,
    cast(AuditRow.happened_at, Text),
    AuditRow.by_id.expression,
    AuditRow.act.expression,
    AuditRow.subject_kind.expression,
    AuditRow.subject_id.expression,
    cast(AuditRow.before, Text),
    cast(AuditRow.after, Text),
)
"""The columns of a `StoredRow`, alike in both databases."""


@dataclass(frozen=True, slots=True)
class Link:
    """One seal, as it is kept."""

    position: int
    audit_row_id: int
    row_mac: str
    mac: str
    sealed_at: dt.datetime


def row_mac(key: AuditKey, row: StoredRow) -> str:
    return key.mac_of("row", canonical(row))


def chain_mac(key: AuditKey, before: str, link: Link) -> str:
    """Of all that a link says but itself, and of the link before it."""
    at = link.sealed_at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    told = f"{link.position} {link.audit_row_id} {at} {link.row_mac} {before}"
    return key.mac_of("link", told.encode("ascii"))


def head_of(session: Session) -> Link | None:
    """The newest link; None where nothing is sealed."""
    newest = select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1)
    found = session.scalar(newest)
    return None if found is None else _link(found)


def link_at(session: Session, position: int) -> Link | None:
    found = session.get(AuditSeal, position)
    return None if found is None else _link(found)


def links_for_unsealed(
    session: Session, key: AuditKey, *, at: dt.datetime, above: int = 0, limit: int = AT_ONCE
) -> list[Link]:
    """The next links of the chain, for the unsealed rows with the lowest numbers above one.

    Raises `AnotherAuditKey`.
    """
    refuse_another_key(session, key)
    rows = [StoredRow(*row) for row in session.execute(_unsealed(above).limit(limit))]
    return list(_linked(key, head_of(session), rows, at)) if rows else []


def keep_links(session: Session, key: AuditKey, links: Sequence[Link], *, at: dt.datetime) -> None:
    """Raises `IntegrityError` where another worker has sealed meanwhile: then none is kept."""
    settle_key(session, key, at=at)
    told = [
        {
            "position": link.position,
            "audit_row_id": link.audit_row_id,
            "row_mac": link.row_mac,
            "mac": link.mac,
            "sealed_at": link.sealed_at,
        }
        for link in links
    ]
    session.execute(insert(AuditSeal), told)


def highest_sealed(session: Session, *, by: dt.datetime) -> int:
    """The highest number among the rows sealed by a moment."""
    sealed = select(func.max(AuditSeal.audit_row_id)).where(AuditSeal.sealed_at <= by)
    return session.scalar(sealed) or 0


def _unsealed(above: int) -> Select[Any]:
    sealed = exists().where(AuditSeal.audit_row_id == AuditRow.id)
    return select(*STORED).where(AuditRow.id > above, ~sealed).order_by(AuditRow.id)


def _linked(
    key: AuditKey, head: Link | None, rows: Sequence[StoredRow], at: dt.datetime
) -> Iterator[Link]:
    last, before = (0, FIRST) if head is None else (head.position, head.mac)
    for position, row in enumerate(rows, last + 1):
        bare = Link(position, row.id, row_mac(key, row), "", at)
        link = replace(bare, mac=chain_mac(key, before, bare))
        before = link.mac
        yield link


def _link(seal: AuditSeal) -> Link:
    return Link(seal.position, seal.audit_row_id, seal.row_mac, seal.mac, seal.sealed_at)
