"""The court sheets that were made, each with the very bytes of its answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Key


class CourtSheet(Base):
    """One answer to one question of a court, kept for good; nothing of it says for whom.

    `question` holds areas, requirement, kind and days of the order and hours of unpaid work.
    `same_answer` is the digest of question, day and answer without its moment: asking
    again makes no second sheet.
    """

    __tablename__ = "court_sheet"
    __table_args__ = (
        UniqueConstraint("reference"),
        UniqueConstraint("same_answer"),
        Index(None, "court_id", "made_on"),
        Index(None, "made_on"),
    )

    id: Mapped[Key]
    reference: Mapped[str] = mapped_column(String(12))
    court_id: Mapped[int] = mapped_column(ForeignKey("court.id"))
    question: Mapped[dict[str, Any]]
    made_at: Mapped[dt.datetime]
    made_on: Mapped[dt.date]
    form_version: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    document_sha256: Mapped[str] = mapped_column(String(64))
    same_answer: Mapped[str] = mapped_column(String(64))


class SheetForecast(Base):
    """A forecast that a court sheet speaks by, which thinning must leave alone."""

    __tablename__ = "court_sheet_forecast"

    sheet_id: Mapped[int] = mapped_column(ForeignKey("court_sheet.id"), primary_key=True)
    forecast_id: Mapped[int] = mapped_column(
        ForeignKey("line_forecast.id"), primary_key=True, index=True
    )
