"""An agreement in a few words, alike on the desk and on the page of a line."""

from __future__ import annotations

import datetime as dt

from commissioning.agreements.models import AgreementKind
from portal.formatting import short


def agreement_words(kind: AgreementKind | None, ends_on: dt.date | None, *, on: dt.date) -> str:
    """As on the day; None: no agreement is known."""
    if kind is None:
        return "no agreement known here"
    if ends_on is None:
        return f"{kind.said}, end not known"
    return f"{kind.said}, {'ended' if ends_on < on else 'ends'} {short(ends_on)}"
