"""Where somebody may be referred, and what the form says of the queue it leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.referrals.open_lines import OpenLine
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_name

NOT_NAMED = "A confidential service"


@dataclass(frozen=True, slots=True)
class LineToChoose:
    public_id: str
    title: str
    provider: str
    line: str
    waiting: str


@dataclass(frozen=True, slots=True)
class AreasToChoose:
    """Under a heading, "" where nothing need be told apart."""

    heading: str
    areas: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueuesToChoosePage:
    """`area` is None before one was chosen."""

    areas: tuple[AreasToChoose, ...]
    area: str
    area_name: str
    requirement: str
    requirements: tuple[tuple[str, str], ...]
    lines: tuple[LineToChoose, ...]
    service: str
    says: str


@dataclass(frozen=True, slots=True)
class ReferPage:
    line: LineToChoose
    areas: tuple[str, ...]
    team: str
    instead: str
    sharing: tuple[str, ...]


def line_to_choose(line: OpenLine) -> LineToChoose:
    return LineToChoose(
        str(line.public_id),
        line.title if line.is_read else gettext(NOT_NAMED),
        line.provider if line.is_read else "",
        line.name if line.is_read else "",
        str(line.waiting),
    )


def areas_to_choose(
    areas: Sequence[LocalDeliveryUnit], own: Collection[int]
) -> tuple[AreasToChoose, ...]:
    """One's own first; both by name."""
    theirs = tuple((one.slug, one.name) for one in areas if one.id in own)
    others = tuple((one.slug, one.name) for one in areas if one.id not in own)
    if not theirs or not others:
        return (AreasToChoose("", theirs or others),)
    return (
        AreasToChoose(gettext("Your areas"), theirs),
        AreasToChoose(gettext("Other areas"), others),
    )


def choose_page(
    areas: Sequence[LocalDeliveryUnit],
    area: LocalDeliveryUnit | None,
    lines: Iterable[OpenLine],
    *,
    own: Collection[int],
    requirement: str,
    requirements: Iterable[str],
    service: str = "",
) -> QueuesToChoosePage:
    found = tuple(map(line_to_choose, lines))
    says = ""
    if area is not None and not found:
        says = (
            gettext("No queue of this service takes people who will live in %(area)s.",
                    area=area.name)
            if service
            else gettext("No open queue takes people who will live in %(area)s for this.",
                         area=area.name)
        )  # fmt: skip
    return QueuesToChoosePage(
        areas_to_choose(areas, own),
        "" if area is None else area.slug,
        "" if area is None else area.name,
        requirement,
        tuple((code, requirement_name(code)) for code in requirements),
        found,
        service,
        says,
    )
