"""What a process keeps in memory to answer searches, brought level at each question."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from directory.search.errors import WordsNotReady
from directory.search.matching import places_of_documents
from directory.search.shelf import CardShelf
from directory.search.stocking import level_shelf
from directory.search.words import IndexedWords, words_in


@dataclass(frozen=True, slots=True)
class View:
    """Shelf and words of one moment; `words` is None while the index cannot be read."""

    shelf: CardShelf
    words: IndexedWords | None
    places: NDArray[np.int64]


NO_PLACES = np.empty(0, np.int64)


class Catalogue:
    """One for each process and index folder; safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._view: View | None = None

    def view(self, session: Session, *, today: dt.date) -> View:
        """Level with the records as the session sees them, and with the index as it stands."""
        with self._lock:
            before = self._view
            shelf = level_shelf(session, None if before is None else before.shelf, today=today)
            words = self._words(None if before is None else before.words)
            if before is None or before.shelf is not shelf or before.words is not words:
                places = NO_PLACES if words is None else places_of_documents(words, shelf)
                self._view = before = View(shelf, words, places)
            return before

    def _words(self, before: IndexedWords | None) -> IndexedWords | None:
        try:
            return words_in(self.folder, before)
        except WordsNotReady:
            return None
