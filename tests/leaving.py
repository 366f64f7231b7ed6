"""A process that ran its share of the tests goes at once.

All that it holds would be taken apart piece by piece first, which takes seconds of a processor; the
system takes it back whole.
"""

from __future__ import annotations

import atexit
import os
import sys

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Of those that share in a run: nobody asks how they ended, they have told what came of each
    test. What was registered first is called last."""
    if hasattr(config, "workerinput"):
        atexit.register(_go)


def _go() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
