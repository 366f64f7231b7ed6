"""What an address or a form asks for: areas and a requirement, never facts of a person."""

from __future__ import annotations

from typing import Final

from werkzeug.datastructures import MultiDict

from directory.errors import NotKnown
from directory.starts import codes_with_a_start

MOST_AREAS: Final = 20
LONGEST_SHOWN: Final = 60


def asked_requirement(words: MultiDict[str, str]) -> str | None:
    """None when not asked; `NotKnown` for a code that no Act has."""
    code = words.get("requirement", "").strip()
    if not code:
        return None
    if code not in codes_with_a_start():
        raise NotKnown("requirement", code[:LONGEST_SHOWN])
    return code


def asked_areas(words: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Each area once, at most twenty; whether it exists is for the answer to say."""
    slugs = dict.fromkeys(slug.strip()[:LONGEST_SHOWN] for slug in words.getlist(name))
    return tuple(slug for slug in slugs if slug)[:MOST_AREAS]
