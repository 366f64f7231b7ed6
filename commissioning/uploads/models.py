"""A file that somebody sent in the browser: what was read of it for a day, what became of it."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, PublicId, kind_column
from directory.exchange.models import ImportRun


class UploadState(enum.StrEnum):
    WAITING = "waiting"
    """Long, and not checked yet: the worker does it."""

    REFUSED = "refused"
    SHOWN = "shown"
    """Checked: what it would change can be looked at, and applied."""

    TO_APPLY = "to_apply"
    """Long, and to be applied as shown: the worker does it."""

    APPLIED = "applied"
    FAILED = "failed"


class Upload(Base):
    """`kept_rows`, `told` and `error_file` are sealed, and forgotten after a day.

    `kept_rows` hold the columns of the kinds alone, numbers of people as keyed digests. `told` is
    what a page says of the check, `shown_digest` the digest of what it would change. `confirms`:
    what it finds unchanged was right on the day of which it speaks.
    `changed_meanwhile`: it was to be applied and would have done something else than was shown.
    """

    __tablename__ = "upload"
    __table_args__ = (Index(None, "state", "sent_at"), Index(None, "organisation_id", "sent_at"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Code]
    layout: Mapped[Code]
    file: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64))
    lines: Mapped[int]
    as_of: Mapped[dt.date]
    confirms: Mapped[bool] = mapped_column(default=False)
    state: Mapped[UploadState] = mapped_column(kind_column(UploadState, "state"))
    changed_meanwhile: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]
    shown_digest: Mapped[str | None] = mapped_column(String(64))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    kept_rows: Mapped[bytes | None] = mapped_column(LargeBinary)
    told: Mapped[bytes | None] = mapped_column(LargeBinary)
    error_file: Mapped[bytes | None] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class UploadSent:
    """With who sent it, and its import where it was applied."""

    upload: Upload
    sender: str
    run: ImportRun | None

    @property
    def is_undone(self) -> bool:
        return self.run is not None and self.run.undone_at is not None


@dataclass(frozen=True, slots=True)
class KeepsIt:
    """What keeps a file from being taken back, in words; `by` is the later file of the same
    organisation that brought it, which can be taken back first."""

    what: str
    by: Upload | None = None
    is_for_good: bool = False
