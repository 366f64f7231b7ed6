"""`flask --app portal messages`: what lies in the box, and what came back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from directory.messages.bouncing import bounced_addresses, mark_bounced, trust_again
from directory.messages.models import Message
from directory.messages.queries import given_up, how_many, in_trouble
from directory.messages.sending import came_back, try_again
from portal.messages.bounce_reports import Returned, returned_in
from portal.running.transactions import in_reading, in_writing


@click.group("messages")
def messages() -> None:
    """The outbox: what waits, what was given up, which addresses bounced."""


@messages.command("show")
@with_appcontext
def show_command() -> None:
    """Tell how many messages wait or were sent, and name those in trouble."""
    for line in in_reading(lambda session: list(_told(session))):
        click.echo(line)


def _told(session: Session) -> Iterator[str]:
    counts = how_many(session)
    words = ", ".join(f"{state.value.replace('_', ' ')} {many:,}" for state, many in counts.items())
    yield f"Messages: {words or 'none'}."
    yield from _named("Tried, and to be tried again", in_trouble(session))
    yield from _named("Given up (“messages again NUMBER” tries anew)", given_up(session))
    bounced = bounced_addresses(session)
    if bounced:
        yield "Addresses that bounced (“messages trust ADDRESS” takes one off):"
    for one in bounced:
        yield f"  {one.address}, last on {one.bounced_at:%d %B %Y}, {one.times} times: {one.reason}"


def _named(heading: str, found: Sequence[Message]) -> Iterator[str]:
    """No subject and no text: they are for whom they were written."""
    if found:
        yield f"{heading}:"
    for one in found:
        kind = one.kind.value.replace("_", " ")
        tried = f"written {one.written_at:%d %B %Y}, tried {one.tries} times"
        yield f"  {one.id}: {kind} to {one.to_address}, {tried}: {one.trouble or 'no reason kept'}"


@messages.command("again")
@click.argument("number", type=int)
@with_appcontext
def again_command(number: int) -> None:
    """Send message NUMBER, which was given up, as if it were new."""
    at = dt.datetime.now(tz=dt.UTC)
    in_writing(lambda session: try_again(session, number, at=at))
    click.echo(f"Message {number} waits to be sent.")


@messages.command("bounce")
@click.argument("report", type=click.File("rb"))
@with_appcontext
def bounce_command(report: BinaryIO) -> None:
    """Take in REPORT, a mail that a mail server sent back; “-” reads it from a mailbox's pipe."""
    at = dt.datetime.now(tz=dt.UTC)
    found = returned_in(report)
    in_writing(lambda session: _keep(session, found, at))
    click.echo(f"Addresses that bounced: {len(found)}.")


def _keep(session: Session, found: Sequence[Returned], at: dt.datetime) -> None:
    for one in found:
        if one.public_id is None or not came_back(session, one.public_id, one.reason, at=at):
            mark_bounced(session, one.address, one.reason, at=at)


@messages.command("trust")
@click.argument("address")
@with_appcontext
def trust_command(address: str) -> None:
    """ADDRESS takes mail again: nobody is told any more that it bounced."""
    in_writing(lambda session: trust_again(session, address))
    click.echo("Nothing is held against the address any more.")


commands: list[click.Command] = [messages]
