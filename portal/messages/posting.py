"""Sending what is due, one message at a time, each in three steps.

It is claimed in one transaction, handed over in none, and what became of it is kept in another:
a mail server that is slow or gone holds up nobody who writes. What cannot be had: where a worker
is killed, or a mail server breaks off, between taking a message and saying so, that message is
sent once more, under the same Message-ID; never a third time.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from directory.messages.bouncing import mark_bounced
from directory.messages.sending import (
    Letter,
    claim_next,
    is_any_due,
    mark_failed,
    mark_sent,
    mark_unclear,
    put_back,
)
from portal.messages.answers import NotKnownWhether, NotTaken, PostClosed
from portal.messages.posts import Post
from portal.running.transactions import in_reading, in_writing
from portal.running.work import Clock, PassReport

log = logging.getLogger("portal.messages")

MOST_COPIES: Final = 2
FIRST_REST: Final = dt.timedelta(seconds=30)
LONGEST_REST: Final = dt.timedelta(minutes=10)
NOT_AGAIN: Final = (
    "The connection broke twice while the message was handed over. It may have arrived, and is "
    "not sent a third time."
)

Outcome = Callable[[Session], object]


@dataclass(slots=True)
class Posting:
    """One for each worker. Where no message can leave it rests, longer each time."""

    clock: Clock
    post: Callable[[], Post]
    unkept: Outcome | None = None
    rest: dt.timedelta = FIRST_REST
    rests_until: dt.datetime | None = None
    sent: int = 0
    failed: int = 0

    def one_pass(self) -> bool:
        """Send one message; true where one was tried."""
        self._keep_outcome()
        at = self.clock()
        if self._is_resting(at) or not in_reading(partial(is_any_due, at=at)):
            return False
        letter = in_writing(partial(claim_next, at=at))
        if letter is None:
            return False
        self.unkept = self._outcome(letter)
        self._keep_outcome()
        return True

    def finish(self) -> PassReport | None:
        if not self.sent and not self.failed:
            return None
        failed = "Messages that could not be sent: {:,}; “messages show” says why."
        return PassReport(
            f"Messages sent: {self.sent:,}.", failed.format(self.failed) if self.failed else ""
        )

    def _keep_outcome(self) -> None:
        """Also one that could not be kept before because the database was gone."""
        if self.unkept is not None:
            in_writing(self.unkept)
            self.unkept = None

    def _outcome(self, letter: Letter) -> Outcome:
        try:
            self._hand_over(letter)
        except PostClosed as closed:
            return self._closed(letter, closed)
        except NotTaken as refused:
            return self._refused(letter, refused)
        except NotKnownWhether as broken:
            return self._failed(partial(mark_unclear, letter=letter, reason=str(broken)))
        except Exception as fault:  # no fault of a message may stop the others
            log.exception("message %s cannot be sent", letter.message_id)
            reason = f"A fault of the portal: {type(fault).__name__}."
            return self._failed(partial(mark_failed, letter=letter, reason=reason))
        self.sent += 1
        self.rest = FIRST_REST
        return partial(mark_sent, letter=letter, at=self.clock())

    def _hand_over(self, letter: Letter) -> None:
        post = self.post()
        if letter.unclear:
            has_taken = post.has_taken(letter)
            if has_taken:
                return
            if has_taken is None and letter.unclear >= MOST_COPIES:
                raise NotTaken(NOT_AGAIN, is_final=True)
        post.send(letter)

    def _closed(self, letter: Letter, closed: PostClosed) -> Outcome:
        log.warning("messages wait: %s", closed)
        self.rests_until = self.clock() + self.rest
        self.rest = min(self.rest * 2, LONGEST_REST)
        self.failed += 1
        return partial(put_back, letter=letter, may_have_left=closed.may_have_left)

    def _refused(self, letter: Letter, refused: NotTaken) -> Outcome:
        def change(session: Session, at: dt.datetime) -> None:
            mark_failed(session, letter, refused.reason, at=at, is_final=refused.is_final)
            if refused.is_bounce:
                mark_bounced(session, letter.to, refused.reason, at=at)

        log.warning("message %s was not taken", letter.message_id)
        return self._failed(change)

    def _failed(self, change: Callable[..., object]) -> Outcome:
        self.failed += 1
        return partial(change, at=self.clock())

    def _is_resting(self, at: dt.datetime) -> bool:
        """Not where the clock has been put back since: the end lies too far ahead then."""
        until = self.rests_until
        return until is not None and at < until <= at + LONGEST_REST
