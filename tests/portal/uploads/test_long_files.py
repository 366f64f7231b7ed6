"""Long files are done by the worker, and told while they are; two files at once change it once."""

from __future__ import annotations

import threading
import uuid
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.uploads import sending
from commissioning.uploads.models import Upload, UploadState
from commissioning.uploads.sending import SaidOfFile, apply_upload, send, told_about
from commissioning.uploads.uploaders import Uploader, uploader_of
from directory.accounts.models import Membership
from directory.people.roles import Role
from portal.extensions import begin_writing, db
from portal.running.transactions import in_reading, in_writing
from portal.uploads.passes import DoingFiles
from portal.uploads.progress import Telling, rows_done
from portal.uploads.sender import own_secrets
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.databases import application, new_postgresql_database, new_sqlite_database
from tests.makers.days import NOW, TODAY

ROWS = 6
GROUPS = "external_id,line,planned_start,places\n" + "".join(
    f"g{number},line-ours,2027-05-0{number + 1},8\n" for number in range(ROWS)
)


@dataclass
class WorkerDesk:
    app: Flask
    folder: Path
    member_id: int

    def send(self, content: str, kind: str = "groups") -> int:
        path = self.folder / f"{kind}.csv"
        path.write_text(content)

        def change(session: Session) -> int:
            member, uploader = self.who(session)
            upload = send(
                session, path, kind, "", member=member, uploader=uploader, said=SaidOfFile(TODAY),
                secrets=own_secrets(), at=NOW,
            )  # fmt: skip
            session.flush()
            return upload.id

        return in_writing(change)

    def who(self, session: Session) -> tuple[Membership, Uploader]:
        member = session.get_one(Membership, self.member_id)
        uploader = uploader_of(session, member, on=TODAY)
        assert uploader is not None
        return member, uploader

    def apply(self, key: int) -> None:
        def change(session: Session) -> None:
            upload = session.get_one(Upload, key)
            apply_upload(
                session, upload, shown_digest=upload.shown_digest or "",
                uploader=self.who(session)[1], secrets=own_secrets(), at=NOW,
            )  # fmt: skip

        in_writing(change)

    def state(self, key: int) -> UploadState:
        return in_reading(lambda session: session.get_one(Upload, key).state)

    def groups(self) -> int:
        return in_reading(lambda session: session.scalar(select(func.count(Group.id))) or 0)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def desk(request: pytest.FixtureRequest, scratch: Path, tmp_path: Path) -> Iterator[WorkerDesk]:
    is_sqlite = request.param == "sqlite"
    url = new_sqlite_database(scratch) if is_sqlite else new_postgresql_database()
    app = application(url, tmp_path)
    with app.app_context():
        begin_writing(db.session())
        member = SendingDesk(db.session(), tmp_path).member(Role.PROVIDER_ADMINISTRATOR)
        db.session().commit()
        made = WorkerDesk(app, tmp_path, member.id)
        db.session.remove()
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def long_from_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 3)


def work() -> bool:
    return DoingFiles(lambda: NOW).one_pass()


def test_the_worker_checks_it_then_applies_it(desk: WorkerDesk, long_from_4: None) -> None:
    key = desk.send(GROUPS)
    assert desk.state(key) is UploadState.WAITING
    assert work()
    assert desk.state(key) is UploadState.SHOWN
    assert desk.groups() == 0
    desk.apply(key)
    assert desk.state(key) is UploadState.TO_APPLY
    assert desk.groups() == 0
    assert work()
    assert desk.state(key) is UploadState.APPLIED
    assert desk.groups() == ROWS
    assert not work()


def test_a_wrong_cell_of_a_long_file_is_told_at_once_and_what_it_holds_is_not_kept(
    desk: WorkerDesk, long_from_4: None
) -> None:
    key = desk.send(GROUPS.replace("2027-05-01", "AB 12 34 56 C"))
    sealed = in_reading(lambda session: session.get_one(Upload, key).kept_rows)
    assert desk.state(key) is UploadState.REFUSED
    assert b"AB 12 34 56 C" not in zlib.decompress(own_secrets().opened(sealed or b""))
    assert not work()


def test_what_the_worker_refuses_is_told(desk: WorkerDesk, long_from_4: None) -> None:
    key = desk.send(GROUPS.replace("g3,line-ours", "g3,line-theirs"))
    assert work()
    told = in_reading(lambda session: told_about(session.get_one(Upload, key), own_secrets()))
    assert told is not None
    assert [(one.row, one.column) for one in told.tables[0].errors] == [(5, "line")]
    assert desk.state(key) is UploadState.REFUSED


def test_whoever_has_left_meanwhile_has_nothing_applied(
    desk: WorkerDesk, long_from_4: None
) -> None:
    key = desk.send(GROUPS)

    def leave(session: Session) -> None:
        session.get_one(Membership, desk.member_id).ended_at = NOW

    in_writing(leave)
    assert work()
    assert desk.state(key) is UploadState.FAILED
    assert desk.groups() == 0


def test_two_at_once_change_it_once(desk: WorkerDesk) -> None:
    """Whichever comes second finds what it would change changed already, and shows it anew."""
    keys = [desk.send(GROUPS), desk.send(GROUPS)]
    begun = threading.Barrier(2)

    def apply(key: int) -> None:
        with desk.app.app_context():
            begun.wait()
            desk.apply(key)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(apply, keys))
    assert sorted(desk.state(key) for key in keys) == [UploadState.APPLIED, UploadState.SHOWN]
    assert desk.groups() == ROWS


def test_a_worker_that_is_killed_leaves_the_file_to_the_next(
    desk: WorkerDesk, long_from_4: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = desk.send(GROUPS)
    assert work()
    desk.apply(key)

    def killed(_telling: Telling, _rows: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(Telling, "__call__", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert desk.state(key) is UploadState.TO_APPLY
    assert desk.groups() == 0
    assert work()
    assert desk.groups() == ROWS


def test_what_a_killed_worker_told_is_not_the_next_ones(desk: WorkerDesk) -> None:
    public_id = uuid.uuid4()
    Telling(public_id)(5_000)
    assert rows_done(public_id) == 5_000
    Telling(public_id).begin()
    assert rows_done(public_id) == 0


def test_progress_is_told_past_the_database(desk: WorkerDesk) -> None:
    key = desk.send(GROUPS)
    public_id = in_reading(lambda session: session.get_one(Upload, key).public_id)
    telling = Telling(public_id)
    assert rows_done(public_id) == 0
    telling(90)
    assert rows_done(public_id) == 0
    telling(30)
    assert rows_done(public_id) == 120
    telling.end()
    assert rows_done(public_id) == 0
