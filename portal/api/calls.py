"""One request of a program: by which token, for whom, and what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app, request
from sqlalchemy.orm import Session

from commissioning.pushes.errors import NotPushedBy
from commissioning.uploads.uploaders import Uploader, uploader_by_token
from directory.accounts.errors import LogInNeeded
from directory.accounts.tokens import TokenKnown
from directory.clock import local_date
from directory.identifiers import tells_of_a_person
from portal.api.json_reading import read_json
from portal.api.models import LONGEST_IDEMPOTENCY_KEY
from portal.api.operations import Operation
from portal.extensions import db
from portal.looking import looking, moment
from portal.problem_documents import BodyNotRead, NotSentAsJson

JSON: Final = "application/json"
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_IDEMPOTENCY_KEY}}}")
CLAIMS: Final = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Call:
    """`told`: the body; `named`: what the address names. `only_asks`: nothing may stay of it."""

    session: Session
    token: TokenKnown
    sender: Uploader
    at: dt.datetime
    told: Any = None
    named: Mapping[str, uuid.UUID] = field(default_factory=dict)
    is_meant: bool = False
    only_asks: bool = False
    key: str = ""
    digest: str = ""

    @property
    def is_kept(self) -> bool:
        return not (self.only_asks or self.token.is_sandbox)


def token_here() -> TokenKnown:
    """Raises `LogInNeeded`: a person in a browser has pages."""
    token = looking().software
    if token is None:
        raise LogInNeeded("Send a token: Authorization: Bearer …")
    return token


def call_here(operation: Operation, named: Mapping[str, uuid.UUID]) -> Call:
    """Raises what is wrong with the request itself, before any rule of the records."""
    token, session = token_here(), db.session()
    refuse_unknown_parameters(operation)
    sender = uploader_by_token(session, token, on=local_date(moment()))
    if sender is None:
        raise NotPushedBy
    told = None
    if operation.judge is not None:
        told = read_json(_body())
        operation.judge.refuse_unfit(told)
    return Call(
        session, token, sender, moment(), told, named,
        is_meant=_claim("meant"), only_asks=_claim("validate"), key=_key(), digest=_digest(),
    )  # fmt: skip


def refuse_unknown_parameters(operation: Operation) -> None:
    """Raises `BodyNotRead`, without a word of what they say."""
    told = request.args
    if not told.keys() <= set(operation.parameters) or any(
        len(told.getlist(name)) > 1 for name in told
    ):
        raise BodyNotRead("A parameter of the address is unknown, or stands twice.")


def most_a_minute() -> int:
    most: int = current_app.config["REQUESTS_A_MINUTE"]
    return most


def _body() -> bytes:
    if request.mimetype != JSON:
        raise NotSentAsJson
    return request.get_data(cache=True)


def _claim(name: str) -> bool:
    word = request.args.get(name, "0")
    if word not in CLAIMS:
        raise BodyNotRead("A parameter could not be read.", [("", f"{name} is 1 or is left out")])
    return CLAIMS[word]


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if key and (not _KEY.fullmatch(key) or tells_of_a_person(key)):
        raise BodyNotRead(
            f"An Idempotency-Key has up to {LONGEST_IDEMPOTENCY_KEY} characters without spaces,"
            " best random ones, and tells of nobody."
        )
    return key


def _digest() -> str:
    digest = hashlib.sha256()
    for part in (request.method, request.full_path):
        digest.update(part.encode() + b"\n")
    digest.update(request.get_data(cache=True))
    return digest.hexdigest()
