"""What stands beside a copy of the database: what it is, and what it must hold."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from directory.backups.errors import CopyDamaged, NoCopy
from directory.backups.fingerprint import Fingerprint, TableFingerprint

FORMAT: Final = 1
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """`database`: the SQLAlchemy name of its kind; `revision`: its place in the migrations."""

    made_at: dt.datetime
    database: str
    revision: str | None
    sha256: str
    tables: Fingerprint

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def beside(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.json")


def write_manifest(copy: Path, manifest: Manifest) -> None:
    plain = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    plain["tables"] = {name: asdict(table) for name, table in manifest.tables.items()}
    beside(copy).touch(mode=0o600)
    beside(copy).write_text(json.dumps(plain, indent=1, sort_keys=True) + "\n", "utf-8")


def read_manifest(copy: Path) -> Manifest:
    """Raises `NoCopy` where either file is missing, `CopyDamaged` where they do not fit."""
    if not copy.is_file() or not beside(copy).is_file():
        raise NoCopy(copy)
    try:
        told = json.loads(beside(copy).read_text("utf-8"))
        manifest = Manifest(
            dt.datetime.fromisoformat(told["made_at"]),
            told["database"],
            told["revision"],
            told["sha256"],
            {name: TableFingerprint(**table) for name, table in told["tables"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CopyDamaged(beside(copy)) from error
    if sha256_of(copy) != manifest.sha256:
        raise CopyDamaged(copy)
    return manifest


def sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
