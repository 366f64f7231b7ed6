"""Which lines a lot buys, as somebody settled it, from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from sqlalchemy import select

from commissioning.agreements.joining import buys_already, join_lot
from commissioning.agreements.queries import lot_by_external_id
from commissioning.agreements.settling import BESIDE
from commissioning.exchange.working import CommissioningWork
from commissioning.volumes.models import Lot
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import YES_NO, text
from directory.exchange.names import Names
from directory.exchange.working import ADDED, UNCHANGED, Doubts, Row, RowWork

LEFT_OPEN: Final = "left open"
STANDS: Final = (
    "the lot buys this line already, and a no does not part them: take back the file that said so,"
    " or take the row out"
)


class AgreementLineWork(CommissioningWork, RowWork):
    """Only what somebody settled is joined; where the file has no such column, every row is."""

    @cached_property
    def named(self) -> dict[str, Names]:
        lots = set(self.session.scalars(select(Lot.external_id)))
        return {"lot": Names("lot", lots), "line": self.line_names}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return _check_line_named, self.check_not_bought_already

    def check_not_bought_already(self, row: Row) -> Doubts:
        """A no takes nothing back, and must not look as though it had."""
        if row.get("buys") is not False or row.get("line") is None or row["line"] not in self.lines:
            return
        lot = lot_by_external_id(self.session, external_id=row["lot"])
        if lot is not None and buys_already(self.session, lot, self.lines[row["line"]]):
            yield "buys", STANDS

    def write_row(self, row: Row) -> str:
        if not row.get("buys", True):
            return LEFT_OPEN
        lot = lot_by_external_id(self.session, external_id=row["lot"])
        if lot is None:
            raise LookupError(row["lot"])
        news = join_lot(self.session, lot, self.lines[row["line"]], by=self.by, at=self.at)
        return ADDED if news else UNCHANGED


def _check_line_named(row: Row) -> Doubts:
    if row.get("line") is None and row.get("buys", True):
        yield "line", "name the line that the lot buys"


AGREEMENT_LINES = Kind(
    name="agreement-lines",
    says=(
        "One row for each line that a lot buys. `flask --app portal agreement-lines --to FILE`"
        " writes such a file of the lots that join none, with the lines that they may have"
        " bought: write yes beside those that they did, and send it. A row that nobody settled is"
        " left open. A second line of a lot becomes a further lot of its agreement on the same"
        " ground, unless a volume stands on the first."
    ),
    columns=(
        Column("lot", text(160), "The lot's identifier: the agreement's, if it has one", True),
        Column("line", text(200), "The line's identifier"),
        Column("buys", YES_NO, "Empty: not settled; without this column: yes"),
    ),
    key=("lot", "line"),
    begin=AgreementLineWork,
    ignored=BESIDE,
)
