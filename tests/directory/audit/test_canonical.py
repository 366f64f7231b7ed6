"""The form that is hashed, written out by hand."""

from __future__ import annotations

import pytest

from directory.audit.canonical import StoredRow, canonical, moment


def row(**changes: object) -> StoredRow:
    told = StoredRow(
        7, "2027-03-02 09:30:00.000000", 1, "site:add", "site", 5, None, '{"b": "é", "a": 1.50}'
    )
    return told._replace(**changes)  # type: ignore[arg-type]  # what is tried may be of any kind


def test_a_row_in_its_one_form() -> None:
    assert canonical(row()) == (
        b'[1,7,"2027-03-02T09:30:00.000000",1,"site:add","site",5,null,{"a":1.5,"b":"\\u00e9"}]'
    )


@pytest.mark.parametrize(
    "stored", ["2027-03-02 09:30:00", "2027-03-02 09:30:00.000000", "2027-03-02T09:30:00.0"]
)
def test_a_moment_has_one_spelling_in_both_databases(stored: str) -> None:
    assert moment(stored) == "2027-03-02T09:30:00.000000"


def test_how_json_was_spaced_and_ordered_means_nothing() -> None:
    assert canonical(row(after='{ "a":1.50,\n"b":"\\u00e9"}')) == canonical(row())


@pytest.mark.parametrize(
    "other",
    [
        row(id=8),
        row(happened_at="2027-03-02 09:30:00.000001"),
        row(happened_at="yesterday"),
        row(by_id=2),
        row(by_id="1"),
        row(act="site:revise"),
        row(subject_kind="service"),
        row(subject_id=None),
        row(before="{}"),
        row(after='{"b": "é", "a": 1.51}'),
        row(after="not JSON"),
    ],
)
def test_whatever_else_differs_is_another_form(other: StoredRow) -> None:
    assert canonical(other) != canonical(row())
