"""Which recorded changes hold for a line's dates now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.recalibration import UNCHANGED, ChanceMap
from commissioning.dates.recalibration import DateShift as Said
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.models import Recalibration
from directory.delivery import DeliveryKind

Kind = tuple[DeliveryKind, bool]
"""A kind of delivery, generated or real: what is generated never changes what is real."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest change of each kind and of each line that has one of its own."""

    of_kinds: Mapping[Kind, Recalibration] = field(default_factory=dict)
    of_lines: Mapping[int, Recalibration] = field(default_factory=dict)

    def of(self, line_id: int, kind: DeliveryKind, is_generated: bool) -> Said | None:
        """How this line's dates are said; None: just as they are worked out."""
        own, shared = self.of_lines.get(line_id), self.of_kinds.get((kind, is_generated))
        newest = own or shared
        if newest is None:
            return None
        said = Said(newest.id, self.chances_of_line(line_id, (kind, is_generated)), newest.is_wide)
        return None if said.chances == UNCHANGED and not said.is_wide else said

    def chances_of_kind(self, kind: Kind) -> ChanceMap:
        return chances_of(self.of_kinds.get(kind)) or UNCHANGED

    def chances_of_line(self, line_id: int, kind: Kind) -> ChanceMap:
        """Its own map, else that of its kind."""
        return chances_of(self.of_lines.get(line_id)) or self.chances_of_kind(kind)

    @property
    def lines_widened(self) -> int:
        """How many lines tell a wider range; generated ones do not count."""
        return sum(row.is_wide and not row.is_generated for row in self.of_lines.values())

    @property
    def wide_lines(self) -> list[int]:
        return sorted(line_id for line_id, row in self.of_lines.items() if row.is_wide)

    def is_wide(self, line_id: int) -> bool:
        own = self.of_lines.get(line_id)
        return own is not None and own.is_wide


def chances_of(row: Recalibration | None) -> ChanceMap | None:
    return ChanceMap(tuple(row.chances)) if row is not None and row.chances else None


def recalibrations_in_force(session: Session) -> InForce:
    """What holds for the engine that works out dates now: another engine starts afresh."""
    newest = (
        select(func.max(Recalibration.id))
        .where(Recalibration.engine_version == ENGINE_VERSION)
        .group_by(Recalibration.delivery_kind, Recalibration.is_generated, Recalibration.line_id)
    )
    rows = session.scalars(select(Recalibration).where(Recalibration.id.in_(newest))).all()
    return InForce(
        {(row.delivery_kind, row.is_generated): row for row in rows if row.line_id is None},
        {row.line_id: row for row in rows if row.line_id is not None},
    )


def widths_turned(session: Session) -> dict[int, dt.datetime]:
    """When the range of a line was last made wider or narrower, for lines whose ever was."""
    turned: dict[int, dt.datetime] = {}
    was_wide: dict[int, bool] = {}
    for line_id, is_wide, recorded_at in session.execute(
        select(Recalibration.line_id, Recalibration.is_wide, Recalibration.recorded_at)
        .where(Recalibration.line_id.is_not(None), Recalibration.engine_version == ENGINE_VERSION)
        .order_by(Recalibration.id)
    ):
        if line_id is not None and is_wide != was_wide.get(line_id, False):
            turned[line_id], was_wide[line_id] = recorded_at, is_wide
    return turned
