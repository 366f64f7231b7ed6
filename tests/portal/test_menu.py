"""The ways that every page offers, and which of them says that the reader is on it."""

from __future__ import annotations

import re

import pytest
from flask import Flask, render_template_string

from portal.looking import GROUP_OF_PAGE, OWN_PAGES

WAYS = ["Courts", "Services", "Areas", "Prisons", "Plan", "Sheets", "About"]
HERE = re.compile(r'aria-current="(\w+)">(\w+)</a>')


def masthead_at(shell: Flask, path: str) -> str:
    with shell.test_request_context(path):
        return render_template_string(
            '{% from "macros/page.html" import masthead with context %}{{ masthead() }}'
        )


def test_seven_ways_in_their_order(shell: Flask) -> None:
    assert re.findall(r'class="ways__link"[^>]*>(\w+)</a>', masthead_at(shell, "/")) == WAYS


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", []),
        ("/courts", [("page", "Courts")]),
        ("/courts/preston-magistrates-court", [("true", "Courts")]),
        ("/services", [("page", "Services")]),
        ("/providers/one", [("true", "Services")]),
        ("/areas", [("page", "Areas")]),
        ("/areas/north-west", [("true", "Areas")]),
        ("/coverage", [("true", "Areas")]),
        ("/prisons/pri", [("true", "Prisons")]),
        ("/packages", [("page", "Plan")]),
        ("/sheets", [("page", "Sheets")]),
        ("/about/rules/strands", [("true", "About")]),
        ("/prisonsandmore", []),
    ],
)
def test_the_way_that_one_is_on_says_so(
    shell: Flask, path: str, here: list[tuple[str, str]]
) -> None:
    assert HERE.findall(masthead_at(shell, path)) == here


def test_each_page_of_a_group_is_one_of_somebodys_own() -> None:
    assert set(GROUP_OF_PAGE) <= {path for _, _, path in OWN_PAGES}
