"""The open pages copied as a reader would read them: all of them, nothing more, a few at a time."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.models import Service
from portal.about.rule_tables import shown_tables
from portal.copies import making
from portal.copies.addresses import pages_about
from portal.copies.editions import without_forms_and_scripts
from portal.copies.making import COPY_EVERY, LOOK_EVERY, PAGES_AT_A_TIME, Copying, NotCopied
from portal.copies.shelf import SHELF_LIFE, CopyShelf
from tests.makers.days import NOW, TODAY
from tests.makers.hidden import add_refuge
from tests.makers.scene import COURT, Scene, add_line, make_scene

COURT_PATH = f"/courts/{COURT}"
AREA_PATH = "/areas/north-west/central-lancashire"
PAGES = (
    "/", "/courts", "/areas", COURT_PATH, "/courts/nowhere-crown-court", AREA_PATH,
    "/areas/north-west/blackburn", "/areas/wales/north-wales", "/areas/north-west", "/areas/wales",
    "/about", "/about/data", "/about/rules", "/about/api", "/about/privacy",
    "/about/accessibility", *(f"/about/rules/{slug}" for slug in shown_tables()),
)  # fmt: skip


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene(session: Session) -> Scene:
    scene = make_scene(session)
    session.commit()
    return scene


@pytest.fixture
def shelf(
    app: Flask, scene: Scene, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CopyShelf]:
    """A folder of the test's own, of a portal with one scene in it."""
    monkeypatch.setitem(app.config, "DATA_DIR", tmp_path)
    with app.app_context():
        yield making.shelf()


def clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def later(by: dt.timedelta) -> time_machine.travel:
    return time_machine.travel(NOW + by, tick=False)


def everything_there_is() -> int:
    """How many pages are to be copied; pages about the portal may be added by others."""
    about = set(pages_about(current_app)) - set(PAGES)
    return len(PAGES) + len(about)


def everything_in(shelf: CopyShelf) -> dict[str, bytes]:
    return {
        str(file.relative_to(shelf.folder)): file.read_bytes()
        for file in sorted(shelf.folder.rglob("*"))
        if file.is_file()
    }


def test_copies_say_what_the_live_pages_say(shelf: CopyShelf, client: FlaskClient) -> None:
    done = Copying().all_now(clock)
    assert done is not None
    assert (done.copied, done.failed) == (everything_there_is(), 0)
    for path in PAGES:
        copy = shelf.page(path)
        assert copy is not None, path
        assert copy.made_at == NOW
        assert copy.text == without_forms_and_scripts(client.get(path).text), path


@pytest.mark.parametrize("asks", [("court", COURT), ("ldu", "blackburn")])
def test_json_is_the_live_one_and_its_moment(
    shelf: CopyShelf, client: FlaskClient, asks: tuple[str, str]
) -> None:
    Copying().all_now(clock)
    copy = shelf.answer(asks)
    assert copy is not None
    copied = json.loads(copy.text)
    assert copied.pop("copy_made_at") == "2027-03-02T09:30:00+00:00"
    assert copied.pop("copy_note")
    assert copied == client.get(f"/api/v1/availability?{asks[0]}={asks[1]}").get_json()


def test_folder_can_be_read_without_a_server(shelf: CopyShelf) -> None:
    """Each link of each page leads to a file that is there."""
    Copying().all_now(clock)
    pages = sorted(shelf.offline.rglob("*.html"))
    assert len(pages) >= len(PAGES)
    for page in pages:
        html = page.read_text("utf-8")
        assert "This page is a copy made on 2 March 2027 at 9:30am." in html
        for href in re.findall(r'(?:href|src)="([^"]+)"', html):
            if not re.match(r"#|https?:|tel:|mailto:", href):
                assert (page.parent / href.partition("#")[0]).is_file(), (page, href)


def test_each_start_in_the_folder_is_marked(shelf: CopyShelf, client: FlaskClient) -> None:
    """The mark hangs on the markup of a start; a page that tells them otherwise fails here."""
    Copying().all_now(clock)
    html = (shelf.offline / file_of_court()).read_text("utf-8")
    live = client.get(COURT_PATH).text
    dated = len(re.findall(r"Half start by [TMWFS]", live))
    assert dated > 5
    marked = re.findall(
        r"Half start by [TMWFS][^<]*</span> <span class=\"stale\">Said on 2 Mar 2027", html
    )
    assert len(marked) == dated


def file_of_court() -> str:
    return f"courts/{COURT}/index.html"


def test_run_is_done_a_few_pages_at_a_time_and_gone_on_with_by_another(shelf: CopyShelf) -> None:
    first = Copying()
    assert first.one_pass(clock)
    assert len(list(shelf.shown.rglob("page.html.gz"))) == PAGES_AT_A_TIME
    second = Copying()  # the first was killed
    passes = 1
    while second.one_pass(clock):
        passes += 1
    everything = everything_there_is()
    assert second.done.copied == everything - PAGES_AT_A_TIME
    assert passes <= everything // PAGES_AT_A_TIME + 1


def test_page_is_copied_again_after_an_hour(shelf: CopyShelf) -> None:
    copying = Copying()
    copying.all_now(clock)
    before = everything_in(shelf)
    with later(COPY_EVERY):  # made exactly an hour ago
        assert not copying.one_pass(clock)
    assert everything_in(shelf) == before
    with later(COPY_EVERY + LOOK_EVERY):
        assert copying.one_pass(clock)
        page = shelf.page("/")
    assert page is not None
    assert page.made_at == NOW + COPY_EVERY + LOOK_EVERY


