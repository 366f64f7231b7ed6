"""The worker's part: files too long to be checked or applied while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from commissioning.uploads.working_off import do_waiting, is_any_waiting, next_for_the_worker
from portal.file_letters import tell_of_upload
from portal.running.transactions import in_reading, in_writing
from portal.running.work import Clock, Pass, PassBegun, Turn
from portal.uploads.progress import Telling
from portal.uploads.sender import own_secrets


@dataclass(slots=True)
class DoingFiles:
    """One file a pass, in one transaction: whoever is killed leaves it to the next."""

    clock: Clock

    def one_pass(self) -> bool:
        """Asked first in reading: without anything to do nobody is kept from writing."""
        if in_reading(is_any_waiting):
            return in_writing(partial(_do_next, clock=self.clock))
        return False


def _do_next(session: Session, *, clock: Clock) -> bool:
    upload = next_for_the_worker(session)
    if upload is None:
        return False
    telling, at, before = Telling(upload.public_id), clock(), upload.import_id
    telling.begin()
    try:
        do_waiting(session, upload, own_secrets(), at=at, progress=telling)
        if upload.import_id != before:
            tell_of_upload(session, upload, at=at)
    finally:
        telling.end()
    return True


PASSES = (Pass("do_files", Turn.EVERY_ROUND, lambda clock: PassBegun(DoingFiles(clock).one_pass)),)
