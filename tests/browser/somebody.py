"""A browser in which somebody is wholly in, second factor and all; pictures of its pages."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page
from sqlalchemy import select

from directory.accounts.models import Account
from directory.accounts.visiting import begin_visit, memberships_of
from portal.extensions import db
from tests.browser.conftest import Visit
from tests.makers.days import NOW


def cookie_of(app: Flask, email: str) -> str:
    """As the browser of somebody who is wholly in has it."""
    session = db.session()
    account = session.scalars(select(Account).where(Account.email == email)).one()
    visit, token = begin_visit(session, account, browser="Chromium", at=NOW)
    [visit.membership] = memberships_of(session, account.person_id)
    visit.second_factor_at = NOW
    signed = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signed is not None
    told: str | bytes = signed.dumps({"_user_id": token, "_fresh": True})
    return told if isinstance(told, str) else told.decode()


def as_somebody(page: Page, address: str, cookies: Mapping[str, str], email: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "portal", "value": cookies[email], "url": address}])


def shown(visit: Visit, name: str) -> None:
    """Kept as a picture where somebody asks for pictures."""
    if folder := os.environ.get("SCREENS"):
        visit.page.screenshot(path=f"{folder}/{name}-{visit.width}.png", full_page=True)
