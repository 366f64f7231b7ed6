from pathlib import Path

from commissioning.exchange.documenting import imports_page
from commissioning.exchange.kinds import KINDS

PAGE = Path(__file__).parents[3] / "docs" / "imports.md"


def test_the_page_about_imports_is_what_the_columns_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == imports_page()


def test_every_column_of_every_kind_is_explained() -> None:
    page = imports_page()
    for kind in KINDS:
        for column in kind.columns:
            assert f"| `{column.head}` |" in page
            assert column.says


def test_a_kind_is_named_once_in_each_layout() -> None:
    assert len({(kind.name, kind.layout) for kind in KINDS}) == len(KINDS)
