"""The second factor as a page shows it: a picture to read, the same in letters, sealed between."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import segno
from flask import current_app
from markupsafe import Markup

from directory.accounts.models import Account
from directory.accounts.second_factor import enrolment_uri, new_secret
from portal.secrecy import NotOurSeal, opened_for, sealed_for

OFFERED: Final = "second factor offered"
OFFERED_SECONDS: Final = 30 * 60


@dataclass(frozen=True, slots=True)
class OfferedFactor:
    """A secret that is the account's once a code of it was typed."""

    secret: str
    sealed: str
    picture: Markup

    @property
    def in_fours(self) -> str:
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


def offered_factor(account: Account, sealed: str = "") -> OfferedFactor:
    """The one that was shown before, while it is fresh and theirs; else another."""
    secret = _secret_offered(account, sealed) or new_secret()
    uri = enrolment_uri(secret, email=account.email, issuer=current_app.config["RUN_BY"])
    return OfferedFactor(secret, sealed_for(OFFERED, f"{account.id}:{secret}"), _picture(uri))


def _secret_offered(account: Account, sealed: str) -> str:
    try:
        whose, _, secret = opened_for(OFFERED, sealed, within_seconds=OFFERED_SECONDS).partition(
            ":"
        )
    except NotOurSeal:
        return ""
    return secret if whose == str(account.id) else ""


def _picture(uri: str) -> Markup:
    """SVG with classes alone: the content policy lets no inline style through."""
    drawn = io.BytesIO()
    segno.make(uri, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=False, scale=5, omitsize=True, nl=False,
        svgclass="qr", lineclass="qr__line", title="QR code of the second factor",
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704  drawn by us from our own letters
