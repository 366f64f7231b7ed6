"""Evaluations, each statement of one with its subjects and findings; statements never change."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.partnership.evaluations.kinds import BetterWay, CostPer
from directory.base import Base, Code, Key, Name, PublicId, kind_column


class Evaluation(Base):
    """`owner_region_id`: whose members correct and withdraw it. `version` is the number of the
    statement that counts; once `withdrawn_on` it speaks of nothing any more."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint(
            "(withdrawn_on IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_a_reason"
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    owner_region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    is_generated: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class EvaluationStatement(Base):
    """All that is said of an evaluation, as stated once; `reason` is why it was corrected, null of
    the first. Null `people`, `compared` and cost: nobody said."""

    __tablename__ = "evaluation_statement"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "number"),
        CheckConstraint("period_from <= period_to", name="period_forwards"),
        CheckConstraint("people >= 0", name="people_counted"),
        CheckConstraint("compared >= 0", name="compared_counted"),
        CheckConstraint(
            "(cost_pence IS NULL) = (cost_per IS NULL)"
            " AND (cost_pence IS NULL) = (price_year IS NULL)"
            " AND (cost_pence IS NULL) = (cost_source IS NULL)",
            name="cost_whole",
        ),
        CheckConstraint("(number = 1) = (reason IS NULL)", name="corrected_with_a_reason"),
    )

    id: Mapped[Key]
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    number: Mapped[int]
    title: Mapped[Name]
    made_by: Mapped[Name]
    published_on: Mapped[dt.date]
    source: Mapped[str] = mapped_column(Text)
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    design: Mapped[Code]
    comparison: Mapped[str | None] = mapped_column(Text)
    people: Mapped[int | None]
    compared: Mapped[int | None]
    cost_pence: Mapped[int | None]
    cost_per: Mapped[CostPer | None] = mapped_column(kind_column(CostPer, "cost_per"))
    price_year: Mapped[int | None]
    cost_source: Mapped[str | None] = mapped_column(String(300))
    reason: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class EvaluationSubject(Base):
    """What was evaluated: a service, or a scheme of an area by its name, whichever row of it
    counts today."""

    __tablename__ = "evaluation_subject"
    __table_args__ = (
        Index(None, "local_delivery_unit_id"),
        CheckConstraint(
            "(service_id IS NULL) = (scheme_name IS NOT NULL)"
            " AND (scheme_name IS NULL) = (local_delivery_unit_id IS NULL)",
            name="service_or_scheme",
        ),
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("evaluation_statement.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    local_delivery_unit_id: Mapped[int | None] = mapped_column(ForeignKey("local_delivery_unit.id"))
    scheme_name: Mapped[str | None] = mapped_column(String(300))


class EvaluationFinding(Base):
    """One outcome as measured, in the place in which it was stated."""

    __tablename__ = "evaluation_finding"
    __table_args__ = (
        UniqueConstraint("statement_id", "place"),
        CheckConstraint(
            "(lower IS NULL) = (upper IS NULL) AND (lower IS NULL) = (level IS NULL)",
            name="interval_whole",
        ),
        CheckConstraint("lower <= effect AND effect <= upper", name="interval_around_effect"),
        CheckConstraint("people >= 0", name="people_counted"),
        CheckConstraint("compared >= 0", name="compared_counted"),
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("evaluation_statement.id"))
    place: Mapped[int]
    outcome: Mapped[Code]
    named: Mapped[str | None] = mapped_column(String(100))
    months: Mapped[int | None]
    better: Mapped[BetterWay] = mapped_column(kind_column(BetterWay, "better"))
    measure: Mapped[Code]
    effect: Mapped[float]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    level: Mapped[float | None]
    people: Mapped[int | None]
    compared: Mapped[int | None]
