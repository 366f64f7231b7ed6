"""Who did it: the actor that every change records."""

from __future__ import annotations

import enum

from sqlalchemy.orm import Mapped, mapped_column

from directory.base import Base, Code, Key, Name, PublicId, kind_column


class PersonKind(enum.StrEnum):
    SYSTEM = "system"
    STAFF = "staff"


class Person(Base):
    """A person or a named part of the system (import, demonstration, worker)."""

    __tablename__ = "person"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    kind: Mapped[PersonKind] = mapped_column(kind_column(PersonKind, "kind"))
