"""How many requests a token may send: counted in the database, for all processes alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from flask import Response
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.api.models import RequestCount
from portal.problem_documents import LimitReached

SECONDS: Final = 60

_COUNT: Final = text(
    "INSERT INTO request_count (token_id, minute, count) VALUES (:token, :minute, 1)"
    " ON CONFLICT (token_id) DO UPDATE SET count ="
    " CASE WHEN request_count.minute = :minute THEN request_count.count + 1 ELSE 1 END,"
    " minute = :minute RETURNING count"
)


@dataclass(frozen=True, slots=True)
class RequestsLeft:
    """`used` counts this request."""

    most: int
    used: int
    seconds_left: int

    def tell(self, answer: Response) -> None:
        answer.headers["RateLimit-Limit"] = str(self.most)
        answer.headers["RateLimit-Remaining"] = str(max(0, self.most - self.used))
        answer.headers["RateLimit-Reset"] = str(self.seconds_left)


def count_request(session: Session, token_id: int, *, most: int, at: dt.datetime) -> RequestsLeft:
    """Raises `LimitReached`. Whoever sends by the same token waits here until this one is done."""
    counted = {"token": token_id, "minute": _minute(at)}
    used = session.connection().execute(_COUNT, counted).scalar_one()
    limit = RequestsLeft(most, used, seconds_left(at))
    if used > most:
        raise LimitReached(limit.seconds_left)
    return limit


def refuse_beyond(session: Session, token_id: int, *, most: int, at: dt.datetime) -> None:
    """Without counting, for whoever only reads; raises `LimitReached`."""
    used = session.scalar(
        select(RequestCount.count).where(
            RequestCount.token_id == token_id, RequestCount.minute == _minute(at)
        )
    )
    if used is not None and used >= most:
        raise LimitReached(seconds_left(at))


def seconds_left(at: dt.datetime) -> int:
    return SECONDS - int(at.timestamp()) % SECONDS


def _minute(at: dt.datetime) -> int:
    return int(at.timestamp()) // SECONDS
