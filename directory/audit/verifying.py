"""Whether every sealed row is still what was recorded, and which is the first that is not."""

from __future__ import annotations

import datetime as dt
import enum
from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.orm import Session

from directory.audit.canonical import StoredRow, moment
from directory.audit.keys import AuditKey, refuse_another_key
from directory.audit.models import AuditRow, AuditSeal
from directory.audit.sealing import (
    FIRST,
    LONGEST_TRANSACTION,
    STORED,
    Link,
    chain_mac,
    row_mac,
)

_AT_ONCE: Final = 2_000


class Fault(enum.Enum):
    """What is wrong with the first bad row, as its sentence begins."""

    CHANGED = "was changed after it was sealed"
    MISSING = "is missing"
    INSERTED = "was put in afterwards"
    REORDERED = "stands in another's place"
    CUT_TAIL = "is missing with all that followed it"
    OTHER_CHAIN = "is sealed otherwise than when the head was exported"
    NO_HEAD = "cannot be told to be the last: no exported head is there"


@dataclass(frozen=True, slots=True)
class FirstFault:
    """`row_id` is None where the row is gone and nothing tells which it was."""

    fault: Fault
    position: int
    row_id: int | None

    @property
    def sentence(self) -> str:
        row = "A row" if self.row_id is None else f"Row {self.row_id}"
        return f"{row}, position {self.position} of the chain, {self.fault.value}."


@dataclass(frozen=True, slots=True)
class Verified:
    """`sealed` rows are as they were up to the first fault; `unsealed` are newer than the chain."""

    sealed: int
    unsealed: int
    fault: FirstFault | None


def verify(
    session: Session, key: AuditKey, *, heads: Mapping[int, str], at: dt.datetime
) -> Verified:
    """Read the whole chain once. `heads`: links exported earlier, mac by position.

    Raises `AnotherAuditKey`.
    """
    refuse_another_key(session, key)
    chain = _Chain(session, key, dict(heads), bool(heads))
    fault = chain.walk() or chain.against_heads() or _put_in_unsealed(session, at)
    unsealed = session.scalar(select(func.count()).where(~_is_sealed()).select_from(AuditRow))
    return Verified(chain.position, unsealed or 0, fault)


