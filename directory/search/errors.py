"""What the search refuses, and what it says while its words are away."""

from __future__ import annotations

from directory.errors import DirectoryError


class SearchRefused(DirectoryError):
    """A question that has no answer as it stands; `field` names the part to change."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class WordsNotReady(DirectoryError):
    """The index of words is missing, damaged or of another version; filters answer meanwhile."""

    def __init__(self) -> None:
        super().__init__("Searching by words will be back in a moment. Filters and areas work.")
