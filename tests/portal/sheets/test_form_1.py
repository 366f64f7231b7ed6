"""Sheets of form 1 as they were made and shown: the bytes and the words of that day, for ever.

The files beside this test were written by the program that made such sheets: they may never be
written anew.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask, render_template

from commissioning.sheets.document import from_bytes, sha256_of
from commissioning.sheets.reference import in_groups
from commissioning.sheets.showing import OpenSheet
from portal.sheets.pages import sheet_page
from tests.portal.sheets.reading import words

WRITTEN = Path(__file__).parent / "form_1"
NAMES = sorted(path.stem for path in WRITTEN.glob("*.json"))
MADE_ON = dt.date(2027, 3, 2)


def opened(name: str) -> OpenSheet:
    kept = (WRITTEN / f"{name}.json").read_bytes()
    read = from_bytes(kept)
    return OpenSheet(
        reference=in_groups(read.reference),
        question=read.question,
        answer=read.answer,
        court_slug="preston-magistrates-court",
        document=kept,
        document_sha256=sha256_of(kept),
        form=read.form,
    )


def shown(shell: Flask, name: str) -> str:
    with shell.test_request_context():
        page = sheet_page(opened(name), today=MADE_ON)
        return words(render_template("sheets/sheet.html", page=page))


MARK_THEN = (
    "Some providers and figures are generated to show how the service works."
    " Do not rely on them in court."
)
MARK_NOW = "Generated providers and figures. Do not rely on them in court."
"""The mark around a sheet is the page's, not the sheet's."""


def test_there_are_sheets_of_the_first_form() -> None:
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_as_what_it_is(name: str) -> None:
    """By the first rules: nothing of what came later is put into its mouth."""
    sheet = opened(name)
    assert (sheet.form, sheet.answer.rules_version) == (1, 1)
    for found in sheet.answer.requirements:
        assert (found.strands, found.statements, found.leads, found.because) == ((), (), None, None)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_word_for_word_what_it_said(shell: Flask, name: str) -> None:
    then = " ".join((WRITTEN / f"{name}.txt").read_text("utf-8").split())
    assert shown(shell, name) == then.replace(MARK_THEN, MARK_NOW)


@pytest.mark.parametrize("newer", ["Half start", "Starts later", "Not known to this portal: ring"])
def test_the_words_of_later_rules_are_not_put_on_it(shell: Flask, newer: str) -> None:
    assert [name for name in NAMES if newer in shown(shell, name)] == []