@dataclass(slots=True)
class _Chain:
    """The walk along the links, from the first."""

    session: Session
    key: AuditKey
    heads: dict[int, str]
    has_heads: bool
    position: int = 0
    before: str = FIRST
    row_id: int | None = None
    highest: array[int] = field(default_factory=lambda: array("q"))
    highest_at: list[dt.datetime] = field(default_factory=list)

    def walk(self) -> FirstFault | None:
        with closing(_links(self.session)) as links:
            return next((fault for one in links if (fault := self._step(*one))), None)

    def _step(self, link: Link, row: StoredRow | None) -> FirstFault | None:
        fault = self._fault_of(link, row)
        if fault is not None:
            return fault
        self.position, self.before, self.row_id = link.position, link.mac, link.audit_row_id
        if self.heads.pop(link.position, link.mac) != link.mac:
            return FirstFault(Fault.OTHER_CHAIN, link.position, link.audit_row_id)
        return None

    def against_heads(self) -> FirstFault | None:
        """What was exported and is not in the chain: it ended later than it does."""
        if self.heads:
            return FirstFault(Fault.CUT_TAIL, self.position + 1, None)
        if self.position and not self.has_heads:
            return FirstFault(Fault.NO_HEAD, self.position, self.row_id)
        return None

    def _fault_of(self, link: Link, row: StoredRow | None) -> FirstFault | None:
        position = self.position + 1
        if link.position != position:
            return FirstFault(Fault.MISSING, position, None)
        if row is None:
            return FirstFault(Fault.MISSING, position, link.audit_row_id)
        fits_row = row_mac(self.key, row) == link.row_mac
        if chain_mac(self.key, self.before, link) != link.mac:
            return self._changed_seal(link, fits_row=fits_row)
        if not fits_row:
            return FirstFault(Fault.CHANGED, position, link.audit_row_id)
        return self._came_late(link)

    def _changed_seal(self, link: Link, *, fits_row: bool) -> FirstFault:
        """What is wrong where a link does not follow the one before it."""
        rest = list(_links_alone(self.session, after=link.position))
        if any(self._fits_here(other) or self._is_of_row(link, other) for other in rest):
            fault = Fault.REORDERED if self._stood_elsewhere(link, rest) else Fault.INSERTED
        elif self._is_held_on_to(link, rest):
            fault = Fault.CHANGED
        elif fits_row:
            return FirstFault(Fault.MISSING, link.position, None)
        else:
            fault = Fault.INSERTED
        return FirstFault(fault, link.position, link.audit_row_id)

    def _fits_here(self, other: Link) -> bool:
        here = replace(other, position=self.position + 1)
        return chain_mac(self.key, self.before, here) == other.mac

    def _is_of_row(self, link: Link, other: Link) -> bool:
        """Whether the link was made for the row that now stands at another."""
        of_other = replace(link, audit_row_id=other.audit_row_id)
        return chain_mac(self.key, self.before, of_other) == link.mac

    def _stood_elsewhere(self, link: Link, rest: Sequence[Link]) -> bool:
        """Whether the key made it, for another place in the chain."""
        return any(
            self._is_of_row(link, other)
            or any(
                chain_mac(self.key, other.mac, replace(link, position=place)) == link.mac
                for place in (other.position, other.position + 1)
            )
            for other in rest
        )

    def _is_held_on_to(self, link: Link, rest: Sequence[Link]) -> bool:
        """By the next link or an exported head: then only its own words were changed."""
        possible = (link.mac, chain_mac(self.key, self.before, link))
        if self.heads.get(link.position) in possible:
            return True
        return bool(rest) and any(
            chain_mac(self.key, mac, rest[0]) == rest[0].mac for mac in possible
        )

    def _came_late(self, link: Link) -> FirstFault | None:
        """A number below one that was sealed long before."""
        if not self.highest or link.audit_row_id > self.highest[-1]:
            self.highest.append(link.audit_row_id)
            self.highest_at.append(link.sealed_at)
            return None
        passed_at = self.highest_at[bisect_right(self.highest, link.audit_row_id)]
        if link.sealed_at - passed_at <= LONGEST_TRANSACTION:
            return None
        return FirstFault(Fault.INSERTED, link.position, link.audit_row_id)


def _links(session: Session) -> Generator[tuple[Link, StoredRow | None], None, None]:
    """Each link with its row, None where that is gone."""
    seal = AuditSeal
    asked = (
        select(
            seal.position,
            seal.audit_row_id,
            seal.row_mac,
            seal.mac,
            cast(seal.sealed_at, Text),
            *STORED,
        )
        .outerjoin(AuditRow, AuditRow.id == seal.audit_row_id)
        .order_by(seal.position)
    )
    with session.execute(asked.execution_options(yield_per=_AT_ONCE)) as rows:
        for found in rows:
            link = Link(found[0], found[1], found[2], found[3], _moment(found[4]))
            yield link, None if found[5] is None else StoredRow(*found[5:])


def _links_alone(session: Session, *, after: int) -> Iterator[Link]:
    asked = select(AuditSeal).where(AuditSeal.position > after).order_by(AuditSeal.position)
    for seal in session.scalars(asked):
        yield Link(seal.position, seal.audit_row_id, seal.row_mac, seal.mac, seal.sealed_at)


def _moment(stored: Any) -> dt.datetime:
    """One that cannot be read fits no link."""
    try:
        return dt.datetime.fromisoformat(moment(stored)).replace(tzinfo=dt.UTC)
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _put_in_unsealed(session: Session, at: dt.datetime) -> FirstFault | None:
    """A row without a seal, below one that was sealed long ago."""
    lowest = session.scalar(select(func.min(AuditRow.id)).where(~_is_sealed()))
    if lowest is None:
        return None
    passed = session.execute(
        select(AuditSeal.position, AuditSeal.sealed_at)
        .where(AuditSeal.audit_row_id > lowest)
        .order_by(AuditSeal.position)
        .limit(1)
    ).first()
    if passed is None or at - passed.sealed_at <= LONGEST_TRANSACTION:
        return None
    return FirstFault(Fault.INSERTED, passed.position, lowest)


def _is_sealed() -> Any:
    return exists().where(AuditSeal.audit_row_id == AuditRow.id)
