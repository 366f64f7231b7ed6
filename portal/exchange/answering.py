"""After files were taken in or back: the start dates of the lines that they touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import click

from portal.dates.passes import Answering
from portal.exchange.telling import counted, say


def answer_lines(now: Callable[[], dt.datetime]) -> None:
    """Once, at the end: the start dates of every line that the rows have touched."""
    answering = Answering(now)
    done = answering.until_nothing_is_due()
    if done.answered:
        click.echo(f"Start dates worked out for {counted(done.answered, 'line')}.")
    if done.failed:
        say(f"{counted(done.failed, 'line')} could not be answered; the worker will try again.")
