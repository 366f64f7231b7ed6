"""Routes × roles × methods × formats, from the ledger and the table of permissions.

For each address and role the exact status; of every page that is shown a fact that must be there,
and none that must not. What is refused follows from the two tables alone; whose record is whose is
said once, in `WITHIN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from unittest import mock

import pytest
from flask import Response

from directory.acts import Act
from directory.people.permissions import Extent, may, reach_of
from directory.people.roles import Role
from portal.access import PUBLIC, allow
from tests.portal.sight.addresses import READ, SENT, Sent
from tests.portal.sight.asking import Answer, nothing_by_chance, read, send
from tests.portal.sight.facts import (
    KNOW_OF_A_REFUGE,
    READ_OF_A_REFUGE,
    SAID,
    must_not_say,
    must_say,
)
from tests.portal.sight.installations import (
    LARCH,
    LARCH_AND_MILL,
    MEMBERS,
    NOBODY,
    Installation,
    role_of,
)
from tests.portal.sight.making import installation
from tests.portal.test_ledger import in_ledger

WHO: Final = (
    NOBODY, "sentencer", "court officer", "offender manager", "prison officer", "own editor",
    "own provider", "other provider", "own commissioner", "own head", "other commissioner",
    "analyst", "administrator",
)  # fmt: skip
"""Every role, with its own records and with another's."""

SAME_AS_ANOTHER: Final = frozenset({"offender manager", "own head"})

STATUSES: Final[Mapping[str, int]] = {
    "/about/rules/nothing.csv": 404,
    "/api/v1/availability": 400,
    "/confirm/nothing": 404,
    "/courts/nothing": 404,
    "/courts/preston-magistrates-court/bulletins/x": 404,
    "/demonstration/932-of-800": 404,  # none is made here
    "/email-change/nothing": 410,
    "/feedback/problem": 404,
    "/health": 503,  # no worker has passed
    "/invitations/nothing": 404,
    "/log-in/code": 303,
    "/log-in/elsewhere": 404,
    "/log-in/elsewhere/back": 404,
    "/log-in/second-factor": 303,
    "/password-reset/nothing": 410,
    "/prisons/xxx": 404,
    "/prisons?q=preston": 302,
    "/providers/{nothing}": 404,
    "/providers?q=rosewood": 404,
    "/services/{nothing}": 404,
    "/services?radius=nothing": 400,
    "/sheets/nothing": 404,
    "/sheets/nothing.json": 404,
    "/sheets?reference=nothing": 404,
    "/sheets?reference={sheet}": 303,
}
"""Of public addresses; any other is answered with 200, to everybody."""

OWN: Final = frozenset({"open", "restricted", "organisation", "draft", "restricted_draft"})
OTHERS: Final = frozenset({"other", "others_organisation"})
OF_THE_REGION: Final = OWN | OTHERS | {"refuge", "refuge_draft"}
WITHIN: Final[Mapping[str, frozenset[str]]] = {
    "own editor": OWN,
    "own provider": OWN,
    "other provider": OTHERS,
    "own commissioner": OF_THE_REGION,
    "own head": OF_THE_REGION,
    "administrator": frozenset({"organisation", "others_organisation"}),
}
"""The records of an address that are theirs."""

SENT_STATUSES: Final[Mapping[str, int]] = {
    "/confirm/nothing": 404,
    "/email-change/nothing": 410,
    "/invitations/nothing": 404,
    "/feedback/problem": 422,
    "/feedback/useful": 400,
    "/password-reset/nothing": 422,
    "/listings/{restricted}/draft/submit": 303,
}
"""Of forms that nobody could have filled in: 422, and what is a question leads on by 303."""

Cell = tuple[str, str, str]
METHODS: Final = ("HEAD", "OPTIONS", "PUT", "DELETE")


def rows(rule: str) -> dict[str, str]:
    """What is asked at a rule, by method."""
    return {
        method: asks
        for known, methods, asks in in_ledger()
        if known == rule
        for method in methods.split()
    }


def reads() -> Iterator[tuple[str, str]]:
    """Rule and address of each, in the order of the ledger."""
    for rule in dict.fromkeys(rule for rule, methods, _ in in_ledger() if "GET" in methods):
        for path in READ.get(rule, (rule,)):
            yield rule, path


def names_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def expected_read(who: str, rule: str, path: str) -> int:
    asks = rows(rule)["GET"]
    if asks == PUBLIC.value:
        return _open_status(who, path)
    return _refused(who, asks, path, nobody=303) or _special(who, path) or 200


def _open_status(who: str, path: str) -> int:
    if path == "/services/{refuge}":
        return 200 if who in KNOW_OF_A_REFUGE else 404
    if path in {"/providers/{refuge_provider}", "/providers?q=larch"}:
        return 200 if who in READ_OF_A_REFUGE else 404
    if path.startswith("/log-in") and who != NOBODY:
        return {"/log-in/role": 200}.get(path, STATUSES.get(path, 303))
    return 303 if path == "/log-in/role" else STATUSES.get(path, 200)


def _special(who: str, path: str) -> int:
    """Whoever looks after one organisation is led to it; who has no draft has no preview."""
    if path == "/organisations" and who in {"own provider", "other provider"}:
        return 303
    return 422 if path.endswith("/preview") and who in {"own provider", "other provider"} else 0


