"""Every postcode's own position, from one compact file on disk.

The file is written once by `write_postcodes` and looked up in place, by halving, through a
memory map: the pages in use are shared by all processes and no process keeps a copy. Fixed
records in the order of their postcodes: seven characters, easting, northing (metres of the
National Grid), and the position of the authority in the list at the file's end.
"""

import mmap
import os
import struct
from bisect import bisect_left
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from directory.errors import DirectoryError
from directory.places.national_grid import latitude_longitude
from directory.places.positions import PostcodeGround
from directory.places.postcodes import Postcode

FILE_NAME = "postcodes.bin"
_HEADER = struct.Struct("<8sI16sII")
_RECORD = struct.Struct("<7sIIH")
_AUTHORITY = struct.Struct("9s")
_KEY_BYTES = 7
_MAGIC = b"POSTCODE"
_FORM = 1


class PostcodesOutOfOrder(DirectoryError):
    """The source is not sorted, so that a file made from it could not be searched."""

    def __init__(self, postcode: str, before: str) -> None:
        self.postcode = postcode
        self.before = before
        super().__init__(f"The postcodes are out of order: {postcode} comes after {before}.")


@dataclass(frozen=True, slots=True)
class PostcodesKept:
    """What a file of postcodes says of itself; `edition` is that of its source."""

    edition: str
    postcodes: int


class ExactPostcodes:
    """Look-ups in the file, which may be missing, and may be replaced while it is in use.

    A file of another form or of the wrong length counts as missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held: tuple[tuple[int, int, int], _Table | None] | None = None

    def kept(self) -> PostcodesKept | None:
        table = self._table()
        return None if table is None else PostcodesKept(table.edition, table.count)

    def ground_of(self, postcode: Postcode) -> PostcodeGround | None:
        """The postcode alone, a few microseconds away; None where the file does not know it."""
        table = self._table()
        return None if table is None else table.ground_of(postcode)

    def _table(self) -> "_Table | None":
        try:
            found = self._path.stat()
        except OSError:
            return None
        identity = (found.st_ino, found.st_mtime_ns, found.st_size)
        if self._held is None or self._held[0] != identity:
            self._held = (identity, _opened(self._path))
        return self._held[1]


class _Table:
    """One state of the file, mapped; gone from disk or not, it answers until it is let go."""

    def __init__(self, mapped: mmap.mmap, edition: str, authorities: int, count: int) -> None:
        self.edition = edition
        self.count = count
        self._mapped = mapped
        first = _HEADER.size + count * _RECORD.size
        last = first + authorities * _AUTHORITY.size
        names = _AUTHORITY.iter_unpack(mapped[first:last])
        self._authorities = [name.decode("ascii") for (name,) in names]

    def ground_of(self, postcode: Postcode) -> PostcodeGround | None:
        key = _key(postcode)
        index = bisect_left(range(self.count), key, key=self._key_at)
        if index == self.count or self._key_at(index) != key:
            return None
        _, easting, northing, authority = _RECORD.unpack_from(self._mapped, _start(index))
        latitude, longitude = latitude_longitude(easting, northing)
        authorities = ((self._authorities[authority], 1.0),)
        return PostcodeGround(
            str(postcode), latitude, longitude, 0.0, 1, authorities, is_exact=True
        )

    def _key_at(self, index: int) -> bytes:
        start = _start(index)
        return self._mapped[start : start + _KEY_BYTES]


def write_postcodes(
    path: Path, rows: Iterable[tuple[str, float, float, str]], *, edition: str
) -> int:
    """Put a new file in the place of the old, all or nothing; answers how many postcodes it holds.

    Rows are (postcode of seven characters, easting, northing, authority), sorted by postcode;
    raises `PostcodesOutOfOrder`.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            count = _write(file, rows, edition)
            file.flush()
            os.fchmod(file.fileno(), 0o644)  # the portal may run as another user
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
    return count


def _write(file: IO[bytes], rows: Iterable[tuple[str, float, float, str]], edition: str) -> int:
    authorities: dict[str, int] = {}
    count, before = 0, ""
    file.write(bytes(_HEADER.size))
    for postcode, easting, northing, authority in rows:
        if postcode <= before:
            raise PostcodesOutOfOrder(postcode, before)
        place = authorities.setdefault(authority, len(authorities))
        key = postcode.encode("ascii")
        file.write(_RECORD.pack(key, round(easting), round(northing), place))
        count, before = count + 1, postcode
    file.writelines(_AUTHORITY.pack(name.encode("ascii")) for name in authorities)
    file.seek(0)
    file.write(_HEADER.pack(_MAGIC, _FORM, edition.encode("ascii"), len(authorities), count))
    return count


def _opened(path: Path) -> _Table | None:
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None
    if len(mapped) < _HEADER.size:
        return None
    magic, form, edition, authorities, count = _HEADER.unpack_from(mapped)
    size = _HEADER.size + count * _RECORD.size + authorities * _AUTHORITY.size
    if (magic, form, len(mapped)) != (_MAGIC, _FORM, size):
        return None
    return _Table(mapped, edition.rstrip(b"\0").decode("ascii"), authorities, count)


def _key(postcode: Postcode) -> bytes:
    """As the Office for National Statistics writes them: the second half always stands last."""
    return f"{postcode.outcode.text:<4}{postcode.incode}".encode("ascii")


def _start(index: int) -> int:
    return _HEADER.size + index * _RECORD.size
