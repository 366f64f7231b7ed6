"""What the portal refuses to start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.config import DEVELOPMENT_SECRET, ConfigurationError, refuse_unsafe, settings_from
from tests.portal.conftest import MakeShell


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
    app = make_shell(**settings_from({"PORTAL_ENV": "production", "PORTAL_SECRET_KEY": "s" * 43}))
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-portal"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORTAL_ENV", "live"), ("PORTAL_DEMONSTRATION", "1"), ("PORTAL_TRUSTED_PROXIES", "one")],
)
def test_a_setting_nobody_can_read_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        settings_from({name: value})


def test_the_database_stands_in_the_data_folder_unless_told(tmp_path: Path) -> None:
    settings = settings_from({"PORTAL_DATA_DIR": str(tmp_path)})
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'portal.sqlite3'}"
    settings = settings_from({"PORTAL_DATABASE_URL": "postgresql+psycopg://db/portal"})
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://db/portal"
