"""Whose turn open referrals are, as worked out last; service levels; what silence brought."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commissioning.moves.silence import SilenceStep
from commissioning.moves.stages import DueParty, ServiceClock
from directory.base import Base, Key, PublicId, kind_column

LONGEST_NOTE = 300


class ServiceLevel(Base):
    """So many working days for a clock of an agreement, as agreed on a day; the newest row holds.

    `working_days` null: no day from then on.
    """

    __tablename__ = "service_level"
    __table_args__ = (
        Index(None, "agreement_id", "clock"),
        CheckConstraint("working_days BETWEEN 1 AND 250", name="days_of_a_year"),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    clock: Mapped[ServiceClock] = mapped_column(kind_column(ServiceClock, "clock"))
    working_days: Mapped[int | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class KeptMove(Base):
    """The due move of an open referral as it was worked out; a copy that `keeping` brings level.

    It holds for the events up to `events_through` on the day `as_of`. `contact_by` is the day
    promised to the person for first contact, null once it was made or where no day is known.
    `is_uncounted`: the clock runs outside the published bank holidays.
    """

    __tablename__ = "kept_move"
    __table_args__ = (Index(None, "due_on"),)

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(40))
    party: Mapped[DueParty] = mapped_column(kind_column(DueParty, "party"))
    since: Mapped[dt.date]
    counted_from: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    contact_by: Mapped[dt.date | None]
    is_uncounted: Mapped[bool] = mapped_column(default=False)
    events_through: Mapped[int]
    as_of: Mapped[dt.date]
    kept_at: Mapped[dt.datetime]


class DetailsReceived(Base):
    """The provider received details and risk by telephone on a day; what was said is not here."""

    __tablename__ = "details_received"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), primary_key=True)
    on_date: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReminderSent(Base):
    """A step of silence was taken, once for each turn; `told` is how many were written to."""

    __tablename__ = "reminder_sent"
    __table_args__ = (UniqueConstraint("referral_id", "stage", "counted_from", "step"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    stage: Mapped[str] = mapped_column(String(40))
    counted_from: Mapped[dt.date]
    step: Mapped[SilenceStep] = mapped_column(kind_column(SilenceStep, "step"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    due_on: Mapped[dt.date]
    sent_on: Mapped[dt.date]
    sent_at: Mapped[dt.datetime]
    told: Mapped[int]


class SilenceReturn(Base):
    """Nobody answered: back with the sender from a day on, until it was sent again.

    The wait goes on from its day 0; no event of the referral says so, for nothing happened to it.
    """

    __tablename__ = "silence_return"
    __table_args__ = (
        Index(None, "referral_id"),
        CheckConstraint("sent_again_on >= returned_on", name="sent_again_later"),
    )

    id: Mapped[Key]
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    stage: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[dt.date]
    returned_on: Mapped[dt.date]
    returned_at: Mapped[dt.datetime]
    sent_again_on: Mapped[dt.date | None]
    sent_again_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ClockNote(Base):
    """“We say otherwise”: what a provider says of a clock that counts as missed. Only added."""

    __tablename__ = "clock_note"
    __table_args__ = (Index(None, "reminder_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder_sent.id"))
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    words: Mapped[str] = mapped_column(String(LONGEST_NOTE))
    noted_at: Mapped[dt.datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class DaysInHands(Base):
    """Counted once a day: of an area and a provider, people and their days by whose they were.

    Of those who started in the last twelve months, or (`is_waiting`) who wait on `as_of`. `area_id`
    null: nobody said where they live. Days of a row together are the waits exactly.
    """

    __tablename__ = "days_in_hands"
    __table_args__ = (
        Index(None, "area_id"),
        Index(None, "provider_id"),
        CheckConstraint("people >= 0 AND returned >= 0", name="people_not_negative"),
    )

    id: Mapped[Key]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("local_delivery_unit.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    is_waiting: Mapped[bool]
    people: Mapped[int]
    returned: Mapped[int]
    officer_days: Mapped[int]
    provider_days: Mapped[int]
    commissioner_days: Mapped[int]
    court_days: Mapped[int]
    person_days: Mapped[int]
    as_of: Mapped[dt.date]
