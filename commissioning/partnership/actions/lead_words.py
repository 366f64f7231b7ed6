"""Sums: the names in a cell of leads and partners, as bodies or as posts.

The cell stays as written. Names are parted at commas outside brackets; which of them leads and
which are partners the words do not tell, so nobody is taken for the lead. Leads are bodies and
posts: about what reads as the name of a person somebody is asked, once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from directory.names_of_people import IS_IT_A_POST, may_name_somebody

_COMMA: Final = re.compile(r"\s*[,;]\s*(?![^(]*\))")
_POST: Final = re.compile(
    r"\b(?:governors?|managers?|co-?ordinators?|chief officers?|directors?|heads? of|officers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedLead:
    """A body by `name`, or a post; one of the two."""

    name: str | None
    post: str | None

    @property
    def words(self) -> str:
        return self.name or self.post or ""


def leads_named(words: str | None) -> tuple[NamedLead, ...]:
    """In the order of the words, each once."""
    parts = (part.strip(" .") for part in _COMMA.split(words or ""))
    return tuple(map(_named, dict.fromkeys(part for part in parts if part)))


def _named(part: str) -> NamedLead:
    is_post = _POST.search(part) is not None
    return NamedLead(None if is_post else part, part if is_post else None)


def asked_of_leads(words: str | None) -> str:
    """The question about the first name in a cell that reads as a person's; "" where none does."""
    for one in leads_named(words):
        if may_name_somebody(one.words):
            return IS_IT_A_POST.format(name=one.words)
    return ""
