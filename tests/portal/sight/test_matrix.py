"""Routes × roles × methods × formats, from the ledger and the table of permissions.

For each address and role the exact status; of every page that is shown a fact that must be there,
and none that must not. What is refused is said in `expecting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from unittest import mock

import pytest
from flask import Response

from directory.people.roles import Role
from portal.access import PUBLIC, allow
from tests.portal.sight.addresses import READ, reads
from tests.portal.sight.asking import everything_once, nothing_by_chance, read
from tests.portal.sight.expecting import expected_of_method, expected_read, expected_sent
from tests.portal.sight.facts import SAID, must_not_say, must_say, must_tell
from tests.portal.sight.forms import SENT
from tests.portal.sight.installations import (
    LARCH,
    LARCH_AND_MILL,
    MEMBERS,
    NOBODY,
    UNENTITLED,
    Answer,
    Asked,
    Installation,
    role_of,
)
from tests.portal.sight.making import installation
from tests.portal.sight.sharing_out import SAME_AS_ANOTHER, WHO, is_read, is_sent
from tests.portal.test_ledger import in_ledger
from tests.thoroughness import THOROUGH

METHODS: Final = ("HEAD", "OPTIONS", "PUT", "DELETE")

ASK_EVERY_METHOD: Final = frozenset(WHO if THOROUGH else (NOBODY, "own commissioner", "analyst"))
"""Another method asks what GET asked; `make soak` lets everybody ask by each, an ordinary run
each address by one of them."""


def wrong_in(portal: Installation, who: str, rule: str, path: str, answer: Answer) -> Iterator[str]:
    """What one cell of pages says that it must not, or does not say."""
    wanted = expected_read(who, rule, path)
    if answer.status != wanted:
        yield f"{who}: GET {path}: {answer.status}, not {wanted}"
    elif wanted == 200:
        must = must_say(rule, path, who, portal.secrets)
        yield from (f"{who}: GET {path}: no {one!r}" for one in must if one not in answer.body)
    yield from leaks(portal, who, f"GET {path}", answer)


def wrong_now(portal: Installation, who: str, rule: str, path: str) -> list[str]:
    return list(wrong_in(portal, who, rule, path, read(portal, who, path)))


def leaks(portal: Installation, who: str, asked: str, answer: Answer) -> Iterator[str]:
    told = answer.body + str(answer.headers)
    for word in dict.fromkeys(must_not_say(who, portal.secrets)):
        if word in told:
            yield f"{who}: {asked}: says {word!r}"


def wrong_in_forms(portal: Installation, who: str, answers: Asked) -> Iterator[str]:
    for rule, forms in SENT.items():
        for number, sent in enumerate(forms):
            if not is_sent(who, rule, number):
                continue
            asked, wanted = f"POST {sent.path} {dict(sent.fields)}", expected_sent(who, rule, sent)
            first = answers[f"POST {rule} {number}.0"]
            if first.status != wanted:
                yield f"{who}: {asked}: {first.status}, not {wanted}"
            told = must_tell(rule, portal.secrets) if wanted == 200 else []
            yield from (f"{who}: {asked}: no {word!r}" for word in told if word not in first.body)
            for step in range(2):
                answer = answers.get(f"POST {rule} {number}.{step}")
                if answer and not told:
                    yield from leaks(portal, who, asked, answer)


def wrong_in_methods(portal: Installation, who: str) -> Iterator[str]:
    for number, (rule, path) in enumerate(dict(reads()).items()):
        for method in METHODS if THOROUGH else (METHODS[number % len(METHODS)],):
            status = read(portal, who, path, method).status
            if status != (wanted := expected_of_method(who, rule, path, method)):
                yield f"{who}: {method} {path}: {status}, not {wanted}"


def wrong_of(portal: Installation, who: str) -> list[str]:
    answers, wrong = everything_once(portal, who), list[str]()
    for rule, path in reads():
        if is_read(who, rule, path):
            wrong += wrong_in(portal, who, rule, path, answers[f"GET {path}"])
    wrong += wrong_in_forms(portal, who, answers)
    if who in ASK_EVERY_METHOD:
        with nothing_by_chance():
            wrong += wrong_in_methods(portal, who)
    return wrong


@pytest.fixture
def portal(folder: Path) -> Installation:
    return installation(LARCH_AND_MILL, folder)


def test_every_row_of_the_ledger_is_asked() -> None:
    """Pages without an example are at the address of their rule."""
    read = {rule for rule, methods, _ in in_ledger() if "GET" in methods.split()}
    sent = {rule for rule, methods, _ in in_ledger() if "POST" in methods.split()}
    assert set(READ) - read == set()
    assert {rule for rule in read - set(READ) if "<" in rule} == set()
    assert set(SENT) == sent


def test_every_role_is_asked() -> None:
    assert {role_of(who) for who in WHO} == {None, *Role}
    assert set(WHO) - {NOBODY} <= set(MEMBERS)


@pytest.mark.parametrize(
    "who",
    [pytest.param(w, marks=pytest.mark.soak if w in SAME_AS_ANOTHER else ()) for w in WHO],
)
def test_each_cell(folder: Path, who: str) -> None:
    """In an installation that was asked the same already, where `test_alike` did so."""
    secrets = UNENTITLED.get(who, (LARCH_AND_MILL,))[-1]
    assert wrong_of(installation(secrets, folder), who) == []


def test_a_planted_open_route_fails_it(portal: Installation) -> None:
    opened = {"listings.history": allow(PUBLIC)(lambda service_id: "seen")}
    path = "/listings/{refuge}/history"
    with mock.patch.dict(portal.app.view_functions, opened):
        wrong = wrong_now(portal, NOBODY, "/listings/<uuid:service_id>/history", path)
    assert wrong == [f"nobody: GET {path}: 200, not 303"]


def test_a_planted_leak_fails_it(portal: Installation) -> None:
    """In a header of a page that nobody would look at for it."""

    def told(answer: Response) -> Response:
        answer.headers["X-Nearest"] = LARCH.address
        return answer

    after = {None: [told, *portal.app.after_request_funcs[None]]}
    with mock.patch.dict(portal.app.after_request_funcs, after):
        wrong = wrong_now(portal, "sentencer", "/about/privacy", "/about/privacy")
    assert wrong == [f"sentencer: GET /about/privacy: says {LARCH.address!r}"]


def test_a_fact_that_has_gone_fails_it(portal: Installation) -> None:
    with mock.patch.dict(SAID, {"/about": "Something that no page says"}):
        wrong = wrong_now(portal, NOBODY, "/about", "/about")
    assert wrong == ["nobody: GET /about: no 'Something that no page says'"]
