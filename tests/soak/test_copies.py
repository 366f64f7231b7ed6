"""The database gone, the pages there: courts and areas are answered from their last copy."""

from __future__ import annotations

import datetime as dt
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from directory import patience
from portal.copies import making
from portal.copies.editions import THAT_DAY, TOO_OLD
from portal.copies.making import Copying
from portal.copies.shelf import COPIES, Copy, CopyShelf
from portal.extensions import db
from tests.databases import application, own_server, waited_for
from tests.patience import PATIENCE_SECONDS, until
from tests.soak.databases import opened
from tests.soak.processes import Portal, Started
from tests.soak.records import COURT, make_lines
from tests.soak.statements import statements_in
from tests.soak.test_gone import ON_POSTGRESQL, ON_SQLITE, file_of, shut_out
from tests.soak.watched import WATCHED_INDEX

COURT_PATH = f"/courts/{COURT}"
AREA_PATH = "/areas/north-west/preston"
JSON_PATHS = (f"/api/v1/availability?court={COURT}", "/api/v1/availability?ldu=preston")
PAGES = ("/courts", COURT_PATH, f"{COURT_PATH}?requirement=programme", "/areas", AREA_PATH)
GONE = "records cannot be reached just now"

Gone = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def gone(portal: Portal, database: str) -> Gone:
    """The database as a block without it: the file away, or nobody let in."""

    @contextmanager
    def without_its_file() -> Iterator[None]:
        file = file_of(portal)
        away = file.rename(file.with_suffix(".away"))
        yield
        away.rename(file)

    return without_its_file if database == "sqlite" else lambda: shut_out(portal.url)


@pytest.fixture
def shelf(portal: Portal, here: Flask) -> CopyShelf:
    """Every page copied just now."""
    began = now()
    done = Copying().all_now(now)
    assert done is not None
    assert done.failed == 0
    shelf = CopyShelf(portal.folder / COPIES)
    assert all(began <= copy.made_at <= now() for copy in copies_in(shelf).values())
    return shelf


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def refuse_other_than_copies(visitor: FlaskClient, shelf: CopyShelf) -> None:
    for path in (*PAGES, *JSON_PATHS):
        answer = visitor.get(path)
        db.session.remove()
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        made_at = dt.datetime.fromisoformat(answer.headers["X-Copy-Made-At"])
        if path in JSON_PATHS:
            assert answer.get_json()["copy_made_at"] == made_at.isoformat(timespec="seconds")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            continue
        assert made_at_of(shelf, path).replace(microsecond=0) == made_at
        assert GONE in answer.text
        assert ("It shows everything" in answer.text) is ("?" in path)
        assert "nonce" not in answer.headers["Content-Security-Policy"]


def made_at_of(shelf: CopyShelf, path: str) -> dt.datetime:
    copy = shelf.page(path.partition("?")[0])
    assert copy is not None, path
    return copy.made_at


def refuse_other_than_live(visitor: FlaskClient) -> None:
    for path in (*PAGES, *JSON_PATHS):
        answer = visitor.get(path)
        db.session.remove()
        assert answer.status_code == 200, path
        assert "X-Copy-Made-At" not in answer.headers
        assert GONE not in answer.text
        assert "copy_made_at" not in answer.text


