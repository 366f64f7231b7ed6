"""Lots that join no line as a file to be settled: a row for each line that one may have bought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from commissioning.agreements.matching import Candidate, ProviderLikeness
from commissioning.agreements.unjoined import UnjoinedLot

BESIDE: Final = (
    "why",
    "agreement",
    "title",
    "contract_type",
    "provider",
    "ground",
    "starts_on",
    "ends_on",
    "service",
    "line_provider",
    "line_areas",
)
"""What helps to settle a row; not read again."""

HOW_LIKE: Final = {
    ProviderLikeness.SAME: "type, ground and provider",
    ProviderLikeness.SUBCONTRACTOR: "type, ground and a subcontractor",
    ProviderLikeness.NAMED_ALIKE: "type and ground; the provider is named alike",
    ProviderLikeness.NOT_KNOWN: "type and ground; who delivers is not known",
    ProviderLikeness.OTHER: "type and ground; another provider",
}


def to_be_settled(lots: Iterable[UnjoinedLot]) -> Iterator[tuple[str, ...]]:
    """The file: its heading, then a row for each candidate, and one for a lot without any."""
    yield ("lot", "line", "buys", *BESIDE)
    for lot in lots:
        for candidate in lot.candidates or (None,):
            yield _row(lot, candidate)


def _row(lot: UnjoinedLot, candidate: Candidate | None) -> tuple[str, ...]:
    sought = lot.sought
    line = None if candidate is None else candidate.offered
    return (
        sought.lot,
        "" if line is None else line.line,
        "",
        _why(candidate),
        sought.agreement,
        sought.title,
        sought.contract_type or "",
        next(iter(sought.providers.values()), ""),
        lot.region or sought.police_area or "",
        "" if lot.starts_on is None else lot.starts_on.isoformat(),
        "not known" if lot.ends_on is None else lot.ends_on.isoformat(),
        "" if line is None else line.title,
        "" if line is None else line.provider or "not known",
        "" if line is None else "; ".join(area.name for area in line.areas),
    )


def _why(candidate: Candidate | None) -> str:
    if candidate is None:
        return "no line of this type on this ground is known"
    said = HOW_LIKE[candidate.provider]
    return f"{said}; the title names the area" if candidate.names_area else said
