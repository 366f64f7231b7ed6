"""Whose word stands against whose: the table of `directory.attribution`, row by row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from directory.attribution import SaidBy, hear, said_by_field
from directory.fields import Field, Holds

FRIDAY = dt.date(2027, 3, 5)
MONDAY = dt.date(2027, 3, 8)
TELEPHONE = Field("telephone", "Telephone", Holds.TELEPHONE)
HIDDEN = Field("is_hidden", "Hidden", Holds.CLAIM, hides=True)
OURS, THEIRS = "01632 960101", "01632 960102"

JANE = SaidBy("Jane Smith", FRIDAY, is_person=True)
REGISTER = SaidBy("the register", FRIDAY)
DESIGN = SaidBy("the design", FRIDAY, is_derived=True)


def on_monday(said: SaidBy) -> SaidBy:
    return SaidBy(said.who, MONDAY, said.is_person, said.is_derived)


@pytest.mark.parametrize(
    ("known", "before", "told", "by", "becomes", "whose", "is_aside"),
    [
        (OURS, REGISTER, THEIRS, on_monday(JANE), THEIRS, "Jane Smith", False),
        (OURS, JANE, None, SaidBy("Ali", MONDAY, is_person=True), None, "Ali", False),
        (None, None, THEIRS, REGISTER, THEIRS, "the register", False),
        (OURS, None, THEIRS, REGISTER, THEIRS, "the register", False),
        (OURS, REGISTER, THEIRS, on_monday(REGISTER), THEIRS, "the register", False),
        (OURS, REGISTER, THEIRS, REGISTER, THEIRS, "the register", False),
        (OURS, REGISTER, None, on_monday(REGISTER), None, None, False),
        (OURS, on_monday(REGISTER), THEIRS, REGISTER, OURS, "the register", True),
        (OURS, REGISTER, THEIRS, SaidBy("another", MONDAY), OURS, "the register", True),
        (OURS, JANE, THEIRS, on_monday(REGISTER), OURS, "Jane Smith", True),
        (OURS, JANE, None, on_monday(REGISTER), OURS, "Jane Smith", True),
        (None, JANE, THEIRS, on_monday(REGISTER), None, "Jane Smith", True),
        (OURS, JANE, "+44 1632 960 101", on_monday(REGISTER), OURS, "Jane Smith", False),
        (OURS, DESIGN, THEIRS, REGISTER, THEIRS, "the register", False),
        (OURS, REGISTER, THEIRS, on_monday(DESIGN), OURS, "the register", False),
    ],
)
def test_whose_word_stands(
    known: str | None,
    before: SaidBy | None,
    told: str | None,
    by: SaidBy,
    becomes: str | None,
    whose: str | None,
    is_aside: bool,
) -> None:
    heard = hear(
        {"telephone": TELEPHONE},
        known={"telephone": known},
        said={} if before is None else {"telephone": before},
        told={"telephone": told},
        by=lambda _: by,
    )
    assert heard.taken.get("telephone", known) == becomes
    assert (heard.said["telephone"].who if "telephone" in heard.said else None) == whose
    assert bool(heard.aside) is is_aside


@pytest.mark.parametrize(("known", "told", "becomes"), [(False, True, True), (True, False, True)])
def test_what_hides_is_taken_whoever_says_it(known: bool, told: bool, becomes: bool) -> None:
    heard = hear(
        {"is_hidden": HIDDEN},
        known={"is_hidden": known},
        said={"is_hidden": JANE},
        told={"is_hidden": told},
        by=lambda _: REGISTER,
    )
    assert heard.taken.get("is_hidden", known) is becomes


def test_a_later_file_that_says_the_same_speaks_of_its_own_day() -> None:
    heard = hear(
        {"telephone": TELEPHONE},
        known={"telephone": OURS},
        said={"telephone": REGISTER},
        told={"telephone": OURS},
        by=lambda _: on_monday(REGISTER),
    )
    assert (heard.taken, heard.said["telephone"].on) == ({}, MONDAY)


@pytest.mark.parametrize("said", [JANE, REGISTER, DESIGN])
def test_who_said_it_is_kept_and_read(said: SaidBy) -> None:
    assert said_by_field({"telephone": said.as_record()}) == {"telephone": said}


@pytest.mark.parametrize(
    ("stands", "offered", "sentence"),
    [
        (
            OURS,
            THEIRS,
            (
                "kept Telephone 01632 960101, stated by Jane Smith on 5 March 2027; the register of"
                " 8 March 2027 says 01632 960102"
            ),
        ),
        (
            OURS,
            None,
            (
                "kept Telephone 01632 960101, stated by Jane Smith on 5 March 2027; the register of"
                " 8 March 2027 leaves it empty"
            ),
        ),
        (
            None,
            THEIRS,
            (
                "kept Telephone that there is none, stated by Jane Smith on 5 March 2027;"
                " the register of 8 March 2027 says 01632 960102"
            ),
        ),
    ],
)
def test_what_is_put_aside_is_said_in_a_sentence(
    stands: str | None, offered: str | None, sentence: str
) -> None:
    told: dict[str, Any] = {"telephone": offered}
    [aside] = hear(
        {"telephone": TELEPHONE},
        known={"telephone": stands},
        said={"telephone": JANE},
        told=told,
        by=lambda _: on_monday(REGISTER),
    ).aside
    assert aside.in_words == sentence
    assert aside.without_values == (
        "kept Telephone, stated by Jane Smith on 5 March 2027; the register says otherwise"
    )
