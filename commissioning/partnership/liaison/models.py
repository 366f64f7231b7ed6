"""What courts ask of probation, where they meet, and what sentencers say once a year."""

from __future__ import annotations

import datetime as dt
import enum
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Code, Key, Name, PublicId, kind_column
from directory.places.models import Court

LONGEST_KEPT = 1000


class LiaisonQuestion(Base):
    """Somebody at a court, of whom nothing is kept, asked what is offered there.

    `words` go with the answer, and are read by whoever answers alone. `reference` opens the answer
    to whoever asked. `told`: the last `Reminder` that was written. `request_id` is the form's own.
    """

    __tablename__ = "liaison_question"
    __table_args__ = (
        Index(None, "region_id", "answered_on"),
        Index(None, "court_id", "asked_on"),
        CheckConstraint("(requirement IS NULL) <> (service_id IS NULL)", name="about_one_thing"),
        CheckConstraint("(answered_on IS NULL) = (answer IS NULL)", name="answered_with_words"),
        CheckConstraint("answered_on IS NULL OR words = ''", name="words_go_with_the_answer"),
        CheckConstraint("answered_on IS NOT NULL OR NOT is_shown", name="shown_once_answered"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    request_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    reference: Mapped[str] = mapped_column(String(18), unique=True)
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    requirement: Mapped[str | None] = mapped_column(String(80))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    words: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    asked_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None]
    told: Mapped[int] = mapped_column(default=0)
    answered_on: Mapped[dt.date | None]
    answered_by: Mapped[Name | None]
    answer: Mapped[str | None] = mapped_column(String(LONGEST_KEPT))
    what_changed: Mapped[str | None] = mapped_column(String(LONGEST_KEPT))
    is_shown: Mapped[bool] = mapped_column(default=False)

    court: Mapped[Court] = relationship(lazy="raise")


class MeetingState(enum.StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class LiaisonMeeting(Base):
    """Courts and probation meet on a day; who was there is told by role, never by name."""

    __tablename__ = "liaison_meeting"
    __table_args__ = (Index(None, "region_id", "day"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    request_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    day: Mapped[dt.date]
    state: Mapped[MeetingState] = mapped_column(kind_column(MeetingState, "state"))


class MeetingCourt(Base):
    """A court for which a meeting was."""

    __tablename__ = "meeting_court"
    __table_args__ = (UniqueConstraint("meeting_id", "court_id"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("liaison_meeting.id"))
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"), index=True)


class MeetingPresence(Base):
    """A role of `meeting_roles.csv` that was there."""

    __tablename__ = "meeting_presence"
    __table_args__ = (UniqueConstraint("meeting_id", "role"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("liaison_meeting.id"))
    role: Mapped[Code]


class MeetingPoint(Base):
    """What was asked at a meeting, answered, and what changed; taken out where it was wrong."""

    __tablename__ = "meeting_point"
    __table_args__ = (Index(None, "meeting_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    request_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("liaison_meeting.id"))
    question: Mapped[str] = mapped_column(String(LONGEST_KEPT))
    answer: Mapped[str | None] = mapped_column(String(LONGEST_KEPT))
    what_changed: Mapped[str | None] = mapped_column(String(LONGEST_KEPT))
    added_on: Mapped[dt.date]
    taken_out_on: Mapped[dt.date | None]


class FeedbackRound(Base):
    """A region asks its sentencers once a year. `told`: the last `RoundReminder` written."""

    __tablename__ = "feedback_round"
    __table_args__ = (
        UniqueConstraint("region_id", "year"),
        CheckConstraint("closes_on >= opened_on", name="closes_after_it_opened"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    year: Mapped[int]
    opened_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    told: Mapped[int] = mapped_column(default=0)


class QuestionCount(Base):
    """How many questions of a court came from one place on a day; gone on the next.

    `origin` is a digest of the network address with that day in it: of two days it is two.
    """

    __tablename__ = "question_count"
    __table_args__ = (UniqueConstraint("day", "origin", "court_id"),)

    id: Mapped[Key]
    day: Mapped[dt.date]
    origin: Mapped[str] = mapped_column(String(64))
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    count: Mapped[int]


class BenchLink(Base):
    """What opens the questions to one sentencer of a court, once. Which answer came by it is kept
    nowhere, nor on which day it was used."""

    __tablename__ = "bench_link"
    __table_args__ = (Index(None, "round_id", "court_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    round_id: Mapped[int] = mapped_column(ForeignKey("feedback_round.id"))
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    is_used: Mapped[bool] = mapped_column(default=False)

    round: Mapped[FeedbackRound] = relationship(lazy="raise")
    court: Mapped[Court] = relationship(lazy="raise")


class BenchReply(Base):
    """That somebody of a bench answered, on which day; not what. `form_id` is the form's own."""

    __tablename__ = "bench_reply"
    __table_args__ = (Index(None, "round_id", "court_id"),)

    id: Mapped[Key]
    form_id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("feedback_round.id"))
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    given_on: Mapped[dt.date]


class ChoiceCount(Base):
    """How many of a bench chose an answer: added up at once, so that no row is one person's.

    `court_id` is null, once the round has closed, of the benches that are not told by themselves,
    all of a region together.
    """

    __tablename__ = "choice_count"
    __table_args__ = (
        UniqueConstraint("round_id", "court_id", "question", "choice"),
        CheckConstraint("count > 0", name="counts_somebody"),
    )

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("feedback_round.id"))
    court_id: Mapped[int | None] = mapped_column(ForeignKey("court.id"))
    question: Mapped[Code]
    choice: Mapped[Code]
    count: Mapped[int]


class BenchComment(Base):
    """What somebody wrote to the region: of which bench and on which day is not kept."""

    __tablename__ = "bench_comment"

    id: Mapped[Key]
    round_id: Mapped[int] = mapped_column(ForeignKey("feedback_round.id"), index=True)
    words: Mapped[str] = mapped_column(String(LONGEST_KEPT))
