"""How to reach somebody: telephone, e-mail and web page, as a cell may hold them."""

from __future__ import annotations

import re
from typing import Final

from email_validator import EmailNotValidError, validate_email

from directory.exchange.forms import Form, Unreadable, shown, text
from directory.telephones import telephone_problem

LONGEST_TELEPHONE: Final = 80
LONGEST_EMAIL: Final = 200
LONGEST_WEBSITE: Final = 300
_WEBSITE = re.compile(
    r"https?://[^\s/?#@\\:]+\.[^\s/?#@\\:]+(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE
)


def _read_telephone(cell: str) -> str:
    kept: str = text(LONGEST_TELEPHONE).read(cell)
    if (problem := telephone_problem(kept, in_a_file=True)) is not None:
        raise Unreadable(problem)
    return kept


def _read_email(cell: str) -> str:
    kept: str = text(LONGEST_EMAIL).read(cell)
    if kept.count("@") > 1:
        raise Unreadable(f"{shown(kept)} holds several addresses: keep the one for referrals")
    try:
        validate_email(kept, check_deliverability=False)
    except EmailNotValidError as why:
        raise Unreadable(f"{shown(kept)} is not an e-mail address: {why}".rstrip(".")) from why
    return kept


def _read_website(cell: str) -> str:
    """An address without its beginning is taken as a browser takes it."""
    kept: str = text(LONGEST_WEBSITE).read(cell)
    if kept.casefold().startswith("www."):
        kept = f"https://{kept}"
    if not _WEBSITE.fullmatch(kept):
        raise Unreadable(f"{shown(kept)} is not a web address that begins with https:// or http://")
    return kept


TELEPHONE: Final = Form(
    f"telephone number with its code; several or an extension with words between them,"
    f" at most {LONGEST_TELEPHONE} characters",
    _read_telephone,
    is_prose=True,
)
EMAIL: Final = Form(f"e-mail address, at most {LONGEST_EMAIL} characters", _read_email)
WEBSITE: Final = Form(
    f"web address with https:// or http://, at most {LONGEST_WEBSITE} characters", _read_website
)