def _refused(who: str, asks: str, path: str, *, nobody: int) -> int:
    """0 for who may, to a record that is theirs."""
    role, act = role_of(who), Act(asks)
    if role is None:
        return nobody
    if not may(role, act):
        return 403
    return 404 if not _is_theirs(who, role, act, path) else 0


def _is_theirs(who: str, role: Role, act: Act, path: str) -> bool:
    if path == "/organisations/{others_organisation}/members/{member}":
        return False
    named = names_in(path)[:1]
    if act is Act.DEPUTY_NAME and reach_of(role, act) is Extent.OWN:
        return not named  # of one's own organisation alone, which is none of these
    return all(one in WITHIN.get(who, ()) for one in named)


def expected_sent(who: str, rule: str, sent: Sent) -> int:
    asks = rows(rule)["POST"]
    if asks != PUBLIC.value:
        refused = _refused(who, asks, sent.path, nobody=401)
        return refused or SENT_STATUSES.get(sent.path, 422)
    known = SENT_STATUSES.get(sent.path)
    is_refused = sent.fields.get("postcode") == "nothing"
    return known or (422 if is_refused else 303)


def expected_of_method(who: str, rule: str, path: str, method: str) -> int:
    """HEAD as GET; OPTIONS asks what the first route of the rule asks; the others are none."""
    if method == "HEAD":
        return expected_read(who, rule, path)
    if method != "OPTIONS":
        return 405
    asks, role = next(iter(rows(rule).values())), role_of(who)
    if asks == PUBLIC.value:
        return 200
    if role is None:
        return 401
    return 200 if may(role, Act(asks)) else 403


def wrong_in(portal: Installation, who: str, rule: str, path: str) -> Iterator[str]:
    """What one cell of pages says that it must not, or does not say."""
    answer, wanted = read(portal, who, path), expected_read(who, rule, path)
    if answer.status != wanted:
        yield f"{who}: GET {path}: {answer.status}, not {wanted}"
    elif wanted == 200:
        must = must_say(rule, path, who, portal.secrets)
        yield from (f"{who}: GET {path}: no {one!r}" for one in must if one not in answer.body)
    yield from leaks(portal, who, f"GET {path}", answer)


def leaks(portal: Installation, who: str, asked: str, answer: Answer) -> Iterator[str]:
    told = answer.body + str(answer.headers)
    for word in dict.fromkeys(must_not_say(who, portal.secrets)):
        if word in told:
            yield f"{who}: {asked}: says {word!r}"


def wrong_in_sending(portal: Installation, who: str, rule: str, sent: Sent) -> Iterator[str]:
    asked, wanted = f"POST {sent.path} {dict(sent.fields)}", expected_sent(who, rule, sent)
    answers = send(portal, who, sent)
    if answers[0].status != wanted:
        yield f"{who}: {asked}: {answers[0].status}, not {wanted}"
    for answer in answers:
        yield from leaks(portal, who, asked, answer)


def wrong_of(portal: Installation, who: str) -> list[str]:
    wrong: list[str] = []
    with nothing_by_chance():
        for rule, path in reads():
            wrong += wrong_in(portal, who, rule, path)
        for rule, path in dict(reads()).items():
            for method in METHODS:
                status = read(portal, who, path, method).status
                if status != (wanted := expected_of_method(who, rule, path, method)):
                    wrong.append(f"{who}: {method} {path}: {status}, not {wanted}")
        for rule, forms in SENT.items():
            for sent in forms:
                wrong += wrong_in_sending(portal, who, rule, sent)
    return wrong


@pytest.fixture(scope="module")
def portal(folder: Path) -> Installation:
    """Of its own: some of what is sent here is kept."""
    own = folder / "matrix"
    own.mkdir(exist_ok=True)
    return installation(LARCH_AND_MILL, own)


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
def test_each_cell(portal: Installation, who: str) -> None:
    assert wrong_of(portal, who) == []


def test_a_planted_open_route_fails_it(portal: Installation) -> None:
    opened = {"listings.history": allow(PUBLIC)(lambda service_id: "seen")}
    path = "/listings/{refuge}/history"
    with mock.patch.dict(portal.app.view_functions, opened):
        wrong = list(wrong_in(portal, NOBODY, "/listings/<uuid:service_id>/history", path))
    assert wrong == [f"nobody: GET {path}: 200, not 303"]


def test_a_planted_leak_fails_it(portal: Installation) -> None:
    """In a header of a page that nobody would look at for it."""

    def told(answer: Response) -> Response:
        answer.headers["X-Nearest"] = LARCH.address
        return answer

    after = {None: [told, *portal.app.after_request_funcs[None]]}
    with mock.patch.dict(portal.app.after_request_funcs, after):
        wrong = list(wrong_in(portal, "sentencer", "/about/privacy", "/about/privacy"))
    assert wrong == [f"sentencer: GET /about/privacy: says {LARCH.address!r}"]


def test_a_fact_that_has_gone_fails_it(portal: Installation) -> None:
    with mock.patch.dict(SAID, {"/about": "Something that no page says"}):
        wrong = list(wrong_in(portal, NOBODY, "/about", "/about"))
    assert wrong == ["nobody: GET /about: no 'Something that no page says'"]
