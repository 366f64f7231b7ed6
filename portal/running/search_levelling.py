"""Keeping the index of words level with the records, as part of every round of the worker."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import current_app

from directory.clock import local_date
from directory.search.levelling import Levelled, Leveller
from portal.running.transactions import in_reading

log = logging.getLogger("portal.search")

INDEX: Final = "search"


def index_folder() -> Path:
    """Beside the database of the installation; the worker writes it, the pages read it."""
    return Path(current_app.config["DATA_DIR"]) / INDEX


@dataclass(slots=True)
class SearchLevelling:
    """One for each worker: what it saw last makes a round without any change cheap."""

    levellers: dict[Path, Leveller] = field(default_factory=dict)

    def one_pass(self, clock: Callable[[], dt.datetime]) -> bool:
        """True while more is left; a disk that is full or gone stops no other work."""
        folder = index_folder()
        leveller = self.levellers.setdefault(folder, Leveller(folder))
        today = local_date(clock())
        try:
            done: Levelled = in_reading(lambda session: leveller.level(session, today=today))
        except OSError:
            log.exception("the index of words cannot be written")
            return False
        return not done.is_level and done.written > 0
