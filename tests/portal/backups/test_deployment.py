"""What is shipped in `deploy/`, tried by the programs that will read it."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from portal.extensions import db
from tests.bench.deployed import deployed, free_port, nginx_configuration
from tests.bench.slow_clients import slow_crowd, waits
from tests.databases import application
from tests.house.sources import ROOT
from tests.makers.places import make_area, make_court
from tests.patience import PATIENCE_SECONDS

DEPLOY = ROOT / "deploy"
LOGS = ("access_log", "error_log")
DEBIANS_RULE = "/var/log/nginx/*.log {\n    daily\n    rotate 14\n}\n"

pytestmark = pytest.mark.soak


def run(*command: str) -> str:
    """What it said, both ways; 0 is all that it may end with."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def shipped(file: Path, folder: Path) -> Path:
    """A copy for which the server's folders lie within this one."""
    copy = folder / file.name
    told = file.read_text("utf-8")
    for place in ("/srv/portal", "/etc/portal", "/var/log"):
        told = told.replace(place, f"{folder}{place}")
    copy.write_text(told, "utf-8")
    copy.chmod(0o644)
    return copy


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    programs = tmp_path / "srv/portal/current/.venv/bin"
    programs.mkdir(parents=True)
    for name in ("flask", "gunicorn"):
        (programs / name).touch(mode=0o755)
    units = [str(shipped(unit, tmp_path)) for unit in sorted(DEPLOY.glob("systemd/portal-*"))]
    assert len(units) == 4
    told = run("systemd-analyze", "verify", *units)
    assert not [line for line in told.splitlines() if "portal-" in line]


def test_logs_are_rotated_beside_the_rule_that_debian_ships(tmp_path: Path) -> None:
    """Of a log that two rules name logrotate takes neither."""
    for log in ("nginx/error.log", "portal/nginx.log", "portal/nginx-errors.log"):
        (tmp_path / "var/log" / log).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "var/log" / log).touch()
    debians = tmp_path / "nginx"
    debians.write_text(DEBIANS_RULE.replace("/var/log", f"{tmp_path}/var/log"), "utf-8")
    debians.chmod(0o644)
    ours = shipped(DEPLOY / "nginx/portal.logrotate", tmp_path)
    told = run("logrotate", "-d", "-s", str(tmp_path / "state"), str(debians), str(ours))
    assert "error:" not in told
    assert f"considering log {tmp_path}/var/log/portal/nginx.log" in told
    assert f"considering log {tmp_path}/var/log/portal/nginx-errors.log" in told


def test_each_log_that_nginx_is_told_to_write_is_rotated() -> None:
    site = (DEPLOY / "nginx/portal.conf").read_text("utf-8")
    logs = [line.split()[1] for line in site.splitlines() if line.strip().startswith(LOGS)]
    rotated = (DEPLOY / "nginx/portal.logrotate").read_text("utf-8")
    (pattern,) = [line.split()[0] for line in rotated.splitlines() if line.startswith("/")]
    assert [Path(log).match(pattern) for log in logs if log.startswith("/")] == [True, True]


def test_nginx_takes_the_site_as_it_is_shipped(tmp_path: Path) -> None:
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    whole = nginx_configuration(tmp_path, tmp_path / "web.sock", free_port())
    told = run("nginx", "-t", "-p", str(tmp_path), "-c", str(whole))
    assert "test is successful" in told
    assert "warn" not in told


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A portal with one court."""
    file = tmp_path / "data" / "portal.sqlite3"
    file.parent.mkdir()
    app = application(f"sqlite:///{file}", file.parent)
    with app.app_context():
        make_court(db.session(), serves=[make_area(db.session())])
        db.session.commit()
        db.engine.dispose()
    return file


def test_readers_are_answered_beside_slow_clients(database: Path, tmp_path: Path) -> None:
    """More of them than the portal has threads; without nginx nobody is answered."""
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    with deployed(database, tmp_path, behind_proxy=True) as door:
        with slow_crowd(door, "/about", 40) as crowd:
            waited = waits(door, ["/about", "/courts"], 0, PATIENCE_SECONDS)
            assert sum(client.holds for client in crowd.clients) == 40
        socket_file = (tmp_path / "web.sock").stat()
    assert None not in waited
    assert stat.S_IMODE(socket_file.st_mode) == 0o770