def test_copies_of_a_clock_that_was_ahead_are_made_again_at_once(shelf: CopyShelf) -> None:
    copying = Copying()
    with later(dt.timedelta(days=1)):
        copying.all_now(clock)
    while copying.one_pass(clock):
        pass
    copy = shelf.page(COURT_PATH)
    assert copy is not None
    assert copy.made_at == NOW


def test_while_another_copies_this_one_does_not(shelf: CopyShelf) -> None:
    with shelf.held():
        assert Copying().all_now(clock) is None
        assert not Copying().one_pass(clock)
    assert not shelf.shown.exists()


def test_copies_of_an_area_that_is_closed_are_removed(shelf: CopyShelf, session: Session) -> None:
    Copying().all_now(clock)
    area = session.scalars(
        select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == "north-wales")
    ).one()
    area.valid_to = TODAY - dt.timedelta(days=1)
    session.commit()
    done = Copying().all_now(clock)
    assert done is not None
    assert done.removed == 2  # the area, and its region, which has no other
    assert shelf.page("/areas/wales/north-wales") is None
    assert shelf.answer(("ldu", "north-wales")) is None
    assert not (shelf.offline / "areas/wales").exists()


def test_failing_page_keeps_its_earlier_copy_and_spoils_no_other(
    shelf: CopyShelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Copying().all_now(clock)
    ask = making.asked_of_the_portal

    def fails_for_the_court(url: str) -> str:
        if url == COURT_PATH:
            raise KeyError("a fault that nobody foresaw")
        return ask(url)

    monkeypatch.setattr(making, "asked_of_the_portal", fails_for_the_court)
    with later(dt.timedelta(days=1)):
        done = Copying().all_now(clock)
        court, area = shelf.page(COURT_PATH), shelf.page(AREA_PATH)
    assert done is not None
    assert done.failed == 1
    assert court is not None
    assert area is not None
    assert area.made_at - court.made_at == dt.timedelta(days=1)
    assert "a page cannot be copied" in caplog.text


def test_records_that_go_while_a_run_is_on_leave_every_copy(
    shelf: CopyShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    Copying().all_now(clock)
    before = everything_in(shelf)

    def gone(url: str) -> str:
        raise NotCopied(url, 503)

    monkeypatch.setattr(making, "asked_of_the_portal", gone)
    with later(SHELF_LIFE):
        with pytest.raises(NotCopied):
            Copying().all_now(clock)
        assert not Copying().one_pass(clock)
    assert everything_in(shelf) == before


def test_records_without_any_court_remove_nothing(
    shelf: CopyShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    Copying().all_now(clock)
    before = len(everything_in(shelf))
    monkeypatch.setattr(making, "every_address", lambda *_, **__: [])
    Copying().all_now(clock)
    assert len(everything_in(shelf)) == before


def test_a_confidential_service_changes_no_file(
    shelf: CopyShelf, scene: Scene, session: Session
) -> None:
    Copying().all_now(clock)
    before = everything_in(shelf)
    add_refuge(session, scene)
    session.commit()
    Copying().all_now(clock)
    assert everything_in(shelf) == before


def test_what_has_become_secret_leaves_the_copies_at_the_next_look(
    shelf: CopyShelf, scene: Scene, session: Session
) -> None:
    """Not only when the hour is over: while the records are gone nobody can ask what is secret."""
    copying = Copying()
    copying.all_now(clock)
    assert "Women’s centre" in everything_said(shelf)
    with later(LOOK_EVERY):
        assert not copying.one_pass(clock), "nothing is due"
        scene.service("Women’s centre", session).exposure = Exposure.CONFIDENTIAL
        session.commit()
    with later(2 * LOOK_EVERY):
        while copying.one_pass(clock):
            pass
    assert "Women’s centre" not in everything_said(shelf)


def test_a_service_that_was_never_open_makes_nothing_due(
    shelf: CopyShelf, scene: Scene, session: Session
) -> None:
    copying = Copying()
    copying.all_now(clock)
    line = add_line(session, scene, "Rosewood refuge", "residence", kind=DeliveryKind.BED)
    session.get_one(Service, line.service_id).exposure = Exposure.CONFIDENTIAL
    session.commit()
    with later(LOOK_EVERY):
        assert not copying.one_pass(clock)


def everything_said(shelf: CopyShelf) -> str:
    return " ".join(
        (gzip.decompress(held) if name.endswith(".gz") else held).decode()
        for name, held in everything_in(shelf).items()
    )


def test_of_a_restricted_service_the_files_have_the_month_alone(shelf: CopyShelf) -> None:
    Copying().all_now(clock)
    page, answer = shelf.page(COURT_PATH), shelf.answer(("court", COURT))
    assert page is not None
    assert answer is not None
    assert "Half start by the end of May 2027." in page.text
    for words in (page.text, answer.text, (shelf.offline / file_of_court()).read_text("utf-8")):
        assert not re.search(r"11 May|2027-05-11", words)


def test_command_says_how_many_and_where(app: Flask, shelf: CopyShelf) -> None:
    result = app.test_cli_runner().invoke(args=["copies"])
    assert result.exit_code == 0, result.output
    assert f"Pages copied: {everything_there_is()}." in result.output
    assert str(shelf.offline / "index.html") in result.output
    with shelf.held():
        busy = app.test_cli_runner().invoke(args=["copies"])
    assert busy.exit_code == 1
    assert "copying already" in busy.output
