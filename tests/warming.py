"""Test modules are read once for all processes: each begins with a share of its own.

pytest rewrites the asserts of a module and keeps what came of it. Processes that all begin with the
first module would each rewrite all of them, which takes each 17 seconds of a processor.
"""

from __future__ import annotations

import importlib
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    told = getattr(session.config, "workerinput", None)
    if told is None:
        return
    number = int(told["workerid"].removeprefix("gw"))
    for path in modules_in(session.config.args)[number :: told["workercount"]]:
        # What is wrong with it, or why it is skipped, its collection says.
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def modules_in(asked: list[str]) -> list[Path]:
    folders = (ROOT / one for one in asked if "::" not in one)
    return sorted(path for folder in folders for path in folder.rglob("test_*.py"))
