"""What a row says of an agreement beside its term: conditions, award, funders, price."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.agreements.errors import SharesImpossible
from commissioning.agreements.funding import refuse_shares, state_funder
from commissioning.agreements.models import Agreement
from commissioning.agreements.prices import when_told, with_what_was_said
from commissioning.agreements.queries import award_in_force, conditions_in_force, funders_of
from commissioning.agreements.stating import (
    MOST_EXTENSION_MONTHS,
    MOST_NOTICE_MONTHS,
    MOST_SHARE,
    state_award,
    state_conditions,
    state_price,
)
from commissioning.errors import CommissioningError
from commissioning.exchange.agreement_otherwise import LeftOut
from commissioning.volumes.money import Price, PriceBand
from directory.exchange.columns import Column
from directory.exchange.forms import DATE, Form, Unreadable, number, several, text, whole_number
from directory.exchange.working import REVISED, UNCHANGED, Doubts, Row, RowWork
from directory.people.models import Person

CONDITIONS: Final = ("notice_months", "extensions", "review_dates")
OF_A_PRICE: Final = {"bands": "price_bands", "cap": "cap"}
PRICE_COLUMNS: Final = ("price_from", *OF_A_PRICE.values())
_POUNDS: Final = re.compile(r"£?(\d{1,7})(?:\.(\d{2}))?", re.ASCII)


class FunderOtherwise(CommissioningError):
    """A funder is recorded with another share, which a file does not change."""

    column = "funders"

    def __init__(self, agreement: Agreement, funder: str) -> None:
        super().__init__(
            f"{funder} is recorded with another share of {agreement.external_id}: change it on"
            " the page of the agreement"
        )


@dataclass
class FactsOfRow:
    """A column that the file does not have says nothing of it."""

    work: RowWork
    agreement: Agreement
    row: Row

    @property
    def session(self) -> Session:
        return self.work.session

    @property
    def told(self) -> tuple[Person, dt.datetime]:
        return self.work.by, self.work.at

    def state(self) -> set[str]:
        """What of it was news."""
        return {self._conditions(), self._award(), self._funders()}

    def price(self) -> str:
        """Once the volume of its unit stands."""
        row, (by, at) = self.row, self.told
        if row.get("price") is None:
            return UNCHANGED
        day = row.get("price_from") or row["volume_from"]
        bands = tuple(row.get("price_bands") or ())
        price = Price(row["unit"].value, day, row["price"], bands, row.get("cap"))
        silent = [name for name, column in OF_A_PRICE.items() if column not in row]
        price = with_what_was_said(self.session, self.agreement, price, of=silent)
        before = when_told(self.session, self.agreement, price)
        if not state_price(self.session, self.agreement, price, by=by, at=at):
            return UNCHANGED
        if before is not None:
            self._restated((("price", "another", "this"),), before, is_open=False)
        return REVISED

    def _conditions(self) -> str:
        if not any(name in self.row for name in CONDITIONS):
            return UNCHANGED
        by, at = self.told
        known = conditions_in_force(self.session, self.agreement.id)
        before = {name: getattr(known, name, None) for name in CONDITIONS}
        said: dict[str, Any] = before | {
            "review_dates": _days(before["review_dates"]),
            **{
                name: _said(self.row[name], before[name]) for name in CONDITIONS if name in self.row
            },
        }
        after = state_conditions(self.session, self.agreement, **said, by=by, at=at)
        if after is known or after is None:
            return UNCHANGED
        if known is not None:
            told = ((name, before[name], getattr(after, name)) for name in CONDITIONS)
            self._restated(tuple(told), known.recorded_at)
        return REVISED

    def _award(self) -> str:
        if "awarded_on" not in self.row:
            return UNCHANGED
        by, at = self.told
        known = award_in_force(self.session, self.agreement.id)
        day = self.row["awarded_on"]
        after = state_award(self.session, self.agreement, awarded_on=day, by=by, at=at)
        if after is known:
            return UNCHANGED
        if known is not None:
            self._restated((("awarded_on", known.awarded_on, day),), known.recorded_at)
        return REVISED

    def _funders(self) -> str:
        """One that is not named yet, or a share that nobody stated."""
        outcome, (by, at) = UNCHANGED, self.told
        known = {one.funder: one.share for one in funders_of(self.session, self.agreement.id)}
        told = self.row.get("funders") or ()
        if told and (left_out := known.keys() - {funder for funder, _ in told}):
            raise LeftOut(self.agreement, "funders", sorted(left_out))
        for funder, share in told:
            if known.get(funder) not in (None, share):
                raise FunderOtherwise(self.agreement, funder)
            if funder in known and share is None:
                continue
            if state_funder(self.session, self.agreement, funder=funder, share=share, by=by, at=at):
                outcome = REVISED
        return outcome

    def _restated(
        self, told: tuple[tuple[str, object, object], ...], recorded_at: dt.datetime,
        *, is_open: bool = True,
    ) -> None:  # fmt: skip
        of = self.agreement.external_id
        self.work.tell_restated(of, told, recorded_at=recorded_at, is_open=is_open)


def check_shares(row: Row) -> Doubts:
    """By itself, so that the refusal stands at its column."""
    try:
        refuse_shares(share for _, share in row.get("funders") or () if share is not None)
    except SharesImpossible as refusal:
        yield "funders", str(refusal)


def check_price(row: Row) -> Doubts:
    price = row.get("price")
    given = [name for name in PRICE_COLUMNS if row.get(name) not in (None, [])]
    if price is None and given:
        yield "price", f"is missing beside {given[0]}"
    if price is not None and row.get("unit") is None:
        yield "unit", "is missing beside price: what is it the price of?"


def _said(cell: Any, known: Any) -> Any:
    """An empty cell is "not known"; of what a person said there is none, it says the same."""
    return (known if known == [] else None) if cell in (None, [], ()) else cell


def _days(kept: list[str] | None) -> list[dt.date] | None:
    return None if kept is None else [dt.date.fromisoformat(day) for day in kept]


def _read_pounds(cell: str) -> int:
    match = _POUNDS.fullmatch(cell.replace(",", ""))
    if match is None:
        raise Unreadable(f"{cell[:40]} is no price such as 120 or 120.50")
    pence = int(match[1]) * 100 + int(match[2] or 0)
    if not pence:
        raise Unreadable("is nothing: leave the cell empty where no price is known")
    return pence


POUNDS: Final = Form("pounds: `120` or `120.50`", _read_pounds)


def _read_band(cell: str) -> PriceBand:
    share, colon, pounds = cell.partition(":")
    if not colon:
        raise Unreadable("needs a share, a colon and a price: `1: 60.00`")
    return PriceBand(number(0, MOST_SHARE).read(share.strip()), _read_pounds(pounds.strip()))


BAND: Final = Form("share of the volume above which another price holds: `1: 60.00`", _read_band)


def _read_funder(cell: str) -> tuple[str, float | None]:
    """ "Leeds City Council: 0.4", or the name alone where the share is not known."""
    name, colon, share = cell.rpartition(":")
    if not colon:
        return text(300).read(cell), None
    value: float = number(0, 1).read(share.strip())
    if not value:
        raise Unreadable("a funder's share must be more than 0")
    return text(300).read(name.strip()), value


FUNDER: Final = Form(
    "funder, with its share after a colon: `Leeds City Council: 0.4`", _read_funder
)


def _read_options(cell: str) -> list[int]:
    """Two options may be of the same length, so that each is kept."""
    months = whole_number(1, MOST_EXTENSION_MONTHS)
    return [months.read(part.strip()) for part in cell.split("|")]


OPTIONS: Final = Form("months, joined by `|`: `12|12`", _read_options)

FACT_COLUMNS: Final = (
    Column("notice_months", whole_number(0, MOST_NOTICE_MONTHS), "Notice; empty is “not known”"),
    Column(
        "extensions",
        OPTIONS,
        "Months of each option to extend, in order; empty is “not known”",
    ),
    Column("review_dates", several(DATE), "When it is looked at again"),
    Column("awarded_on", DATE, "When it was awarded; empty: not yet"),
    Column("price", POUNDS, "What one of `unit` costs; empty says nothing of it"),
    Column("price_from", DATE, "From when; empty: from `volume_from`"),
    Column("price_bands", several(BAND), "Other prices above shares of the volume"),
    Column("cap", number(0, MOST_SHARE), "Share of the volume above which nothing is paid: `1.15`"),
)
