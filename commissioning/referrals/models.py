"""One person's request for a service, and the dated events that make its history."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.referrals.kinds import (
    COMMONEST_FIRST,
    Basis,
    DecidedBy,
    EventKind,
    ReferralStatus,
    WhatFollows,
)
from commissioning.referrals.particulars import AgeBand, Disability, Ethnicity, Sex
from directory.base import Base, Code, Key, Name, PublicId, kind_column, one_of

__all__ = [
    "Basis",
    "EventKind",
    "ForgottenDay",
    "ReferenceKey",
    "Referral",
    "ReferralCase",
    "ReferralCharacteristics",
    "ReferralDecline",
    "ReferralDigest",
    "ReferralEvent",
    "ReferralParticulars",
    "ReferralSending",
    "ReferralStatus",
    "RestrictedReason",
]


IS_REFUSED_AS_FULL = "referral_event.reason = 'full'"
"""In words that both databases find their partial index by: a bound value would hide it."""


class Referral(Base):
    """By an opaque reference; never a name, birth date or address.

    The columns below `hours_ordered` are folded from the events in the event's own
    transaction by `recording`, and by nothing else. `line_id` is the queue where the person
    is now, `first_line_id` the one that received them, null until a transfer moves them.
    From `erased_on` on the reference and the court are null: `forgetting` says when.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("started_on >= received_on", name="starts_after_received"),
        CheckConstraint("ended_on >= started_on", name="ends_after_start"),
        CheckConstraint("left_on IS NULL OR started_on IS NULL", name="left_without_start"),
        CheckConstraint(
            "(reference IS NULL) = (erased_on IS NOT NULL)", name="reference_until_erased"
        ),
        one_of("basis", Basis),
        one_of("status", ReferralStatus),
        # The days of an end let those closed lately be counted without reading all that closed.
        Index(None, "line_id", "status", "ended_on", "left_on"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    reference: Mapped[str | None] = mapped_column(String(40), unique=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    first_line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))
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
    erased_on: Mapped[dt.date | None]

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
    (null: nothing does). `to_line_id` belongs to a transfer to another queue.
    """

    __tablename__ = "referral_event"
    __table_args__ = (
        one_of("kind", COMMONEST_FIRST),
        Index(None, "referral_id"),
        # Few events lead to another line: the index holds those alone.
        Index(
            "ix_referral_event_to_line_id",
            "to_line_id",
            sqlite_where=text("to_line_id IS NOT NULL"),
            postgresql_where=text("to_line_id IS NOT NULL"),
        ),
        # Few are corrections, and a row that goes is asked for by what it may have corrected.
        Index(
            "ix_referral_event_corrects_id",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
        # Those declined as full are asked for in the whole country: few, and found by these alone.
        Index(
            "ix_referral_event_refused_as_full",
            "on_date",
            sqlite_where=text("reason = 'full'"),
            postgresql_where=text("reason = 'full'"),
        ),
    )

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
    to_line_id: Mapped[int | None] = mapped_column(ForeignKey("line.id"))


class ReferralParticulars(Base):
    """What a source says beside the events, as recorded at a moment; the newest row holds.

    A statement that is silent of a fact carries on what was known. `needs` are codes joined
    by a bar. `sessions_told` is a count without days, so it is no attendance.
    """

    __tablename__ = "referral_particulars"
    __table_args__ = (
        Index(None, "referral_id"),
        CheckConstraint("sessions_expected >= 0", name="expected_not_negative"),
        CheckConstraint("sessions_told >= 0", name="told_not_negative"),
    )

    id: Mapped[Key]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    order_ends_on: Mapped[dt.date | None]
    released_on: Mapped[dt.date | None]
    complete_by: Mapped[dt.date | None]
    assessment_scheduled_for: Mapped[dt.date | None]
    needs: Mapped[str | None] = mapped_column(String(400))
    sessions_expected: Mapped[int | None]
    sessions_told: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReferralCharacteristics(Base):
    """Asked once, kept only as groups, and read only by counting; null: not asked."""

    __tablename__ = "referral_characteristics"
    __table_args__ = (
        one_of("sex", Sex),
        one_of("age_band", AgeBand),
        one_of("ethnicity", Ethnicity),
        one_of("disability", Disability),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    sex: Mapped[Sex | None] = mapped_column(kind_column(Sex, "sex", is_checked=False))
    age_band: Mapped[AgeBand | None] = mapped_column(
        kind_column(AgeBand, "age_band", is_checked=False)
    )
    ethnicity: Mapped[Ethnicity | None] = mapped_column(
        kind_column(Ethnicity, "ethnicity", is_checked=False)
    )
    disability: Mapped[Disability | None] = mapped_column(
        kind_column(Disability, "disability", is_checked=False)
    )


class ReferralDigest(Base):
    """A keyed digest by which the same person matches again; never the number itself."""

    __tablename__ = "referral_digest"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), index=True)


class ReferralCase(Base):
    """What its sender calls the case: several referrals of one person share it.

    `Referral.reference` stays one referral's own, by which a file tells the same one again.
    """

    __tablename__ = "referral_case"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), index=True)


class ReferralSending(Base):
    """Who sent a referral in person: the team and its published number, and when.

    `request_id` comes with the form, so that one sent twice is one referral.
    """

    __tablename__ = "referral_sending"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    team: Mapped[Name]
    published_number: Mapped[str] = mapped_column(String(80))
    sent_at: Mapped[dt.datetime]


class RestrictedReason(Base):
    """Why somebody goes first: for whoever sends and decides, never for a provider's query."""

    __tablename__ = "restricted_reason"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    reason: Mapped[Code]


class ReferralDecline(Base):
    """Of a decline: whose decision it was, and what follows."""

    __tablename__ = "referral_decline"
    __table_args__ = (one_of("decided_by", DecidedBy), one_of("follows", WhatFollows))

    event_id: Mapped[int] = mapped_column(ForeignKey("referral_event.id"), primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    decided_by: Mapped[DecidedBy] = mapped_column(
        kind_column(DecidedBy, "decided_by", is_checked=False)
    )
    follows: Mapped[WhatFollows] = mapped_column(
        kind_column(WhatFollows, "follows", is_checked=False)
    )


class ForgottenDay(Base):
    """A day on which a line received somebody whose reference was erased since; counts nobody.

    It outlives the referral, so that an old file brings nobody back.
    """

    __tablename__ = "forgotten_day"
    __table_args__ = ({"sqlite_with_rowid": False},)

    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), primary_key=True)
    received_on: Mapped[dt.date] = mapped_column(primary_key=True)


class ReferenceKey(Base):
    """The fingerprint of the one key that digests are made with, from the first digest on."""

    __tablename__ = "reference_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_key"),)

    id: Mapped[Key]
    fingerprint: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[dt.datetime]
