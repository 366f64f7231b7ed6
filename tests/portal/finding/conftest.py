"""A directory to find things in: the court's scene, with its words in an index of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.search.levelling import Leveller
from tests.makers.days import NOW, TODAY
from tests.makers.scene import Scene, make_scene_with_words

Level = Callable[[], None]


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def own_folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The application forgets other tests' records: an undone database looks like a new one."""
    before = app.config["DATA_DIR"]
    app.config["DATA_DIR"] = tmp_path
    for name in ("search_catalogue", "coverage"):
        app.extensions.pop(name, None)
    yield tmp_path
    app.config["DATA_DIR"] = before


@pytest.fixture
def level(session: Session, own_folder: Path) -> Level:
    """Bring the index level with the records, as the worker does."""

    def levelled() -> None:
        session.flush()
        Leveller(own_folder / "search").level(session, today=TODAY)

    return levelled


@pytest.fixture
def scene(today: None, session: Session, own_folder: Path) -> Scene:
    return make_scene_with_words(session, own_folder / "search")


@pytest.fixture
def visitor(client: FlaskClient, scene: Scene) -> FlaskClient:
    return client


def text_of(page: str) -> str:
    """What a reader sees, on one line."""
    body = re.sub(r"<(script|style|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def names_in(page: str) -> list[str]:
    """The services of a list, in order."""
    return [html.unescape(name) for name in re.findall(r'hit__name"><a[^>]*>([^<]*)<', page)]
