"""The addresses that a reader goes on to."""

from __future__ import annotations

import pytest
from flask import Flask, request

from portal.showing.onward import HELD, SEALED, onward


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/courts", {}, "/courts"),
        ("/courts", {"area": "preston"}, "/courts?area=preston"),
        ("/courts", {"area": ""}, "/courts"),
        ("/courts#answer", {"q": "a b"}, "/courts?q=a+b#answer"),
        ("/courts?area=preston#answer", {"q": "a"}, "/courts?area=preston&q=a#answer"),
    ],
)
def test_an_address_leaves_out_what_is_empty(
    shell: Flask, path: str, query: dict[str, str], address: str
) -> None:
    with shell.test_request_context("/"):
        assert onward(path, **query) == address


def test_the_sealed_question_goes_along_once_it_was_opened(shell: Flask) -> None:
    with shell.test_request_context("/courts/x?asked=forged"):
        assert onward("/services") == "/services"
        request.environ[SEALED] = "sealed"
        assert onward("/services#top", q="debt") == "/services?q=debt&asked=sealed#top"


def test_what_the_sealed_question_holds_is_not_written_beside_it(shell: Flask) -> None:
    with shell.test_request_context("/"):
        request.environ |= {SEALED: "sealed", HELD: {("area", "preston")}}
        assert onward("/x", area="preston") == "/x?asked=sealed"
        assert onward("/x", ("area", "preston"), ("area", "hull")) == "/x?area=hull&asked=sealed"