def test_pages_are_answered_from_copies_until_it_is_back(
    shelf: CopyShelf, here: Flask, gone: Gone, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = here.test_client()
    refuse_other_than_live(visitor)
    with gone():
        refuse_other_than_copies(visitor, shelf)
        refuse_other_than_copies(visitor, shelf)
    refuse_other_than_live(visitor)
    told = [record.getMessage() for record in caplog.records if record.name == "portal.outage"]
    gone_words, back_words = told
    assert gone_words.startswith("the database is gone: ")
    assert back_words.startswith("the database is back after ")


def test_what_has_no_copy_says_what_to_do(shelf: CopyShelf, here: Flask, gone: Gone) -> None:
    visitor = here.test_client()
    with gone():
        posted = visitor.post(COURT_PATH, data={"postcode": "PR1"})
        assert posted.status_code == 503
        assert "What you entered was not kept." in posted.text
        assert (
            f'<a class="govuk-link" href="{COURT_PATH}">a copy of the page made on' in posted.text
        )
        for path in ("/services", "/courts/nowhere", "/areas/wales/preston"):
            missing = visitor.get(path)
            assert missing.status_code == 503, path
            assert '<a class="govuk-link" href="/courts">every court</a>' in missing.text
        for path in ("/api/v1/availability?ldu=preston&ldu=x", f"{JSON_PATHS[0]}&ldu=preston"):
            assert visitor.get(path).get_json()["error"]["code"] == "not_reachable", path
        assert visitor.get("/health").status_code == 503
        assert GONE not in visitor.get("/").text, "the front page needs no records"
        command = here.test_cli_runner().invoke(args=["copies"])
        assert command.exit_code == 1
        assert "The database cannot be reached." in command.output
    db.session.remove()


def test_json_of_one_requirement_is_taken_out_of_the_copy(
    shelf: CopyShelf, here: Flask, gone: Gone
) -> None:
    path = f"{JSON_PATHS[0]}&requirement=curfew"
    live = here.test_client().get(path).get_json()["requirements"]
    db.session.remove()
    with gone():
        copied = here.test_client().get(path).get_json()["requirements"]
        assert [one["code"] for one in copied] == [one["code"] for one in live] == ["curfew"]
        assert here.test_client().get(f"{JSON_PATHS[0]}&requirement=no").status_code == 404
    db.session.remove()


@ON_SQLITE
def test_copy_is_shown_for_35_days_and_its_dates_for_three(
    shelf: CopyShelf, here: Flask, gone: Gone
) -> None:
    made_at = made_at_of(shelf, COURT_PATH)
    with gone():
        for days in (0, 1, 4, 35, 36):
            with time_machine.travel(made_at + dt.timedelta(days=days, seconds=-1), tick=False):
                refuse_other_than_copy_of_age(here.test_client().get(COURT_PATH), days)
            db.session.remove()


def refuse_other_than_copy_of_age(answer: TestResponse, days: int) -> None:
    assert answer.status_code == (200 if days <= 35 else 503), days
    if answer.status_code == 503:
        assert "more than 35 days old, too old to be shown: ring for any date." in answer.text
        assert "01632" in answer.text
    else:
        assert (THAT_DAY in answer.text) is (0 < days <= 3), days
        assert (TOO_OLD in answer.text) is (days > 3), days


@ON_SQLITE
def test_file_that_is_no_database_any_more_counts_as_gone(
    portal: Portal, shelf: CopyShelf, here: Flask
) -> None:
    file = file_of(portal)
    away = file.rename(file.with_suffix(".away"))
    file.write_bytes(b"not a database " * 1000)
    refuse_other_than_copies(here.test_client(), shelf)
    file.unlink()
    away.rename(file)
    refuse_other_than_live(here.test_client())


@ON_POSTGRESQL
def test_a_real_server_stopped_and_started_again(database: str, scratch: Path) -> None:
    folder = scratch / "stopped"
    server = own_server(folder)
    try:
        app = application(waited_for(server.get_uri()), folder)
        with app.app_context():
            make_lines(db.session(), at=now())
            db.session.commit()
            db.session.remove()
            Copying().all_now(now)
            visitor = app.test_client()
            refuse_other_than_live(visitor)
            server.stop()
            refuse_other_than_copies(visitor, CopyShelf(folder / COPIES))
            server.start()
            refuse_other_than_live(visitor)
            server.stop()
            server.start()
            refuse_other_than_live(visitor)  # the kept connections are dead, and no page says so
            engine = db.engine
        engine.dispose()
    finally:
        server.cleanup()


@pytest.mark.soak
def test_server_that_never_answers_is_waited_for_once(
    portal: Portal, shelf: CopyShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SLOW_REFUSAL_SECONDS", 0.0)
    monkeypatch.setattr(patience, "NOT_ASKED_AGAIN_FOR_SECONDS", PATIENCE_SECONDS)
    with silent_server() as (nobody, callers), opened(nobody, portal.folder) as app:
        for path in (COURT_PATH, AREA_PATH, "/areas"):
            assert GONE in app.test_client().get(path).text
            db.session.remove()
        assert callers() == 1


@contextmanager
def silent_server() -> Iterator[tuple[str, Callable[[], int]]]:
    """The URL of one that lets callers in and says nothing, and how many there have been."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.setblocking(False)

        def callers() -> int:
            count = 0
            with suppress(BlockingIOError):
                while True:
                    silent.accept()[0].close()
                    count += 1
            return count

        port = silent.getsockname()[1]
        yield f"postgresql+psycopg://nobody@127.0.0.1:{port}/none", callers


@pytest.mark.soak
@pytest.mark.parametrize(
    "step",
    [
        "INDEX open page.html.gz.part",
        "INDEX os.rename page.html.gz.part",
        "INDEX os.rename index.html.part",
        "INDEX os.rename availability.json.part",
        "INDEX os.rename preston.json.gz.part",
    ],
)
@ON_SQLITE
def test_killed_while_it_writes_it_leaves_whole_copies(portal: Portal, step: str) -> None:
    """A run is watched to its end, and the next is killed at the last step of a kind."""
    shelf = CopyShelf(portal.folder / COPIES)
    assert copying(portal, shelf, kill_at=0).ended() == 0
    before = copies_in(shelf)
    steps = statements_in(portal.folder / "statements-0.log")
    last = max(one.number for one in steps if one.words == step)
    killed = copying(portal, shelf, kill_at=last)
    assert killed.ended() == -signal.SIGKILL, killed.said
    after = copies_in(shelf)
    assert after.keys() == before.keys()
    assert after != before
    for file in shelf.offline.rglob("*.html"):
        assert file.read_text("utf-8").rstrip().endswith("</html>")
    assert bool(list(shelf.folder.rglob("*.part"))) is ("rename" in step)
    assert "Pages copied" in portal.command("copies")
    assert not list(shelf.folder.rglob("*.part"))
    assert all(copy.made_at > before[path].made_at for path, copy in copies_in(shelf).items())


def copying(portal: Portal, shelf: CopyShelf, *, kill_at: int) -> Started:
    words = ("--app", "portal", "copies")
    watched = {WATCHED_INDEX: str(shelf.folder)}
    started, _log = portal.start_watched("tests.soak.watched", *words, kill_at=kill_at, **watched)
    return started


def copies_in(shelf: CopyShelf) -> dict[str, Copy]:
    """Each page that can be read as a whole."""
    root = shelf.shown / "pages"
    paths = [f"/{file.parent.relative_to(root)}".replace("/.", "/") for file in root.rglob("*.gz")]
    return {path: copy for path in paths if (copy := shelf.page(path)) is not None}


@pytest.mark.soak
def test_worker_copies_by_itself(portal: Portal, here: Flask) -> None:
    shelf = CopyShelf(portal.folder / COPIES)
    worker = portal.worker()
    try:
        until(lambda: shelf.answer(("ldu", "preston")) is not None, "the worker has copied")
    finally:
        worker.stop()
    assert '"error"' not in worker.said


@ON_SQLITE
def test_no_copy_is_made_of_a_copy(
    shelf: CopyShelf, here: Flask, gone: Gone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records go between two batches of a run, with copies there to be mistaken for pages."""
    monkeypatch.setattr(making, "PAGES_AT_A_TIME", 2)
    before = copies_in(shelf)
    copying = Copying()
    with time_machine.travel(now() + dt.timedelta(hours=2), tick=False):
        assert copying.one_pass(now)
        half = copies_in(shelf)
        with gone():
            assert not copying.one_pass(now)
        assert copies_in(shelf) == half
    assert sum(half[path] != before[path] for path in before) == 2
    assert not any("copy-notice" in copy.text for copy in half.values())
