"""A program with a token: what it sends as JSON, and what it is answered."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from directory.accounts.models import Membership, Organisation, SoftwareToken
from directory.accounts.tokens import FOR_SOFTWARE, make_token
from directory.acts import Act
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW
from tests.makers.services import make_provider


@dataclass(slots=True)
class Program:
    """A program that acts by its token, without cookies."""

    client: FlaskClient
    word: str
    token: SoftwareToken

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.word}"}

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, told: Any = None, *, key: str = "", **more: Any) -> TestResponse:
        """`told` as JSON, or bytes as they are."""
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(
            path, data=content, content_type="application/json", headers=headers, **more
        )

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(path, headers=self.headers)


def make_program(
    app: Flask,
    session: Session,
    role: Role = Role.PROVIDER_ADMINISTRATOR,
    *,
    organisation: Organisation | None = None,
    acts: Collection[Act] = FOR_SOFTWARE,
    is_sandbox: bool = False,
    name: str = "",
) -> Program:
    """Committed, as a token is long before it is used."""
    with app.app_context():
        name = name or f"Ada {uuid.uuid4().hex[:8]}"
        member = make_member(session, role, organisation=organisation, name=name)
        return program_of(app, session, member, acts=acts, is_sandbox=is_sandbox)


def program_of(
    app: Flask,
    session: Session,
    member: Membership,
    *,
    acts: Collection[Act] = FOR_SOFTWARE,
    is_sandbox: bool = False,
) -> Program:
    token, word = make_token(
        session, member, "Our case system", acts, at=NOW, is_sandbox=is_sandbox
    )
    session.commit()
    return Program(app.test_client(), word, token)


def make_other_provider(session: Session) -> Organisation:
    provider = make_provider(session, "Another Trust")
    return make_organisation(
        session, OrganisationKind.PROVIDER, "Another Trust", provider_id=provider.id
    )
