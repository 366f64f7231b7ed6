"""The worker's sealing of new audit rows, and the head of the chain put outside the database."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit.heads import Head, HeadDamaged, HeadFiles
from directory.audit.keys import AnotherAuditKey, AuditKey
from directory.audit.sealing import (
    LONGEST_TRANSACTION,
    Link,
    head_of,
    highest_sealed,
    keep_links,
    link_at,
    links_for_unsealed,
)
from portal.running.transactions import in_reading, in_writing
from portal.running.work import Clock

log = logging.getLogger("portal.audit")

LOOK_AT_ALL_EVERY: Final = dt.timedelta(hours=1)
"""In between only rows are looked for whose number is above what had long been sealed: that costs
the same however long the record is."""


def own_key() -> AuditKey | None:
    """By the settings of this installation."""
    key: str | None = current_app.config["AUDIT_KEY"]
    return None if key is None else AuditKey(key.encode())


def own_heads() -> HeadFiles:
    return HeadFiles(Path(current_app.config["AUDIT_HEAD"]))


@dataclass(slots=True)
class Sealing:
    """One for each worker; of two that seal at once, one keeps its links and the other none."""

    clock: Clock
    above: int = 0
    settled: int = 0
    looked_at_all: dt.datetime | None = None
    trouble: str = ""

    def one_pass(self) -> bool:
        """Seal a batch; true where one was sealed."""
        key = own_key()
        if key is None:
            return self._cannot("changes are recorded and not sealed: PORTAL_AUDIT_KEY is not set")
        at = self.clock()
        self._look_at_all_in_time(at)
        try:
            links = in_reading(partial(links_for_unsealed, key=key, at=at, above=self.above))
            if not links:
                return self._seen_all()
            in_writing(partial(keep_links, key=key, links=links, at=at))
        except IntegrityError:  # another worker was quicker: the next look finds what is left
            return False
        except AnotherAuditKey as another:
            return self._cannot(str(another))
        export_head(own_heads(), links[-1], at=at)
        self.above, self.trouble = links[-1].audit_row_id, ""
        return True

    def _look_at_all_in_time(self, at: dt.datetime) -> None:
        """Also after the clock was put back."""
        last = self.looked_at_all
        if last is None or abs(at - last) >= LOOK_AT_ALL_EVERY:
            sealed_by = at - LONGEST_TRANSACTION
            self.above, self.settled = 0, in_reading(partial(highest_sealed, by=sealed_by))
            self.looked_at_all = at

    def _seen_all(self) -> bool:
        """Nothing is left: what was long settled need not be looked at until the next time."""
        self.above = self.settled
        return False

    def _cannot(self, trouble: str) -> bool:
        """Said once, not twice a second."""
        if trouble != self.trouble:
            log.error("%s", trouble)
        self.trouble = trouble
        return False


def export_head(files: HeadFiles, link: Link, *, at: dt.datetime) -> bool:
    """False where the exported head is not in this chain: it is kept for `audit verify`."""
    try:
        kept = files.head()
        if kept is not None and not in_reading(partial(holds, head=kept)):
            log.error("the exported head is not in the record of changes: run “audit verify”")
            return False
        files.replace(Head.of(link, at))
    except (OSError, HeadDamaged):
        log.exception("the head of the record of changes cannot be exported")
        return False
    return True


def holds(session: Session, head: Head) -> bool:
    """Whether the chain still has the link that was exported."""
    link = link_at(session, head.position)
    return link is not None and link.mac == head.mac


def export_day(session: Session, at: dt.datetime) -> int:
    """One line a day; where the chain no longer holds what was exported, none."""
    link, files = head_of(session), own_heads()
    if link is None:
        return 0
    kept = files.head()
    if kept is not None and not holds(session, kept):
        log.error("the exported head is not in the record of changes: run “audit verify”")
        return 0
    files.add_day(Head.of(link, at))
    files.replace(Head.of(link, at))
    return 1
