"""What an address or a form asks for: areas and a requirement, never facts of a person."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import MultiDict

from directory.errors import NotKnown
from directory.requirements import requirement_codes
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

MOST_AREAS: Final = 20
LONGEST_SHOWN: Final = 60


def asked_requirement(words: MultiDict[str, str]) -> str | None:
    """None when not asked; `NotKnown` for a code that no Act has."""
    code = words.get("requirement", "").strip()
    if not code:
        return None
    if code not in {*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT}:
        raise NotKnown("requirement", code[:LONGEST_SHOWN])
    return code


def asked_areas(words: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Each area once, at most twenty; whether it exists is for the answer to say."""
    slugs = dict.fromkeys(slug.strip()[:LONGEST_SHOWN] for slug in words.getlist(name))
    return tuple(slug for slug in slugs if slug)[:MOST_AREAS]
