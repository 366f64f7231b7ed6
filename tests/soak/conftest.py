"""Databases that several processes share, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from directory import patience
from tests.patience import PATIENCE_SECONDS
from tests.soak.databases import copied, opened
from tests.soak.processes import Portal


@pytest.fixture(autouse=True)
def slow_refusals_are_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that turns callers away is asked again at once, however long that takes it here."""
    monkeypatch.setattr(patience, "SLOW_REFUSAL_SECONDS", PATIENCE_SECONDS)


@pytest.fixture
def portal(database: str, scratch: Path, tmp_path: Path) -> Iterator[Portal]:
    """A database of the test's own with twelve lines, and the commands that work on it."""
    with copied(database, scratch) as url:
        yield Portal(url, tmp_path, parts=True)


@pytest.fixture
def here(portal: Portal) -> Iterator[Flask]:
    """The portal of this process on the same database."""
    with opened(portal.url, portal.folder) as app:
        yield app
