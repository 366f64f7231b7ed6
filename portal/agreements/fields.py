"""Fields that read a number, a price or a share from what somebody typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from wtforms import StringField, ValidationError

from commissioning.volumes.money import PriceBand
from portal.asking.typed import tidy

POUNDS: Final = re.compile(r"£?(\d{1,7})(?:\.(\d{2}))?", re.ASCII)
NUMBER: Final = re.compile(r"\d{1,7}(?:\.\d{1,4})?", re.ASCII)


class Typed(StringField):
    """`value` is what `read` makes of the text, None where it is empty; `wants` says what to do."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], Any],
        *,
        wants: str,
        validators: Iterable[Any] = (),
        **words: Any,
    ) -> None:
        super().__init__(label, tuple(validators), filters=[tidy], **words)
        self.read = read
        self.wants = wants
        self.value: Any = None

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.value = self.read(self.data)
        except ValueError as wrong:
            raise ValidationError(self.wants) from wrong


def whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise ValueError(text)
    return int(text)


def number(text: str) -> float:
    plain = text.replace(",", "")
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    return float(plain)


def pence(text: str) -> int:
    match = POUNDS.fullmatch(text.replace(",", ""))
    if match is None:
        raise ValueError(text)
    return int(match[1]) * 100 + int(match[2] or 0)


def share(text: str) -> float:
    """ "115" or "115 %"."""
    return number(text.rstrip("% ")) / 100


def several_months(text: str) -> list[int]:
    """ "12, 12"; "0" or "none" says that there are none."""
    if text.casefold() in {"0", "none"}:
        return []
    return [whole(part.strip()) for part in text.split(",")]


def bands(text: str) -> tuple[PriceBand, ...]:
    """ "100: 60.00, 110: 30.00"."""
    pairs = (part.partition(":") for part in text.split(","))
    return tuple(PriceBand(share(above.strip()), pence(cost.strip())) for above, _, cost in pairs)
