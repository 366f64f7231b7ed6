"""`flask` with its statements counted, for the kill tests; run as a process of its own.

`python -m tests.soak.watched --app portal import …` writes every statement that its
connections begin into the file PORTAL_TEST_STATEMENT_LOG and, where
PORTAL_TEST_KILL_AT_STATEMENT says so, kills itself with the n-th before it runs; with
-n, at the n-th of those that begin when their transaction has written.
SQLite tells each row of a bulk insert apart; on PostgreSQL each row copied counts.
Where PORTAL_TEST_WATCHED_INDEX names the folder of an index of words, each of its files
that is written, renamed or taken away counts as well.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import flask.cli
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

from directory.connections import READS_ONLY

KILL_AT = "PORTAL_TEST_KILL_AT_STATEMENT"
LOG = "PORTAL_TEST_STATEMENT_LOG"
WATCHED_INDEX = "PORTAL_TEST_WATCHED_INDEX"
"""The folder of an index of words whose files are to be watched as well; unset: none."""

INDEX = "INDEX"
"""How a step of writing the index of words is logged; it writes as a statement does."""

WRITING = ("INSERT", "UPDATE", "DELETE", "COPY", INDEX)
ENDING = ("COMMIT", "ROLLBACK")


class Watch:
    """Counts statements; a transaction writes once a row of it has been written."""

    def __init__(self, log: int, kill_at: int) -> None:
        self.log = log
        self.kill_at = kill_at
        self.number = 0
        self.amid_writes = 0
        self.rows_written = 0

    def begins(self, statement: str) -> None:
        """Note a statement that is about to run; it may be the last thing this process does."""
        words = " ".join(statement.split())
        self.number += 1
        os.write(self.log, f"{self.number}\t{self.rows_written}\t{words[:60]}\n".encode())
        self.amid_writes += self.rows_written > 0
        if self.kill_at in (self.number, -self.amid_writes or None):
            os.kill(os.getpid(), signal.SIGKILL)
        verb = words.upper()
        if verb.startswith(WRITING):
            self.rows_written += 1
        elif verb in ENDING:
            self.rows_written = 0


def watch_sqlite(watch: Watch) -> None:
    def connected(raw: Any, _record: object) -> None:
        if hasattr(raw, "set_trace_callback"):
            raw.set_trace_callback(watch.begins)

    event.listen(Pool, "connect", connected)


def watch_postgresql(watch: Watch) -> None:
    """The driver has no trace, so the steps between are noted where SQLAlchemy takes them."""
    from psycopg import Copy

    def began(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get(READS_ONLY)
        watch.begins("BEGIN READ ONLY" if reads_only else "BEGIN")

    def executes(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        watch.begins(statement)

    event.listen(Engine, "begin", began)
    event.listen(Engine, "before_cursor_execute", executes)
    event.listen(Engine, "commit", lambda _: watch.begins("COMMIT"))
    event.listen(Engine, "rollback", lambda _: watch.begins("ROLLBACK"))
    write_row = Copy.write_row

    def watched_row(copy: Any, row: Any) -> None:
        watch.begins("COPY a row")
        write_row(copy, row)

    Copy.write_row = watched_row  # type: ignore[method-assign, assignment]


def watch_index(watch: Watch, folder: str) -> None:
    """Each file that is opened for writing, renamed or taken away below the folder is a step."""

    def happens(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in {"open", "os.rename", "os.remove"}:
            return
        path = str(arguments[0])
        for_writing = event != "open" or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        if for_writing and path.startswith(folder) and not path.lower().endswith("lock"):
            watch.begins(f"{INDEX} {event} {Path(path).name}")

    sys.addaudithook(happens)


def watch_this_process() -> None:
    log = os.open(os.environ[LOG], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    watch = Watch(log, int(os.environ.get(KILL_AT, "0")))
    if os.environ["PORTAL_DATABASE_URL"].startswith("sqlite"):
        watch_sqlite(watch)
    else:
        watch_postgresql(watch)
    if WATCHED_INDEX in os.environ:
        watch_index(watch, os.environ[WATCHED_INDEX])


def main() -> None:
    watch_this_process()
    sys.argv[0] = "flask"
    flask.cli.main()


if __name__ == "__main__":
    main()
