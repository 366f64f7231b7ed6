"""The command as people meet it: made once, continued, interrupted, served and stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.databases import new_postgresql_database
from tests.house.sources import ROOT
from tests.parting import Parted
from tests.patience import PATIENCE_SECONDS, until

SIZE = ("--services", "42", "--referrals", "100")

PATIENT_DEMO = "tests.portal.demonstration.patient_demo"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """gunicorn takes a web process for dead that has not said a word for 30 seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    patient = {"GUNICORN_CMD_ARGS": f"--timeout {PATIENCE_SECONDS:.0f}"}
    return {**kept, **patient, "PORTAL_DATA_DIR": str(folder), **settings}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", PATIENT_DEMO, *arguments(*words)]


def arguments(*words: str) -> list[str]:
    return [str(PATIENCE_SECONDS), "--app", "portal", "demo", *words]


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def demo(folder: Path, *words: str, **settings: str) -> Done:
    with TemporaryDirectory() as heard:
        out, err = (Path(heard) / name for name in ("out", "err"))
        process = Parted(
            PATIENT_DEMO,
            arguments(*words),
            folder=ROOT,
            environment=environment(folder, **settings),
            out=out,
            err=err,
        )
        returncode = process.wait(PATIENCE_SECONDS)
        return Done(returncode, out.read_text("utf-8"), err.read_text("utf-8"))


