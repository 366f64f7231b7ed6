"""`flask --app portal copies`: every open court and area page as files, at once."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from portal.copies.making import Copying, NotCopied, shelf
from portal.copies.outage import is_gone


@click.command("copies")
@with_appcontext
def copies_command() -> None:
    """Copy the open pages as files, for when the database is gone and for an intranet.

    Ends with 0 when every page is copied, with 1 when one failed or the database is gone.
    The worker does the same every hour.
    """
    try:
        done = Copying().all_now(lambda: dt.datetime.now(dt.UTC))
    except (DBAPIError, NotCopied) as error:
        if isinstance(error, DBAPIError) and not is_gone(error):
            raise
        raise click.ClickException(
            "The database cannot be reached. The copies that there were are left as they are."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"The copies cannot be written in {shelf().folder}: {error.strerror}."
        ) from error
    if done is None:
        raise click.ClickException("The worker is copying already; look again in a minute.")
    click.echo(f"Pages copied: {done.copied:,}. Copies of pages that are no more: {done.removed}.")
    click.echo(f"For an intranet or a stick: {shelf().offline / 'index.html'}")
    if done.failed:
        raise click.ClickException(f"Pages that failed: {done.failed}; the log says why.")


commands: list[click.Command] = [copies_command]
