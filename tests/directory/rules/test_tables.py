from pathlib import Path

import pytest

from directory.rules.tables import DIRECTORY_RULES, RuleTableBroken, rows_of, rule_tables

CATALOGUE = {"tables.csv", "columns.csv"}


def test_every_rule_table_on_disk_is_shown() -> None:
    on_disk = {path.name for path in DIRECTORY_RULES.glob("*.csv")} - CATALOGUE
    assert {table.file for table in rule_tables()} == on_disk


def test_a_table_is_shown_whole_under_plain_titles() -> None:
    requirements = rule_tables()[0]
    assert requirements.title == "Requirements that a court may attach"
    assert len(requirements.rows) == len(rows_of("requirements.csv"))
    assert "_" not in "".join(requirements.columns)
    for table in rule_tables():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert table.explanation.endswith(".")


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


TABLES = "file,title,explanation\nrules.csv,Rules,All of them.\n"


def test_another_folder_with_the_same_layout_can_be_shown(tmp_path: Path) -> None:
    write(
        tmp_path,
        tables=TABLES,
        columns="file,column,title\nrules.csv,b,Second\nrules.csv,a,First\n",
        rules="a,b\n1,2\n",
    )
    (table,) = rule_tables(folder=tmp_path)
    assert table.columns == ("First", "Second")
    assert table.rows == (("1", "2"),)


@pytest.mark.parametrize("rules", ["a,b\n1\n", "a,b\n1,2,3\n"])
def test_a_ragged_row_is_found(tmp_path: Path, rules: str) -> None:
    write(tmp_path, rules=rules)
    with pytest.raises(RuleTableBroken, match=r"rules\.csv, row 2"):
        rows_of("rules.csv", folder=tmp_path)


def test_a_column_without_a_title_is_found(tmp_path: Path) -> None:
    write(tmp_path, tables=TABLES, columns="file,column,title\nrules.csv,a,A\n", rules="a,b\n1,2\n")
    with pytest.raises(RuleTableBroken, match=r"columns\.csv"):
        rule_tables(folder=tmp_path)
