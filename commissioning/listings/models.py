"""What is planned of a whole service: that it takes nobody for a while, or ends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.base import Base, Key, Name, PublicId
from directory.people.models import Person


class PlannedStop(Base):
    """A person's dated statement: nobody is taken from `from_date` on, until `to_date` and on it;
    without `to_date` for good."""

    __tablename__ = "planned_stop"
    __table_args__ = (CheckConstraint("to_date >= from_date", name="ends_after_start"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    from_date: Mapped[dt.date]
    to_date: Mapped[dt.date | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    stated_by: Mapped[Name]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[dt.datetime]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[dt.datetime | None]

    recorded_by: Mapped[Person] = relationship(
        foreign_keys=[recorded_by_id], lazy="joined", innerjoin=True
    )

    @property
    def is_for_good(self) -> bool:
        return self.to_date is None

    @property
    def last_day(self) -> dt.date:
        """Of one for good, the last day on which the service runs."""
        return self.from_date - dt.timedelta(days=1)

    def is_over(self, on: dt.date) -> bool:
        return self.to_date is not None and self.to_date < on

    def has_begun(self, on: dt.date) -> bool:
        return self.from_date <= on
