"""What the portal refuses to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.config import DEVELOPMENT_SECRET, ConfigurationError, refuse_unsafe, settings_from
from portal.mail_settings import MailSettings, Secured
from tests.portal.conftest import MakeShell

PRODUCTION = {"PORTAL_ENV": "production", "PORTAL_SECRET_KEY": "s" * 43}


@pytest.mark.parametrize("secret", [None, "", DEVELOPMENT_SECRET, "short"])
def test_production_refuses_a_default_or_short_secret(
    make_shell: MakeShell, secret: str | None
) -> None:
    with pytest.raises(ConfigurationError, match="Set PORTAL_SECRET_KEY"):
        make_shell(PORTAL_ENV="production", SECRET_KEY=secret)


def test_production_refuses_when_nothing_is_set() -> None:
    with pytest.raises(ConfigurationError, match="does not start in production"):
        refuse_unsafe(settings_from({"PORTAL_ENV": "production"}))


def test_production_starts_with_its_own_secret_and_keeps_cookies_safe(
    make_shell: MakeShell,
) -> None:
    app = make_shell(**settings_from({**PRODUCTION, "PORTAL_HOSTS": "portal.example.org"}))
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-portal"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "live"),
        ("PORTAL_DEMONSTRATION", "1"),
        ("PORTAL_HOSTS", "https://portal.example.org"),
        ("PORTAL_HOSTS", "portal.example.org:8000"),
        ("PORTAL_HOSTS", "*"),
    ],
)
def test_a_setting_nobody_can_read_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        settings_from({name: value})


@pytest.mark.parametrize("words", ["1", "proxy.example.org", "10.0.0.1/8"])
def test_a_proxy_that_is_no_address_is_named(make_shell: MakeShell, words: str) -> None:
    with pytest.raises(ConfigurationError, match=f"PORTAL_TRUSTED_PROXIES is “{words}”"):
        make_shell(TRUSTED_PROXIES=[words])


def test_the_database_stands_in_the_data_folder_unless_told(tmp_path: Path) -> None:
    settings = settings_from({"PORTAL_DATA_DIR": str(tmp_path)})
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    settings = settings_from({"PORTAL_DATABASE_URL": "postgresql+psycopg://db/portal"})
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/portal"


def test_production_refuses_to_answer_to_any_name(make_shell: MakeShell) -> None:
    with pytest.raises(ConfigurationError, match="Set PORTAL_HOSTS"):
        make_shell(**settings_from(PRODUCTION))


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ("", "localhost", 200),
        ("", "127.0.0.1:5000", 200),
        ("", "portal.example.org", 400),
        ("portal.example.org", "portal.example.org", 200),
        ("portal.example.org", "localhost", 400),
        ("portal.example.org", "portal.example.org.evil.example", 400),
        (".example.org, 127.0.0.1", "portal.example.org", 200),
        (".example.org, 127.0.0.1", "evil-example.org", 400),
    ],
)
def test_the_portal_answers_to_its_own_names(
    make_shell: MakeShell, hosts: str, host: str, status: int
) -> None:
    app = make_shell(TRUSTED_HOSTS=settings_from({"PORTAL_HOSTS": hosts})["TRUSTED_HOSTS"])
    answer = app.test_client().get("/about/privacy", headers={"Host": host})
    assert answer.status_code == status
    assert ("does not answer to that name" in answer.text) == (status == 400)


NOTIFY_KEY = "portal-" + "-".join(["12345678-1234-1234-1234-123456789012"] * 2)
SMTP = {"PORTAL_MAIL": "smtp", "PORTAL_MAIL_FROM": "no-reply@example.org"}
NOTIFY = {"PORTAL_MAIL": "notify", "PORTAL_NOTIFY_KEY": NOTIFY_KEY}


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"PORTAL_MAIL": "pigeon"}, "PORTAL_MAIL is “pigeon”; set it to one of console, file"),
        ({"PORTAL_MAIL": "smtp"}, "PORTAL_MAIL_FROM"),
        ({"PORTAL_MAIL_FROM": "us"}, "PORTAL_MAIL_FROM"),
        (SMTP, "PORTAL_MAIL_SERVER"),
        ({**SMTP, "PORTAL_MAIL_SERVER": "smtp://mail.example.org"}, "PORTAL_MAIL_SERVER"),
        ({**SMTP, "PORTAL_MAIL_SERVER": "mail.example.org:70000"}, "PORTAL_MAIL_SERVER"),
        ({**SMTP, "PORTAL_MAIL_SERVER": "mail", "PORTAL_MAIL_USER": "us"}, "PORTAL_MAIL_PASSWORD"),
        ({**SMTP, "PORTAL_MAIL_SERVER": "mail", "PORTAL_MAIL_TLS": "maybe"}, "PORTAL_MAIL_TLS"),
        (
            {**SMTP, "PORTAL_MAIL_SERVER": "mail", "PORTAL_MAIL_TLS": "none"},
            "unsecured to no other",
        ),
        ({**SMTP, "PORTAL_MAIL_SERVER": "mail", "PORTAL_MAIL_CA": "/nowhere"}, "PORTAL_MAIL_CA"),
        ({"PORTAL_MAIL": "notify"}, "PORTAL_NOTIFY_KEY"),
        (NOTIFY, "PORTAL_NOTIFY_TEMPLATE"),
    ],
)
def test_mail_that_could_not_leave_is_named(environ: dict[str, str], names: str) -> None:
    with pytest.raises(ConfigurationError, match=names):
        settings_from(environ)


def test_a_mail_server_needs_no_port_and_its_password_is_shown_nowhere() -> None:
    told = {"PORTAL_MAIL_SERVER": "mail.example.org", "PORTAL_MAIL_USER": "us"}
    settings = settings_from({**SMTP, **told, "PORTAL_MAIL_PASSWORD": "hushhush"})["MAIL"]
    assert isinstance(settings, MailSettings)
    assert settings.server is not None
    assert (settings.server.port, settings.server.secured) == (587, Secured.STARTTLS)
    assert "hushhush" not in repr(settings)
    template = "12345678-1234-1234-1234-123456789012"
    notify = settings_from({**NOTIFY, "PORTAL_NOTIFY_TEMPLATE": template})["MAIL"]
    assert NOTIFY_KEY not in repr(notify)
