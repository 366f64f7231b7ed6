"""What was given for a workbook and is something else: refused with the command that takes it."""

from __future__ import annotations

import shlex
from pathlib import Path

from commissioning.exchange.kinds import KINDS
from commissioning.exchange.recognising import likely_kind, looks_like
from directory.exchange.columns import PLAIN, Kind
from directory.exchange.errors import FileRefused
from directory.exchange.open_folders import is_open_referral
from directory.exchange.reading import survey
from directory.exchange.surveys import files_in
from directory.exchange.tables import OF_FILES, is_error_file


def refuse_other_layouts(path: Path) -> None:
    """Raises `FileRefused` for a folder of Open Referral, one table that is no workbook, and a
    folder in which a file that none of our kinds is called by is one in another layout."""
    if is_open_referral(path):
        raise FileRefused(
            f"{path.name} looks like a folder of Open Referral (HSDS):"
            f" `import-workbook {shlex.quote(str(path))} --layout open-referral` takes that."
        )
    if path.is_file() and path.suffix.casefold() == ".csv":
        likely = looks_like(likely_kind(survey(path)), path)
        raise FileRefused(f"{path.name} is one table, and no workbook or folder. {likely}".strip())
    if path.is_dir():
        _refuse_among(path)
    elif is_error_file(path):
        raise FileRefused(
            f"{path.name} is a copy of what was wrong, to be read only: mend the cells in your own"
            " workbook and send that."
        )


def _refuse_among(folder: Path) -> None:
    """A file in our own layout under another name is told of as left out."""
    called = {kind.name for kind in KINDS}
    for file in files_in(folder):
        is_other = file.suffix.casefold() in OF_FILES and file.stem.casefold() not in called
        likely = _likely(file) if is_other else None
        if likely is not None and likely.layout != PLAIN:
            raise FileRefused(f"{file.name} is called by no kind. {looks_like(likely, file)}")


def _likely(file: Path) -> Kind | None:
    try:
        return likely_kind(survey(file))
    except FileRefused:
        return None
