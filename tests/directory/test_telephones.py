"""Which telephone numbers are whole: by their prefix, as Ofcom's numbering plan has them."""

from __future__ import annotations

import pytest

from directory.telephones import telephone_problem


@pytest.mark.parametrize(
    "typed",
    [
        "01632 960123",
        "020 7946 0000",
        "(0161) 496 0000",
        "+44 1632 960123",
        "+44 (0)1632 960123",
        "07700 900123",
        "0300 123 4567",
        "0808 2000 247",
        "0800 1111",  # Childline
        "0800 123456",
        "0845 46 47",
        "01524 41234",  # one of the areas that have both lengths
        "016977 3555",
        "01697 73555",
        "+353 1 234 5678",
        "101",
        "111",
        "112",
        "999",
        "116 123",
        "18001 01632 960123",
        "in an emergency 999, else 01632 960123 ext 12",
    ],
)
def test_what_is_whole_is_taken(typed: str) -> None:
    assert telephone_problem(typed) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("01632 96012", "one digit is missing"),
        ("01632 9601", "2 digits are missing"),
        ("+44 1632 96012", "one digit is missing"),
        ("020 7946 000", "one digit is missing"),
        ("0300 123 456", "one digit is missing"),
        ("07700 90012", "one digit is missing"),
        ("01524 4123", "one digit is missing"),
        ("0800 12345", "one digit is missing"),
        ("01632 9601234", "one digit too many"),
        ("07700 900123 45", "2 digits too many"),
        ("01772 123456 or 01772 12345", "01772 12345 is not complete"),
        ("0163", "holds no number that can be rung"),
        ("12", "holds no number that can be rung"),
    ],
)
def test_what_has_lost_or_won_a_digit_is_asked_about(typed: str, says: str) -> None:
    assert says in (telephone_problem(typed) or "")


def test_a_lost_zero_is_still_named_with_the_likely_number() -> None:
    assert "01632 960123 is likely" in (telephone_problem("1632 960123") or "")


def test_advice_for_a_spreadsheet_is_given_of_a_file_alone() -> None:
    typed, of_a_file = (
        telephone_problem("1632 960123"),
        telephone_problem("1632 960123", in_a_file=True),
    )
    assert (typed or "").endswith("Write it so")
    assert (of_a_file or "").endswith("Write it so, and format the column as text")
