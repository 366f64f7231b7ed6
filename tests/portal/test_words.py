"""Welsh is offered once its words exist; what lacks them is marked as English."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, request
from flask.testing import FlaskClient

from portal.showing.onward import SEALED, in_language
from portal.showing.words import page_language
from tests.portal.conftest import MakeShell


@pytest.fixture
def shell_with_welsh(make_shell: MakeShell, tmp_path: Path) -> Flask:
    """A catalogue that knows two words (official: both stand in the Welsh GOV.UK footer)."""
    catalogue = Catalog(locale="cy")
    catalogue.add("Privacy", "Preifatrwydd")
    catalogue.add("Accessibility", "Hygyrchedd")
    written = io.BytesIO()
    write_mo(written, catalogue)
    folder = tmp_path / "translations" / "cy" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(written.getvalue())
    return make_shell(BABEL_TRANSLATION_DIRECTORIES=str(tmp_path / "translations"))


def test_without_welsh_words_no_switch_and_no_welsh_page(visitor: FlaskClient) -> None:
    html = visitor.get("/?lang=cy").text
    assert '<html lang="en"' in html
    assert "Cymraeg" not in html


def test_with_welsh_words_the_page_is_welsh_and_marks_its_english(shell_with_welsh: Flask) -> None:
    html = shell_with_welsh.test_client().get("/?lang=cy").text
    assert '<html lang="cy"' in html
    assert "Preifatrwydd" in html
    assert '<span lang="en">Or begin with what you do</span>' in html


def test_a_command_speaks_english(shell: Flask) -> None:
    with shell.app_context():
        assert page_language() == "en"


def test_links_keep_the_language(shell_with_welsh: Flask) -> None:
    html = shell_with_welsh.test_client().get("/about?lang=cy").text
    assert 'href="/about/privacy?lang=cy"' in html
    assert 'href="/courts?lang=cy"' in html
    assert 'href="?lang=en" lang="en"' in html


def test_another_language_keeps_what_the_address_asks_but_no_postcode(
    shell_with_welsh: Flask,
) -> None:
    word = "g" * 676
    with shell_with_welsh.test_request_context(
        "/courts/x?requirement=curfew&area=a&area=b&lang=en&q=PR1&asked=forged"
    ):
        request.environ[SEALED] = word
        kept = "requirement=curfew&area=a&area=b&lang=cy"
        assert in_language("cy") == f"?{kept}&asked={word}"
        del request.environ[SEALED]
        assert in_language("cy") == f"?{kept}"


def test_the_english_page_offers_welsh(shell_with_welsh: Flask) -> None:
    html = shell_with_welsh.test_client().get("/").text
    assert 'href="?lang=cy" lang="cy"' in html
    assert "Cymraeg" in html
    assert '<span lang="en">' not in html
