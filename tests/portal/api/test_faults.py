"""A fault at any statement of a change leaves nothing of it; the request may come again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session

from directory.base import Base
from portal.extensions import db
from tests.makers.days import TODAY
from tests.portal.api.conftest import Trust

# A request that met a fault was one all the same: it counts.
KEPT = (
    "referral", "referral_event", "event_key", "line_figures", "line_day", "audit_row",
    "idempotency_key",
)  # fmt: skip


class FaultPlanted(RuntimeError):
    """In place of an answer of the database."""


def rows(session: Session) -> dict[str, list[Any]]:
    return {name: list(session.execute(select(Base.metadata.tables[name]))) for name in KEPT}


@pytest.mark.sqlite
def test_at_every_statement_of_an_event(
    session: Session, connection: Connection, trust: Trust
) -> None:
    path = f"/api/v1/referrals/{trust.refer()}/events"
    told = {"kind": "accepted", "on_date": TODAY.isoformat(), "key": "E-1"}
    before, at, begun = rows(session), 0, 0

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal begun
        if "SAVEPOINT" not in statement:
            begun += 1
            if begun == at:
                raise FaultPlanted

    def sent() -> bool:
        """Whether it came to its end."""
        nonlocal begun
        begun = 0
        event.listen(connection, "before_cursor_execute", count)
        try:
            assert trust.program.post(path, told, key="K-1").status_code == 201
        except FaultPlanted:
            db.session.remove()  # as the end of a request does; here its context goes on
            return False
        finally:
            event.remove(connection, "before_cursor_execute", count)
        return True

    while True:
        at += 1
        if sent():
            break
        assert rows(session) == before, f"statement {at}"
    assert at > 10
    after = rows(session)
    assert len(after["referral_event"]) == len(before["referral_event"]) + 1
    assert len(after["idempotency_key"]) == len(before["idempotency_key"]) + 1
