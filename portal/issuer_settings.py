"""Whose log-in is believed beside our own: an issuer of OpenID Connect, from PORTAL_OIDC_*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class IssuerSettingsUnfit(ValueError):
    """The sentence says which setting, and what to set it to."""


@dataclass(frozen=True, slots=True)
class IssuerSettings:
    """`name` stands on the button; the issuer's own document says where everything else is."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str

    @property
    def document(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


def issuer_settings(environ: Mapping[str, str]) -> IssuerSettings | None:
    """None where none is named. Raises `IssuerSettingsUnfit`."""
    issuer = environ.get("PORTAL_OIDC_ISSUER", "")
    if not issuer:
        return None
    is_here = issuer.startswith(("http://localhost", "http://127.0.0.1"))
    if not issuer.startswith("https://") and not is_here:
        raise IssuerSettingsUnfit(
            f"PORTAL_OIDC_ISSUER is “{issuer}”; set it to the issuer’s address, which begins "
            "with https://"
        )
    for name in ("PORTAL_OIDC_CLIENT_ID", "PORTAL_OIDC_CLIENT_SECRET"):
        if not environ.get(name):
            raise IssuerSettingsUnfit(f"{name} is not set; PORTAL_OIDC_ISSUER needs it.")
    return IssuerSettings(
        issuer,
        environ["PORTAL_OIDC_CLIENT_ID"],
        environ["PORTAL_OIDC_CLIENT_SECRET"],
        environ.get("PORTAL_OIDC_NAME") or "your organisation’s account",
    )
