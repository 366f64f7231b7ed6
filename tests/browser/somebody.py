"""Somebody in a browser: how they log in, what they do counted, the messages they are sent."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from directory.accounts.models import Account
from directory.accounts.second_factor import code_at
from directory.accounts.visiting import begin_visit, memberships_of
from portal.extensions import db
from portal.messages.passes import own_post
from portal.messages.posting import Posting
from tests.browser.conftest import Visit
from tests.makers.days import NOW


def cookie_of(app: Flask, email: str, *, at: dt.datetime = NOW) -> str:
    """As the browser of somebody who is wholly in has it."""
    session = db.session()
    account = session.scalars(select(Account).where(Account.email == email)).one()
    visit, token = begin_visit(session, account, browser="Chromium", at=at)
    [visit.membership] = memberships_of(session, account.person_id)
    visit.second_factor_at = at
    signed = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signed is not None
    told: str | bytes = signed.dumps({"_user_id": token, "_fresh": True})
    return told if isinstance(told, str) else told.decode()


def as_somebody(page: Page, address: str, cookies: Mapping[str, str], email: str) -> None:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "portal", "value": cookies[email], "url": address}])


def log_in(visit: Visit, address: str, password: str) -> None:
    """By their e-mail address."""
    visit.go("/log-in", "Log in")
    visit.page.fill("#email", address)
    visit.page.fill("#password", password)
    visit.page.click("main button")


def log_out(visit: Visit) -> None:
    visit.page.click(".visit-bar__button")
    visit.is_at("Log in")


def set_up_second_factor(visit: Visit) -> None:
    """As it is asked of whoever logs in without one, with a wrong code first."""
    visit.is_at("Set up a second factor")
    secret = re.sub(r"\s", "", visit.page.locator("main .in-fours").inner_text())
    visit.page.fill("#code", "000000")
    visit.page.click("main button")
    visit.page.wait_for_selector("text=There is a problem")
    visit.is_at("Set up a second factor")
    visit.page.fill("#code", code_at(secret, dt.datetime.now(dt.UTC)))
    visit.page.click("main button")
    visit.is_at("Your recovery codes")
    visit.page.click("text=I have kept them")


def newest_message(app: Flask, to: str, *, at: dt.datetime) -> str:
    """What the worker has sent to an address by then, read from the file that it became."""
    with app.app_context():
        posting = Posting(lambda: at, own_post)
        while posting.one_pass():
            pass
        posting.finish()
        db.session.remove()
        files = sorted((Path(app.config["DATA_DIR"]) / "messages").glob("*.eml"))
    read = [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in files
    ]
    [*_, newest] = [one for one in read if one["To"] == to]
    body = newest.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(body: str, path: str) -> str:
    """The path of the link in a message that begins so."""
    [found] = re.findall(rf"https?://[^/\s]+({path}\S+)", body)[:1]
    return str(found)


@dataclass
class Hand:
    """Counts what a person does: each field filled, each press."""

    page: Page
    actions: list[str] = field(default_factory=list)

    def fill(self, label: str, text: str) -> None:
        self.actions.append(f"fill {label}")
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, name: str) -> None:
        self.actions.append(f"press {name}")
        self.page.get_by_role("button", name=name, exact=True).click()

    def press_it(self, what: Locator) -> None:
        self.actions.append("press")
        what.click()


def shown(visit: Visit, name: str) -> None:
    """Kept as a picture where somebody asks for pictures."""
    if folder := os.environ.get("SCREENS"):
        visit.page.screenshot(path=f"{folder}/{name}-{visit.width}.png", full_page=True)
