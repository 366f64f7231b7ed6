"""Headers, sizes, static files and logs of every answer."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.running.logs import JsonLines
from portal.showing import assets

PAGES = ("/", "/about", "/about/data", "/about/rules", "/about/privacy", "/about/accessibility")
FIRST_VISIT_BYTES = 100_000
LATER_VISIT_BYTES = 30_000
GZIP = {"Accept-Encoding": "gzip"}


def linked_files(html: str) -> set[str]:
    return set(re.findall(r'"(/static/[^"]+)"', html))


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_a_strict_policy_and_no_cookie(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_runs_without_the_word_of_this_request(
    visitor: FlaskClient, path: str
) -> None:
    answer = visitor.get(path)
    words = set(re.findall(r'nonce="([^"]+)"', answer.text))
    assert len(words) == 1
    assert f"'nonce-{words.pop()}'" in answer.headers["Content-Security-Policy"]
    for tag in re.findall(r"<script[^>]*>", answer.text):
        assert "nonce=" in tag
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)


def test_the_word_is_new_each_time(visitor: FlaskClient) -> None:
    first, second = (visitor.get("/").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


@pytest.mark.parametrize("path", PAGES)
def test_pages_say_who_runs_the_service_and_whom_to_ring(visitor: FlaskClient, path: str) -> None:
    text = visitor.get(path).text
    assert "The Demonstration Probation Partnership" in text
    assert 'href="tel:01632960000"' in text
    assert '<html lang="en"' in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_first_and_later_visits_are_light(visitor: FlaskClient, path: str) -> None:
    page = visitor.get(path, headers=GZIP)
    assert page.headers["Content-Encoding"] == "gzip"
    later = len(page.data)
    files = linked_files(gzip.decompress(page.data).decode())
    first = later + sum(len(visitor.get(file, headers=GZIP, buffered=True).data) for file in files)
    assert later <= LATER_VISIT_BYTES
    assert first <= FIRST_VISIT_BYTES


def test_a_reader_without_gzip_gets_plain_text(visitor: FlaskClient) -> None:
    answer = visitor.get("/", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert visitor.get("/", headers={"Accept-Encoding": "gzip;q=0"}).text.startswith("<!DOCTYPE")


def test_every_linked_file_is_there_and_kept_for_ever(visitor: FlaskClient) -> None:
    files = linked_files(visitor.get("/").text)
    assert len(files) == 4  # two stylesheets, one script, one icon
    for file in files:
        answer = visitor.get(file, buffered=True)
        assert answer.status_code == 200, file
        assert "immutable" in answer.headers["Cache-Control"]


def test_crawlers_are_told_at_the_fixed_address(visitor: FlaskClient) -> None:
    answer = visitor.get("/robots.txt", buffered=True)
    assert answer.status_code == 200
    assert "Disallow: /api/" in answer.text


@pytest.mark.parametrize("path", ["/static/vendor/refresh.py", "/static/portal.css.gz"])
def test_what_is_not_for_browsers_is_not_served(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_compressed_files_are_level_with_their_sources() -> None:
    behind = [
        path.name
        for path in assets.FOLDER.rglob("*")
        if path.suffix in {".css", ".js", ".svg"} and not assets.compressed_is_current(path)
    ]
    assert behind == [], "run: python portal/static/vendor/refresh.py"


def test_a_changed_file_is_seen_to_be_ahead_of_its_compressed_copy(tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("a{}")
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(b"a{}"))
    assert assets.compressed_is_current(sheet)
    sheet.write_text("b{}")
    assert not assets.compressed_is_current(sheet)


def test_no_crest_crown_or_government_font_is_shipped() -> None:
    for path in assets.FOLDER.rglob("*"):
        if path.suffix in {".css", ".js", ".svg"}:
            assert not re.search(r"crest|GDS Transport|@font-face", path.read_text("utf-8")), path


def test_the_log_holds_nothing_that_was_asked(shell: Flask) -> None:
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("portal")
    logger.addHandler(handler)
    try:
        answer = shell.test_client().get("/about/data?postcode=PR28AB")
        shell.test_client().post("/nowhere/PR28AB", data={"postcode": "PR28AB"})
    finally:
        logger.removeHandler(handler)
    first, *_ = (json.loads(line) for line in lines.getvalue().splitlines())
    assert first["route"] == "/about/data"
    assert first["status"] == 200
    assert first["request"] == answer.headers["X-Request-ID"]
    assert "PR28AB" not in lines.getvalue()


def test_a_logged_fault_keeps_its_places_and_not_its_words() -> None:
    try:
        raise ValueError("postcode PR2 8AB")
    except ValueError as error:
        record = logging.LogRecord(
            "portal", logging.ERROR, "", 0, "fault", None, (type(error), error, error.__traceback__)
        )
    line = JsonLines().format(record)
    assert json.loads(line)["error"] == "ValueError"
    assert "test_answers.py" in line
    assert "PR2" not in line
