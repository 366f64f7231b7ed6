"""What follows from a programme's description: who may see it, how it is delivered, for what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from directory.delivery import DeliveryKind
from directory.pathways import pathways
from directory.rules.tables import rows_of
from directory.services.models import ProgrammeKind

ACCREDITED_PATHWAY = "attitudes_thinking_and_behaviour"
"""The pathway of a programme whose source names no need: these change thinking."""


@dataclass(frozen=True, slots=True)
class ProgrammeDelivery:
    delivery_kind: DeliveryKind
    requirement: str


def is_restricted(name: str, eligible_offences: str | None) -> bool:
    """By `rules/restricted_programmes.csv`: the public sees programme, area and month only."""
    told = {"name": name.casefold(), "eligible_offence": (eligible_offences or "").casefold()}
    rows = rows_of("restricted_programmes.csv")
    said = {row["restricted"] for row in rows if row["words"] in told[row["test"]]}
    return said == {"yes"}


def programme_delivery(kind: ProgrammeKind, delivery_format: str) -> ProgrammeDelivery:
    """By `rules/programme_delivery.csv`, from the format as the source words it."""
    return _deliveries()[kind, format_code(delivery_format)]


def format_code(delivery_format: str) -> str:
    """ "Group; One-to-one", "Group or one-to-one", "group|one_to_one" … as the table's code."""
    words = delivery_format.casefold().replace("_", "-")
    has_group, has_one = "group" in words, "one-to-one" in words
    if has_group and has_one:
        return "group_and_one_to_one" if " and " in words else "group_or_one_to_one"
    if has_group or has_one:
        return "group" if has_group else "one_to_one"
    return "not_stated"


@cache
def _deliveries() -> dict[tuple[ProgrammeKind, str], ProgrammeDelivery]:
    return {
        (ProgrammeKind(row["programme_kind"]), row["format"]): ProgrammeDelivery(
            DeliveryKind(row["delivery_kind"]), row["requirement"]
        )
        for row in rows_of("programme_delivery.csv")
    }


def pathways_of_needs(needs: Iterable[str]) -> tuple[str, ...]:
    """The pathways that `rules/need_pathways.csv` names for needs, in order of display."""
    mapped = {row["need"]: row["pathway"] for row in rows_of("need_pathways.csv")}
    found = {mapped[need] for need in needs if need in mapped} or {ACCREDITED_PATHWAY}
    return tuple(one.code for one in pathways() if one.code in found)
