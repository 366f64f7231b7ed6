"""The databases of a run: made once a day for each size and revision, then used again."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy.orm import Session

from directory.clock import local_date
from portal import create_app
from portal.dates.passes import Answering
from portal.extensions import db
from tests.bench.measuring import Timing, timed_once
from tests.bench.records import Size, fill
from tests.databases import (
    new_postgresql_database,
    postgresql_server,
    stop_postgresql_server,
)
from tests.house.sources import ROOT

FILE = "portal.sqlite3"


def now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def portal_on(file: Path) -> Flask:
    """The portal as an installation runs it, on this SQLite file."""
    return portal_at(url_of(file), file.parent)


def portal_at(url: str, folder: Path) -> Flask:
    return create_app(
        {
            "PORTAL_ENV": "production",
            "DATA_DIR": folder,
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": "measuring only, not a secret of anything",
        }
    )


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


@contextmanager
def postgresql_here() -> Iterator[None]:
    """A server for the measure, unless whoever runs it has one; it stops afterwards."""
    with tempfile.TemporaryDirectory(prefix="portal-") as scratch:
        os.environ.setdefault("PORTAL_TEST_FOLDER", scratch)
        try:
            yield
        finally:
            if os.environ["PORTAL_TEST_FOLDER"] == scratch:
                stop_postgresql_server()
                postgresql_server.cache_clear()
                del os.environ["PORTAL_TEST_FOLDER"]


@dataclass(frozen=True, slots=True)
class Databases:
    """Keeps them in `folder`; `say` tells what takes so long."""

    folder: Path
    say: Callable[[str], None]

    def of(self, size: Size) -> Path:
        """The file with records of this size and every start date worked out today."""
        kept = self.folder / f"{size.services}-{size.referrals}-{self._of_today()}"
        file = kept / FILE
        if not file.exists():
            self._forget_others(size, kept)
            unfinished = kept.with_name(f"{kept.name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            self._make(size, unfinished / FILE)
            unfinished.rename(kept)
        return file

    def copy_of(self, size: Size, name: str) -> Path:
        """The same records in a file that may be written to."""
        file = self.copied(name)
        shutil.rmtree(file.parent, ignore_errors=True)
        file.parent.mkdir(parents=True)
        shutil.copyfile(self.of(size), file)
        return file

    def copied(self, name: str) -> Path:
        return self.folder / name / FILE

    @contextmanager
    def on_postgresql(self, size: Size) -> Iterator[str]:
        """The same records on a PostgreSQL set up as for tests; no date of theirs is worked out."""
        with postgresql_here():
            url = new_postgresql_database()
            app = portal_at(url, self.folder)
            with app.app_context():
                flask_migrate.upgrade()
                with Session(db.engine, expire_on_commit=False) as session:
                    _, taken = timed_once(lambda: fill(session, size, at=now()))
                db.engine.dispose()
            self.say(f"{size}: recorded on PostgreSQL in {taken.wall:.0f} s")
            yield url

    def _of_today(self) -> str:
        newest = max(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))
        return f"{local_date(now())}-{newest[:4]}"

    def _forget_others(self, size: Size, kept: Path) -> None:
        for old in self.folder.glob(f"{size.services}-{size.referrals}-*"):
            if old != kept:
                shutil.rmtree(old)

    def _make(self, size: Size, file: Path) -> None:
        app = portal_on(file)
        with app.app_context():
            flask_migrate.upgrade()
            with Session(db.engine, expire_on_commit=False) as session:
                _, taken = timed_once(lambda: fill(session, size, at=now()))
            self.say(f"{size}: recorded in {taken.wall:.0f} s")
            answered, taken = answer_all(app)
            self.say(f"{size}: {answered:,} lines answered in {taken.wall:.0f} s")
            db.engine.dispose()
        _settle(file)


def answer_all(app: Flask) -> tuple[int, Timing]:
    """Work out every date that is due, as the worker does."""
    with app.app_context():
        tally, taken = timed_once(lambda: Answering(now).until_nothing_is_due())
    return tally.answered, taken


def _settle(file: Path) -> None:
    """Fold the log into the file, so that the file alone holds everything."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
