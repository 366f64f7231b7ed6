"""Which recorded changes hold for a line's dates now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.forecast import ENGINE_VERSION
from commissioning.availability.recalibrated import UNCHANGED, ChanceMap
from commissioning.availability.recalibrated import Recalibration as Said
from commissioning.promises.models import Recalibration
from directory.delivery import DeliveryKind

Kind = tuple[DeliveryKind, bool]
"""A kind of delivery, generated or real: what is generated never changes what is real."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest change of each kind and line; `turned`: when a line's range changed its width."""

    of_kinds: Mapping[Kind, Recalibration] = field(default_factory=dict)
    of_lines: Mapping[int, Recalibration] = field(default_factory=dict)
    turned: Mapping[int, dt.datetime] = field(default_factory=dict)

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
        """How many lines tell a wider range."""
        return sum(row.is_wide for row in self.of_lines.values())

    def is_wide(self, line_id: int) -> bool:
        own = self.of_lines.get(line_id)
        return own is not None and own.is_wide


def chances_of(row: Recalibration | None) -> ChanceMap | None:
    return ChanceMap(tuple(row.chances)) if row is not None and row.chances else None


def recalibrations_in_force(session: Session) -> InForce:
    """What holds for the engine that works out dates now: another engine starts afresh."""
    of_kinds: dict[Kind, Recalibration] = {}
    of_lines: dict[int, Recalibration] = {}
    turned: dict[int, dt.datetime] = {}
    for row in session.scalars(
        select(Recalibration)
        .where(Recalibration.engine_version == ENGINE_VERSION)
        .order_by(Recalibration.recorded_at, Recalibration.id)
    ):
        if row.line_id is None:
            of_kinds[row.delivery_kind, row.is_generated] = row
            continue
        before = of_lines.get(row.line_id)
        if row.is_wide != (before is not None and before.is_wide):
            turned[row.line_id] = row.recorded_at
        of_lines[row.line_id] = row
    return InForce(of_kinds, of_lines, turned)
