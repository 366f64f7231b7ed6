"""Which lines a lot buys: candidates to be settled as a file, and the settled file taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from commissioning.agreements.joining import join_lot
from commissioning.agreements.matching import Candidate, ProviderLikeness
from commissioning.agreements.queries import lot_by_external_id
from commissioning.agreements.unjoined import UnjoinedLot
from commissioning.exchange.working import CommissioningWork
from directory.exchange.columns import Column, Kind, about_organisations
from directory.exchange.forms import YES_NO, text
from directory.exchange.working import ADDED, UNCHANGED, Row, RowWork, not_kept

LEFT_OPEN: Final = "left open"
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


class AgreementLineWork(CommissioningWork, RowWork):
    """Only what somebody settled is joined; where the file has no such column, every row is."""

    def check_row(self, row: Row) -> Iterator[tuple[str, str]]:
        if lot_by_external_id(self.session, external_id=row["lot"]) is None:
            yield "lot", not_kept("lot", row["lot"])
        yield from self.check_line(row)
        if row.get("line") is None and row.get("buys", True):
            yield "line", "name the line that the lot buys"

    def write_row(self, row: Row) -> str:
        if not row.get("buys", True):
            return LEFT_OPEN
        lot = lot_by_external_id(self.session, external_id=row["lot"])
        if lot is None:
            raise LookupError(row["lot"])
        news = join_lot(self.session, lot, self.lines[row["line"]], by=self.by, at=self.at)
        return ADDED if news else UNCHANGED


AGREEMENT_LINES = Kind(
    name="agreement-lines",
    says=(
        "One row for each line that a lot buys. `flask --app portal agreement-lines --to FILE`"
        " writes such a file of the lots that join none, with the lines that they may have"
        " bought: write yes beside those that they did, and send it. A row that nobody settled is"
        " left open. A second line of a lot becomes a further lot of its agreement on the same"
        " ground, unless a volume stands on the first."
    ),
    columns=about_organisations(
        Column("lot", text(160), "The lot's identifier: the agreement's, if it has one", True),
        Column("line", text(200), "The line's identifier"),
        Column("buys", YES_NO, "Empty: not settled; without this column: yes"),
    ),
    key=("lot", "line"),
    begin=AgreementLineWork,
    ignored=BESIDE,
)


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
