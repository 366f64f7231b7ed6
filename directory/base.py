"""What every stored thing shares: named constraints, keys and column types."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Iterable
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[dt.datetime]):
    """A moment, always aware and UTC in Python; both databases keep it as naive UTC.

    Naive text compares and sorts the same on SQLite and PostgreSQL, which a
    zoned type on one side only would not.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as a plain attribute
        dt.datetime: Instant,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Stated:
    """A record whose fields remember who said them; `version` rises when one of them changes.

    `said` holds a record of `attribution.SaidBy` by field, none where nobody said it.
    """

    said: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


Key = Annotated[int, mapped_column(primary_key=True)]
"""The internal key: joins and audit rows use it, no page ever shows it."""

PublicId = Annotated[uuid.UUID, mapped_column(Uuid, unique=True, default=uuid.uuid4)]
"""The identifier that URLs, exports and feeds show."""

Code = Annotated[str, mapped_column(String(80))]
Name = Annotated[str, mapped_column(String(300))]


def kind_column(values: type[enum.Enum], name: str, *, is_checked: bool = True) -> Enum:
    """A text column that holds one of an enum's values, checked by the database too.

    `is_checked` False leaves the check to a `one_of` of the table.
    """
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=is_checked,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def one_of(column: str, values: Iterable[enum.Enum]) -> CheckConstraint:
    """The check of a `kind_column`, for tables that grow by hundreds of thousands of rows.

    SQLite builds a table anew for each row checked with IN, which doubled the cost of a
    row; a chain of comparisons costs next to nothing.
    """
    says = " OR ".join(f"{column} = '{member.value}'" for member in values)
    return CheckConstraint(says, name=column)
