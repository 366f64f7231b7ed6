"""Messages as files that any mail program opens: nothing leaves the machine."""

from __future__ import annotations

import os
from pathlib import Path

from directory.messages.sending import Letter
from portal.messages.answers import PostClosed
from portal.messages.envelope import as_mail


class FilePost:
    """One `.eml` a message, named for the moment it was written; only the portal may read it."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self._sender = sender

    def send(self, letter: Letter) -> None:
        """Whole or not at all, and the same file when it is sent again."""
        file = self._file_of(letter)
        unfinished = file.with_suffix(".part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as written:
                written.write(bytes(as_mail(letter, self._sender)))
                written.flush()
                os.fsync(written.fileno())
            unfinished.rename(file)
        except OSError as error:
            raise PostClosed(f"{self.folder} cannot be written: {error.strerror}") from error

    def has_taken(self, letter: Letter) -> bool | None:
        return self._file_of(letter).exists()

    def _file_of(self, letter: Letter) -> Path:
        return self.folder / f"{letter.written_at:%Y%m%dT%H%M%SZ}-{letter.public_id}.eml"
