"""The steps by which somebody is let in, each in a transaction of its own."""

from __future__ import annotations

import datetime as dt

from flask import request
from sqlalchemy.orm import Session

from directory.accounts.entering import account_of_email
from directory.accounts.models import Account, VisitEnd
from directory.accounts.visiting import begin_visit, end_visit
from portal.entering.browsers import browser_in_words
from portal.looking import WhoAsks, enter


def password_digest_of(session: Session, email: str) -> str | None:
    """None where nobody may enter by a password at this address."""
    account = account_of_email(session, email)
    if account is None or account.disabled_at is not None:
        return None
    return account.password_digest


def let_in(session: Session, account: Account, before: WhoAsks, *, at: dt.datetime) -> None:
    """A new visit in this browser; one that was open in it is over."""
    earlier = before.visit
    if earlier is not None:
        end_visit(session, earlier, VisitEnd.LOGGED_OUT, by=earlier.account.person, at=at)
    browser = browser_in_words(request.headers.get("User-Agent", ""))
    enter(*begin_visit(session, account, browser=browser, at=at))
