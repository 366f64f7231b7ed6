"""The job that asks every area in every way, once a night, and counts what disagrees."""

from __future__ import annotations

import datetime as dt
import logging

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.sweep.sweeping import sweep
from portal.running.jobs import Change, Job, daily
from portal.sweep.formats import web_formats
from portal.sweep.kept import SWEEP

log = logging.getLogger("portal.sweep")

MOST_LOGGED = 50


def check_answers(session: Session, at: dt.datetime) -> int:
    """How many contradictions there are; the log names the first of them."""
    telephone = current_app.config["TELEPHONE"]
    swept = sweep(session, at, last_resort=telephone, formats=web_formats)
    for found in swept.contradictions[:MOST_LOGGED]:
        log.error("%s: %s (%s)", found.kind, found.what, " ".join(found.addresses))
    log.info(
        "answers of %d areas checked: %d contradictions, %d lines with incomplete records",
        swept.areas,
        len(swept.contradictions),
        len(swept.incomplete),
    )
    return len(swept.contradictions)


def checking(session: Session, at: dt.datetime) -> Change:
    """All of it is read here; what is left to write is the number."""
    count = check_answers(session, at)
    return lambda _writes, _at: count


JOBS = (Job(SWEEP, daily(hour=5), check_answers, work_out=checking),)