def rows_in(engine: Engine, table: str) -> int:
    """None yet counts as none: another process may still be making the tables."""
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() or 0)
    except DBAPIError:
        return 0


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small demonstration, made by the command."""
    folder = tmp_path_factory.mktemp("made")
    done = demo(folder, *SIZE, "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "42 services" in done.stdout
    return folder


@pytest.fixture
def engine(made: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{made / 'portal.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.soak
def test_run_again_it_continues_and_brings_nothing_new(made: Path, engine: Engine) -> None:
    tables = ("service", "referral", "referral_event", "audit_row", "line_forecast")
    before = {table: rows_in(engine, table) for table in tables}
    again = demo(made, *SIZE, "--no-serve")
    assert again.returncode == 0
    assert "Continuing with the demonstration made on" in again.stdout
    assert {table: rows_in(engine, table) for table in tables} == before
    assert before["referral"] > 1000


@pytest.mark.soak
def test_reopened_months_later_it_says_how_to_refresh(made: Path, engine: Engine) -> None:
    year_ago = (
        "UPDATE job_run SET due_at = '2020-05-04 10:00:00.000000' WHERE job = 'demonstration'"
    )
    with engine.begin() as connection:
        kept = connection.execute(
            text("SELECT due_at FROM job_run WHERE job = 'demonstration'")
        ).scalar()
        connection.execute(text(year_ago))
    opened = demo(made, *SIZE, "--no-serve")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE job_run SET due_at = :kept WHERE job = 'demonstration'"), {"kept": kept}
        )
    assert "made on 4 May 2020" in opened.stdout
    assert "--refresh" in opened.stdout


@pytest.mark.soak
def test_the_secret_is_its_own_and_nobody_elses_to_read(made: Path) -> None:
    secret = made / "secret_key"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert len(secret.read_text().strip()) >= 48


def test_a_busy_port_is_a_sentence_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = demo(tmp_path / "untouched", *SIZE, "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "untouched" / "portal.sqlite3").exists() or not rows_in(
        create_engine(f"sqlite:///{tmp_path / 'untouched' / 'portal.sqlite3'}"), "service"
    )


@pytest.mark.soak
def test_a_portal_whose_demonstration_was_killed_frees_its_port(made: Path, port: int) -> None:
    served = subprocess.Popen(
        command(*SIZE, "--port", str(port)),
        cwd=ROOT,
        env=environment(made),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: served.poll() is not None or len(children_of(served.pid)) == 2, "it serves")
        children = children_of(served.pid)
    finally:
        served.kill()
        served.wait()
    assert children
    until(
        lambda: not any(Path(f"/proc/{child}").exists() for child in children),
        "what it had started has ended with it",
    )


@pytest.mark.soak
def test_served_and_stopped_with_ctrl_c(made: Path, port: int, tmp_path: Path) -> None:
    said, complained = tmp_path / "said.txt", tmp_path / "complained.txt"
    with said.open("wb") as out, complained.open("wb") as err:
        served = subprocess.Popen(
            command(*SIZE, "--port", str(port)),
            cwd=ROOT,
            env=environment(made),
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    court = f"{address}/courts/preston-magistrates-court"
    try:
        until(
            lambda: served.poll() is not None or court in said.read_text(),
            "the demonstration says where it is served",
        )
        with urllib.request.urlopen(court, timeout=PATIENCE_SECONDS) as answer:
            page = answer.read().decode()
        children = children_of(served.pid)
        told = [Path(f"/proc/{child}/environ").read_bytes().split(b"\0") for child in children]
        second = demo(made, *SIZE, "--no-serve")
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(timeout=PATIENCE_SECONDS)
    assert "Preston" in page
    assert len(children) == 2
    assert all(f"PORTAL_ADDRESS={address}".encode() in one for one in told)
    assert second.returncode == 1
    assert "Another demonstration is being made or served" in second.stderr
    assert served.returncode == 0
    assert "Stopped." in said.read_text()
    assert complained.read_text() == ""
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=PATIENCE_SECONDS)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.soak
def test_a_making_that_was_killed_goes_on_where_it_stopped(database: str, tmp_path: Path) -> None:
    url = (
        f"sqlite:///{tmp_path / 'portal.sqlite3'}"
        if database == "sqlite"
        else new_postgresql_database()
    )
    engine = create_engine(url)
    making = subprocess.Popen(
        command(*SIZE, "--no-serve"),
        cwd=ROOT,
        env=environment(tmp_path, PORTAL_DATABASE_URL=url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(
            lambda: making.poll() is not None or rows_in(engine, "line") > 0,
            "the making has kept its first services",
        )
        assert making.poll() is None, "it is still at it"
    finally:
        making.kill()
        making.wait()
    kept = rows_in(engine, "service")
    lines = rows_in(engine, "line")
    again = demo(tmp_path, *SIZE, "--no-serve", PORTAL_DATABASE_URL=url)
    assert again.returncode == 0, again.stderr
    assert "An earlier making was interrupted; it goes on after" in again.stdout
    assert "The demonstration is whole." in again.stdout
    assert rows_in(engine, "service") > kept
    assert rows_in(engine, "line") > lines
    assert rows_in(engine, "line_forecast") > 100
    engine.dispose()


@pytest.mark.soak
def test_records_that_are_no_demonstration_are_left_alone(made: Path, tmp_path: Path) -> None:
    copy = tmp_path / "portal.sqlite3"
    copy.write_bytes((made / "portal.sqlite3").read_bytes())
    engine = create_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM job_run WHERE job = 'demonstration'"))
    before = rows_in(engine, "service")
    refused = demo(tmp_path, *SIZE, "--no-serve", "--refresh")
    assert refused.returncode == 1
    assert "left alone" in refused.stderr
    assert rows_in(engine, "service") == before > 0
    engine.dispose()


@pytest.mark.soak
def test_thrown_away_it_takes_along_what_a_worker_sealed(made: Path, tmp_path: Path) -> None:
    """Seals and promises are records that no going back loses without being told to."""
    folder = tmp_path / "worked"
    shutil.copytree(made, folder)
    worker = [sys.executable, "-m", "flask", "--app", "portal", "worker", "--once"]
    subprocess.run(worker, cwd=ROOT, env=environment(folder), capture_output=True, check=True)
    assert (folder / "audit-head").exists()
    refreshed = demo(folder, *SIZE, "--no-serve", "--refresh")
    assert refreshed.returncode == 0, refreshed.stderr
    assert not (folder / "audit-head").exists()
