"""What readers say of a page: that something on it is wrong, and whether it was of use."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, PublicId, kind_column


class ReportKind(enum.StrEnum):
    WRONG_NUMBER = "wrong_number"
    NO_LONGER_RUNS = "no_longer_runs"
    WRONG_DATE = "wrong_date"
    WRONG_FACT = "wrong_fact"
    CANNOT_USE = "cannot_use"
    ANOTHER = "another"


class ReportedProblem(Base):
    """Somebody, of whom nothing is kept, said that something on a page is wrong.

    `path` is the page's address without what was asked. `words` are erased some time after the
    answer: kind, page and days stay to be counted. `told_on`: when whoever keeps the page was
    written to.
    """

    __tablename__ = "reported_problem"
    __table_args__ = (
        Index(None, "service_id"),
        Index(None, "provider_id"),
        Index(None, "answered_on"),
        CheckConstraint("(answered_on IS NULL) = (answer IS NULL)", name="answered_with_words"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    path: Mapped[str] = mapped_column(String(300))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    kind: Mapped[ReportKind] = mapped_column(kind_column(ReportKind, "kind"))
    words: Mapped[str] = mapped_column(String(600))
    reported_on: Mapped[dt.date]
    told_on: Mapped[dt.date | None]
    answered_on: Mapped[dt.date | None]
    answered_by: Mapped[Name | None]
    answer: Mapped[str | None] = mapped_column(String(600))


class PageVerdict(Base):
    """So many readers of a kind of page said on a day that it was of use, or that it was not."""

    __tablename__ = "page_verdict"
    __table_args__ = (
        UniqueConstraint("day", "page", "is_useful"),
        CheckConstraint("count > 0", name="counts_somebody"),
    )

    id: Mapped[Key]
    day: Mapped[dt.date]
    page: Mapped[Code]
    is_useful: Mapped[bool]
    count: Mapped[int]
