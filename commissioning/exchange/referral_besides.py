"""What rows of referrals say beside facts and events: particulars, groups asked once, a digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, Final

from commissioning.exchange.referral_checking import says_something
from commissioning.referrals.particulars import (
    NOTHING_BESIDE,
    Beside,
    Characteristics,
    Particulars,
)
from directory.exchange.columns import Chunk

DIGEST: Final = "digest"


def besides_in(chunk: Chunk) -> Sequence[Beside]:
    """One for each row, or none at all where no row says anything of the kind."""
    names = (*Particulars._fields, *Characteristics._fields)
    if not any(says_something(chunk, name) for name in names) and DIGEST not in chunk.columns:
        return ()
    digests: Iterable[Any] = chunk.columns.get(DIGEST) or repeat(None, len(chunk))
    needs = [None if told is None else "|".join(told) for told in chunk["needs"]]
    particulars = zip(
        *(needs if name == "needs" else chunk[name] for name in Particulars._fields), strict=True
    )
    asked = zip(*(chunk[name] for name in Characteristics._fields), strict=True)
    return [_beside(*told) for told in zip(particulars, asked, digests, strict=True)]


def _beside(particulars: tuple[Any, ...], asked: tuple[Any, ...], digest: str | None) -> Beside:
    if digest is None and particulars == _NOTHING_STATED and asked == _NOTHING_ASKED:
        return NOTHING_BESIDE
    return Beside(Particulars._make(particulars), Characteristics._make(asked), digest)


_NOTHING_STATED: Final = tuple(Particulars())
_NOTHING_ASKED: Final = tuple(Characteristics())
