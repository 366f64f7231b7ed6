"""What is kept of a file that was taken in, so that it can be listed and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name


class ImportRun(Base):
    """One file taken in. `past`: tables and columns that it changed past the journal of rows.

    Sheets of a workbook, and files of a folder, are `part_of` the first of them, by which the
    whole is called.
    """

    __tablename__ = "import_run"

    id: Mapped[Key]
    kind: Mapped[Code]
    layout: Mapped[Code]
    file: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[Name]
    as_of: Mapped[dt.date]
    rows: Mapped[int]
    outcomes: Mapped[dict[str, Any]]
    past: Mapped[list[Any]]
    applied_at: Mapped[dt.datetime]
    applied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    part_of: Mapped[int | None]
    undone_at: Mapped[dt.datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ImportedRows(Base):
    """Rows that a file added, from key to key; `second_key` is that of a table with two."""

    __tablename__ = "imported_rows"
    __table_args__ = (Index(None, "import_id", "table_name", "first_key"),)

    id: Mapped[Key]
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    table_name: Mapped[Code]
    first_key: Mapped[int]
    last_key: Mapped[int]
    second_key: Mapped[int | None]


class ImportedChange(Base):
    """A row that a file changed or, without `after`, removed."""

    __tablename__ = "imported_change"

    id: Mapped[Key]
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    table_name: Mapped[Code]
    key: Mapped[Any] = mapped_column(JSON)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any] | None]
