"""Where a local copy says otherwise than its master, field by field.

| the copy says | it is |
|---|---|
| what the master says | the same |
| what the master said before | behind: it has not taken a change yet |
| anything else | its own word, which stays unless it is given up on purpose |

Another spelling of the same is the same.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.fields import Field, Speaker
from directory.services.listing_fields import LISTING_FIELDS


class Apart(enum.StrEnum):
    """How a copy's field stands to its master's, where they differ."""

    BEHIND = "behind"
    OWN_WORD = "own_word"


COPIED: Final = tuple(
    field for field in LISTING_FIELDS if field.is_told and Speaker.PROVIDER in field.said_by
)
"""What a copy can take: all that readers are told and that a provider may state."""


@dataclass(frozen=True, slots=True)
class FieldApart:
    """What the copy says of a field, and the master's word for it."""

    field: Field
    own: object
    master: object
    apart: Apart


def fields_apart(
    own: Mapping[str, Any], master: Mapping[str, Any], formers: Iterable[Mapping[str, Any]]
) -> tuple[FieldApart, ...]:
    """In the order of a page; `formers` is what the master said before, in any order."""
    before = list(formers)
    return tuple(
        FieldApart(field, own[field.name], master[field.name], _apart(field, own, before))
        for field in COPIED
        if not field.means_the_same(own[field.name], master[field.name])
    )


def _apart(field: Field, own: Mapping[str, Any], formers: Iterable[Mapping[str, Any]]) -> Apart:
    said = own[field.name]
    is_former = any(field.means_the_same(said, one[field.name]) for one in formers)
    return Apart.BEHIND if is_former else Apart.OWN_WORD
