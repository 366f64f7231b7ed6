"""Numbers, names and homes of people are found; what organisations use is left alone.

Every identifier here is invented; those with a check letter or digit pass their check.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.identifiers import (
    has_whole_postcode,
    hints_of_a_person,
    may_name_a_person,
    may_tell_of_a_person,
    name_with_birth_date,
    national_identifier,
    reference_with_birth_date,
)

NUMBERS = [
    ("2012/0052494Q", "a PNC number"),
    ("2012/0052494A", "a PNC number"),  # a slip in the letter still names somebody
    ("12/52494Q", "a PNC number"),
    ("20120052494Q", "a PNC number"),
    ("2012-0052494q", "a PNC number"),
    ("SF12/52494F", "a CRO number"),
    ("52494/12L", "a CRO number"),
    ("A1234BC", "a NOMIS number"),
    ("ref a1234bc, see file", "a NOMIS number"),
    ("X123456", "a case reference number (CRN)"),
    ("CRN-x123456", "a case reference number (CRN)"),
    ("shut for X 123456", "a case reference number (CRN)"),
    ("A 123456", "a case reference number (CRN)"),
    ("A1234 BC", "a NOMIS number"),
    ("AB123456C", "a National Insurance number"),
    ("AB 12 34 56 C", "a National Insurance number"),
    ("943 476 5919", "an NHS number"),
    ("943-476-5919", "an NHS number"),
    ("NHS no. 9434765919", "an NHS number"),
]

NOT_NUMBERS = [
    "",
    "R-000123",
    "IMPORT-0000123",
    "JE2862AC",
    "D12-001-00042",
    "9434765919",  # one in eleven passes the check: no heading says what it is
    "943 476 5918",
    "020 794 6000",
    "01632 960123",
    "07700 900123",
    "2026/27",
    "12/2026A",  # a lot of a year
    "BG123456C",  # no National Insurance number begins so
    "AB123456Z",
    "X1234567",
    "SC123456",
    "M60 1NW",
    "2026-03-16",
    "x-123456",
    "a 250000 hour year",
    "+44 943 476 5919",
    "(0)943 476 5919",
    "off the A5225 at Standish",
]


@pytest.mark.parametrize(("text", "what"), NUMBERS)
def test_a_number_of_a_person_is_named_by_its_kind(text: str, what: str) -> None:
    assert national_identifier(text) == what


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert national_identifier(text) is None


@given(
    text=st.from_regex(
        r"[ A-Za-z]{0,6}[A-Z]{0,2}[-/ .]?\d{1,4}[-/ .]?\d{0,4}[-/ .]?\d{0,4}[-/ .]?[A-Z]{0,2}",
        fullmatch=True,
    )
)
def test_the_quick_look_never_misses_what_a_question_finds(text: str) -> None:
    found = (
        national_identifier(text) is not None
        or name_with_birth_date(text)
        or reference_with_birth_date(text)
        or has_whole_postcode(text)
    )
    assert may_tell_of_a_person(text) or not found


@pytest.mark.parametrize("text", [text for text, _ in NUMBERS])
def test_the_quick_look_sees_every_number(text: str) -> None:
    assert may_tell_of_a_person(text)


@pytest.mark.parametrize(
    "text",
    ["Smith John 3 April 1988", "Smith 3rd of April, 1988", "Smith 3-Apr-88", "Smith Apr 3, 1988",
     "SMITH1988", "1988-smith", "JS-1988-04-03", "X 123456", "A1234 BC"],
)  # fmt: skip
def test_the_quick_look_sees_every_way_of_writing_it(text: str) -> None:
    assert may_tell_of_a_person(text)


@pytest.mark.parametrize("text", ["IMPORT-0000123", "D12-001-00042", "preston", "L17", "R-1"])
def test_the_quick_look_is_done_with_ordinary_codes(text: str) -> None:
    assert not may_tell_of_a_person(text)


def test_an_nhs_number_without_spaces_counts_under_its_heading_alone() -> None:
    assert national_identifier("9434765919", "NHS_number") == "an NHS number"
    assert national_identifier("9434765918", "NHS_number") is None


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("John Smith 03/04/1985", True),
        ("SMITH John, 1985-04-03", True),
        ("Siân Évans (3.4.85)", True),
        ("dob 03/04/1985", True),
        ("born on 03 04 1985", True),
        ("John Smith, seen on 03/04/2026", False),
        ("seen on 03/04/1985", False),
        ("Smith John 3 April 1988", True),
        ("John Smith, 3rd of April, 1988", True),
        ("John Smith 3-Apr-88", True),
        ("John Smith (April 3, 1988)", True),
        ("John Smith, seen on 3 April 2026", False),
        ("SI 2026/402, 21 March 2026", False),
        ("Tuesday 3 April 1988", False),
        ("45/13/1985 John Smith", False),
    ],
)
def test_a_name_beside_a_birth_date(text: str, tells: bool) -> None:
    assert name_with_birth_date(text) is tells


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("SMITH-19850403", True),
        ("smith.john.03-04-1985", True),
        ("03041985SMITH", True),
        ("UPW-20260403-17", False),
        ("UPW-19990001", False),
        ("R-19850403", False),
        ("JS-1988-04-03", True),
        ("SMITH1988", True),
        ("smith-john-1988", True),
        ("1988-SMITH", True),
        ("J.SMITH-3-APR-1988", True),
        ("SMITH2026", False),
        ("CASE-1950", False),  # a running number behind a word of the trade
        ("UPW-1950", False),  # three letters are a prefix
        ("R-3-APR-1988", False),
        ("x-123456", False),  # opaque: letters and digits with a hyphen
        ("Smith120380", True),
        ("smith-120380", True),
        ("SMITH800312", True),  # the year first
        ("K-Smith290200", True),  # a day of 2000 and of no other century
        ("Siân.Évans-030485", True),
        ("Smith.J120380", True),
        ("Lee120380", True),
        ("LEE120380", False),  # three capitals are a prefix
        ("Smith991399", False),  # no day
        ("Smith290299", False),  # 1999 had none
        ("Smith1203801", False),  # seven figures
        ("X320741", False),  # a CRN, which another question knows
        ("LINNET-5134", False),
        ("CASE-120380", False),
        ("UPW-120380", False),
        ("P-000101", False),
    ],
)
def test_a_reference_made_of_a_name_and_a_birth_date(text: str, tells: bool) -> None:
    assert reference_with_birth_date(text) is tells


@pytest.mark.parametrize(
    ("text", "tells"),
    [("PR1 2LL", True), ("pr12ll", True), ("at EC1A 1BB now", True), ("PR1", False),
     ("QQ1 2LL", False), ("JE2862AC", False), ("Unit 1 2LL", False)],
)  # fmt: skip
def test_a_whole_postcode(text: str, tells: bool) -> None:
    assert has_whole_postcode(text) is tells


def test_a_note_is_doubted_for_what_may_be_about_a_person() -> None:
    note = "Moved on 3/4/2026 to PR1 2LL, write to j@example.org"
    assert list(hints_of_a_person(note)) == ["a date", "an e-mail address", "a postcode"]
    assert list(hints_of_a_person("Asked for evenings")) == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("John Smith rang on 3 March.", True),
        ("We rang john, and Smith was out", True),
        ("Told by mrs jones", True),
        ("SMITH did not answer", False),  # at the beginning of a sentence nobody can tell
        ("We rang SMITH twice", True),
        ("O'Neill-Brown came. We told Anna.", True),
        ("Accepted on Monday 3 March; the NHS team knew. Our duty worker rang the Probation team.",
         False),
        ("we rang the court on Good Friday", False),
        ("", False),
        ("john smith", False),
    ],
)  # fmt: skip
def test_a_bare_name_in_a_note_is_seen(words: str, names: bool) -> None:
    assert may_name_a_person(words) is names
