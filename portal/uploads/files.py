"""A file as a browser sends it: put down under a plain name for as long as it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from directory.exchange.cells import person_in
from directory.exchange.columns import About

LONGEST_NAME: Final = 80
NAMELESS: Final = "file"


@contextmanager
def put_down(sent: FileStorage) -> Iterator[Path]:
    """Readable by this process's user alone; gone afterwards whatever happens."""
    with TemporaryDirectory(prefix="portal-") as folder:
        path = Path(folder) / plain_name(sent.filename or "")
        sent.save(path)
        yield path


def plain_name(name: str) -> str:
    """Without folders, control characters or anything that tells who somebody is."""
    plain = secure_filename(name)
    stem, suffix = Path(plain).stem[:LONGEST_NAME], Path(plain).suffix[:10]
    told = stem.replace("_", " ").replace("-", " ")
    if not stem or person_in(told, About.FACT, "") is not None:
        stem = NAMELESS
    return stem + suffix
