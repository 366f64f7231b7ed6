"""What a reader finds on a page and a program in the JSON: the mark of each line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

TABLE_ROW: Final = re.compile(r'<tr id="(\w+)">.*?</tr>', re.DOTALL)
MARK: Final = re.compile(r'class="govuk-tag [^"]*\bmark--(\w+)"')
LINE: Final = re.compile(r'<article class="line">.*?</article>', re.DOTALL)
OPENED: Final = re.compile(r"<li>.*?</li>", re.DOTALL)
SERVICE: Final = re.compile(r'href="/services/([0-9a-f-]{36})')

Marks = dict[str, str]


def headlines_on(html: str) -> Marks:
    """By requirement, for those with a row of their own in the table."""
    return {found[1]: MARK.search(found[0])[1] for found in TABLE_ROW.finditer(html)}  # type: ignore[index]


def marks_in_the_table(html: str) -> set[tuple[str, str]]:
    """Service and status of the lines that stand in the opened rows of the table.

    The line that the row itself speaks of bears the row's own mark.
    """
    return {
        _mark(line[0], else_of=row[0])
        for row in TABLE_ROW.finditer(html)
        for line in OPENED.finditer(row[0])
    }


def marks_in_full(html: str) -> set[tuple[str, str]]:
    """Service and status of every line of the one requirement that a page is about."""
    return {_mark(found[0]) for found in LINE.finditer(html)}


def _mark(line: str, *, else_of: str = "") -> tuple[str, str]:
    service, mark = SERVICE.search(line), MARK.search(line) or MARK.search(else_of)
    assert service, line
    assert mark, line
    return service[1], mark[1]


def marks_in(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same of an answer's JSON."""
    for found in answer["requirements"]:
        for row in found["rows"]:
            yield row["service_id"], row["status"]
