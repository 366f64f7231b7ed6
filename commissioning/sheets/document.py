"""The answer document of a sheet: an answer as canonical JSON, and back.

Canonical means UTF-8, keys in order, no white space: equal answers are equal bytes.
Documents are kept for good, so that a field may be added to what they hold only with
a default, and a name once written may not change its meaning. Whoever must change one
raises `FORM_VERSION` and keeps reading the older form. Form 2 speaks by strands, and of
"not known"; form 1 never did, so that it keeps words of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import CourtAnswer
from commissioning.plain_json import CONVERTER, Json
from commissioning.sheets.errors import FormNotKnown
from directory.order_length import OrderKind

FORM_VERSION: Final = 2
FORMS: Final = frozenset({1, FORM_VERSION})
"""Every form that was ever written, and that this program reads."""

KIND: Final = "court sheet"
NOTE: Final = "Availability is information for the court; it does not limit its powers."


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """What the court asked: nothing in it is about the person."""

    areas: tuple[str, ...] = ()
    requirement: str | None = None
    order_days: int | None = None
    unpaid_hours: float | None = None
    order_kind: OrderKind | None = None

    def as_json(self) -> Json:
        made: Json = CONVERTER.unstructure(self)
        return made


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """`form` says by which rules and words it speaks; what is made today has the newest."""

    reference: str
    question: SheetQuestion
    answer: CourtAnswer
    form: int = FORM_VERSION

    def to_bytes(self) -> bytes:
        return _canonical({"document": KIND, "note": NOTE} | CONVERTER.unstructure(self))

    def without_its_moment(self) -> str:
        """The SHA-256 of question and answer, alike for all moments of a day."""
        plain = CONVERTER.unstructure(self)
        del plain["reference"], plain["answer"]["as_at"]
        return sha256_of(_canonical(plain))


def from_bytes(document: bytes) -> SheetDocument:
    """What `to_bytes` of this or an earlier program wrote; raises `FormNotKnown`."""
    written = json.loads(document)
    if written.get("form") not in FORMS:
        raise FormNotKnown(written.get("form"))
    return CONVERTER.structure(written, SheetDocument)


def sha256_of(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _canonical(plain: Json) -> bytes:
    text = json.dumps(
        plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()
