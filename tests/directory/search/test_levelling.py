"""The index agrees with the records after the next pass, whatever happened before it."""

from __future__ import annotations

import datetime as dt
import fcntl
import itertools
import json
import os
import random
import shutil
import signal
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.search.catalogue import Catalogue
from directory.search.document import Document, documents, versions
from directory.search.errors import WordsNotReady
from directory.search.index import change_index, open_index, rebuild_index
from directory.search.levelling import LOCK, Levelled, Leveller
from directory.services.editing import publish_listing, withdraw_service
from directory.services.listing import Listing
from directory.services.serving import serve_areas, stop_serving
from tests.directory.search.conftest import Ask
from tests.directory.search.town import TODAY, Town
from tests.makers.days import NOW
from tests.makers.people import actor


def is_level(session: Session, folder: Path) -> bool:
    return open_index(folder).held() == versions(session)


def test_the_first_pass_builds_it_and_the_second_has_nothing_to_do(
    session: Session, town: Town, folder: Path
) -> None:
    assert is_level(session, folder)
    leveller = Leveller(folder)
    assert leveller.level(session, today=TODAY) == Levelled()
    assert leveller.level(session, today=TODAY) == Levelled()


def test_only_what_differs_is_written(session: Session, town: Town, folder: Path) -> None:
    by = actor(session)
    publish_listing(session, town.services["debt"], Listing("New", "Words."), by=by, at=NOW)
    withdraw_service(session, town.services["drugs"], by=by, at=NOW)
    assert Leveller(folder).level(session, today=TODAY) == Levelled(written=1, struck_out=1)
    assert is_level(session, folder)


