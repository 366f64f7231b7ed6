"""The head outside the database: replaced whole, one line a day beside it, damage named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from directory.audit.heads import Head, HeadDamaged, HeadFiles
from tests.makers.days import NOW

FIRST, SECOND = Head(3, "a" * 64, NOW), Head(9, "b" * 64, NOW + dt.timedelta(days=1))


def test_the_newest_is_replaced_and_the_days_are_added_to(tmp_path: Path) -> None:
    files = HeadFiles(tmp_path / "kept" / "audit-head")
    assert files.head() is None
    assert files.every_head() == []
    files.add_day(FIRST)
    files.replace(FIRST)
    files.replace(SECOND)
    files.add_day(SECOND)
    assert files.head() == SECOND
    assert files.every_head() == [FIRST, SECOND, SECOND]
    assert {file.name for file in (tmp_path / "kept").iterdir()} == {
        "audit-head",
        "audit-head.days",
    }
    assert files.newest.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["{", "[]", '{"position": "x"}', "é"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    files = HeadFiles(tmp_path / "audit-head")
    files.newest.write_text(damage, "utf-8")
    with pytest.raises(HeadDamaged, match="audit-head holds no head"):
        files.head()
