"""`flask --app portal audit`: whether the record of changes is whole, and what it says."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from directory.audit.heads import HeadFiles
from directory.audit.keys import AuditKeyNotSet
from directory.audit.verifying import Verified, verify
from directory.base import Base
from directory.clock import LONDON
from directory.errors import NotKnown
from directory.histories import HistoryEntry, history_of, history_since
from portal.audit.sealing import own_heads, own_key
from portal.running.transactions import in_reading


@click.group("audit")
def audit() -> None:
    """The record of changes: whether it is whole, and what it says of a record."""


@audit.command("verify")
@click.option("--head", type=click.Path(path_type=Path), help="A head kept elsewhere.")
@with_appcontext
def verify_command(head: Path | None) -> None:
    """Check every sealed row and the exported heads; names the first that is not as it was.

    Ends with 0 where all are as they were recorded, else with 1.
    """
    key = own_key()
    if key is None:
        raise click.ClickException(str(AuditKeyNotSet()))
    files = own_heads() if head is None else HeadFiles(head)
    heads = {one.position: one.mac for one in files.every_head()}
    at = dt.datetime.now(tz=dt.UTC)
    found = in_reading(partial(verify, key=key, heads=heads, at=at))
    click.echo(_told(found, files))
    if found.fault is not None:
        raise click.ClickException(found.fault.sentence)


def _told(found: Verified, files: HeadFiles) -> str:
    head = files.head()
    exported = f"Head of {head.exported_at:%d %B %Y, %H:%M} UTC" if head else "No head"
    return (
        f"Rows that are as they were sealed: {found.sealed:,}. Not sealed yet: {found.unsealed:,}. "
        f"{exported} in {files.newest}."
    )


@audit.command("show")
@click.argument("kind", required=False)
@click.argument("record", required=False)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="All records, from this day on.")
@with_appcontext
def show_command(kind: str | None, record: str | None, since: dt.datetime | None) -> None:
    """Tell the history of a record: its KIND (provider, service, site, line …) and its RECORD,
    as its address, its source or the record of changes calls it.
    """
    if (since is None) is (kind is None) or (kind is not None and record is None):
        raise click.UsageError("Name a kind and a record, or --since a day.")
    entries = in_reading(partial(_entries, kind=kind, record=record, since=since))
    for entry in entries:
        _show(entry, names_record=since is not None)
    if not entries:
        click.echo("Nothing was recorded of it.")


def _entries(
    session: Session, kind: str | None, record: str | None, since: dt.datetime | None
) -> list[HistoryEntry]:
    if since is not None:
        return history_since(session, since.replace(tzinfo=LONDON))
    return history_of(session, str(kind), key_of_record(session, str(kind), str(record)))


def key_of_record(session: Session, kind: str, record: str) -> int:
    """By its own identifier, that of its source, its name in addresses, or its key."""
    table = Base.metadata.tables.get(kind)
    if table is None or "id" not in table.c:
        raise NotKnown("kind of record", kind)
    called = [table.c[name] == record for name in ("external_id", "slug") if name in table.c]
    if "public_id" in table.c and (public_id := _uuid(record)) is not None:
        called.append(table.c.public_id == public_id)
    found = session.scalar(
        select(table.c.id).where(or_(*called, cast(table.c.id, String) == record))
    )
    if found is None:
        raise NotKnown(kind.replace("_", " "), record)
    return int(found)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _show(entry: HistoryEntry, *, names_record: bool) -> None:
    record = f" ({entry.kind} {entry.subject_id or ''})".replace(" )", ")") if names_record else ""
    at = entry.at.astimezone(LONDON)
    click.echo(f"{at:%d %B %Y, %H:%M}  {entry.by}: {entry.what}{record}")
    for change in entry.changes:
        click.echo(f"    {change.sentence}")


commands: list[click.Command] = [audit]