def test_a_long_import_is_taken_in_parts(
    session: Session, town: Town, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.search.levelling.AT_A_TIME", 3)
    for number, service in enumerate(town.services.values()):
        publish_listing(session, service, Listing(f"N {number}", "."), by=actor(session), at=NOW)
    leveller = Leveller(folder)
    done = [leveller.level(session, today=TODAY) for _ in range(4)]
    assert [(one.written, one.is_level) for one in done] == [
        (3, False),
        (3, False),
        (2, True),
        (0, True),
    ]


def test_areas_that_begin_or_end_by_the_calendar_are_written_on_the_day(
    session: Session, town: Town, folder: Path, ask: Ask
) -> None:
    debt, leeds, last = town.services["debt"], town.areas["leeds"], dt.date(2027, 3, 9)
    starts = dt.date(2027, 3, 7)
    serve_areas(session, debt, [leeds], from_date=starts, by=actor(session), at=NOW)
    leveller = Leveller(folder)
    leveller.level(session, today=TODAY)
    assert leveller.level(session, today=dt.date(2027, 3, 6)) == Levelled()
    assert leveller.level(session, today=starts) == Levelled(written=1)
    stop_serving(session, debt, [leeds], last_day=last, by=actor(session), at=NOW)
    leveller.level(session, today=starts)
    assert leveller.level(session, today=last) == Levelled()
    assert leveller.level(session, today=last + dt.timedelta(days=1)) == Levelled(written=1)


def break_format(folder: Path) -> None:
    told = json.loads((folder / "current").read_text())
    (folder / "current").write_text(json.dumps(told | {"format": "1 of another library"}))


def remove_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def write_over(folder: Path, pattern: str, made: Callable[[bytes], bytes | None]) -> None:
    """Every file that matches says something else, or is gone (None)."""
    for path in folder.rglob(pattern):
        said = made(path.read_bytes())
        path.unlink() if said is None else path.write_bytes(said)


FAULTS: dict[str, Callable[[Path], None]] = {
    "another format": break_format,
    "nothing there": remove_all,
    "garbled pointer": lambda folder: write_over(folder, "current", lambda _: b"\xff\x00nonsense"),
    "empty pointer": lambda folder: write_over(folder, "current", lambda _: b""),
    "pointer elsewhere": lambda folder: write_over(
        folder, "current", lambda said: said.replace(b"words-", b"../../etc")
    ),
    "no contents": lambda folder: write_over(folder, "*.toc", lambda _: None),
    "garbled contents": lambda folder: write_over(folder, "*.toc", lambda _: b"nonsense"),
    "segment gone": lambda folder: write_over(folder, "*.seg", lambda _: None),
    "segment empty": lambda folder: write_over(folder, "*.seg", lambda _: b""),
    "segment cut short": lambda folder: write_over(
        folder, "*.seg", lambda said: said[: len(said) // 2]
    ),
    "segment garbled": lambda folder: write_over(folder, "*.seg", lambda said: bytes(len(said))),
}

left_open = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Whoosh leaves a damaged file to the garbage collector to close."""


@left_open
@pytest.mark.parametrize("fault", FAULTS)
def test_filters_answer_while_words_are_away_and_the_next_pass_brings_them_back(
    session: Session, town: Town, folder: Path, ask: Ask, fault: str
) -> None:
    FAULTS[fault](folder)
    found = ask("debt", filters={"area": ("central-lancashire",)})
    assert not found.words_ready
    assert found.total == 4
    assert Leveller(folder).level(session, today=TODAY).is_rebuilt
    found = ask("debt", filters={"area": ("central-lancashire",)})
    assert found.words_ready
    assert [hit.service.title for hit in found.hits] == ["Money matters"]


@left_open
def test_a_worker_that_is_running_mends_what_is_damaged_under_it(
    session: Session, town: Town, folder: Path, ask: Ask
) -> None:
    leveller = Leveller(folder)
    leveller.level(session, today=TODAY)
    FAULTS["segment cut short"](folder)
    assert not ask("debt").words_ready
    assert leveller.level(session, today=TODAY).is_rebuilt
    assert ask("debt").words_ready


def test_two_workers_do_not_write_at_once(session: Session, town: Town, folder: Path) -> None:
    publish_listing(
        session, town.services["debt"], Listing("New", "Words."), by=actor(session), at=NOW
    )
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert Leveller(folder).level(session, today=TODAY) == Levelled(is_level=False)
        assert Leveller(folder).rebuild(session, today=TODAY) == Levelled(is_level=False)
    assert Leveller(folder).level(session, today=TODAY) == Levelled(written=1)


def test_a_rebuild_does_not_interrupt_who_is_reading(
    session: Session, town: Town, folder: Path, ask: Ask, catalogue: Catalogue
) -> None:
    before = catalogue.view(session, today=TODAY).words
    assert before is not None
    for _ in range(3):
        Leveller(folder).rebuild(session, today=TODAY)
        assert before.of_stem("debt").docs.size == 1
        assert ask("debt").total == 1
    assert len(list(folder.glob("words-*"))) == 2


def test_a_writer_that_fails_changes_nothing(session: Session, town: Town, folder: Path) -> None:
    held = open_index(folder).held()
    some = list(documents(session, sorted(held), today=TODAY))

    def fails() -> Iterator[Document]:
        yield some[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_index(folder, fails(), gone=[some[1].service_id])
    assert open_index(folder).held() == held
    assert change_index(folder, some[:1], gone=())


def test_a_seed_set_elsewhere_repeats_no_name(session: Session, town: Town, folder: Path) -> None:
    """Whoosh draws the names of its files from the global `random`."""
    some = list(documents(session, versions(session), today=TODAY))
    for one in some:
        random.seed(1)
        change_index(folder, [one], gone=())
    assert is_level(session, folder)


def made_up(number: int, version: int) -> Document:
    return Document(number, version, f"Title {number} {version}", "Health", "words " * 50, "Leeds")


def calls_made(work: Callable[[], object], *, kill_at: int = 0) -> int:
    """How often the work calls and leaves functions, those in C as well; 0 for never killed."""
    calls = itertools.count(1)

    def call(_frame: object, _event: str, _function: object) -> None:
        if next(calls) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(call)
    work()
    sys.setprofile(None)
    return next(calls)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a process that does the work got as far as to kill itself at that call."""
    child = os.fork()
    if child == 0:
        calls_made(work, kill_at=step)
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.sqlite
def test_killed_at_any_step_it_holds_the_old_or_the_new(folder: Path) -> None:
    """The writer alone, killed ever closer to where it commits; a part is never seen."""
    old, new, later = ([made_up(n, version) for n in range(20)] for version in (1, 2, 3))
    rebuild_index(folder, old)
    left_by_killed: set[int] = set()

    def holds_new_after(step: int) -> bool:
        left = shutil.copytree(folder, folder.with_name(f"killed at {step}"))
        is_killed = killed_at(step, lambda: change_index(left, new, gone=()))
        held = open_index(left).held()
        assert set(held) == set(range(20))
        (version,) = set(held.values())
        assert change_index(left, later, gone=()), "who comes next is kept out by nothing"
        assert set(open_index(left).held().values()) == {3}
        if is_killed:
            left_by_killed.add(version)
        return version == 2

    rehearsed = shutil.copytree(folder, folder.with_name("rehearsed"))
    steps = calls_made(lambda: change_index(rehearsed, new, gone=()))
    assert not any(holds_new_after(step) for step in range(1, steps // 2, steps // 16))
    bisect_left(range(steps), x=True, lo=1, key=holds_new_after)
    assert left_by_killed == {1, 2}


def test_missing_words_are_a_refusal_that_can_be_told(folder: Path) -> None:
    with pytest.raises(WordsNotReady, match="back in a moment"):
        open_index(folder)
