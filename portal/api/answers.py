"""Answers as they are sent, and kept for whoever sends the same request again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask import Response
from sqlalchemy import Select, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from portal.api.calls import JSON, Call
from portal.api.models import IdempotencyKey
from portal.problem_documents import KeyUsedOtherwise

_KEEP: Final = insert(IdempotencyKey)
KEPT_FOR: Final = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SoftwareAnswer:
    status: int
    content: bytes
    location: str = ""

    @classmethod
    def of(cls, status: int, told: Mapping[str, Any], location: str = "") -> SoftwareAnswer:
        return cls(status, json.dumps(told).encode() + b"\n", location)

    def response(self) -> Response:
        answer = Response(self.content, self.status, mimetype=JSON)
        if self.location:
            answer.headers["Location"] = self.location
        return answer


def answer_kept(call: Call) -> SoftwareAnswer | None:
    """What the same request was answered before; raises `KeyUsedOtherwise`.

    Whoever sends it at the same moment waits for the count of the token's requests, which is
    taken first, and then finds the answer here.
    """
    if not call.key:
        return None
    asked = {"of_token": call.token.id, "of_key": call.key}
    kept = call.session.connection().execute(_kept(), asked).one_or_none()
    if kept is None:
        return None
    if kept.made_at <= call.at - KEPT_FOR:
        row = IdempotencyKey
        call.session.execute(delete(row).where(row.token_id == call.token.id, row.key == call.key))
        return None
    if kept.request_digest != call.digest:
        raise KeyUsedOtherwise
    return SoftwareAnswer(kept.status, kept.answer, kept.location)


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    row = IdempotencyKey
    this = row.token_id == bindparam("of_token"), row.key == bindparam("of_key")
    asked = select(row.request_digest, row.status, row.answer, row.location, row.made_at)
    return asked.where(*this)


def keep_answer(call: Call, answer: SoftwareAnswer) -> None:
    """With the change, or not at all."""
    if not call.key or call.only_asks:
        return
    row = {
        "token_id": call.token.id,
        "key": call.key,
        "request_digest": call.digest,
        "status": answer.status,
        "location": answer.location,
        "answer": answer.content,
        "made_at": call.at,
    }
    call.session.connection().execute(_KEEP, [row])


def forget_answers(session: Session, at: dt.datetime) -> int:
    gone = session.execute(delete(IdempotencyKey).where(IdempotencyKey.made_at <= at - KEPT_FOR))
    return int(gone.rowcount)  # type: ignore[attr-defined]
