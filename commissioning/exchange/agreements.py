"""Agreements with their lots and commissioned volumes from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property

from sqlalchemy import select

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.queries import (
    agreement_by_external_id,
    lot_by_external_id,
    quantity_from,
    term_in_force,
)
from commissioning.agreements.signing import add_lot, put_lot_on_line, sign_agreement, state_term
from commissioning.errors import CommissioningError
from commissioning.exchange.agreement_facts import (
    FACT_COLUMNS,
    FUNDER,
    FactsOfRow,
    check_price,
    check_shares,
)
from commissioning.exchange.working import CommissioningWork
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.clock import day_in_words
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import (
    CODE,
    DATE,
    REFERENCE,
    Form,
    number,
    one_of,
    several,
    text,
)
from directory.exchange.names import Names
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Doubts, Row, RowWork, backwards
from directory.places.models import Region
from directory.places.queries import all_regions
from directory.providers.editing import link_subcontractors
from directory.providers.merged import providers_by_code
from directory.providers.models import Provider

VOLUME_COLUMNS = ("unit", "volume_from", "volume_to", "quantity")
LOT_COLUMNS = ("line", "region", "police_area", *VOLUME_COLUMNS)
"""Columns that speak of a lot, not of its agreement."""


class RecordedOtherwise(CommissioningError):
    """The agreement is known with another wording or provider, which a file does not change."""

    def __init__(self, agreement: Agreement, column: str) -> None:
        self.agreement = agreement
        self.column = column
        super().__init__(f"the agreement {agreement.external_id} is recorded with another one")


class LotNotNamed(CommissioningError):
    """The row speaks of a lot of an agreement that has several, without naming it."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        super().__init__(
            f"lot: the agreement {agreement.external_id} has several; add the column and say which"
        )


class VolumeOtherwise(CommissioningError):
    """A volume changes by a variation, which keeps what was bought before; its period stays."""

    def __init__(self, lot: Lot, known: CommissionedVolume, bought: float | None, row: Row) -> None:
        self.lot = lot
        if known.ends_on != row["volume_to"]:
            self.column = "volume_to"
            super().__init__(
                f"the volume of the lot {lot.external_id} ends on {day_in_words(known.ends_on)},"
                " and its period stays: write that day; where it was mistyped, take back the file"
                " that brought it (`imports`, `undo-import`)"
            )
            return
        self.column = "quantity"
        bought_words = "another volume" if bought is None else f"{bought:,g}"
        super().__init__(
            f"quantity: the lot {lot.external_id} has {bought_words} for this period. To change it"
            " write in the column `varied_from` the day from which the new quantity holds:"
            f" {known.starts_on} where it was wrong from the first day"
        )


class NothingToVary(CommissioningError):
    """A variation of a volume that nobody bought yet."""

    column = "varied_from"

    def __init__(self, lot: Lot) -> None:
        super().__init__(
            f"the lot {lot.external_id} has no volume of this unit and first day yet: send it"
            " without `varied_from` first"
        )


