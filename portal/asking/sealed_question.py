"""What was asked about a person, as bytes of one length that can be sealed; and read back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from werkzeug.datastructures import MultiDict

from directory.errors import DirectoryError

VERSION: Final = 1
LENGTH: Final = 447
"""Bytes of every question: six services, a home, a person and five needs fit."""

NAMES: Final = (
    "court", "area", "postcode", "near", "note",
    "sex", "age", "order_kind", "months", "hours", "offence", "offence_side", "convicted_side",
    "order_type", "needs", "rule_offence", "language_spoken", "scale", "score", "searched",
    "released", "part", "in_work", "attendances", "week_hours", "weeks", "planned",
)  # fmt: skip
"""All that an address may hold: `postcode` is a first half, `near` at most a sector, a `_side` a
day that stands for all on its side of what the law hangs on. Never a whole postcode or a date."""


class QuestionTooLong(DirectoryError):
    """More was chosen than an address holds."""

    def __init__(self) -> None:
        super().__init__("That is more than can be asked at once. Choose fewer needs or services.")


class NotAQuestion(ValueError):
    """Bytes that this version of the portal has not made."""


@dataclass(frozen=True, slots=True)
class SealedQuestion:
    """Names with their values, in the words of the forms that asked them."""

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> SealedQuestion:
        """Values of one name stay together and in their order; an empty one holds its place."""
        facts: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            facts[name] = (*facts.get(name, ()), value)
        return cls({name: values for name, values in facts.items() if values != ("",)})

    def __bool__(self) -> bool:
        return bool(self.facts)

    def first(self, name: str) -> str:
        return next(iter(self.facts.get(name, ())), "")

    def every(self, name: str) -> tuple[str, ...]:
        return self.facts.get(name, ())

    def fields(self, *names: str) -> MultiDict[str, str]:
        """As a form would have sent them."""
        return MultiDict((name, value) for name in names for value in self.every(name))

    def without(self, *names: str) -> SealedQuestion:
        return SealedQuestion(
            {name: some for name, some in self.facts.items() if name not in names}
        )

    def pairs(self) -> Iterable[tuple[str, str]]:
        return ((name, value) for name, values in self.facts.items() for value in values)


ASKED_NOTHING: Final = SealedQuestion()


def packed(question: SealedQuestion) -> bytes:
    """As many bytes whatever was asked. Raises `QuestionTooLong`."""
    if unknown := question.facts.keys() - set(NAMES):
        raise ValueError(f"no address may hold {sorted(unknown)}")
    words = json.dumps(dict(question.facts), ensure_ascii=False, separators=(",", ":"))
    body = bytes([VERSION]) + zlib.compress(words.encode(), level=9)
    if len(body) > LENGTH:
        raise QuestionTooLong
    return body.ljust(LENGTH, b"\0")


def unpacked(body: bytes) -> SealedQuestion:
    """Raises `NotAQuestion`. The padding is what lies behind the compressed words."""
    if len(body) != LENGTH or body[0] != VERSION:
        raise NotAQuestion
    try:
        facts = json.loads(zlib.decompressobj().decompress(body[1:]))
    except (zlib.error, ValueError) as fault:
        raise NotAQuestion from fault
    return SealedQuestion({name: tuple(values) for name, values in facts.items() if name in NAMES})
