"""What an Act limits by number, and the kinds of order: `rules/limits.csv`, `order_kinds.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from directory.errors import NotKnown
from directory.order_length import OrderKind
from directory.rules.tables import Row, RuleTableBroken, rows_of


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a court may state, both ends counted; `unit` is hours or months."""

    code: str
    name: str
    unit: str
    asked_as: str
    least: int
    most: int
    explanation: str = ""

    def allows(self, number: float) -> bool:
        return self.least <= number <= self.most

    @property
    def sentence(self) -> str:
        """What to do, for somebody who entered something else."""
        return f"Enter {self.asked_as} from {self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class OrderRule:
    """An order that carries requirements.

    `length` limits the time in which requirements are complied with, `unpaid_work_within`
    the time in which hours are worked; None where the order runs on until they are.
    """

    kind: OrderKind
    name: str
    length: Limit
    unpaid_work_within: Limit | None


def limit(code: str) -> Limit:
    """`NotKnown` for a code without a row."""
    try:
        return _limits()[code]
    except KeyError as unknown:
        raise NotKnown("limit", code) from unknown


@cache
def order_kinds() -> tuple[OrderRule, ...]:
    return tuple(_order_kind(row) for row in rows_of("order_kinds.csv"))


@cache
def order_months(asked: OrderKind | None = None) -> Limit:
    """Of an order of this kind, whichever of its periods is meant; None: what any kind allows."""
    lengths = [
        length
        for kind in order_kinds()
        if asked in {None, kind.kind}
        for length in (kind.length, kind.unpaid_work_within)
        if length is not None
    ]
    return Limit(
        code="order_months",
        name="Length of an order",
        unit="months",
        asked_as="a number of months",
        least=min(one.least for one in lengths),
        most=max(one.most for one in lengths),
    )


@cache
def _limits() -> dict[str, Limit]:
    return {row["code"]: _limit(row) for row in rows_of("limits.csv")}


def _limit(row: Row) -> Limit:
    least, most = int(row["least"]), int(row["most"])
    if least > most:
        raise RuleTableBroken(f"limits.csv: {row['code']} allows nothing")
    return Limit(
        row["code"], row["name"], row["unit"], row["asked_as"], least, most, row["explanation"]
    )


def _order_kind(row: Row) -> OrderRule:
    within = row["unpaid_work_within"]
    return OrderRule(
        OrderKind(row["code"]), row["name"], limit(row["length"]), limit(within) if within else None
    )
