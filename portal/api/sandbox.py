"""The sandbox: what a program tells is done by the same rules on its own lines, and undone.

What was accepted before is said again first, each at its own moment, so that a referral that was
told can be told of. Nothing of it is ever committed: it stands in no page, figure or file.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.bookings.errors import PlaceRefused
from portal.api.calls import Call
from portal.api.changes import Change, Done
from portal.api.models import RehearsedRequest
from portal.problem_documents import SandboxFull
from portal.secrecy import opened_bytes, sealed_bytes

PURPOSE: Final = "sandbox"
MOST_REHEARSED: Final = 50
KEPT_FOR: Final = dt.timedelta(hours=24)

Changes = Mapping[str, Change]
"""By the name of the operation."""


def refuse_full(call: Call) -> None:
    """Raises `SandboxFull`."""
    if len(_told_before(call)) >= MOST_REHEARSED:
        raise SandboxFull(MOST_REHEARSED)


def say_again(call: Call, changes: Changes) -> None:
    """All that the token told before, in this transaction; a place that somebody has taken since
    is not given again."""
    for one in _told_before(call):
        with suppress(PlaceRefused), call.session.begin_nested():
            rehearse(_as_it_was(call, one), changes[one.operation])


def _told_before(call: Call) -> Sequence[RehearsedRequest]:
    return call.session.scalars(
        select(RehearsedRequest)
        .where(
            RehearsedRequest.token_id == call.token.id,
            RehearsedRequest.sent_at > call.at - KEPT_FOR,
        )
        .order_by(RehearsedRequest.id)
    ).all()


def rehearse(call: Call, change: Change) -> Done:
    """The record that it adds is known by the same identifier each time."""
    done = change(call)
    if done.subject is None or not done.is_new:
        return done
    public_id = uuid.uuid5(call.token.public_id, f"{type(done.subject).__name__}:{done.key}")
    done.subject.public_id = public_id
    call.session.flush()
    return replace(done, told=done.told | {"id": str(public_id)})


def remember(call: Call, operation: str) -> None:
    """What was accepted, once its own transaction is undone."""
    named = {name: str(value) for name, value in call.named.items()}
    said = {"told": call.told, "named": named, "is_meant": call.is_meant}
    sealed = sealed_bytes(PURPOSE, json.dumps(said).encode())
    call.session.add(
        RehearsedRequest(
            token_id=call.token.id, operation=operation, sealed=sealed, sent_at=call.at
        )
    )
    call.session.flush()


def forget_rehearsed(session: Session, at: dt.datetime, *, token_id: int | None = None) -> int:
    """Of one token all, else what is a day old of any."""
    old = RehearsedRequest.sent_at <= at - KEPT_FOR
    which = old if token_id is None else RehearsedRequest.token_id == token_id
    gone = session.execute(delete(RehearsedRequest).where(which))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _as_it_was(call: Call, one: RehearsedRequest) -> Call:
    said = json.loads(opened_bytes(PURPOSE, one.sealed))
    named = {name: uuid.UUID(value) for name, value in said["named"].items()}
    return replace(
        call, told=said["told"], named=named, is_meant=said["is_meant"], at=one.sent_at, key=""
    )
