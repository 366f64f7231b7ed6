"""What somebody would have a listing say, what was told by telephone, and what became of it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Key, Name, PublicId, kind_column
from directory.people.models import Person
from directory.services.models import Service


class ProviderCall(Base):
    """Somebody of a provider told by telephone, having been rung back on a number held of it.

    `told_by` is who told, `recorded_by` who wrote it down; `rung_number` as it stood then.
    """

    __tablename__ = "provider_call"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    rung_number: Mapped[str] = mapped_column(String(80))
    told_by: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rung_at: Mapped[dt.datetime]

    recorded_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    service: Mapped[Service] = relationship(lazy="raise")


class CallNote(Base):
    """One thing told in a call, in the words of the copy that the provider is sent.

    `fact_kinds` are what it says is right, `revision` the number of the wording that it published;
    `copies` how many were written to an e-mail address: of none a letter goes by post.
    """

    __tablename__ = "call_note"

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey("provider_call.id"), index=True)
    fact_kinds: Mapped[list[Any]]
    says: Mapped[str] = mapped_column(Text)
    revision: Mapped[int | None]
    copies: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[dt.datetime]

    call: Mapped[ProviderCall] = relationship(lazy="joined", innerjoin=True)


class ListingDraft(Base):
    """The one open draft of a service by its author; closed once all of it was approved or left.

    `changes` holds by field what it would say, `based_on` the number of the published revision
    that its author saw: whatever differs between the two is what they want changed. `version`
    rises with every change, also of `submitted_at`, which is empty while it is being written.
    `call`: in which it was told by telephone. `acting`: which body wrote it for which provider.
    `is_offer`: begun while the service was not on offer,
    so that approving it offers the service.
    """

    __tablename__ = "listing_draft"
    __table_args__ = (
        Index(
            "uq_listing_draft_open",
            "service_id",
            "author_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("provider_call.id"))
    acting: Mapped[str | None] = mapped_column(String(700))
    based_on: Mapped[int]
    changes: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    is_offer: Mapped[bool] = mapped_column(default=False, server_default=false())
    saved_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    service: Mapped[Service] = relationship(lazy="raise")
    call: Mapped[ProviderCall | None] = relationship(lazy="joined")

    @property
    def author_in_words(self) -> str:
        """Who wrote it, for whom, and who told them so by telephone."""
        if self.call is None:
            return f"{self.author.name}, {self.acting}," if self.acting else self.author.name
        return f"{self.author.name}, told by telephone by {self.call.told_by},"

    @property
    def as_it_stands(self) -> str:
        """Names the draft in this version."""
        return f"{self.public_id}/{self.version}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def waits(self) -> bool:
        """Submitted, and nobody has decided yet."""
        return self.is_open and self.submitted_at is not None


class DecisionKind(enum.StrEnum):
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    APPROVED = "approved"
    APPROVED_IN_PART = "approved_in_part"
    SENT_BACK = "sent_back"
    ROLLED_BACK = "rolled_back"
    WITHDRAWN = "withdrawn"


class ListingDecision(Base):
    """Added and never changed: what was done about a listing, by whom, and why where it was said.

    `changes` holds by field what stood and what was asked for, `sent_back` the same of what was not
    approved; `revision` is the number of the wording that was published by it.
    """

    __tablename__ = "listing_decision"

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("listing_draft.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(kind_column(DecisionKind, "kind"))
    changes: Mapped[dict[str, Any]]
    sent_back: Mapped[dict[str, Any]]
    reason: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]

    decided_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    draft: Mapped[ListingDraft | None] = relationship(lazy="joined")


class LocalCopy(Base):
    """A listing is a local copy of a master listing until `ended_at`; it said so itself.

    What differs between the two is worked out, never kept. Of one listing one row is open.
    """

    __tablename__ = "local_copy"
    __table_args__ = (
        CheckConstraint("service_id <> master_id", name="not_its_own_master"),
        Index(
            "uq_local_copy_open",
            "service_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    master_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    service: Mapped[Service] = relationship(foreign_keys=[service_id], lazy="raise")
    master: Mapped[Service] = relationship(foreign_keys=[master_id], lazy="raise")
