"""The worker's sending of what is due."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from flask import current_app

from portal.mail_settings import MailBy
from portal.messages.posting import Posting
from portal.messages.posts import Post, post_by
from portal.running.work import Clock, Pass, PassBegun, Turn

log = logging.getLogger("portal.messages")


def own_post() -> Post:
    """By the settings of this installation."""
    return post_by(current_app.config["MAIL"], Path(current_app.config["DATA_DIR"]))


def _sending(clock: Clock) -> PassBegun:
    settings = current_app.config["MAIL"]
    if settings.by is MailBy.FILE and current_app.config["PORTAL_ENV"] == "production":
        log.warning("messages are kept as files and reach nobody; PORTAL_MAIL says how they leave")
    posting = Posting(clock, cache(own_post))
    return PassBegun(posting.one_pass, posting.finish)


PASSES = (Pass("send_messages", Turn.EVERY_ROUND, _sending),)
"""Dates first: the rooms have their turns by name."""