class AgreementWork(CommissioningWork, RowWork):
    """Each row is a lot of an agreement, and where given one period's volume of it."""

    source = "import"

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return providers_by_code(self.session)

    @cached_property
    def regions(self) -> dict[str, Region]:
        return {one.code: one for one in all_regions(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        providers = Names("provider", self.providers)
        return {
            "provider": providers,
            "region": Names("region", self.regions),
            "subcontractors": providers,
            "line": self.line_names,
        }

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        own = _check_passed_on, self.check_term, _check_volume, _check_period
        return *own, check_shares, check_price

    def check_term(self, row: Row) -> Doubts:
        starts_on, ends_on = self._term(row)
        return backwards("starts_on", starts_on, "ends_on", ends_on)

    def write_row(self, row: Row) -> str:
        outcomes = {self._agreement(row)}
        facts = FactsOfRow(self, self.agreement, row)
        outcomes |= facts.state()
        lots = self._lots(self.agreement, row)
        if not lots:
            lots = [self._add_lot(self.agreement, row.get("lot") or row["external_id"], row)]
            outcomes.add(REVISED)
        elif any(row.get(name) is not None for name in LOT_COLUMNS):
            outcomes |= self._lot(lots, row)
        if row.get("unit") is not None:
            outcomes |= {self._volume(lots[0], row), facts.price()}
        return next(one for one in (ADDED, REVISED, UNCHANGED) if one in outcomes)

    def _lots(self, agreement: Agreement, row: Row) -> list[Lot]:
        """The lot that the row names; all of the agreement's where the file names none."""
        if "lot" in row:
            lot = lot_by_external_id(self.session, external_id=row["lot"] or row["external_id"])
            return [] if lot is None else [lot]
        of_agreement = select(Lot).where(Lot.agreement_id == agreement.id).order_by(Lot.id)
        return list(self.session.scalars(of_agreement))

    def _lot(self, lots: list[Lot], row: Row) -> set[str]:
        """What the row says of a lot; without a column for it there must be only one."""
        if len(lots) > 1:
            raise LotNotNamed(self.agreement)
        if row.get("line") is None or lots[0].line_id is not None:
            return set()
        put_lot_on_line(self.session, lots[0], self.lines[row["line"]], by=self.by, at=self.at)
        return {REVISED}

    def _agreement(self, row: Row) -> str:
        known = agreement_by_external_id(self.session, external_id=row["external_id"])
        if known is None:
            self.agreement = self._sign(row)
            self._link(row)
            return ADDED
        self.agreement = known
        told = {"title": row["title"], "kind": row["kind"]}
        if "provider" in row:
            told["provider_id"] = row["provider"] and self.providers[row["provider"]].id
        for column, value in told.items():
            if getattr(known, column) != value:
                raise RecordedOtherwise(known, column.removesuffix("_id"))
        before = term_in_force(self.session, known.id)
        starts_on, ends_on = self._term(row)
        after = state_term(
            self.session, known, starts_on=starts_on, ends_on=ends_on, by=self.by, at=self.at
        )
        if after is before:
            return UNCHANGED
        if before is not None:
            terms = (
                ("starts_on", before.starts_on, starts_on),
                ("ends_on", before.ends_on, ends_on),
            )
            self.tell_restated(known.external_id, terms, recorded_at=before.recorded_at)
        return REVISED

    def _term(self, row: Row) -> tuple[dt.date | None, dt.date | None]:
        """First and last day; one that the file has no column for stays as it is known."""
        agreement = agreement_by_external_id(self.session, external_id=row["external_id"])
        known = None if agreement is None else term_in_force(self.session, agreement.id)
        starts_on, ends_on = (
            row[name] if name in row else getattr(known, name, None)
            for name in ("starts_on", "ends_on")
        )
        return starts_on, ends_on

    def _sign(self, row: Row) -> Agreement:
        return sign_agreement(
            self.session,
            external_id=row["external_id"],
            kind=row["kind"],
            title=row["title"],
            provider=row.get("provider") and self.providers[row["provider"]],
            starts_on=row.get("starts_on"),
            ends_on=row.get("ends_on"),
            funders=row.get("funders") or (),
            contract_type=row.get("contract_type"),
            source=self.whose,
            by=self.by,
            at=self.at,
        )

    def _link(self, row: Row) -> None:
        if row.get("provider") is None or not row.get("subcontractors"):
            return
        link_subcontractors(
            self.session,
            self.providers[row["provider"]],
            [self.providers[code] for code in row["subcontractors"]],
            agreement_reference=row["external_id"],
            by=self.by,
            at=self.at,
        )

    def _add_lot(self, agreement: Agreement, external_id: str, row: Row) -> Lot:
        return add_lot(
            self.session,
            agreement,
            external_id=external_id,
            line=row.get("line") and self.lines[row["line"]],
            region=row.get("region") and self.regions[row["region"]],
            police_area=row.get("police_area"),
            by=self.by,
            at=self.at,
        )

    def _volume(self, lot: Lot, row: Row) -> str:
        known = self.session.scalar(
            select(CommissionedVolume).where(
                CommissionedVolume.lot_id == lot.id,
                CommissionedVolume.unit == row["unit"],
                CommissionedVolume.starts_on == row["volume_from"],
            )
        )
        if known is not None:
            return self._known_volume(lot, known, row)
        if row.get("varied_from") not in (None, row["volume_from"]):
            raise NothingToVary(lot)
        commission_volume(
            self.session,
            lot,
            unit=row["unit"],
            starts_on=row["volume_from"],
            ends_on=row["volume_to"],
            quantity=row["quantity"],
            profile=row.get("profile"),
            by=self.by,
            at=self.at,
        )
        return REVISED

    def _known_volume(self, lot: Lot, known: CommissionedVolume, row: Row) -> str:
        """As the row says, or varied from the day that it names; a file sent again varies once."""
        day = row.get("varied_from") or known.starts_on
        told = quantity_from(self.session, known, day)
        if known.ends_on != row["volume_to"]:
            raise VolumeOtherwise(lot, known, told, row)
        if told == row["quantity"]:
            return UNCHANGED
        if row.get("varied_from") is None:
            raise VolumeOtherwise(lot, known, told, row)
        before = known.quantity
        vary_volume(
            self.session, known, from_date=day, quantity=row["quantity"], by=self.by, at=self.at
        )
        bought = (("quantity", before, known.quantity),)
        self.tell_restated(lot.external_id, bought, recorded_at=self.at)
        return REVISED


def _check_passed_on(row: Row) -> Doubts:
    provider = row.get("provider")
    if provider is not None and provider in (row.get("subcontractors") or ()):
        yield "subcontractors", f"{provider} is the provider itself"


def _check_volume(row: Row) -> Doubts:
    given = [name for name in VOLUME_COLUMNS if row.get(name) is not None]
    if given and len(given) < len(VOLUME_COLUMNS):
        missing = [name for name in VOLUME_COLUMNS if row.get(name) is None]
        yield missing[0], f"is missing beside {given[0]}"
    elif not given and row.get("varied_from") is not None:
        yield "quantity", "is missing beside varied_from"


def _check_period(row: Row) -> Doubts:
    """By itself: it does not wait for how much was bought to be read."""
    return backwards("volume_from", row.get("volume_from"), "volume_to", row.get("volume_to"))


def _read_weights(cell: str) -> list[float]:
    weight = number(0, 1)
    return [weight.read(part.strip()) for part in cell.split("|")]


WEIGHTS = Form("4 or 12 weights that sum to 1, joined by `|`", _read_weights)

AGREEMENTS = Kind(
    name="agreements",
    says=(
        "One row for each agreement; an agreement of several lots or periods has a row for each."
        " The facts of the agreement must then be the same in all its rows."
    ),
    columns=(
        Column("external_id", REFERENCE, "The agreement's reference", required=True),
        Column("kind", one_of(AgreementKind), "What it is", required=True),
        Column("title", text(), "Its title", required=True),
        Column("provider", CODE, "The prime provider's identifier"),
        Column("subcontractors", several(CODE), "Providers to whom work is passed"),
        Column("contract_type", text(40), "Code of the type of contract"),
        Column("starts_on", DATE, "The first day; empty is “not known”"),
        Column("ends_on", DATE, "The last day; empty is “end not known”"),
        Column("funders", several(FUNDER), "Who pays"),
        Column("lot", REFERENCE, "The lot's identifier; empty: the agreement's"),
        Column("line", text(200), "The line that the lot buys"),
        Column("region", CODE, "Region code, where no line is known"),
        Column("police_area", text(120), "Where only a police area is known"),
        Column("unit", one_of(VolumeUnit), "What is counted"),
        Column("volume_from", DATE, "The first day of the period"),
        Column("volume_to", DATE, "The last day of the period"),
        Column("quantity", number(), "How many in the period"),
        Column("varied_from", DATE, "Only where a volume is changed: from when `quantity` holds"),
        Column("profile", WEIGHTS, "How they spread over it; empty: by days"),
        *FACT_COLUMNS,
    ),
    key=("external_id", "lot", "unit", "volume_from"),
    begin=AgreementWork,
)
