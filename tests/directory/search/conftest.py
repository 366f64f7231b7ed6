"""A small directory made by hand, and a catalogue with an index of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.search.asking import find
from directory.search.catalogue import Catalogue
from directory.search.found import SearchAnswer
from directory.search.question import SearchQuestion
from tests.directory.search.town import TODAY, Town, make_town

Ask = Callable[..., SearchAnswer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "search"


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder)


@pytest.fixture
def town(session: Session, folder: Path) -> Town:
    """The directory, with its words in the index."""
    return make_town(session, folder)


@pytest.fixture
def ask(session: Session, catalogue: Catalogue) -> Ask:
    """Ask by words, with anything else of a question by name."""

    def asked(words: str = "", **more: object) -> SearchAnswer:
        question = SearchQuestion(words, **more)  # type: ignore[arg-type]
        return find(session, question, catalogue=catalogue, today=TODAY)

    return asked
