"""Every installation of these tests stands at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.makers.days import NOW


@pytest.fixture(scope="module")
def folder(scratch: Path) -> Iterator[Path]:
    own = scratch / "sight"
    own.mkdir(exist_ok=True)
    with time_machine.travel(NOW, tick=False):
        yield own
