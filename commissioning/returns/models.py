"""What a provider says of a month: one return an agreement, provider and month, and its figures."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissioning.agreements.models import Agreement
from directory.base import Base, Key, PublicId, kind_column
from directory.people.models import Person
from directory.providers.models import Provider

LONGEST_REASON = 500
LATEST_WORKING_DAY = 20
USUAL_WORKING_DAY = 5


class ReturnState(enum.StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    SENT = "sent"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    CORRECTING = "correcting"


class ReturnCounter(enum.StrEnum):
    """What is counted of a lot in a month."""

    REFERRED = "referred"
    ACCEPTED = "accepted"
    STARTED = "started"
    COMPLETED = "completed"
    HOURS = "hours"


class FigureBasis(enum.StrEnum):
    """From what a figure comes; all but two stood there without anybody typing them."""

    CASES = "cases"
    WEEKLY_TOTALS = "weekly_totals"
    NOTHING_HAPPENED = "nothing_happened"
    FILE = "file"
    TYPED = "typed"
    TELEPHONE = "telephone"


class ReturnArrangement(Base):
    """Agreed for one provider of an agreement: due on this working day of the next month."""

    __tablename__ = "return_arrangement"
    __table_args__ = (
        UniqueConstraint("agreement_id", "provider_id"),
        CheckConstraint(
            f"due_working_day BETWEEN 1 AND {LATEST_WORKING_DAY}", name="working_day_of_a_month"
        ),
    )

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    due_working_day: Mapped[int]
    arranged_at: Mapped[dt.datetime]
    arranged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ReturnSigning(Base):
    """Whether a second person of the provider signs before anything is sent; without a row: no."""

    __tablename__ = "return_signing"

    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    needs_two: Mapped[bool]
    arranged_at: Mapped[dt.datetime]
    arranged_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class MonthlyReturn(Base):
    """A task: what one provider delivered of an agreement in the month that begins on `month`.

    `version` rises with every move: of two who decide at once the second is told. `prepared_by`
    changed its figures last; the signature is somebody else's and goes with the next change.
    `told_by`: whoever told it by telephone.
    """

    __tablename__ = "monthly_return"
    __table_args__ = (
        UniqueConstraint("agreement_id", "provider_id", "month"),
        Index(None, "provider_id", "month"),
        Index(None, "state", "due_on"),
        CheckConstraint("due_on > month", name="due_after_the_month_began"),
        CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", name="signed_by_somebody"),
        CheckConstraint("(sent_by_id IS NULL) = (sent_at IS NULL)", name="sent_by_somebody"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    month: Mapped[dt.date]
    due_on: Mapped[dt.date]
    state: Mapped[ReturnState] = mapped_column(
        kind_column(ReturnState, "state"), default=ReturnState.NOT_STARTED
    )
    version: Mapped[int] = mapped_column(default=1)
    asked_at: Mapped[dt.datetime]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[dt.datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime | None]
    told_by: Mapped[str | None] = mapped_column(String(120))

    agreement: Mapped[Agreement] = relationship(lazy="joined", innerjoin=True)
    provider: Mapped[Provider] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_primes(self) -> bool:
        return self.agreement.provider_id == self.provider_id


class ReturnFigure(Base):
    """One figure as somebody gave it; the highest `number` of a lot and counter holds.

    Added and never changed, but for its acceptance. `recorded` is what cases or weekly totals said
    when it was given, null where they said nothing.
    """

    __tablename__ = "return_figure"
    __table_args__ = (
        UniqueConstraint("return_id", "lot_id", "counter", "number"),
        Index(None, "lot_id"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(
            "(accepted_by_id IS NULL) = (accepted_at IS NULL)", name="accepted_by_somebody"
        ),
    )

    id: Mapped[Key]
    return_id: Mapped[int] = mapped_column(ForeignKey("monthly_return.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    counter: Mapped[ReturnCounter] = mapped_column(kind_column(ReturnCounter, "counter"))
    number: Mapped[int]
    value: Mapped[float]
    recorded: Mapped[float | None]
    basis: Mapped[FigureBasis] = mapped_column(kind_column(FigureBasis, "basis"))
    reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    given_at: Mapped[dt.datetime]
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[dt.datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    given_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=given_by_id)


class ReturnMove(Base):
    """What was done to a return, in order: who, when, and where it stood afterwards."""

    __tablename__ = "return_move"
    __table_args__ = (Index(None, "return_id"),)

    id: Mapped[Key]
    return_id: Mapped[int] = mapped_column(ForeignKey("monthly_return.id"))
    act: Mapped[str] = mapped_column(String(20))
    state: Mapped[ReturnState] = mapped_column(kind_column(ReturnState, "state"))
    reason: Mapped[str | None] = mapped_column(Text)
    moved_at: Mapped[dt.datetime]
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    moved_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
