"""A party signs an agreement on sharing information, by the holder of a post."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.partnership.naming_nobody import asked_of
from commissioning.partnership.protocols.again import signature_so
from commissioning.partnership.protocols.errors import ProtocolImpossible
from commissioning.partnership.protocols.models import (
    ProtocolParty,
    ProtocolSignature,
    SharingProtocol,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person

LONGEST_BEFORE_FORCE: Final = dt.timedelta(days=2 * 366)
"""What was signed longer before the agreement's first day is a slip of the year."""


def sign_protocol(
    session: Session,
    party: ProtocolParty,
    *,
    post: str,
    signed_on: dt.date,
    by: Person,
    at: dt.datetime,
    names_nobody: bool = False,
) -> ProtocolSignature:
    """A party signed by the holder of a post; added, never changed, and the same again is one.

    Raises `ProtocolImpossible`.
    """
    for sentence in asked_of([post], names_nobody=names_nobody):
        raise ProtocolImpossible("post", sentence)
    if signed_on > local_date(at):
        raise ProtocolImpossible("signed_on", "Enter today or a day before it.")
    _refuse_long_before(session.get_one(SharingProtocol, party.protocol_id), signed_on)
    if (known := signature_so(session, party.id, post, signed_on)) is not None:
        return known
    row = ProtocolSignature(
        party_id=party.id, post=post, signed_on=signed_on, recorded_at=at, recorded_by_id=by.id
    )
    session.add(row)
    session.flush()
    after = {"party_id": party.id, "post": post, "signed_on": signed_on}
    record_act(session, Act.PROTOCOL_SIGN, row, by=by, at=at, after=after)
    session.flush()
    return row


def _refuse_long_before(protocol: SharingProtocol, signed_on: dt.date) -> None:
    first = protocol.in_force_from - LONGEST_BEFORE_FORCE
    if signed_on < first:
        raise ProtocolImpossible(
            "signed_on",
            f"Look at the year: it is in force from {day_in_words(protocol.in_force_from)}, and"
            f" nobody signs before {day_in_words(first)}.",
        )
