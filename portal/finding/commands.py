"""`flask --app portal postcodes`: every postcode's own position, from an installed package."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from directory.places.exact_postcodes import FILE_NAME, write_postcodes
from portal.finding.postcodes import exact_postcodes

NOT_INSTALLED = (
    "The package with all postcodes is not installed. Install requirements-postcodes.lock, then"
    " run this again. Without it postcodes are placed by their sector, within about a mile."
)


@click.command("postcodes")
@with_appcontext
def postcodes_command() -> None:
    """Make the file of all postcodes, if it is missing or its source has a new edition."""
    try:
        # Optional, and its readers with it: nothing else of the portal may need them.
        from directory.places.postcode_source import edition, postcode_files, postcodes

        installed = edition()
    except ModuleNotFoundError as error:  # a package without its metadata is this error too
        raise click.ClickException(NOT_INSTALLED) from error
    kept = exact_postcodes().kept()
    if kept is not None and kept.edition == installed:
        click.echo(
            f"The file holds {kept.postcodes:,} postcodes of edition {kept.edition} already."
        )
        return
    path = Path(current_app.config["DATA_DIR"]) / FILE_NAME
    with click.progressbar(postcode_files(), label="Postcodes") as files:
        count = write_postcodes(path, postcodes(files), edition=installed)
    click.echo(f"{count:,} postcodes of edition {installed} are in {path}.")


commands: list[click.Command] = [postcodes_command]
