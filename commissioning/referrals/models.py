"""One person's request for a service, and the dated events that make its history."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.referrals.kinds import Basis, EventKind, ReferralStatus
from directory.base import Base, Key, PublicId, kind_column, one_of

__all__ = ["Basis", "EventKind", "Referral", "ReferralEvent", "ReferralStatus"]


class Referral(Base):
    """By an opaque reference; never a name, birth date or address.

    The columns below `hours_ordered` are folded from the events in the event's own
    transaction by `recording`, and by nothing else.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("started_on >= received_on", name="starts_after_received"),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("left_on IS NULL OR started_on IS NULL", name="left_without_start"),
        one_of("basis", Basis),
        one_of("status", ReferralStatus),
        Index(None, "line_id", "status"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    home_local_delivery_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("local_delivery_unit.id")
    )
    court_id: Mapped[int | None] = mapped_column(ForeignKey("court.id"))
    requirement: Mapped[str | None] = mapped_column(String(80))
    basis: Mapped[Basis] = mapped_column(kind_column(Basis, "basis", is_checked=False))
    sentenced_on: Mapped[dt.date | None]
    received_on: Mapped[dt.date]
    is_priority: Mapped[bool] = mapped_column(default=False)
    hours_ordered: Mapped[float | None]
    recorded_at: Mapped[dt.datetime]

    status: Mapped[ReferralStatus] = mapped_column(
        kind_column(ReferralStatus, "status", is_checked=False)
    )
    ready_on: Mapped[dt.date | None]
    started_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    left_on: Mapped[dt.date | None]
    missed_starts: Mapped[int] = mapped_column(default=0)
    sessions_attended: Mapped[int] = mapped_column(default=0)
    hours_worked: Mapped[float] = mapped_column(default=0.0)


class ReferralEvent(Base):
    """What happened on a day, and when it was recorded; never changed, only corrected.

    A `corrected` event names the event it replaces (`corrects_id`): that one no
    longer counts from `recorded_at` on, and `replacement_kind` says what does
    (null: nothing does).
    """

    __tablename__ = "referral_event"
    __table_args__ = (one_of("kind", EventKind), Index(None, "referral_id"))

    id: Mapped[Key]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    kind: Mapped[EventKind] = mapped_column(kind_column(EventKind, "kind", is_checked=False))
    on_date: Mapped[dt.date]
    amount: Mapped[float | None]
    reason: Mapped[str | None] = mapped_column(String(80))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("referral_event.id"))
    replacement_kind: Mapped[str | None] = mapped_column(String(40))
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
