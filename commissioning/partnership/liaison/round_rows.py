"""A round of feedback as it is read."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.partnership.liaison.models import BenchLink
from directory.places.models import Court


@dataclass(frozen=True, slots=True)
class BenchStanding:
    """`links` open the questions, each once; `replies` is for whoever runs the round alone."""

    court: Court
    links: tuple[BenchLink, ...]
    replies: int


@dataclass(frozen=True, slots=True)
class QuestionChoices:
    """The words of each choice with how many chose it."""

    words: str
    choices: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ChoicesOf:
    """`name` is that of the court, "" of the region."""

    name: str
    answers: int
    questions: tuple[QuestionChoices, ...]


@dataclass(frozen=True, slots=True)
class RoundResults:
    """`whole` is None where fewer than 8 answered: then nothing is told."""

    year: int
    whole: ChoicesOf | None
    benches: tuple[ChoicesOf, ...]
