"""What the web side itself keeps: which jobs ran."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key


class JobRun(Base):
    """A due job claimed by one worker: the unique pair makes sure that it is only one."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_at"),)

    id: Mapped[Key]
    job: Mapped[Code]
    due_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(String(500))
