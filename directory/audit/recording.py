"""Recording a change: one row in the change's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.keys import key_of, settle_key
from directory.audit.models import AuditRow
from directory.audit.secrets import has_secrets, without_secrets
from directory.audit.speaking import ACTING, acting_words
from directory.base import Base
from directory.inserting import insert_record
from directory.people.models import Person


def record_act(
    session: Session,
    act: Act,
    subject: Base | str,
    *,
    by: Person | int,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at_once: bool = False,
) -> None:
    """Add the audit row; `subject` is the flushed record, or a kind for bulk acts.

    `at_once`: by a statement of its own, which is cheaper for one row, rather than with the next
    flush; not for what files tell (`insert_record`).

    `by` is who did it, or their key where nothing else of them need be read.

    What `directory.audit.secrets` names is kept as a keyed digest.
    """
    kind = subject if isinstance(subject, str) else subject.__tablename__
    subject_id = None if isinstance(subject, str) else subject.id  # type: ignore[attr-defined]
    if words := acting_words(session):
        after = {**(after or {}), ACTING: words}
    if has_secrets(kind, before) or has_secrets(kind, after):
        before, after = _hidden(session, kind, subject_id, (before, after), at)
    row = AuditRow(
        happened_at=at,
        by_id=by if isinstance(by, int) else by.id,
        act=act.value,
        subject_kind=kind,
        subject_id=subject_id,
        before=_plain(before),
        after=_plain(after),
    )
    if at_once:
        insert_record(session, row)
    else:
        session.add(row)


def _hidden(
    session: Session,
    kind: str,
    subject_id: int | None,
    both: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None],
    at: dt.datetime,
) -> list[dict[str, Any] | None]:
    key = key_of(session)
    if key is not None:
        settle_key(session, key, at=at)
    return [
        None if facts is None else without_secrets(kind, subject_id, facts, key) for facts in both
    ]


def _plain(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The facts with dates and identifiers as text, so that they can be kept as JSON."""
    if facts is None:
        return None
    simple = (str, int, float, bool, list, dict, type(None))
    return {key: value if isinstance(value, simple) else str(value) for key, value in facts.items()}
