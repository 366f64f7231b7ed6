"""Logging in at an issuer of OpenID Connect, by Authlib; every check of its word stands here."""

from __future__ import annotations

import logging
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app, session, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from directory.accounts.errors import AccountError
from directory.accounts.outside import Claimed
from portal.issuer_settings import IssuerSettings

log = logging.getLogger("portal.entering")

CLIENT: Final = "portal.issuer"
NEXT: Final = "wanted"
WAITS_SECONDS: Final = 10
CLOCKS_DIFFER_SECONDS: Final = 60


class NotBelieved(AccountError):
    """The issuer could not be asked, or what it answered does not hold."""

    def __init__(self) -> None:
        super().__init__(
            "Logging in there did not work. Start again; if it happens again, telephone us."
        )


def settings() -> IssuerSettings | None:
    found: IssuerSettings | None = current_app.config["ISSUER"]
    return found


def go_there(wanted: str) -> Response:
    """With state, nonce and proof key, each kept in the cookie of this browser. `NotBelieved`."""
    session[NEXT] = wanted
    back = url_for("entering.back_from_elsewhere", _external=True)
    try:
        there: Response = _client().authorize_redirect(back)
    except (AuthlibBaseError, RequestException, RuntimeError) as error:
        raise _not_believed(error) from error
    return there


def who_came_back() -> Claimed:
    """Whom the issuer names. Raises `NotBelieved`."""
    trusted = settings()
    if trusted is None:
        raise NotBelieved
    wanted = {
        "iss": {"essential": True, "value": trusted.issuer},
        "aud": {"essential": True, "value": trusted.client_id},
        "exp": {"essential": True},
        "sub": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        token = _client().authorize_access_token(
            claims_options=wanted, leeway=CLOCKS_DIFFER_SECONDS
        )
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError) as error:
        raise _not_believed(error) from error
    claims = token.get("userinfo") or {}
    if not claims.get("sub"):
        raise NotBelieved
    email = claims.get("email") if claims.get("email_verified") is True else None
    return Claimed(trusted.issuer, str(claims["sub"]), None if email is None else str(email))


def wanted_before() -> str:
    return str(session.get(NEXT, ""))


def _not_believed(error: Exception) -> NotBelieved:
    """The log says which check it was, and nothing of what was claimed."""
    log.warning("a log-in elsewhere was not believed: %s", type(error).__name__)
    return NotBelieved()


def _client() -> Any:
    """Made when it is first needed: most processes never do."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if CLIENT not in app.extensions:
        trusted = settings()
        if trusted is None:
            raise NotBelieved
        oauth = OAuth(app)
        app.extensions[CLIENT] = oauth.register(
            "issuer",
            client_id=trusted.client_id,
            client_secret=trusted.client_secret,
            server_metadata_url=trusted.document,
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": WAITS_SECONDS,
            },
        )
    return app.extensions[CLIENT]
