"""Answer documents are kept for good: what was written stays readable, and says the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commissioning.availability.answer_types import CourtAnswer
from commissioning.bookings.places_ahead import PlacesInUse
from commissioning.sheets.document import SheetDocument, from_bytes
from commissioning.sheets.errors import FormNotKnown
from directory.services.eligibility import Fit

FORM_1 = Path(__file__).parent / "sheet_form_1.json"
"""A sheet as the first program wrote it. It may never be written anew: old sheets are like it."""

PROMISED = Path(__file__).parent / "promised_names.json"
"""Every field without a default and every value of a kind, as sheets that were made hold them."""


NEVER_KEPT = {Fit, PlacesInUse}
"""Whether somebody may go there, and what of a group is taken: a sheet is for anybody."""


def parts_of(kind: Any, seen: set[Any] | None = None) -> Iterator[type]:
    """Every dataclass and every enumeration that the type is made of, itself included."""
    seen = set(NEVER_KEPT) if seen is None else seen
    for inner in typing.get_args(kind):
        yield from parts_of(inner, seen)
    if typing.get_origin(kind) or not isinstance(kind, type) or kind in seen:
        return
    seen.add(kind)
    if issubclass(kind, enum.Enum):
        yield kind
    if dataclasses.is_dataclass(kind):
        yield kind
        for hint in typing.get_type_hints(kind).values():
            yield from parts_of(hint, seen)


def needed_fields(kind: type) -> list[str]:
    return sorted(
        field.name
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


def names_without_default() -> dict[str, list[str]]:
    return {
        kind.__name__: needed_fields(kind)
        for kind in parts_of(SheetDocument)
        if dataclasses.is_dataclass(kind)
    }


def values_of_kinds() -> dict[str, set[Any]]:
    return {
        kind.__name__: {member.value for member in kind}
        for kind in parts_of(SheetDocument)
        if issubclass(kind, enum.Enum)
    }


def test_a_field_may_be_added_only_with_a_default() -> None:
    """A new field without one could not be read from a sheet made before it was there."""
    promised = json.loads(PROMISED.read_text("utf-8"))["fields"]
    now = names_without_default()
    added = {name: sorted(set(now.get(name, [])) - set(promised[name])) for name in promised}
    assert added == {name: [] for name in promised}


def test_what_came_into_sheets_later_is_promised_from_then_on() -> None:
    """A new kind of thing in a sheet: write its fields into the list of what is promised."""
    promised = json.loads(PROMISED.read_text("utf-8"))
    assert set(names_without_default()) - set(promised["fields"]) == set()
    assert set(values_of_kinds()) - set(promised["values"]) == set()


def test_no_value_that_stands_in_a_sheet_is_taken_away() -> None:
    promised = json.loads(PROMISED.read_text("utf-8"))["values"]
    now = values_of_kinds()
    assert {name: sorted(set(values) - now[name]) for name, values in promised.items()} == {
        name: [] for name in promised
    }


def test_a_field_without_a_default_is_seen() -> None:
    @dataclasses.dataclass
    class Grown:
        old: int
        new: int
        newest: int = 0

    assert needed_fields(Grown) == ["new", "old"]


def test_a_sheet_of_the_first_form_is_still_read() -> None:
    written = FORM_1.read_bytes()
    read = from_bytes(written)
    assert read.reference == "7K3M9Q0XP"
    assert read.answer.court.name == "Preston Magistrates' Court"
    assert read.answer.as_at == dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
    assert json.loads(read.to_bytes()).keys() == json.loads(written).keys()


def test_what_is_kept_comes_back_whole() -> None:
    once = from_bytes(FORM_1.read_bytes())
    assert from_bytes(once.to_bytes()) == once
    assert from_bytes(once.to_bytes()).to_bytes() == once.to_bytes()


def test_a_name_that_this_program_does_not_know_is_passed_over() -> None:
    written = json.loads(FORM_1.read_bytes())
    written["answer"]["weather"] = "fair"
    assert from_bytes(json.dumps(written).encode()) == from_bytes(FORM_1.read_bytes())


@pytest.mark.parametrize("form", [None, 0, 3, "1"])
def test_a_form_from_elsewhere_is_refused(form: object) -> None:
    written = json.loads(FORM_1.read_bytes()) | {"form": form}
    with pytest.raises(FormNotKnown):
        from_bytes(json.dumps(written).encode())


def test_the_moment_alone_does_not_make_another_answer() -> None:
    read = from_bytes(FORM_1.read_bytes())
    later = dataclasses.replace(read.answer, as_at=read.answer.as_at + dt.timedelta(minutes=5))
    tomorrow = dataclasses.replace(read.answer, today=dt.date(2027, 3, 3))
    other = dataclasses.replace(read, question=dataclasses.replace(read.question, order_days=365))

    def digest(answer: CourtAnswer) -> str:
        return dataclasses.replace(read, reference="another", answer=answer).without_its_moment()

    assert digest(later) == read.without_its_moment()
    assert digest(tomorrow) != read.without_its_moment()
    assert other.without_its_moment() != read.without_its_moment()
