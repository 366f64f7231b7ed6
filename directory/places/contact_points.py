"""Who can be reached at a court or a prison, and what was said of how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.fields import Field, Holds
from directory.places.models import Court, Prison, StatedContact
from directory.stating import named_alike

C = TypeVar("C", bound=StatedContact)

WAYS_TO_REACH: Final = (
    Field("telephone", "Telephone", Holds.TELEPHONE, "Whom to ring", longest=80),
    Field("email", "E-mail", Holds.EMAIL, "Where to write", longest=200),
)


@dataclass(frozen=True, slots=True)
class ContactPoint(Generic[C]):
    """Who is reached: the team of a court, or a role at a prison.

    `own` are the columns that tell this contact from others, `at` the one of its place. Of
    several at one place `role` tells them apart; capitals and spaces make no other.
    """

    model: type[C]
    place: Court | Prison
    at: InstrumentedAttribute[int]
    fields: Mapping[str, Field]
    role: str | None = None

    @property
    def name(self) -> str:
        """As a report calls it."""
        return self.place.name if self.role is None else f"{self.role}, {self.place.name}"

    @property
    def own(self) -> dict[str, Any]:
        own: dict[str, Any] = {self.at.key: self.place.id}
        return own if self.role is None else own | {"role": self.role}

    def told(self, session: Session) -> list[C]:
        """All that was ever said of it, the newest last."""
        model = self.model
        rows = session.scalars(
            select(model)
            .where(self.at == self.place.id)
            .order_by(model.stated_on, model.id)
            .execution_options(populate_existing=True)
        )
        return [one for one in rows if self._is_of_role(one)]

    def _is_of_role(self, one: Any) -> bool:
        return self.role is None or named_alike(one.role, self.role)
