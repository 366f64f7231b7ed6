"""What was stated of how many people a scheme has, and each correction."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.partnership.cohorts.counts import COUNT_NAMES, CohortCounts
from commissioning.partnership.cohorts.periods import CohortPeriod
from directory.base import Base, Key, Name, PublicId


class CohortStatement(Base):
    """Counts of a scheme in a period as one source told them. Rows are added, never changed: a
    correction is the next `version`, with its `reason`, and the highest holds.

    A scheme is known by its area and name alone, as `scheme` knows it: `scheme_key` is the name
    without capitals. `source_key` is the same of `source`, the team or body that said so.
    Of the counts null is "not told".
    """

    __tablename__ = "cohort_statement"
    __table_args__ = (
        UniqueConstraint(
            *("local_delivery_unit_id", "scheme_key", "first_day", "months"),
            *("source_key", "version"),
            name="uq_cohort_statement_scheme_period_source_version",
        ),
        CheckConstraint("months IN (1, 3)", name="month_or_quarter"),
        CheckConstraint("(version = 1) = (reason IS NULL)", name="corrected_for_a_reason"),
        *(CheckConstraint(f"{name} >= 0", name=f"{name}_counted") for name in COUNT_NAMES),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    local_delivery_unit_id: Mapped[int] = mapped_column(ForeignKey("local_delivery_unit.id"))
    scheme_key: Mapped[Name]
    first_day: Mapped[dt.date]
    months: Mapped[int]
    source: Mapped[Name]
    source_key: Mapped[Name]
    stated_on: Mapped[dt.date]
    version: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    places: Mapped[int | None]
    on_scheme: Mapped[int | None]
    statutory: Mapped[int | None]
    not_statutory: Mapped[int | None]
    joined: Mapped[int | None]
    left_in_all: Mapped[int | None]
    left_completed: Mapped[int | None]
    left_removed: Mapped[int | None]
    left_recalled: Mapped[int | None]
    left_moved: Mapped[int | None]
    left_order_ended: Mapped[int | None]
    left_other: Mapped[int | None]
    complied: Mapped[int | None]
    warned: Mapped[int | None]
    breached: Mapped[int | None]
    in_contact: Mapped[int | None]
    fell_away: Mapped[int | None]
    is_generated: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def period(self) -> CohortPeriod:
        return CohortPeriod(self.first_day, self.months)

    @property
    def counts(self) -> CohortCounts:
        return CohortCounts(**{name: getattr(self, name) for name in COUNT_NAMES})
