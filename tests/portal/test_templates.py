"""The pieces that the courts' pages are built from."""

from __future__ import annotations

import re
from typing import Final

import pytest
from flask import Flask, render_template_string

STATUSES: Final = (
    "available", "waiting_list", "at_once", "not_within_order", "not_confirmed", "not_available",
)  # fmt: skip
REASONS: Final = ("not_commissioned", "full", "no_staff", "not_accredited_here", "not_confirmed")


def rendered(shell: Flask, template: str, **values: object) -> str:
    with shell.test_request_context("/"):
        return render_template_string(template, **values)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_words_and_not_only_a_colour(shell: Flask, status: str) -> None:
    html = rendered(
        shell, '{% from "macros/status.html" import status_tag %}{{ status_tag(s) }}', s=status
    )
    words = re.sub("<[^>]+>", "", html).strip()
    assert words
    assert "_" not in words


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_a_sentence(shell: Flask, reason: str) -> None:
    words = rendered(
        shell, '{% from "macros/status.html" import reason_words %}{{ reason_words(r) }}', r=reason
    )
    assert len(words.split()) >= 4


def test_a_narrow_table_names_the_column_in_each_cell(shell: Flask) -> None:
    html = rendered(
        shell,
        '{% from "macros/table.html" import data_table %}'
        '{{ data_table("Lines", ["Service", "Waiting"], [["<b>", "about 15"]], numeric=(1,)) }}',
    )
    assert '<caption class="govuk-table__caption govuk-table__caption--m">Lines</caption>' in html
    assert 'data-label="Waiting"' in html
    assert "&lt;b&gt;" in html
    assert 'scope="row"' in html


def test_bars_have_words_and_no_inline_style(shell: Flask) -> None:
    html = rendered(
        shell,
        '{% from "macros/status.html" import start_bar, used_bar %}'
        '{{ start_bar(365, 10, 50, 30, "Likely 3 May") }}{{ used_bar(120, "about 120% used") }}',
    )
    assert html.count('role="img"') == 2
    assert 'aria-label="about 120% used"' in html
    assert "style" not in html
