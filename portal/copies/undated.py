"""What a copy may still say when its dates may not be told any more: whom to ring, for what.

Pure: the JSON of a copy in. What may be kept is named here, so that a fact added to the answer
later does not grow old in a copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioning.availability.statuses import Status, WhyNot, status_words

Json = dict[str, Any]  # Any: text, numbers, null, lists and objects

NEVER_OLD: Final = frozenset({Status.AT_ONCE, Status.CHECK_COMMENCEMENT, Status.NOT_KNOWN})
"""The law does not change with a queue, and what was not known is not known better now."""

OF_A_REQUIREMENT: Final = ("code", "name", "commencement_verified", "check_commencement", "only")
OF_A_STRAND: Final = ("code", "name", "may_lead", "lines")
OF_A_ROW: Final = (
    "line", "service", "service_id", "areas", "kind", "restricted", "generated", "provider",
    "for_sex", "contact", "office",
)  # fmt: skip


def without_dates(answer: Mapping[str, Any]) -> Json:
    """The same names with nothing behind those that a day could have changed."""
    return {**answer, "requirements": [_requirement(found) for found in answer["requirements"]]}


def _requirement(found: Mapping[str, Any]) -> Json:
    return _standing(found, OF_A_REQUIREMENT) | {
        "statements": [],
        "strands": [_standing(one, OF_A_STRAND) for one in found.get("strands", ())],
        "rows": [_row(row) for row in found["rows"]],
    }


def _row(row: Mapping[str, Any]) -> Json:
    return _standing(row, OF_A_ROW) | {"being_worked_out": False}


def _standing(told: Mapping[str, Any], kept: Sequence[str]) -> Json:
    """A strand has no reason, whatever it stands as."""
    status = Status(told["status"])
    is_lasting = status in NEVER_OLD
    undated = {name: told[name] if name in kept else None for name in told}
    undated["status"] = status.value if is_lasting else Status.NOT_CONFIRMED.value
    if "reason" in told and not is_lasting:
        undated["reason"] = WhyNot.NOT_CONFIRMED.value
    return undated


@dataclass(frozen=True, slots=True)
class UndatedService:
    """`name` and `telephone` are whom to ring."""

    title: str
    name: str
    telephone: str
    page: str


@dataclass(frozen=True, slots=True)
class UndatedRequirement:
    name: str
    says: str
    services: tuple[UndatedService, ...]


@dataclass(frozen=True, slots=True)
class UndatedPage:
    """`office` is whom to ring where no service is named."""

    title: str
    requirements: tuple[UndatedRequirement, ...]
    office: UndatedService
    has_generated_figures: bool


def undated_page(answer: Mapping[str, Any]) -> UndatedPage:
    """Names and telephones of what `without_dates` has left."""
    place = answer["court"] or answer["areas"][0]
    return UndatedPage(
        title=place["name"],
        requirements=tuple(_shown(found) for found in without_dates(answer)["requirements"]),
        office=_service("", answer.get("office")),
        has_generated_figures=answer["generated_figures"],
    )


def _shown(found: Mapping[str, Any]) -> UndatedRequirement:
    says = status_words()[Status(found["status"])]
    return UndatedRequirement(found["name"], says, tuple(_services(found["rows"])))


def _services(rows: Sequence[Mapping[str, Any]]) -> Iterator[UndatedService]:
    """Each with its number once: a service may have several queues."""
    yield from dict.fromkeys(
        _service(row["service"], row["contact"] or row["office"]) for row in rows
    )


def _service(title: str, contact: Mapping[str, Any] | None) -> UndatedService:
    said = contact or {}
    return UndatedService(
        title=title,
        name=said.get("name") or "the area’s probation office",
        telephone=said.get("telephone") or "",
        page=said.get("page") or "",
    )
