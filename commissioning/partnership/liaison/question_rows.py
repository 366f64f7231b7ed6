"""Questions and answers as they are read, and what may be asked about."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from commissioning.partnership.liaison.models import LiaisonQuestion
from directory.requirements import requirement_name


@dataclass(frozen=True, slots=True)
class QuestionToRead:
    """`service` is the title where who looks may read it, "" otherwise and of a requirement."""

    question: LiaisonQuestion
    service: str

    @property
    def about(self) -> str:
        return _about(self.question.requirement, self.service)


@dataclass(frozen=True, slots=True)
class ServiceToAskAbout:
    """One that anybody may read, on offer in an area of the court."""

    id: int
    public_id: uuid.UUID
    title: str


@dataclass(frozen=True, slots=True)
class CourtsAnswer:
    """An answer as anybody reads it with its court: what was asked is not among it."""

    requirement: str | None
    service: str
    asked_on: dt.date
    answered_on: dt.date
    answer: str
    what_changed: str

    @property
    def about(self) -> str:
        return _about(self.requirement, self.service)


def _about(requirement: str | None, service: str) -> str:
    """One that was withdrawn, or is no longer for all to read, is not named."""
    if requirement is not None:
        return requirement_name(requirement)
    return service or "A service that is not named here"
