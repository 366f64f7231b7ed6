"""Addresses at which messages do not arrive: seen, told, and trusted again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.messages.addresses import key_of
from directory.messages.models import LONGEST_REASON, BouncedAddress


def mark_bounced(session: Session, address: str, reason: str, *, at: dt.datetime) -> BouncedAddress:
    """A message to the address came back. Who writes to it next is told so."""
    found = bounce_of(session, address)
    if found is None:
        found = BouncedAddress(
            address=key_of(address), bounced_at=at, times=1, reason=reason[:LONGEST_REASON]
        )
        session.add(found)
    else:
        found.bounced_at, found.reason = at, reason[:LONGEST_REASON]
        found.times += 1
    session.flush()
    return found


def bounce_of(session: Session, address: str) -> BouncedAddress | None:
    """What is known against an address; None where nothing came back from it."""
    return session.scalar(select(BouncedAddress).where(BouncedAddress.address == key_of(address)))


def bounced_addresses(session: Session) -> Sequence[BouncedAddress]:
    """The last to bounce first."""
    newest = BouncedAddress.bounced_at.desc()
    return session.scalars(select(BouncedAddress).order_by(newest, BouncedAddress.id)).all()


def trust_again(session: Session, address: str) -> None:
    """The address takes mail after all. Raises `NotKnown` where nothing is held against it."""
    found = bounce_of(session, address)
    if found is None:
        raise NotKnown("address that bounced", address)
    session.delete(found)
    session.flush()
