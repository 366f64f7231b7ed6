"""A question sealed into a word for an address, and opened again for half an hour."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.asking.sealed_question import NotAQuestion, SealedQuestion, packed, unpacked

OPENS_FOR: Final = dt.timedelta(minutes=30)

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{674}==", re.ASCII)
"""Every sealed question has one length, whatever was asked."""


class CannotBeOpened(ValueError):
    """Cut, altered, too old, or sealed with a key that is not here (any more)."""


def sealed(question: SealedQuestion, key: str, *, at: dt.datetime) -> str:
    """Raises `QuestionTooLong`."""
    return Fernet(key).encrypt_at_time(packed(question), int(at.timestamp())).decode()


def opened(token: str, keys: Sequence[str]) -> tuple[SealedQuestion, dt.datetime]:
    """The question, and the moment from which it opens no more. Raises `CannotBeOpened`.

    The library reads its own clock, and refuses what was sealed by one that is ahead.
    """
    if not keys or not TOKEN.fullmatch(token):
        raise CannotBeOpened
    box = MultiFernet([Fernet(key) for key in keys])
    try:
        question = unpacked(box.decrypt(token, ttl=int(OPENS_FOR.total_seconds())))
    except (InvalidToken, NotAQuestion) as refusal:
        raise CannotBeOpened from refusal
    sealed_at = dt.datetime.fromtimestamp(box.extract_timestamp(token), dt.UTC)
    return question, sealed_at + OPENS_FOR
