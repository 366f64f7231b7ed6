"""Agreements with their lots and commissioned volumes from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property

from sqlalchemy import select

from commissioning.agreements.buying import (
    changes_months_over,
    commission_volume,
    vary_volume,
)
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.queries import (
    agreement_by_external_id,
    lot_by_external_id,
    quantity_from,
    term_in_force,
)
from commissioning.agreements.signing import add_lot, put_lot_on_line, sign_agreement, state_term
from commissioning.exchange.agreement_facts import (
    FACT_COLUMNS,
    FUNDER,
    FactsOfRow,
    check_price,
    check_shares,
)
from commissioning.exchange.agreement_otherwise import (
    LeftOut,
    LotBuysAnother,
    LotNotNamed,
    LotOfAnother,
    NobodyPassesOn,
    NothingToVary,
    RecordedOtherwise,
    VolumeOtherwise,
    refuse_kept_otherwise,
    refuse_other_profile,
)
from commissioning.exchange.working import CommissioningWork
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.volume import ImpossibleVolume, Volume
from directory.clock import day_in_words, local_date
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
from directory.providers.models import Provider, SupplyLink

VOLUME_COLUMNS = ("unit", "volume_from", "volume_to", "quantity")
LOT_COLUMNS = ("line", "region", "police_area", *VOLUME_COLUMNS)
"""Columns that speak of a lot, not of its agreement."""


NONE_BOUGHT = (
    "0 says that none of it was bought. Where the number is not known, leave unit, volume_from,"
    " volume_to and quantity empty: that is “not known”. Where nothing more is bought from a later"
    " day, name that day in `varied_from`"
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
        own = _check_passed_on, self.check_term, _check_volume, _check_period, _check_profile
        return *own, check_shares, check_price

    def unusual_in_row(self, row: Row) -> Doubts:
        if row.get("quantity") == 0:
            stops = day_in_words(row["varied_from"])
            yield "quantity", f"0 from {stops}: nothing more of it is bought from that day on"
        if (day := row.get("varied_from")) is not None:
            past = changes_months_over(day, today=local_date(self.at))
            if past and self._varies(row, day):
                yield "varied_from", past

    def check_term(self, row: Row) -> Doubts:
        starts_on, ends_on = self._term(row)
        return backwards("starts_on", starts_on, "ends_on", ends_on)

    def write_row(self, row: Row) -> str:
        outcomes = {self._agreement(row), self._link(row)}
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
        [lot] = lots
        if lot.agreement_id != self.agreement.id:
            raise LotOfAnother(lot, self.agreement)
        region = self.session.get(Region, lot.region_id) if lot.region_id else None
        ground = {"region": region and region.code, "police_area": lot.police_area}
        refuse_kept_otherwise(f"the lot {lot.external_id}", row, ground)
        return {self._line_of(lot, row)}

    def _line_of(self, lot: Lot, row: Row) -> str:
        told = row.get("line") and self.lines[row["line"]]
        if not told or lot.line_id == told.id:
            return UNCHANGED
        if lot.line_id is not None:
            raise LotBuysAnother(lot, self.session.get_one(Line, lot.line_id).external_id)
        put_lot_on_line(self.session, lot, told, by=self.by, at=self.at)
        return REVISED

    def _agreement(self, row: Row) -> str:
        known = agreement_by_external_id(self.session, external_id=row["external_id"])
        if known is None:
            self.agreement = self._sign(row)
            return ADDED
        self.agreement = known
        told = {"title": row["title"], "kind": row["kind"]}
        if "provider" in row:
            told["provider_id"] = row["provider"] and self.providers[row["provider"]].id
        for column, value in told.items():
            if getattr(known, column) != value:
                raise RecordedOtherwise(known, column.removesuffix("_id"))
        name = f"the agreement {known.external_id}"
        refuse_kept_otherwise(name, row, {"contract_type": known.contract_type})
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

    def _link(self, row: Row) -> str:
        """Those passed to are added; one that is kept and not named is not taken out."""
        codes, prime_id = row.get("subcontractors"), self.agreement.provider_id
        if not codes:
            return UNCHANGED
        if prime_id is None:
            raise NobodyPassesOn(self.agreement)
        kept = self._kept_subcontractors()
        told = [self.providers[code] for code in codes]
        left_out = kept.keys() - {one.id for one in told}
        if left_out:
            raise LeftOut(self.agreement, "subcontractors", sorted(kept[id_] for id_ in left_out))
        if len(kept) == len(set(codes)):
            return UNCHANGED
        link_subcontractors(
            self.session,
            self.session.get_one(Provider, prime_id),
            told,
            agreement_reference=row["external_id"],
            by=self.by,
            at=self.at,
        )
        return REVISED

    def _kept_subcontractors(self) -> dict[int, str]:
        """Their names by id."""
        asked = (
            select(Provider.id, Provider.name)
            .join(SupplyLink, SupplyLink.subcontractor_id == Provider.id)
            .where(
                SupplyLink.prime_id == self.agreement.provider_id,
                SupplyLink.agreement_reference == self.agreement.external_id,
            )
        )
        return dict(self.session.execute(asked).all())

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

    def _varies(self, row: Row, day: dt.date) -> bool:
        """A file sent again varies nothing, nor does one that is refused."""
        agreement = agreement_by_external_id(self.session, external_id=row["external_id"])
        lots = [] if agreement is None else self._lots(agreement, row)
        known = self._known_of(lots[0], row) if len(lots) == 1 else None
        return known is not None and quantity_from(self.session, known, day) != row.get("quantity")

    def _known_of(self, lot: Lot, row: Row) -> CommissionedVolume | None:
        return self.session.scalar(
            select(CommissionedVolume).where(
                CommissionedVolume.lot_id == lot.id,
                CommissionedVolume.unit == row.get("unit"),
                CommissionedVolume.starts_on == row.get("volume_from"),
            )
        )

    def _volume(self, lot: Lot, row: Row) -> str:
        known = self._known_of(lot, row)
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
        refuse_other_profile(lot, known, row.get("profile"))
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
    elif not given and row.get("profile"):
        yield "quantity", "is missing beside profile"
    elif row.get("quantity") == 0 and not _is_varied_later(row):
        yield "quantity", NONE_BOUGHT


def _is_varied_later(row: Row) -> bool:
    return row.get("varied_from") not in (None, row["volume_from"])


def _check_period(row: Row) -> Doubts:
    """By itself: it does not wait for how much was bought to be read."""
    return backwards("volume_from", row.get("volume_from"), "volume_to", row.get("volume_to"))


def _check_profile(row: Row) -> Doubts:
    """By the rule of the sums, of a known volume as of a new one."""
    period, profile = (row.get("volume_from"), row.get("volume_to")), row.get("profile")
    if not profile or period[0] is None or period[1] is None or period[1] < period[0]:
        return
    try:
        Volume((period[0], period[1]), 0, profile=profile)
    except ImpossibleVolume as refusal:
        yield "profile", str(refusal)


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
        Column("quantity", number(), "How many in the period; not known: leave the volume empty"),
        Column("varied_from", DATE, "Only where a volume is changed: from when `quantity` holds"),
        Column("profile", WEIGHTS, "How they spread; empty: by days, or as it is kept"),
        *FACT_COLUMNS,
    ),
    key=("external_id", "lot", "unit", "volume_from"),
    begin=AgreementWork,
)
