"""The lines and agreements of somebody's desk as they are stored: one question, none to cases.

What was bought stands in the same row: to ask for it by its keys cost more than to read it.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
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
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Sight


class StoredLine(NamedTuple):
    """One line with one lot of an agreement of theirs and one unit bought, as far as known.

    Where nobody was ever received, or told as waiting, how many wait is not known.
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
    agreement_id: int | None
    agreement: uuid.UUID | None
    agreement_kind: AgreementKind | None
    agreement_title: str | None
    ends_on: dt.date | None
    notice_months: int | None
    waiting: int
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
        return self.waiting if self.waiting or self.last_received_on else None

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


def stored_lines(session: Session, sight: Sight, *, today: dt.date) -> Collection[StoredLine]:
    """In the order of keys; lines that have closed for good are not asked for.

    Of two volumes in one unit that hold today the one that ends first.
    """
    found: dict[tuple[int, int | None, VolumeUnit | None], StoredLine] = {}
    for row in session.connection().execute(_lines(sight), {"today": today}).all():
        line = _line(row)
        found[line.line_id, row[0], line.unit] = line
    return found.values()


def _line(row: Row[*tuple[Any, ...]]) -> StoredLine:
    """The profile comes as it is written: the same few are read again and again."""
    written = row[_PROFILE]
    profile = None if written is None else _profile_of(written)
    return StoredLine._make((*row[1:_PROFILE], profile, *row[_PROFILE + 1 :]))


_PROFILE: Final = 1 + StoredLine._fields.index("profile")


@lru_cache(maxsize=1024)
def _profile_of(written: str) -> tuple[float, ...] | None:
    shares = json.loads(written)
    return None if shares is None else tuple(shares)


def segments_told(session: Session, sight: Sight, *, today: dt.date) -> dict[int, Segments]:
    """Of volumes that were ever varied; of two said of one day the later holds."""
    found: dict[int, dict[dt.date, float]] = {}
    for volume_id, day, rate in session.connection().execute(_segments(sight), {"today": today}):
        found.setdefault(volume_id, {})[day] = rate
    return {volume_id: tuple(sorted(told.items())) for volume_id, told in found.items()}


def _read(sight: Sight) -> tuple[Any, ...]:
    """In the order of `StoredLine`."""
    attention, figures, volume = LineAttention, LineFigures, CommissionedVolume
    return (
        Lot.id,
        Line.id,
        Line.public_id,
        Line.service_id,
        Service.delivery_kind,
        Service.is_generated,
        ListingRevision.title,
        Provider.name,
        Service.provider_id,
        reads_text(sight),
        Agreement.id,
        Agreement.public_id,
        Agreement.kind,
        Agreement.title,
        AgreementTerm.ends_on,
        AgreementConditions.notice_months,
        figures.waiting,
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
        cast(volume.profile, String),
        volume.tolerance,
        VolumeAlert.side,
    )


@lru_cache(maxsize=64)
def _lines(sight: Sight) -> Select[*tuple[Any, ...]]:
    """Built once for all who see the same."""
    attention, figures, volume = LineAttention, LineFigures, CommissionedVolume
    return (
        select(*_read(sight))
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
            and_(AgreementTerm.agreement_id == Agreement.id, _is_newest(AgreementTerm)),
        )
        .outerjoin(
            AgreementConditions,
            and_(AgreementConditions.agreement_id == Agreement.id, _is_newest(AgreementConditions)),
        )
        .outerjoin(attention, attention.line_id == Line.id)
        .outerjoin(volume, and_(volume.lot_id == Lot.id, Agreement.id.is_not(None), _holds()))
        .outerjoin(
            VolumeAlert, and_(VolumeAlert.volume_id == volume.id, VolumeAlert.went_on.is_(None))
        )
        .where(is_own_line(sight), func.coalesce(LineTerms.closed_on, dt.date.max) > TODAY)
        .order_by(Line.id, Lot.id, volume.unit, volume.ends_on.desc(), volume.id.desc())
    )


@lru_cache(maxsize=64)
def _segments(sight: Sight) -> Select[*tuple[Any, ...]]:
    segment, other = VolumeSegment, aliased(VolumeSegment)
    is_varied = exists().where(other.volume_id == segment.volume_id, other.id != segment.id)
    return (
        select(segment.volume_id, segment.from_date, segment.quantity)
        .where(segment.volume_id.in_(own_volumes(sight)), is_varied)
        .order_by(segment.recorded_at, segment.id)
    )


def own_volumes(sight: Sight) -> Select[int]:
    """Those of their lines that hold on the day `TODAY`."""
    return (
        select(CommissionedVolume.id)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .join(Service, Service.id == Line.service_id)
        .join(Agreement, Agreement.id == Lot.agreement_id)
        .where(is_own_line(sight), is_own_beside_own_line(sight), _holds())
    )


def _holds() -> ColumnElement[bool]:
    return and_(CommissionedVolume.starts_on <= TODAY, CommissionedVolume.ends_on >= TODAY)


def _is_newest(said: type[AgreementTerm | AgreementConditions]) -> ColumnElement[bool]:
    """What was said last of an agreement."""
    later = aliased(said)
    is_later = or_(
        later.recorded_at > said.recorded_at,
        and_(later.recorded_at == said.recorded_at, later.id > said.id),
    )
    return ~exists().where(later.agreement_id == said.agreement_id, is_later)
