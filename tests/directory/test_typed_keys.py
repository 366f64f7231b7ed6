"""What a case, a group, a bed or a statement is called by whoever types it: nobody's number."""

from __future__ import annotations

import uuid

import pytest

from directory.typed_keys import A_NAME, tells_in_case_reference, tells_in_key

TELLS = {
    "SMITH JOHN PR1 2HE": "a whole postcode",
    "PR1 2HE": "a whole postcode",
    "PR1-2HE": "a whole postcode",
    "pr1 - 2he": "a whole postcode",
    "9434765919": "an NHS number",
    "943-476-5919": "an NHS number",
    "943.476.5919": "an NHS number",
    "G9434765919": "an NHS number",
    "QQ 12 34 56 C": None,  # QQ was never given out
    "AB 12 34 56 C": "a National Insurance number",
    "AB-12-34-56-C": "a National Insurance number",
    "X123456": "a case reference number (CRN)",
    "2012/0012345X": "a PNC number",
    "20120012345X": None,  # its check letter is wrong
    "A1234BC": "a NOMIS number",
    "07700900123": "a telephone number",
    "12 High Street": "the address of a house",
    "SMITH1988": None,  # groups are called by their day and year
    "G-2027-03-01": None,
    "SMITH JOHN": A_NAME,
    "Building choices SMITH JOHN": A_NAME,
    "j.smith.jones-3": None,  # a program joins words so
    "bradford-keighley-07": None,
    "BC-2027-03": None,
    "G-1": None,
    "9434765918": None,  # does not pass the check
    "group 12": None,
    "thinking-group-007": None,
    "Building choices Preston 3": None,
    "PRESTON-0004": None,
}


@pytest.mark.parametrize(("key", "what"), TELLS.items())
def test_a_key_that_others_read(key: str, what: str | None) -> None:
    assert tells_in_key(key) == what


def test_words_of_the_thing_itself_are_no_name() -> None:
    assert tells_in_key("Larch Linnet 3") == A_NAME
    assert tells_in_key("Larch Linnet 3", "Linnet trust, larch house") is None


def test_one_made_by_chance_tells_of_nobody() -> None:
    assert tells_in_key("page-12345678-9434-4659-a919-abcdefabcdef") is None
    assert tells_in_key(f"page-{uuid.UUID(int=9434765919)}") is None


@pytest.mark.parametrize(
    ("reference", "what"),
    [("SMITH.JOHN.1", None), ("SMITH1988", "a date on which somebody may be born"),
     ("PR1-2HE", "a whole postcode"),
     ("9434765919", "an NHS number"), ("CASE-PRESTON-1", None), ("LARCH-LINNET-00042", None),
     ("NW-ISA-08", None), ("C-71", None), ("1234567890", None)],
)  # fmt: skip
def test_a_reference_of_a_case(reference: str, what: str | None) -> None:
    assert tells_in_case_reference(reference) == what
