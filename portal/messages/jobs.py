"""The jobs of the outbox: bounces asked for, and what is settled forgotten."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.messages.queries import forget_settled
from directory.messages.sending import came_back
from portal.messages.answers import PostClosed
from portal.messages.notify_post import DidNotArrive, NotifyPost
from portal.messages.passes import own_post
from portal.running.jobs import Change, Job, daily, hourly

log = logging.getLogger("portal.messages")


def take_bounces(session: Session, at: dt.datetime) -> int:
    """How many messages did not arrive, of which nobody knew."""
    return asking_for_bounces(session, at)(session, at)


def asking_for_bounces(_session: Session, _at: dt.datetime) -> Change:
    """Who sends is asked here, where nothing waits for the answer; a mail server tells nobody."""
    returned = _did_not_arrive()

    def keep(session: Session, at: dt.datetime) -> int:
        return sum(came_back(session, one.public_id, one.reason, at=at) for one in returned)

    return keep


def _did_not_arrive() -> Sequence[DidNotArrive]:
    post = own_post()
    if not isinstance(post, NotifyPost):
        return ()
    try:
        return list(post.did_not_arrive())
    except PostClosed as closed:
        log.warning("nobody says which messages did not arrive: %s", closed)
        return ()


JOBS = (
    Job("take_bounces", hourly, take_bounces, work_out=asking_for_bounces),
    Job("forget_messages", daily(hour=3), forget_settled),
)
