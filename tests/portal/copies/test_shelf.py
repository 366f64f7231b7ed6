"""Copies in their folder: whole or not there, and gone when their page is."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import os
from pathlib import Path

import pytest

from directory.clock import LONDON
from portal.copies.addresses import Address
from portal.copies.shelf import Copy, CopyShelf, narrowed
from tests.makers.days import NOW

COURT = Address("/courts/preston", ("court", "preston"))
HOME = Address("/")


@pytest.fixture
def shelf(tmp_path: Path) -> CopyShelf:
    return CopyShelf(tmp_path / "copies")


def keep(shelf: CopyShelf, address: Address, words: str, *, at: dt.datetime = NOW) -> None:
    shelf.keep(address, at, page=words, offline=words, answer=json.dumps({"said": words}))


def test_page_and_json_come_back_with_their_moment(shelf: CopyShelf) -> None:
    keep(shelf, COURT, "a court\nand more")
    assert shelf.page(COURT.path) == Copy(NOW, "a court\nand more")
    assert shelf.answer(("court", "preston")) == Copy(NOW, '{"said": "a court\\nand more"}')
    assert shelf.page("/") is None


@pytest.mark.parametrize(
    "path", ["/courts/../../secret", "/courts/preston/..", "//etc", "/Courts", "/courts/a%2fb", ""]
)
def test_address_that_is_no_plain_path_finds_nothing(shelf: CopyShelf, path: str) -> None:
    keep(shelf, HOME, "home")
    (shelf.folder / "secret").mkdir()
    (shelf.folder / "secret" / "page.html.gz").write_bytes(gzip.compress(b"2027-03-02\nsecret"))
    assert shelf.page(path) is None


@pytest.mark.parametrize("slug", ["../../shown/answers/court/preston", "a/b/../..", "", "%2e%2e"])
def test_json_of_no_plain_slug_finds_nothing(shelf: CopyShelf, slug: str) -> None:
    keep(shelf, COURT, "a court")
    assert shelf.answer(("court", slug)) is None


@pytest.mark.parametrize(
    ("age", "is_fresh"),
    [
        (dt.timedelta(0), True),
        (dt.timedelta(days=34, hours=23), True),
        (dt.timedelta(days=35), True),
        (dt.timedelta(days=35, seconds=1), False),
        (dt.timedelta(days=35, hours=1), False),
        (dt.timedelta(days=36), False),
    ],
)
def test_copy_may_be_shown_for_35_days(age: dt.timedelta, is_fresh: bool) -> None:
    assert Copy(NOW - age, "").is_fresh(NOW) is is_fresh


def test_clocks_that_change_make_no_copy_older_or_younger() -> None:
    """35 days of 24 hours: summer time begins on 28 March 2027 and ends on 31 October."""
    for day in (dt.date(2027, 3, 10), dt.date(2027, 10, 10)):
        midday = dt.datetime.combine(day, dt.time(12), LONDON)
        copy = Copy(midday.astimezone(dt.UTC), "")
        last = copy.made_at + dt.timedelta(days=35)
        assert copy.is_fresh(last.astimezone(LONDON))
        assert not copy.is_fresh((last + dt.timedelta(seconds=1)).astimezone(LONDON))


@pytest.mark.parametrize("left", [0, 1, 20, -1])
def test_torn_file_is_no_copy(
    shelf: CopyShelf, caplog: pytest.LogCaptureFixture, left: int
) -> None:
    keep(shelf, COURT, "a court " * 100)
    [file] = shelf.shown.rglob("page.html.gz")
    file.write_bytes(file.read_bytes()[:left])
    assert shelf.page(COURT.path) is None
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_writing_that_fails_half_way_leaves_whole_copies(
    shelf: CopyShelf, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    """A disk that is full in the middle of the first, second, third or fourth file."""
    keep(shelf, COURT, "the earlier")
    write_bytes, written = Path.write_bytes, itertools.count(1)

    def full(path: Path, content: bytes) -> int:
        if next(written) < fails_at:
            return write_bytes(path, content)
        write_bytes(path, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        keep(shelf, COURT, "the later")
    monkeypatch.undo()
    assert shelf.page(COURT.path) == Copy(NOW, "the earlier")
    whole = {"the earlier", "the later"}
    assert (shelf.offline / "courts/preston/index.html").read_text() in whole
    for answer in (
        shelf.answer(("court", "preston")),
        Copy(NOW, (shelf.offline / "courts/preston/availability.json").read_text()),
    ):
        assert answer is not None
        assert json.loads(answer.text)["said"] in whole


def test_what_is_no_more_is_removed_with_what_a_killed_run_left(shelf: CopyShelf) -> None:
    for address in (HOME, COURT, Address("/areas/a/b", ("ldu", "b"))):
        keep(shelf, address, address.path)
    (shelf.offline / "index.html.part").write_text("half")
    assert shelf.remove_all_but([HOME, COURT], (), now=NOW) == 1
    left = {
        str(path.relative_to(shelf.folder)) for path in shelf.folder.rglob("*") if path.is_file()
    }
    assert left == {
        "shown/pages/page.html.gz",
        "shown/pages/courts/preston/page.html.gz",
        "shown/answers/court/preston.json.gz",
        "offline/index.html",
        "offline/courts/preston/index.html",
        "offline/courts/preston/availability.json",
    }
    assert not (shelf.offline / "areas").exists()


def test_style_sheet_stays_as_long_as_a_copy_may_link_to_it(
    shelf: CopyShelf, tmp_path: Path
) -> None:
    source = tmp_path / "portal.css"
    source.write_text("p{}")
    shelf.keep_assets({f"/static/portal.{number}.css": source for number in (1, 2, 3)})
    for number, days in ((1, 36), (2, 34), (3, 36)):
        then = (NOW - dt.timedelta(days=days)).timestamp()
        os.utime(shelf.offline / f"static/portal.{number}.css", (then, then))
    shelf.remove_all_but([], ["/static/portal.3.css"], now=NOW)
    left = sorted(file.name for file in shelf.offline.rglob("*.css"))
    assert left == ["portal.2.css", "portal.3.css"]


def test_one_process_at_a_time_writes(shelf: CopyShelf) -> None:
    with shelf.held() as first, shelf.held() as second:
        assert (first, second) == (True, False)
    with shelf.held() as again:
        assert again


def test_json_can_be_narrowed_to_a_requirement_that_it_has() -> None:
    copy = Copy(NOW, json.dumps({"requirements": [{"code": "programme"}, {"code": "curfew"}]}))
    found = narrowed(copy, "curfew")
    assert found is not None
    assert json.loads(found) == {"requirements": [{"code": "curfew"}]}
    assert narrowed(copy, "nothing") is None
