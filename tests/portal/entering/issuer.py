"""A small issuer of OpenID Connect on this machine, which can be told to lie."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "the-portal", "a secret of the portal and the issuer"


@dataclass
class Issuer:
    """`lies` replaces claims of the next token (None takes one out); `signs_with` another key."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs_with: RSAKey | None = None
    subject: str = "subject-1"
    email: str = "eve.editor@example.org"
    lies: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, query: dict[str, str]) -> str:
        """What a browser would bring back: a code, for what the portal asked."""
        code = f"code-{len(self.asked)}"
        self.asked[code] = query
        return code

    def token_of(self, query: dict[str, str]) -> str:
        now = int(dt.datetime.now(dt.UTC).timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": query.get("nonce"),
            "email": self.email,
            "email_verified": True,
        }
        told = {name: one for name, one in {**claims, **self.lies}.items() if one is not None}
        return jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signs_with or self.key)


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    server = make_server("127.0.0.1", 0, _app(issuer), threaded=True)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _app(issuer: Issuer) -> Flask:
    app = Flask("issuer")

    @app.get("/.well-known/openid-configuration")
    def document() -> Any:
        return jsonify(
            issuer=issuer.url,
            authorization_endpoint=f"{issuer.url}/authorize",
            token_endpoint=f"{issuer.url}/token",
            jwks_uri=f"{issuer.url}/keys",
            id_token_signing_alg_values_supported=["RS256"],
        )

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(keys=[issuer.key.as_dict(private=False)])

    @app.post("/token")
    def token() -> Any:
        query = issuer.asked.pop(request.form["code"], None)
        if query is None or not _is_proved(query, request.form["code_verifier"]):
            return jsonify(error="invalid_grant"), 400
        answer = {"access_token": "one", "token_type": "Bearer", "expires_in": 300}
        return jsonify(answer | {"id_token": issuer.token_of(query)})

    return app


def _is_proved(query: dict[str, str], verifier: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return query["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
