"""What a reader finds on a page and a program in the JSON: the mark of each line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

SECTION: Final = re.compile(r'<section class="requirement" id="(\w+)".*?</section>', re.DOTALL)
MARK: Final = re.compile(r'class="govuk-tag [^"]*\bmark--(\w+)"')
LINE: Final = re.compile(r'<article class="line">.*?</article>', re.DOTALL)
SERVICE: Final = re.compile(r'href="/services/([0-9a-f-]{36})')

Marks = dict[str, str]


def headlines_on(html: str) -> Marks:
    """By requirement, for those with a section of their own."""
    return {found[1]: MARK.search(found[0])[1] for found in SECTION.finditer(html)}  # type: ignore[index]


def marks_on(html: str) -> set[tuple[str, str]]:
    """Service and status of every row of an answer; a service with two queues has two."""
    return {_mark(found[0]) for found in LINE.finditer(html)}


def _mark(article: str) -> tuple[str, str]:
    service, mark = SERVICE.search(article), MARK.search(article)
    assert service, article
    assert mark, article
    return service[1], mark[1]


def marks_in(answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same of an answer's JSON."""
    for found in answer["requirements"]:
        for row in found["rows"]:
            yield row["service_id"], row["status"]
