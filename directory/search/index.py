"""The index of words on disk. The only module that knows Whoosh.

A folder holds `current`, a file that names the index in use, and that index in a folder of its
own: a rebuild writes another one and then renames `current`, so that nobody sees half an index.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh import fields
from whoosh.analysis import RegexTokenizer, StemFilter, StopFilter
from whoosh.filedb.filestore import FileStorage
from whoosh.index import LockError
from whoosh.lang.porter import stem as porter_stem

from directory.search.document import Document, names_of_rules
from directory.search.errors import WordsNotReady
from directory.search.wording import STOP_WORDS, plain

FORMAT: Final = "3 Whoosh-Reloaded 2.7.5"
"""Raise the number whenever the fields or the analysis change: an index of another is rebuilt."""


@cache
def format_in_use() -> str:
    """Also the names that rules give to codes: a release that renames one has other words."""
    names = "\n".join(names_of_rules())
    return f"{FORMAT} {hashlib.sha256(names.encode()).hexdigest()[:12]}"


CURRENT: Final = "current"
DAMAGED: Final = "damaged"

FIELDS: Final = ("title", "pathway", "text", "places")

ONE_WORD: Final = {"women": "woman", "men": "man", "children": "child"}

_TOC: Final = re.compile(r"_MAIN_(\d+)\.toc")
_WRITER_MEGABYTES: Final = 64

Docs = NDArray[np.int32]
Weights = NDArray[np.float32]


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """The word as the index keeps it: "treatments" and "treatment", "women" and "woman" are one."""
    stem = str(porter_stem(word))
    return ONE_WORD.get(stem, stem)


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents of one segment, ascending, with how often each holds the word in one field.

    `holding` counts those struck out as well, so that scores hang on what is on disk and
    not on when this process read it.
    """

    docs: Docs
    frequencies: Weights
    holding: int


NO_POSTINGS: Final = Postings(np.empty(0, np.int32), np.empty(0, np.float32), 0)


class Segment:
    """A part of the index that never changes on disk, though documents in it may be struck out."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.key = str(reader.segment().segment_id())
        self.size = int(reader.doc_count_all())
        self._postings: dict[tuple[str, str], Postings] = {}
        self._lengths: dict[str, Weights] = {}
        self.service_ids = self._column("service")
        self.versions = self._column("version")

    def taken_over(self, older: Segment) -> None:
        """Keep what has been read of the same segment by an earlier opening."""
        self._postings, self._lengths = older._postings, older._lengths

    def live(self) -> NDArray[np.bool_]:
        mask = np.ones(self.size, dtype=bool)
        mask[list(self._reader.segment().deleted_docs())] = False
        return mask

    def postings(self, field: str, word: str) -> Postings:
        key = (field, word)
        if key not in self._postings:
            self._postings[key] = self._read(field, word)
        return self._postings[key]

    def lengths(self, field: str) -> Weights:
        """Words in the field of each document, as coarsely as Whoosh keeps them."""
        if field not in self._lengths:
            found = (self._reader.doc_field_length(doc, field) for doc in range(self.size))
            self._lengths[field] = np.fromiter(found, dtype=np.float32, count=self.size)
        return self._lengths[field]

    def total_length(self, field: str) -> int:
        return int(self._reader.field_length(field))

    def spelt(self) -> Iterator[tuple[str, int]]:
        """Words as written, with the number of documents that hold each."""
        for word, found in self._reader.iter_field("spelt"):
            yield word.decode(), int(found.doc_frequency())

    def _column(self, name: str) -> NDArray[np.int64]:
        column = self._reader.column_reader(name)
        return np.fromiter((column[doc] for doc in range(self.size)), np.int64, self.size)

    def _read(self, field: str, word: str) -> Postings:
        if (field, word) not in self._reader:
            return NO_POSTINGS
        holding = int(self._reader.doc_frequency(field, word))
        matcher = self._reader.postings(field, word)
        docs, weights = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
        return Postings(np.array(docs, np.int32), np.array(weights, np.float32), holding)


@dataclass(frozen=True, slots=True)
class Opened:
    """One state of the index; `mark` differs from that of every other state."""

    mark: str
    segments: tuple[Segment, ...]

    def held(self) -> dict[int, int]:
        """Each service in the index, with the version of its words."""
        found: dict[int, int] = {}
        for segment in self.segments:
            live = segment.live()
            ids, versions = segment.service_ids[live], segment.versions[live]
            found.update(zip(ids.tolist(), versions.tolist(), strict=True))
        return found


def mark_of(folder: Path) -> str:
    """What a reader compares to see whether the index has changed; costs some 30 µs."""
    try:
        home = folder / _current(folder)
        numbers = [int(found[1]) for name in home.iterdir() if (found := _TOC.match(name.name))]
    except OSError as gone:
        raise WordsNotReady from gone
    if not numbers:
        raise WordsNotReady
    return f"{home.name} {max(numbers)}"


def open_index(folder: Path, *, before: Opened | None = None) -> Opened:
    """The index as last committed. Raises `WordsNotReady` for anything that cannot be read."""
    mark = mark_of(folder)
    with reading(folder):
        index = FileStorage(str(folder / mark.split()[0])).open_index()
        parts = index.reader().leaf_readers()
        segments = tuple(Segment(part) for part, _offset in parts)
        mark = f"{mark.split()[0]} {index.latest_generation()}"
    known = {} if before is None else {segment.key: segment for segment in before.segments}
    for segment in segments:
        if segment.key in known:
            segment.taken_over(known[segment.key])
    return Opened(mark, segments)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Whatever goes wrong in reading means that the index is damaged: say so to who rebuilds."""
    try:
        yield
    except WordsNotReady:
        raise
    except Exception as fault:
        with suppress(OSError):
            (folder / DAMAGED).touch()
        raise WordsNotReady from fault


