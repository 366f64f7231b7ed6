"""An installation asked in a way that leaves nothing to chance in what it answers."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from typing import Final
from unittest import mock

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commissioning.pushes.differences import HeldKind
from directory.search.models import EmptySearch
from portal import offered_factor
from portal.asking.sealing import opened
from portal.asking.sealing_keys import every_key
from portal.extensions import db
from portal.uploads.views import SPREADSHEET
from tests.makers.accounts import csrf_token_in
from tests.portal.sight.addresses import every_page
from tests.portal.sight.forms import SENT, Sent
from tests.portal.sight.installations import (
    NOBODY,
    NOTHING,
    OWN_PROGRAM,
    Answer,
    Asked,
    Installation,
)
from tests.portal.sight.sharing_out import (
    is_closed,
    is_compared,
    is_form_compared,
    is_read,
    is_sent,
)
from tests.thoroughness import THOROUGH

TOKEN: Final = 'name="csrf_token" value="'
CSRF: Final = re.compile(rf'{TOKEN}[^"]+')
ASKED: Final = re.compile(r"asked=([\w-]{674}(?:==|%3D%3D))")
"""Each begins with words that are looked for at once: a look behind at every letter of every page
took seconds."""


@contextmanager
def nothing_by_chance() -> Iterator[None]:
    """The nonce of the policy, the number of a request, a second factor offered: all one word."""
    with (
        mock.patch.object(secrets, "token_urlsafe", return_value="nonce"),
        mock.patch.object(secrets, "token_hex", return_value="number"),
        mock.patch.object(offered_factor, "new_secret", return_value="JBSWY3DP" * 4),
        mock.patch.object(offered_factor, "sealed_for", return_value="sealed"),
    ):
        yield


def filled(path: str, installation: Installation) -> str:
    return path.format(**installation.words, nothing=NOTHING)


def read(installation: Installation, who: str, path: str, method: str = "GET") -> Answer:
    answer = installation.client(who).open(filled(path, installation), method=method)
    return _of(installation, answer)


def send(installation: Installation, who: str, sent: Sent) -> list[Answer]:
    """The answer, and the page that it leads to."""
    client = installation.client(who)
    fields = {name: filled(value, installation) for name, value in sent.fields.items()}
    if sent.keeps:
        fields["csrf_token"] = csrf_token_in(client)
    answer = client.post(filled(sent.path, installation), data=fields)
    found = [_of(installation, answer)]
    if answer.status_code == 303:
        found.append(_of(installation, client.get(answer.location)))
    return found


def _of(installation: Installation, answer: TestResponse) -> Answer:
    def unsealed(found: re.Match[str]) -> str:
        keys = _keys_of(installation.app)
        return f"asked={tuple(opened(found[1].replace('%3D', '='), keys)[0].pairs())}"

    def evened(text: str) -> str:
        return ASKED.sub(unsealed, CSRF.sub(TOKEN, text))

    told = tuple((name, evened(value)) for name, value in answer.headers if name != "Set-Cookie")
    return Answer(answer.status_code, told, evened(_text(answer)))


@cache
def _keys_of(app: Flask) -> list[str]:
    """As the worker made them: it makes others on another day."""
    with app.app_context():
        return every_key(db.session())


def _text(answer: TestResponse) -> str:
    """Of a workbook all its parts, unpacked."""
    content = answer.get_data()
    if answer.mimetype != SPREADSHEET or not content:
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(f"{name}\n{parts.read(name).decode()}\n" for name in parts.namelist())


def everything(
    installation: Installation,
    who: str,
    *,
    after: str = "",
    pages: Mapping[str, Sequence[str]] | None = None,
    forms: Mapping[str, Sequence[Sent]] = SENT,
    is_asked: Callable[[str, str], bool] = lambda rule, path: True,
    is_sent: Callable[[str, int], bool] = lambda rule, number: True,
    is_shown: Callable[[str], bool] = lambda rule: True,
) -> Asked:
    """Every address of the ledger that is asked, then every form. Somebody else reads each page
    just before, where `who` is shown any: what was kept for them may not be shown on."""
    found: Asked = {}
    forget_searches(installation)
    pages = every_page() if pages is None else pages
    with nothing_by_chance():
        for rule, path in ((rule, path) for rule, paths in pages.items() for path in paths):
            if not is_asked(rule, path):
                continue
            if after and is_shown(rule):
                read(installation, after, path)
            found[f"GET {path}"] = read(installation, who, path)
        for rule, some in forms.items():
            for number, sent in enumerate(some):
                if not is_sent(rule, number):
                    continue
                for step, answer in enumerate(send(installation, who, sent)):
                    found[f"POST {rule} {number}.{step}"] = answer
    return found


def compared(installation: Installation, who: str, other: Asked) -> Asked:
    """What `other` was asked. In an ordinary run nobody reads a page before here, somebody does so
    in the other: what was kept for them would differ whatever it says."""
    return everything(
        installation,
        who,
        after=_before(who) if THOROUGH else "",
        is_asked=lambda rule, path: f"GET {path}" in other,
        is_sent=lambda rule, number: f"POST {rule} {number}.0" in other,
    )


def compared_of_everything(installation: Installation, who: str) -> Asked:
    """The same of an installation that was asked everything, which `test_matrix` looks at."""
    return worth_comparing(who, everything_once(installation, who))


def worth_comparing(who: str, answers: Asked) -> Asked:
    closed = set() if THOROUGH else _closed_to_the_role(answers)
    return {
        asked: answer
        for asked, answer in answers.items()
        if (
            asked.rpartition(" ")[0] not in closed and is_form_compared(who, *_form_of(asked))
            if asked.startswith("POST ")
            else is_compared(who, asked.removeprefix("GET "))
        )
    }


def _form_of(asked: str) -> tuple[str, int]:
    """The rule of a form and its number there; the step that follows it is of the same."""
    rule, _, place = asked.removeprefix("POST ").rpartition(" ")
    return rule, int(place.partition(".")[0])


def _closed_to_the_role(answers: Asked) -> set[str]:
    """Forms that are refused whatever is sent, before a record is read: in the one installation
    `test_matrix` holds each of these statuses against the table of permissions."""
    statuses: dict[str, set[int]] = {}
    for asked, answer in answers.items():
        if asked.startswith("POST "):
            statuses.setdefault(asked.rpartition(" ")[0], set()).add(answer.status)
    return {asked for asked, found in statuses.items() if found == {403}}


def forget_searches(installation: Installation) -> None:
    """What was searched for in vain is counted and told to commissioners: of two installations the
    one that more viewers asked before would tell more."""
    with installation.app.app_context(), Session(db.engine) as session:
        session.execute(delete(EmptySearch))
        session.commit()


def everything_once(installation: Installation, who: str) -> Asked:
    """Of all that is asked in this run; the same again for who asks next, and forgotten then: two
    tests look at it."""
    known = installation.answers.pop(who, None)
    if known is None:
        known = everything(
            installation,
            who,
            after=_before(who),
            is_asked=partial(is_read, who),
            is_sent=partial(is_sent, who),
            is_shown=lambda rule: not is_closed(who, rule, "GET"),
        )
        installation.answers[who] = known
    return known


def _before(who: str) -> str:
    """Where `who` may know of nothing that is hidden, somebody who may reads each page before."""
    is_asked_after = who == NOBODY or (THOROUGH and who == "analyst")
    return "own commissioner" if is_asked_after else ""


SOFTWARE: Final = (
    "/api/v1/referrals/{case}",
    "/api/v1/referrals/{case_with_place}",
    "/api/v1/referrals/{nothing}",
)
COMPARED: Final = tuple(one.value for one in HeldKind)


def asked_by_program(installation: Installation) -> Asked:
    """What a provider's own software reads, and is told of what it holds itself."""
    found: Asked = {}
    with nothing_by_chance():
        for path in (*_pages_of_referrals(installation), *SOFTWARE):
            found[f"GET {path}"] = read(installation, OWN_PROGRAM, path)
        for of in COMPARED:
            told = {"of": of, "yours": [{"key": "FIRST-1", "state": "waiting"}]}
            answer = installation.client(OWN_PROGRAM).post("/api/v1/differences", json=told)
            found[f"POST {of}"] = _of(installation, answer)
    return found


def _pages_of_referrals(installation: Installation) -> Iterator[str]:
    path, cursor = "/api/v1/referrals?limit=200", ""
    while cursor is not None:
        yield path + cursor
        told = installation.client(OWN_PROGRAM).get(path + cursor).get_json()
        cursor = told["next_cursor"] and f"&cursor={told['next_cursor']}"


def differences(one: Asked, other: Asked) -> list[str]:
    """Where the two do not say the same, with the first words in which they differ."""
    return [
        f"{asked}: {_first(one.get(asked), other.get(asked))}"
        for asked in {**one, **other}
        if one.get(asked) != other.get(asked)
    ]


def _first(one: Answer | None, other: Answer | None) -> str:
    if one is None or other is None:
        return "asked of one alone"
    if one.status != other.status:
        return f"{one.status}, {other.status}"
    if one.body == other.body:
        return f"{sorted(set(one.headers) ^ set(other.headers))}"
    at = next(
        (at for at, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b),
        min(len(one.body), len(other.body)),
    )
    return f"…{one.body[max(0, at - 30) : at + 60]!r}, …{other.body[max(0, at - 30) : at + 60]!r}"
