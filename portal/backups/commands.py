"""`flask --app portal backup`, `restore` and `check-restored`: the whole database as one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
import flask_migrate
from flask.cli import with_appcontext

from directory.backups.fingerprint import differences, fingerprint_of
from directory.backups.keeping import copy_database, put_back
from directory.backups.manifest import Manifest, beside, read_manifest
from portal.backups.going_back import LOSE_RECORDS, LOSE_SHEETS
from portal.extensions import db, reading_view

FILE = click.Path(path_type=Path)


@click.command("backup")
@click.option("--to", "folder", type=FILE, required=True, help="A folder on another disk.")
@click.option("--keep", type=click.IntRange(min=1), help="Delete all but so many of the newest.")
@with_appcontext
def backup_command(folder: Path, keep: int | None) -> None:
    """Copy the whole database, as it is at one moment, while everybody goes on.

    Beside the copy stands a file that says what it holds, table by table, so that a
    restored one can be held against it. Keys of sealed addresses are left out.
    """
    copy, manifest = copy_database(db.engine, folder, at=dt.datetime.now(tz=dt.UTC))
    click.echo(f"{copy}: {_told(manifest)}.")
    for old in _older(folder, copy.suffix, keep):
        beside(old).unlink(missing_ok=True)
        old.unlink()
        click.echo(f"Deleted: {old.name}")


def _older(folder: Path, suffix: str, keep: int | None) -> list[Path]:
    """Copies beyond those to keep; their names begin with the moment they were made."""
    return [] if keep is None else sorted(folder.glob(f"portal-*Z{suffix}"))[:-keep]


@click.command("restore")
@click.argument("copy", type=FILE)
@with_appcontext
def restore_command(copy: Path) -> None:
    """Put COPY in the place of a database that is not there, and check every row of it.

    Nothing that is there is written over. The portal and its worker must not run meanwhile.
    """
    _compare(put_back(db.engine, copy))


@click.command("check-restored")
@click.argument("copy", type=FILE)
@with_appcontext
def check_restored_command(copy: Path) -> None:
    """Hold the database, table by table and value by value, against what COPY held."""
    _compare(read_manifest(copy))


def _compare(manifest: Manifest) -> None:
    with reading_view(db.engine).connect() as connection:
        found = fingerprint_of(connection)
    told = differences(manifest.tables, found)
    if told:
        raise click.ClickException("Not the same: " + "; ".join(told) + ".")
    click.echo(f"Identical with the copy of {manifest.made_at:%d %B %Y, %H:%M} UTC: "
               f"{_told(manifest)}.")  # fmt: skip


def _told(manifest: Manifest) -> str:
    return f"{manifest.rows:,} rows in {len(manifest.tables)} tables, database {manifest.revision}"


@click.command("downgrade")
@click.argument("revision")
@click.option("--lose-sheets", "gives_up", flag_value=LOSE_SHEETS, multiple=True)
@click.option("--lose-records", "gives_up", flag_value=LOSE_RECORDS, multiple=True)
@with_appcontext
def downgrade_command(revision: str, gives_up: tuple[str, ...]) -> None:
    """Take the database back to REVISION, that of an earlier release.

    Where that would delete sheets, promises or statements it refuses and names them:
    --lose-sheets gives up the sheets that courts made, --lose-records all else.
    """
    flask_migrate.downgrade(revision=revision, x_arg=list(gives_up))


commands: list[click.Command] = [
    backup_command,
    restore_command,
    check_restored_command,
    downgrade_command,
]
