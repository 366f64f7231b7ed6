"""What somebody typed when their visit was over: sealed into the page that asks them to log in.

Nothing of it is kept here. It opens for the same account alone, for half an hour, and never holds
a password or a code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from flask import request

from portal.looking import looking
from portal.secrecy import NotOurSeal, opened_for, sealed_for

PURPOSE: Final = "kept form"
OPENS_SECONDS: Final = 30 * 60
LONGEST: Final = 60_000
"""Letters of all fields together; sealed they are a third more."""

NEVER_KEPT: Final = frozenset({"csrf_token", "password", "current", "code", "offered"})


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where it was sent, and its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def kept_form() -> str:
    """This request's form, sealed for whose visit is over; "" where there is nothing to keep."""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in NEVER_KEPT]
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > LONGEST or looking().was is None:
        return ""
    told = {"whose": looking().was, "path": request.path, "fields": fields}
    return sealed_for(PURPOSE, json.dumps(told))


def opened_form(sealed: str, account_id: int) -> KeptForm | None:
    """None where it is another's, too old, or nothing of ours."""
    try:
        told = json.loads(opened_for(PURPOSE, sealed, within_seconds=OPENS_SECONDS))
    except NotOurSeal:
        return None
    if told["whose"] != account_id:
        return None
    return KeptForm(told["path"], tuple((name, value) for name, value in told["fields"]))