def is_damaged(folder: Path) -> bool:
    return (folder / DAMAGED).exists()


def rebuild_index(folder: Path, found: Iterable[Document]) -> int:
    """Write a new index and put it in the old one's place; how many documents it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / f"words-{secrets.token_hex(6)}"
    home.mkdir()
    with _fresh_names():
        index = FileStorage(str(home)).create_index(_schema())
        count = _write(index, found, ())
    unfinished = folder / f"{CURRENT}.unfinished"
    told = {"format": format_in_use(), "index": home.name}
    unfinished.write_text(json.dumps(told), encoding="utf-8")
    before = _current_or_none(folder)
    unfinished.replace(folder / CURRENT)
    (folder / DAMAGED).unlink(missing_ok=True)
    _forget(folder, {home.name, before})
    return count


def change_index(folder: Path, found: Iterable[Document], *, gone: Collection[int]) -> bool:
    """Replace documents and strike out those gone; false while another writer is at it."""
    with reading(folder):
        index = FileStorage(str(folder / _current(folder))).open_index()
    try:
        with _fresh_names():
            _write(index, found, gone)
    except LockError:
        return False
    return True


def _write(index: Any, found: Iterable[Document], gone: Collection[int]) -> int:
    """All or nothing: the writer takes everything back when a document fails."""
    count = 0
    with index.writer(limitmb=_WRITER_MEGABYTES) as writer:
        for service_id in gone:
            writer.delete_by_term("service", service_id)
        for document in found:
            writer.update_document(**_columns(document))
            count += 1
    return count


def _columns(document: Document) -> Mapping[str, object]:
    words = {field: plain(getattr(document, field)) for field in FIELDS}
    spelt = " ".join((words["title"], words["pathway"], words["text"]))
    return {"service": document.service_id, "version": document.version, "spelt": spelt, **words}


def _schema() -> fields.Schema:
    words = RegexTokenizer(r"[a-z0-9]+") | StopFilter(stoplist=STOP_WORDS, minsize=1)
    stems = fields.TEXT(analyzer=words | StemFilter(stemfn=stem_of), phrase=False)
    return fields.Schema(
        service=fields.NUMERIC(int, 64, unique=True, sortable=True),
        version=fields.NUMERIC(int, 64, sortable=True),
        spelt=fields.TEXT(analyzer=words, phrase=False),
        **dict.fromkeys(FIELDS, stems),
    )


@contextmanager
def _fresh_names() -> Iterator[None]:
    """Whoosh names segments from the global `random`: a seed set elsewhere must not repeat them."""
    state = random.getstate()
    random.seed()
    try:
        yield
    finally:
        random.setstate(state)


def _current(folder: Path) -> str:
    """The folder of the index in use; one of another format is as good as none."""
    try:
        told = json.loads((folder / CURRENT).read_text(encoding="utf-8"))
        if told["format"] == format_in_use():
            return Path(str(told["index"])).name
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise WordsNotReady from broken
    raise WordsNotReady


def _current_or_none(folder: Path) -> str | None:
    try:
        return _current(folder)
    except WordsNotReady:
        return None


def _forget(folder: Path, kept: Collection[str | None]) -> None:
    """The index before this one stays for those who are still reading it."""
    for old in folder.glob("words-*"):
        if old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)
