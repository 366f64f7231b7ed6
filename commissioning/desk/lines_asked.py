"""The lines and agreements of somebody's desk as they are stored: one question, none to cases.

What was bought stands in the same row: to ask for it by its keys cost more than to read it.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from commissioning.agreements.models import (
    Agreement,
    AgreementConditions,
    AgreementKind,
    AgreementTerm,
)
from commissioning.agreements.own_agreements import is_own_beside_own_line
from commissioning.agreements.queries import is_newest
from commissioning.desk.models import AlertSide, LineAttention, VolumeAlert
from commissioning.desk.own_lines import is_own_line
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.volumes.models import (
    CommissionedVolume,
    Lot,
    VolumeSegment,
    VolumeUnit,
)
from commissioning.volumes.volume import Profile, Volume
from directory.delivery import DeliveryKind
from directory.keys import is_one_of
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Sight


@dataclass(frozen=True, eq=False, slots=True)
class StoredLine:
    """One line with one lot of an agreement of theirs and one unit bought, as far as known.

    Where nobody was ever received, or told as waiting, how many wait is not known.
    Read again with nothing changed it is the same object (`_line_of`), and is compared as such.
    """

    line_id: int
    line: uuid.UUID
    service_id: int
    kind: DeliveryKind
    is_generated: bool
    title: str | None
    provider: str | None
    provider_id: int | None
    is_read: bool
    pathways: tuple[str, ...] | None
    agreement_id: int | None
    agreement: uuid.UUID | None
    agreement_kind: AgreementKind | None
    agreement_title: str | None
    ends_on: dt.date | None
    notice_months: int | None
    closed_on: dt.date | None
    waiting: int
    in_progress: int
    last_received_on: dt.date | None
    longest_waiting_since: dt.date | None
    half_waiting_since: dt.date | None
    dates_confirmed_on: dt.date | None
    vacancies_confirmed_on: dt.date | None
    as_of: dt.date | None
    starts_without_end: int | None
    people_above_places: int | None
    orders_end_first: int | None
    promised: int | None
    later_than_promised: int | None
    volume_id: int | None
    unit: VolumeUnit | None
    quantity: float | None
    first: dt.date | None
    last: dt.date | None
    profile: tuple[float, ...] | None
    tolerance: float | None
    alert: AlertSide | None

    @property
    def known_waiting(self) -> int | None:
        return known_waiting(self.waiting, self.last_received_on)

    @property
    def confirmed_on(self) -> dt.date | None:
        if not self.kind.is_queued and self.vacancies_confirmed_on is not None:
            return self.vacancies_confirmed_on
        return self.dates_confirmed_on

    @property
    def bought(self) -> BoughtVolume | None:
        """None where none is known to hold today."""
        if self.volume_id is None or self.first is None or self.last is None:
            return None
        return BoughtVolume(
            self.first,
            self.last,
            self.quantity or 0.0,
            self.unit.value if self.unit else "",
            self.profile,
            self.tolerance or 0.0,
        )


def known_waiting(waiting: int, last_received_on: dt.date | None) -> int | None:
    """None where nobody was ever received, nor told as waiting: that is not 0."""
    return waiting if waiting or last_received_on else None


class BoughtVolume(NamedTuple):
    """A volume before its variations, in plain values."""

    first: dt.date
    last: dt.date
    quantity: float
    unit: str
    profile: tuple[float, ...] | None
    tolerance: float

    def volume(self, segments: Segments) -> Volume:
        """As the sums take it, with its variations."""
        told = dict(segments)
        return Volume(
            (self.first, self.last),
            told.pop(self.first, self.quantity),
            self.unit,
            Profile.BY_DAYS if self.profile is None else self.profile,
            self.tolerance,
            tuple(sorted(told.items())),
        )


Segments = tuple[tuple[dt.date, float], ...]

TODAY: Final = bindparam("today", type_=Date)


def stored_lines(session: Session, sight: Sight, *, today: dt.date) -> tuple[StoredLine, ...]:
    """In the order of keys; of lines that have closed for good those where people still are.

    Of two volumes in one unit that hold today the one that ends first.
    """
    rows = session.connection().execute(_lines(sight), {"today": today}).all()
    return _lines_of(tuple(map(tuple, rows)))


@lru_cache(maxsize=16)
def _lines_of(rows: tuple[tuple[Any, ...], ...]) -> tuple[StoredLine, ...]:
    """Where no row reads otherwise, by one comparison of plain tuples; else row by row."""
    found: dict[tuple[int, int | None, VolumeUnit | None], StoredLine] = {}
    for lot_id, *written in rows:
        line = _line_of(tuple(written))
        found[line.line_id, lot_id, line.unit] = line
    return tuple(found.values())


@lru_cache(maxsize=8192)
def _line_of(written: tuple[Any, ...]) -> StoredLine:
    """Most rows read as they did before: what was made of them then is not made again."""
    told = dict(zip(_FIELDS, written, strict=True))
    for name, value_of in _AS_TEXT.items():
        if told[name] is not None:
            told[name] = value_of(told[name])
    return StoredLine(**told)


def _list_of(written: str) -> tuple[Any, ...] | None:
    """Of a list as it is stored."""
    values = json.loads(written)
    return None if values is None else tuple(values)


_FIELDS: Final = tuple(field.name for field in fields(StoredLine))
_AS_TEXT: Final[Mapping[str, Callable[[str], Any]]] = {
    "line": uuid.UUID,
    "kind": DeliveryKind,
    "pathways": _list_of,
    "agreement": uuid.UUID,
    "agreement_kind": AgreementKind,
    "ends_on": dt.date.fromisoformat,
    "closed_on": dt.date.fromisoformat,
    "last_received_on": dt.date.fromisoformat,
    "longest_waiting_since": dt.date.fromisoformat,
    "half_waiting_since": dt.date.fromisoformat,
    "dates_confirmed_on": dt.date.fromisoformat,
    "vacancies_confirmed_on": dt.date.fromisoformat,
    "as_of": dt.date.fromisoformat,
    "unit": VolumeUnit,
    "first": dt.date.fromisoformat,
    "last": dt.date.fromisoformat,
    "profile": _list_of,
    "alert": AlertSide,
}
"""What is read as text, for `_line_of` to make a value of: only where the row reads otherwise."""


def segments_told(session: Session, volume_ids: Collection[int]) -> dict[int, Segments]:
    """Of volumes that were ever varied; of two said of one day the later holds."""
    found: dict[int, dict[dt.date, float]] = {}
    for volume_id, day, rate in session.connection().execute(_segments(tuple(volume_ids))):
        found.setdefault(volume_id, {})[day] = rate
    return {volume_id: tuple(sorted(told.items())) for volume_id, told in found.items()}


def _read(sight: Sight) -> tuple[Any, ...]:
    """In the order of `StoredLine`."""
    attention, figures, volume = LineAttention, LineFigures, CommissionedVolume
    columns = (
        Line.id,
        Line.public_id,
        Line.service_id,
        Service.delivery_kind,
        Service.is_generated,
        ListingRevision.title,
        Provider.name,
        Service.provider_id,
        reads_text(sight),
        ListingRevision.pathways,
        Agreement.id,
        Agreement.public_id,
        Agreement.kind,
        Agreement.title,
        AgreementTerm.ends_on,
        AgreementConditions.notice_months,
        LineTerms.closed_on,
        figures.waiting,
        figures.in_progress,
        figures.last_received_on,
        figures.longest_waiting_since,
        figures.half_waiting_since,
        figures.dates_confirmed_on,
        figures.vacancies_confirmed_on,
        attention.as_of,
        attention.starts_without_end,
        attention.people_above_places,
        attention.orders_end_first,
        attention.promised,
        attention.later_than_promised,
        volume.id,
        volume.unit,
        volume.quantity,
        volume.starts_on,
        volume.ends_on,
        volume.profile,
        volume.tolerance,
        VolumeAlert.side,
    )
    return tuple(
        cast(column, String) if name in _AS_TEXT else column
        for name, column in zip(_FIELDS, columns, strict=True)
    )


@lru_cache(maxsize=64)
def _lines(sight: Sight) -> Select[*tuple[Any, ...]]:
    """Built once for all who see the same."""
    attention, figures, volume = LineAttention, LineFigures, CommissionedVolume
    return (
        select(Lot.id, *_read(sight))
        .select_from(Line)
        .join(Service, Service.id == Line.service_id)
        .join(figures, figures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == figures.terms_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(Lot, Lot.line_id == Line.id)
        .outerjoin(Agreement, and_(Agreement.id == Lot.agreement_id, is_own_beside_own_line(sight)))
        .outerjoin(
            AgreementTerm,
            and_(AgreementTerm.agreement_id == Agreement.id, is_newest(AgreementTerm)),
        )
        .outerjoin(
            AgreementConditions,
            and_(AgreementConditions.agreement_id == Agreement.id, is_newest(AgreementConditions)),
        )
        .outerjoin(attention, attention.line_id == Line.id)
        .outerjoin(volume, and_(volume.lot_id == Lot.id, Agreement.id.is_not(None), _holds()))
        .outerjoin(
            VolumeAlert, and_(VolumeAlert.volume_id == volume.id, VolumeAlert.went_on.is_(None))
        )
        .where(is_own_line(sight), or_(_is_open(), figures.waiting + figures.in_progress > 0))
        .order_by(Line.id, Lot.id, volume.unit, volume.ends_on.desc(), volume.id.desc())
    )


@lru_cache(maxsize=64)
def _segments(volume_ids: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    segment, other = VolumeSegment, aliased(VolumeSegment)
    is_varied = exists().where(other.volume_id == segment.volume_id, other.id != segment.id)
    return (
        select(segment.volume_id, segment.from_date, segment.quantity)
        .where(is_one_of(segment.volume_id, volume_ids), is_varied)
        .order_by(segment.recorded_at, segment.id)
    )


def _is_open() -> ColumnElement[bool]:
    return func.coalesce(LineTerms.closed_on, dt.date.max) > TODAY


def _holds() -> ColumnElement[bool]:
    return and_(CommissionedVolume.starts_on <= TODAY, CommissionedVolume.ends_on >= TODAY)
