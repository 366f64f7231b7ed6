"""What an installation may set, read once from PORTAL_* variables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from portal.issuer_settings import IssuerSettings, IssuerSettingsUnfit, issuer_settings
from portal.mail_settings import MailSettings, MailSettingsUnfit, mail_settings

DEVELOPMENT_SECRET: Final = "for development only"
ENVIRONMENTS: Final = ("development", "testing", "production")
SHORTEST_SECRET: Final = 32
HOSTS_OF_THIS_MACHINE: Final = ("localhost", "127.0.0.1")

_HOST: Final = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*", re.ASCII)
_ADDRESS: Final = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


class ConfigurationError(SystemExit):
    """The portal cannot start as set up; the sentence says what to set."""


def settings_from(environ: Mapping[str, str]) -> dict[str, object]:
    """Flask settings from PORTAL_* variables, each with a default that suits development."""
    where = environ.get("PORTAL_ENV", "development")
    if where not in ENVIRONMENTS:
        raise ConfigurationError(
            f"PORTAL_ENV is “{where}”; set it to one of {', '.join(ENVIRONMENTS)}."
        )
    folder = Path(environ.get("PORTAL_DATA_DIR", "var")).resolve()
    in_production = where == "production"
    return {
        "PORTAL_ENV": where,
        "DATA_DIR": folder,
        "SQLALCHEMY_DATABASE_URI": environ.get(
            "PORTAL_DATABASE_URL", f"sqlite:///{folder / 'portal.sqlite3'}"
        ),
        "SECRET_KEY": environ.get("PORTAL_SECRET_KEY", DEVELOPMENT_SECRET),
        "REFERENCE_KEY": _key(environ, "PORTAL_REFERENCE_KEY"),
        "AUDIT_KEY": _key(environ, "PORTAL_AUDIT_KEY")
        or (None if in_production else DEVELOPMENT_SECRET),
        "AUDIT_HEAD": Path(environ.get("PORTAL_AUDIT_HEAD", folder / "audit-head")).resolve(),
        "MAIL": _mail(environ),
        "ISSUER": _issuer(environ),
        "RUN_BY": environ.get("PORTAL_RUN_BY", "The Demonstration Probation Partnership"),
        # Numbers that Ofcom keeps for drama ring nowhere.
        "TELEPHONE": environ.get("PORTAL_TELEPHONE", "01632 960 000"),
        "DEMONSTRATION": _is_yes("PORTAL_DEMONSTRATION", environ),
        "TRUSTED_HOSTS": _hosts(environ, () if in_production else HOSTS_OF_THIS_MACHINE),
        "ADDRESS": _address(environ, in_production=in_production),
        "TRUSTED_PROXIES": _listed("PORTAL_TRUSTED_PROXIES", environ),
        "REQUESTS_A_MINUTE": _number("PORTAL_REQUESTS_A_MINUTE", environ, 300),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_NAME": "__Host-portal" if in_production else "portal",
        "SESSION_COOKIE_SECURE": in_production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # portal/access.py asks for the token, and only of views that change something.
        "WTF_CSRF_CHECK_DEFAULT": False,
        # A form is good as long as its cookie: a page to log in may stay open over night.
        "WTF_CSRF_TIME_LIMIT": None,
    }


def refuse_unsafe(config: Mapping[str, object]) -> None:
    """Stop a production start without a secret and a name of its own."""
    secret = config["SECRET_KEY"]
    if config["PORTAL_ENV"] != "production":
        return
    if secret == DEVELOPMENT_SECRET or len(str(secret or "")) < SHORTEST_SECRET:
        raise ConfigurationError(
            "The portal does not start in production without its own secret. Set "
            f"PORTAL_SECRET_KEY to at least {SHORTEST_SECRET} random characters, for example "
            "from: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    if not config["TRUSTED_HOSTS"]:
        raise ConfigurationError(
            "The portal does not start in production without the names that it answers to. "
            "Set PORTAL_HOSTS, for example to: available.example.org"
        )


def _key(environ: Mapping[str, str], name: str) -> str | None:
    """None where none is set: then what it is for is not done at all."""
    key = environ.get(name, "")
    if key and len(key) < SHORTEST_SECRET:
        raise ConfigurationError(
            f"{name} has {len(key)} characters; set it to at least "
            f"{SHORTEST_SECRET} random ones, kept outside the database and its backups."
        )
    return key or None


def _issuer(environ: Mapping[str, str]) -> IssuerSettings | None:
    try:
        return issuer_settings(environ)
    except IssuerSettingsUnfit as why:
        raise ConfigurationError(str(why)) from why


def _mail(environ: Mapping[str, str]) -> MailSettings:
    try:
        return mail_settings(environ)
    except MailSettingsUnfit as why:
        raise ConfigurationError(str(why)) from why


def _is_yes(name: str, environ: Mapping[str, str]) -> bool:
    word = environ.get(name, "no").lower()
    if word not in {"yes", "no"}:
        raise ConfigurationError(f"{name} is “{word}”; set it to yes or no.")
    return word == "yes"


def _number(name: str, environ: Mapping[str, str], default: int) -> int:
    word = environ.get(name, str(default))
    if not re.fullmatch(r"[1-9]\d{0,6}", word, re.ASCII):
        raise ConfigurationError(f"{name} is “{word}”; set it to a whole number from 1.")
    return int(word)


def _hosts(environ: Mapping[str, str], default: Sequence[str]) -> list[str]:
    """Names without port; one that begins with a dot stands for every name that ends so."""
    hosts = _listed("PORTAL_HOSTS", environ) or list(default)
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ConfigurationError(
                f"PORTAL_HOSTS names “{host}”; set it to names such as "
                "available.example.org,127.0.0.1: small letters, no scheme, no port."
            )
    return hosts


def _address(environ: Mapping[str, str], *, in_production: bool) -> str:
    """Where messages lead, whoever writes them, without a stroke at its end."""
    named = environ.get("PORTAL_ADDRESS", "").rstrip("/")
    if named and not _ADDRESS.fullmatch(named):
        raise ConfigurationError(
            f"PORTAL_ADDRESS is “{named}”; set it to an address such as"
            " https://available.example.org, with nothing behind the name."
        )
    if named or not in_production:
        return named or "http://localhost:5000"
    names = [host for host in _hosts(environ, ()) if not host.startswith(".")]
    return f"https://{names[0]}" if names else ""


def _listed(name: str, environ: Mapping[str, str]) -> list[str]:
    return [word.strip() for word in environ.get(name, "").split(",") if word.strip()]
