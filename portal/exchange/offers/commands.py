"""What files said otherwise than somebody before them: listed with numbers, and taken."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext

from directory.errors import DirectoryError
from directory.exchange.offers_taken import offers, take_offer
from portal.exchange.options import TeamName
from portal.exchange.telling import say
from portal.running.transactions import in_reading, in_writing

REFUSED = 1


@click.command("offers")
@click.option("--of", default="", metavar="RECORD", help="Of one record, by its code or name.")
@with_appcontext
def offers_command(of: str) -> None:
    """List what files say otherwise than what stands: number, record, both values, who says so."""
    found = in_reading(
        lambda session: [(one.number, one.in_words) for one in offers(session, of=of)]
    )
    for number, told in found:
        click.echo(f"{number:>6}  {told}")
    click.echo("`take-offer NUMBER --by NAME` takes one." if found else "Nothing is offered.")


@click.command("take-offer")
@click.argument("number", type=int)
@click.option(
    "--by",
    type=TeamName(),
    required=True,
    metavar="NAME",
    help="The team or body whose word it is.",
)
@click.pass_context
@with_appcontext
def take_offer_command(context: click.Context, number: int, by: str) -> None:
    """Take the offer with this NUMBER of `offers`: from now on it is the word of --by.

    A file changes it no more. Ends with 1 where it is settled or cannot be taken.
    """
    at = dt.datetime.now(tz=dt.UTC)
    try:
        taken = in_writing(
            lambda session: take_offer(session, number, stated_by=by, at=at).taken_in_words
        )
    except DirectoryError as refusal:
        say(f"Refused: {refusal}")
        context.exit(REFUSED)
    click.echo(taken)
