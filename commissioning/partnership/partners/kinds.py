"""What partners are, what they do for a pathway, and which bodies an area is crossed with."""

from __future__ import annotations

import enum
from functools import cache
from pathlib import Path
from typing import Final

from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


class PartnerKind(enum.StrEnum):
    """An organisation that neither provides nor, by being here, funds."""

    COUNCIL = "council"
    COMMUNITY_SAFETY_PARTNERSHIP = "community_safety_partnership"
    POLICE = "police"
    POLICE_COMMISSIONER = "police_commissioner"
    HEALTH_BOARD = "health_board"
    EMPLOYMENT_SERVICE = "employment_service"
    INFRASTRUCTURE_BODY = "infrastructure_body"
    OTHER = "other"

    @property
    def words(self) -> str:
        return "another body" if self is PartnerKind.OTHER else self.value.replace("_", " ")


@cache
def words_for_kind(kind: PartnerKind) -> str:
    """What people call such a body, from `partner_words.csv`. Raises `KeyError`."""
    rows = rows_of("partner_words.csv", folder=FOLDER)
    return {row["kind"]: row["words"] for row in rows}[kind.value]


class PartnerTask(enum.StrEnum):
    """What it does for a pathway."""

    LEADS = "leads"
    SUPPORTS = "supports"
    REFERS = "refers"
    ADVISES = "advises"


class CrossedWith(enum.StrEnum):
    """Bodies whose ground is told beside an area's."""

    COUNCIL = "council"
    POLICE = "police"
    HEALTH_BOARD = "health_board"
    LOCAL_JUSTICE_AREA = "local_justice_area"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


class ListKnown(enum.StrEnum):
    """How much of a list is known: nothing told is never “none”."""

    WHOLE = "whole"
    PARTIAL = "partial"
    NOT_KNOWN = "not_known"
    NONE = "none"


def list_known(names: int, *, is_stated_whole: bool) -> ListKnown:
    """
    | told | stated to be whole | it is |
    |---|---|---|
    | none | no | not known |
    | none | yes | none |
    | some | no | partial |
    | some | yes | whole |
    """
    if is_stated_whole:
        return ListKnown.WHOLE if names else ListKnown.NONE
    return ListKnown.PARTIAL if names else ListKnown.NOT_KNOWN
