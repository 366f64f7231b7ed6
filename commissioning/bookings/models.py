"""Places given, held and offered, and why each went to whom it went."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.bookings.kinds import GivenBy, LeftReason, OfferAnswer, TurnStanding
from directory.base import Base, Key, PublicId, kind_column

__all__ = [
    "Booking",
    "FailedBooking",
    "GivenBy",
    "Hold",
    "LeftReason",
    "OfferAnswer",
    "PlaceOffer",
    "PlaceRule",
    "TurnKey",
    "TurnProof",
    "TurnProofRow",
    "TurnStanding",
]


class Booking(Base):
    """The dated membership of a group; it stands while `left_on` is null.

    Half-open: `left_on` is the first day on which the person no longer belongs. Leaving never
    touches what was attended before. `group_run.booked` counts the bookings that stand.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("left_on >= joined_on", name="leaves_after_joining"),
        CheckConstraint("(left_on IS NULL) = (left_reason IS NULL)", name="left_whole"),
        Index(None, "group_id"),
        Index(None, "referral_id"),
        # One person has one place at a time; whoever gave one up may come back to the group.
        Index(
            "uq_booking_standing",
            "referral_id",
            unique=True,
            sqlite_where=text("left_on IS NULL"),
            postgresql_where=text("left_on IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    request_id: Mapped[str] = mapped_column(String(80), unique=True)
    booked_at: Mapped[dt.datetime]
    booked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    joined_on: Mapped[dt.date]
    left_on: Mapped[dt.date | None]
    left_reason: Mapped[LeftReason | None] = mapped_column(kind_column(LeftReason, "left_reason"))

    def stands_on(self, day: dt.date) -> bool:
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


class Hold(Base):
    """A place kept before sentence for nobody by name: it lapses by reading the clock.

    It stands while it is neither released nor booked, up to `lapses_after` and on that day.
    """

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("lapses_after > hearing_on", name="stands_past_the_hearing"),
        Index(None, "group_id", "lapses_after"),
        Index(None, "organisation_id", "lapses_after"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    code: Mapped[str] = mapped_column(String(8), unique=True)
    request_id: Mapped[str] = mapped_column(String(80), unique=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    hearing_on: Mapped[dt.date]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    held_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[dt.datetime]
    lapses_after: Mapped[dt.date]
    renewed_on: Mapped[dt.date | None]
    released_at: Mapped[dt.datetime | None]
    booking_id: Mapped[int | None] = mapped_column(
        ForeignKey("booking.id", ondelete="SET NULL"), index=True
    )


class PlaceOffer(Base):
    """A freed place offered to whose turn it is; open until it is answered or its day is over.

    A call is one that was answered as it was made; `request_id` came with its form. `told_at`: one
    that passed on was told to whom it concerns.
    """

    __tablename__ = "place_offer"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        Index(None, "group_id", "answer_by"),
        Index(None, "referral_id"),
        Index(
            "uq_place_offer_open",
            "referral_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    is_by_telephone: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[dt.datetime]
    answer_by: Mapped[dt.date]
    answered_at: Mapped[dt.datetime | None]
    answer: Mapped[OfferAnswer | None] = mapped_column(kind_column(OfferAnswer, "answer"))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    request_id: Mapped[str | None] = mapped_column(String(80), index=True, unique=True)
    told_at: Mapped[dt.datetime | None]


class PlaceRule(Base):
    """By what order places of a line are given, as its commissioner said; the newest row holds.

    `steps` are names of `turns.Step` joined by a bar. `held_percent` of a group's places may be
    held before sentence; an offer is to be answered within `answer_days` working days.
    """

    __tablename__ = "place_rule"
    __table_args__ = (
        CheckConstraint("held_percent BETWEEN 0 AND 100", name="share_of_all"),
        CheckConstraint("answer_days >= 1", name="a_day_to_answer"),
        Index(None, "line_id", "recorded_at"),
    )

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    steps: Mapped[str] = mapped_column(String(120))
    held_percent: Mapped[int]
    answer_days: Mapped[int]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class FailedBooking(Base):
    """Somebody asked for a place of a line and there was none; of an area, and of nobody."""

    __tablename__ = "failed_booking"
    __table_args__ = (Index(None, "line_id", "on_date"),)

    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"))
    local_delivery_unit_id: Mapped[int | None] = mapped_column(ForeignKey("local_delivery_unit.id"))
    on_date: Mapped[dt.date]
    was_hold: Mapped[bool] = mapped_column(default=False)


class TurnKey(Base):
    """Which random key stands for a case in proofs of turn, and the salt of its digests.

    Erased with the reference; the key in the proofs then stands for nobody.
    """

    __tablename__ = "turn_key"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    salt: Mapped[str] = mapped_column(String(32))


class TurnProof(Base):
    """Why a place went to `given_key`: the rule, and the order of that moment in its rows.

    `last_day` of the group decides who can no longer finish; null where nobody knew it. `digest`
    is of all that is never erased; it stands in the sealed record of changes as well.
    """

    __tablename__ = "turn_proof"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    booking_id: Mapped[int | None] = mapped_column(
        ForeignKey("booking.id", ondelete="SET NULL"), unique=True
    )
    group_id: Mapped[int] = mapped_column(ForeignKey("group_run.id"), index=True)
    given_key: Mapped[str] = mapped_column(String(32))
    given_by: Mapped[GivenBy] = mapped_column(kind_column(GivenBy, "given_by"))
    steps: Mapped[str] = mapped_column(String(120))
    last_day: Mapped[dt.date | None]
    decided_at: Mapped[dt.datetime]
    digest: Mapped[str] = mapped_column(String(64))


class TurnProofRow(Base):
    """One case in the order of that moment. `facts` is what the order was made of, erased with
    the reference; `facts_digest` is salted and stays."""

    __tablename__ = "turn_proof_row"
    __table_args__ = (
        UniqueConstraint("proof_id", "position"),
        Index(None, "key"),
    )

    id: Mapped[Key]
    proof_id: Mapped[int] = mapped_column(ForeignKey("turn_proof.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(32))
    standing: Mapped[TurnStanding] = mapped_column(kind_column(TurnStanding, "standing"))
    facts_digest: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any] | None]
