"""Which lines a lot buys, as somebody settled it, from a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioning.agreements.joining import join_lot
from commissioning.agreements.queries import lot_by_external_id
from commissioning.agreements.settling import BESIDE
from commissioning.exchange.working import CommissioningWork
from directory.exchange.columns import Column, Kind, about_organisations
from directory.exchange.forms import YES_NO, text
from directory.exchange.working import ADDED, UNCHANGED, Row, RowWork, not_kept

LEFT_OPEN: Final = "left open"


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
