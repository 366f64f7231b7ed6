"""Copying the open pages, a few at a time, by asking the portal for them as a reader would.

The folder belongs to the installation, as its index of words does: each machine copies for
itself, so that no row in the database says what is done. What is due is read from the copies'
own times; a run that is killed is gone on with by the next. Nothing is written in the database.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import current_app

from directory.clock import local_date
from directory.places.models import Exposure
from directory.services.still_open import openly_named
from portal.copies import editions
from portal.copies.addresses import Address, Map, every_address, pages_about
from portal.copies.shelf import COPIES, CopyShelf
from portal.extensions import db
from portal.running.transactions import in_reading
from portal.showing.assets import FOLDER, urls_of
from portal.showing.headers import COPYING

log = logging.getLogger("portal.copies")

COPY_EVERY: Final = dt.timedelta(hours=1)
"""All 340 courts and areas with their JSON take 8 s of processor time: 0.2% of one core.
Hourly, for courts sit at all hours of the day and a date changes with each referral."""

LOOK_EVERY: Final = dt.timedelta(minutes=10)
PAGES_AT_A_TIME: Final = 8
"""A fifth of a second: what is recorded meanwhile is answered no later than that."""

Clock = Callable[[], dt.datetime]


class NotCopied(Exception):
    """A page did not answer as it should; `status` says how."""

    def __init__(self, address: str, status: int) -> None:
        self.status = status
        super().__init__(f"{address} answered {status}")

    @property
    def is_records_gone(self) -> bool:
        return self.status == 503


@dataclass(slots=True)
class CopyTally:
    """Pages copied anew, pages that failed, and copies of pages that are no more."""

    copied: int = 0
    failed: int = 0
    removed: int = 0


def shelf() -> CopyShelf:
    return CopyShelf(Path(current_app.config["DATA_DIR"]) / COPIES)


@dataclass(slots=True)
class Copying:
    """One for each worker; between two runs a look is all it costs.

    `named` are the services that pages could name at the last look. A worker that has just been
    started does not know them: what became secret while none ran leaves within `COPY_EVERY`.
    """

    every: Map = field(default_factory=lambda: Map(frozenset(), {}))
    addresses: Sequence[Address] = ()
    due: deque[Address] = field(default_factory=deque)
    look_at: dt.datetime | None = None
    named: frozenset[tuple[uuid.UUID, Exposure]] = frozenset()
    done: CopyTally = field(default_factory=CopyTally)

    def one_pass(self, clock: Clock) -> bool:
        """Copy a few pages; true while more are due. A full disk stops no other work."""
        if not self.due and self._looked_lately(clock()):
            return False
        try:
            with shelf().held() as is_ours:
                return is_ours and self._go_on(clock)
        except OSError:
            log.exception("copies cannot be written")
            self._put_off(clock())
            return False

    def all_now(self, clock: Clock) -> CopyTally | None:
        """Copy every page whatever its age; None while another process is at it.

        Raises `NotCopied` where the records go while it runs.
        """
        with shelf().held() as is_ours:
            if not is_ours:
                return None
            self._look(clock(), due_before=clock())
            while self.due:
                self._copy_next(clock)
            self._finish(clock())
            return self.done

    def _looked_lately(self, at: dt.datetime) -> bool:
        """Not where the clock has been put back since: the next look lies too far ahead then."""
        return self.look_at is not None and at < self.look_at <= at + LOOK_EVERY

    def _go_on(self, clock: Clock) -> bool:
        if not self.due:
            self._look(clock(), due_before=clock() - COPY_EVERY)
            if not self.due:
                self._put_off(clock())
                return False
        try:
            for _ in range(min(PAGES_AT_A_TIME, len(self.due))):
                self._copy_next(clock)
        except NotCopied:  # the worker's next question to the database says it louder
            self._put_off(clock())
            return False
        if not self.due:
            self._finish(clock())
        return bool(self.due)

    def _look(self, at: dt.datetime, *, due_before: dt.datetime) -> None:
        about = pages_about(current_app)
        self.addresses = in_reading(
            lambda session: every_address(session, about, on=local_date(at))
        )
        self.every = Map.of(self.addresses)
        moment = at if self._is_less_named() else due_before
        self.due = deque(self._not_made_between(moment, at))
        if self.due:
            self.done = CopyTally()
            shelf().keep_assets(style_sheets())

    def _not_made_between(self, moment: dt.datetime, now: dt.datetime) -> Iterator[Address]:
        """Copies made later than now were made by a clock that was ahead: who knows how old."""
        copies = shelf()
        for address in self.addresses:
            copy = copies.page(address.path)
            if copy is None or not moment <= copy.made_at <= now:
                yield address

    def _is_less_named(self) -> bool:
        """A service has become secret or was withdrawn: no copy may go on naming it for an hour."""
        before, self.named = self.named, in_reading(openly_named)
        return not before <= self.named

    def _copy_next(self, clock: Clock) -> None:
        """A page that fails is left for the next look; the copy that there was stays."""
        address = self.due.popleft()
        try:
            self._copy(address, clock())
            self.done.copied += 1
        except OSError:
            raise
        except Exception as fault:  # no fault of a page may stop the others
            if isinstance(fault, NotCopied) and fault.is_records_gone:
                raise
            log.exception("a page cannot be copied")
            self.done.failed += 1

    def _copy(self, address: Address, at: dt.datetime) -> None:
        page = editions.without_forms_and_scripts(asked_of_the_portal(address.path))
        answer = None
        if address.json_url:
            found = current_app.json.loads(asked_of_the_portal(address.json_url))
            answer = current_app.json.dumps(editions.as_json(found, at))
        offline = editions.from_a_folder(page, at, address, self.every)
        shelf().keep(address, at, page=page, offline=offline, answer=answer)

    def _finish(self, at: dt.datetime) -> None:
        """Where no court is left the records are not whole: then the copies are what there is."""
        if any(one.asks for one in self.addresses):
            self.done.removed = shelf().remove_all_but(self.addresses, style_sheets(), now=at)
        self._put_off(at)
        log.info("copies made: %d, failed: %d", self.done.copied, self.done.failed)

    def _put_off(self, at: dt.datetime) -> None:
        self.due.clear()
        self.look_at = at + LOOK_EVERY


def asked_of_the_portal(url: str) -> str:
    """The live answer, as anybody would read it; raises `NotCopied` for any but a good one."""
    visitor = current_app.test_client(use_cookies=False)
    try:
        with visitor.get(url, base_url=own_address(), environ_overrides={COPYING: True}) as answer:
            if answer.status_code != 200:
                raise NotCopied(url, answer.status_code)
            return answer.get_data(as_text=True)
    finally:
        db.session.remove()  # the context outlives the request: the next page is a new reader


def own_address() -> str:
    """By a name that the portal answers to."""
    hosts: list[str] = current_app.config["TRUSTED_HOSTS"]
    return f"http://{hosts[0].lstrip('.')}"


def style_sheets() -> dict[str, Path]:
    """What pages without scripts link to, by its public address."""
    return {
        url: FOLDER / name
        for name, url in urls_of(FOLDER).items()
        if name.endswith((".css", ".svg"))
    }
