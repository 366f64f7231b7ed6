"""The worker seals within a round; the head outside is never put over what it contradicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.heads import Head, HeadFiles
from directory.audit.models import AuditRow, AuditSeal
from directory.audit.recording import record_act
from directory.audit.sealing import head_of
from directory.providers.editing import add_provider
from portal.audit.sealing import LOOK_AT_ALL_EVERY, Sealing, export_day
from tests.makers.days import NOW
from tests.makers.people import actor

pytestmark = pytest.mark.usefixtures("at_work", "head")

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def head(app: Flask, tmp_path: Path) -> Iterator[HeadFiles]:
    before = {name: app.config[name] for name in ("AUDIT_HEAD", "AUDIT_KEY")}
    app.config["AUDIT_HEAD"] = tmp_path / "audit-head"
    yield HeadFiles(tmp_path / "audit-head")
    app.config.update(before)


def record(session: Session, times: int = 1, *, at: dt.datetime = NOW) -> None:
    by = actor(session)
    for _ in range(times):
        record_act(session, Act.PROVIDER_EDIT, "provider", by=by, at=at, after={"name": "Anawim"})
    session.commit()


def sealed(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(AuditSeal)) or 0


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", *words])
    said = result.output if isinstance(result.exception, SystemExit | None) else result.exception
    return result.exit_code, str(said)


def all_sealed(at: dt.datetime = NOW) -> Sealing:
    sealing = Sealing(lambda: at)
    while sealing.one_pass():
        pass
    return sealing


def test_new_rows_are_sealed_in_the_next_round_and_the_head_follows(
    session: Session, head: HeadFiles
) -> None:
    sealing = all_sealed()
    assert head.head() is None
    record(session, 3)
    assert sealing.one_pass()
    assert not sealing.one_pass()
    assert sealed(session) == 3
    record(session, 2)
    assert sealing.one_pass()
    newest, kept = head_of(session), head.head()
    assert newest is not None
    assert kept == Head(5, newest.mac, NOW)


def test_a_row_seen_late_is_sealed_at_the_next_look_at_all(session: Session) -> None:
    """On PostgreSQL one with a lower number may be seen after those above it were sealed."""
    clock = [NOW]
    sealing = Sealing(lambda: clock[0])
    record(session)
    [by_id] = set(session.scalars(select(AuditRow.by_id)))
    session.execute(text("SELECT 1"))
    session.add_all([_row(900, by_id), _row(1_000, by_id)])
    session.commit()
    while sealing.one_pass():
        pass
    session.add(_row(500, by_id))
    session.commit()
    assert sealing.one_pass()  # what was sealed an hour ago at most is looked at each time
    clock[0] = NOW + 2 * HOUR
    while sealing.one_pass():
        pass
    session.add(_row(400, by_id))
    session.commit()
    assert not sealing.one_pass()
    clock[0] += LOOK_AT_ALL_EVERY
    assert sealing.one_pass()
    assert sealed(session) == 5


def _row(number: int, by_id: int) -> AuditRow:
    return AuditRow(
        id=number, happened_at=NOW, by_id=by_id, act="provider:edit", subject_kind="provider"
    )


def test_without_a_key_it_says_so_once_and_seals_nothing(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["AUDIT_KEY"] = None
    record(session)
    sealing = Sealing(lambda: NOW)
    assert not sealing.one_pass()
    assert not sealing.one_pass()
    assert sealed(session) == 0
    assert caplog.text.count("PORTAL_AUDIT_KEY is not set") == 1
    code, told = run(app, "verify")
    assert code == 1
    assert "Set PORTAL_AUDIT_KEY" in told


def test_another_key_seals_nothing(
    app: Flask, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    record(session)
    all_sealed()
    app.config["AUDIT_KEY"] = "the key of another installation, 32 letters"
    record(session)
    assert not Sealing(lambda: NOW).one_pass()
    assert sealed(session) == 1
    assert "not the key" in caplog.text
    code, told = run(app, "verify")
    assert code == 1
    assert "Set the key of this installation" in told


def test_a_head_that_the_chain_contradicts_is_kept(
    session: Session, head: HeadFiles, caplog: pytest.LogCaptureFixture
) -> None:
    """A copy was put back, or somebody cut off the tail: the file says how far it went."""
    ahead = Head(12, "a" * 64, NOW)
    head.replace(ahead)
    record(session, 2)
    all_sealed()
    assert sealed(session) == 2
    assert head.head() == ahead
    assert export_day(session, NOW) == 0
    assert "run “audit verify”" in caplog.text


def test_each_day_has_its_line(session: Session, head: HeadFiles) -> None:
    assert export_day(session, NOW) == 0
    record(session)
    all_sealed()
    assert [export_day(session, NOW), export_day(session, NOW + 24 * HOUR)] == [1, 1]
    assert len(head.days.read_text("ascii").splitlines()) == 2


def test_a_folder_that_cannot_be_written_stops_no_sealing(
    app: Flask, session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a file").touch()
    app.config["AUDIT_HEAD"] = tmp_path / "a file" / "audit-head"
    record(session)
    all_sealed()
    assert sealed(session) == 1
    assert "cannot be exported" in caplog.text


# ------------------------------------------------------------------------------- commands


def test_verify_says_how_many_are_whole(app: Flask, session: Session) -> None:
    record(session, 3)
    all_sealed()
    record(session)
    code, told = run(app, "verify")
    assert code == 0, told
    assert "as they were sealed: 3. Not sealed yet: 1. Head of 02 March 2027, 09:30 UTC" in told


def test_verify_names_the_first_bad_row(app: Flask, session: Session, head: HeadFiles) -> None:
    record(session, 3)
    all_sealed()
    head.replace(Head(7, "a" * 64, NOW))
    code, told = run(app, "verify")
    assert code == 1
    assert "position 4 of the chain, is missing with all that followed it" in told
    head.newest.unlink()
    assert "no exported head is there" in run(app, "verify")[1]


def test_show_tells_a_record_s_history_and_what_was_done_since_a_day(
    app: Flask, session: Session
) -> None:
    provider = add_provider(session, {"name": "Anawim"}, by=actor(session), at=NOW)
    session.commit()
    for called in (str(provider.public_id), str(provider.id)):
        code, told = run(app, "show", "provider", called)
        assert code == 0, told
        assert "02 March 2027, 09:30  Import of files: Provider added\n" in told
        assert "    Name: Anawim\n" in told
    assert (
        f"Provider added (provider {provider.id})" in run(app, "show", "--since", "2027-03-02")[1]
    )
    assert "Nothing was recorded" in run(app, "show", "--since", "2027-03-03")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show",), "Name a kind and a record"),
        (("show", "provider"), "Name a kind and a record"),
        (("show", "provider", "1", "--since", "2027-03-02"), "Name a kind and a record"),
        (("show", "castle", "1"), "There is no kind of record called “castle”"),
        (("show", "provider", "nobody"), "There is no provider called “nobody”"),
    ],
)
def test_what_show_cannot_tell_it_says(app: Flask, words: tuple[str, ...], said: str) -> None:
    code, told = run(app, *words)
    assert code != 0
    assert said in told
