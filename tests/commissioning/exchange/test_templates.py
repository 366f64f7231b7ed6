"""A template’s own row is readable, and never taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioning.exchange.kinds import KINDS
from commissioning.exchange.workbook import template_as_csv, write_templates
from directory.exchange.columns import EXAMPLE_WORD, PLAIN, Kind
from directory.exchange.examples import example_of
from directory.exchange.reading import TableReader, survey

OWN = [kind for kind in KINDS if kind.layout == PLAIN]


def read(path: Path, kind: Kind) -> tuple[int, list[str]]:
    """How many rows would be taken in, and what is wrong."""
    rows, wrong = 0, []
    for chunk, errors in TableReader(survey(path, "", kind.name), kind).chunks():
        rows += len(chunk)
        wrong += [str(error) for error in errors]
    return rows, wrong


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_the_example_of_each_kind_can_be_read_and_is_not(kind: Kind, tmp_path: Path) -> None:
    example = example_of(kind)
    assert not [one.head for one in kind.columns if one.required and not example[one.head]]
    for column in kind.columns[1:]:
        if example[column.head]:
            column.form.read(example[column.head])
    path = tmp_path / "template.csv"
    path.write_text(template_as_csv(kind), encoding="utf-8-sig")
    assert read(path, kind) == (0, [])


def test_the_same_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "templates.xlsx"
    write_templates(OWN, path)
    assert {kind.name: read(path, kind) for kind in OWN} == {kind.name: (0, []) for kind in OWN}


def test_left_in_below_rows_of_ones_own_it_is_passed_over_and_changed_it_is_refused(
    tmp_path: Path,
) -> None:
    kind = next(one for one in OWN if one.name == "closures")
    path = tmp_path / "closures.csv"
    head, told, example, *_ = template_as_csv(kind).splitlines(keepends=True)
    own = example.replace(f"{EXAMPLE_WORD} EX-1", "closure-1")
    path.write_text(head + told + own + example, encoding="utf-8")
    assert read(path, kind) == (1, [])
    path.write_text(head + told + own + example.replace("16/03", "17/03"), encoding="utf-8")
    rows, [wrong] = read(path, kind)
    assert rows == 1
    assert wrong.startswith(f"row 4, external_id: begins with “{EXAMPLE_WORD}”")
