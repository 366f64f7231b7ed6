"""Telephone numbers as people write them: what can be rung, and which have lost their beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

HOME: Final = "GB"
_SHORT = re.compile(r"1\d\d|116 ?\d{3}|18\d{3}", re.ASCII)
"""What is rung without a code: 101, 111, 116 123, 18001."""

_LONG_RUN = re.compile(r"\+?\(?\d(?:[ ().-]{0,2}\d){6,}", re.ASCII)


def telephone_problem(text: str) -> str | None:
    """What to do about a cell of one or more numbers with words between them; None: all ring.

    A leading zero that is lost is named with the likely number, never put back: who typed
    it may have meant another.
    """
    if _SHORT.fullmatch(text):
        return None
    runs = [match[0] for match in _LONG_RUN.finditer(text)]
    if not runs and not _short_among(text):
        return "holds no number that can be rung: write it with its code, such as 01632 960123"
    return next(_problems_of(runs), None)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers in a cell as they are written abroad, without short ones such as 101."""
    read = (_read(match[0]) for match in _LONG_RUN.finditer(text))
    written = phonenumbers.PhoneNumberFormat.E164
    return frozenset(phonenumbers.format_number(one, written) for one in read if one is not None)


def _short_among(text: str) -> bool:
    return any(_SHORT.fullmatch(run.strip()) for run in re.findall(r"[\d ]+", text))


def _problems_of(runs: list[str]) -> Iterator[str]:
    for run in runs:
        number = _read(run)
        if number is None:
            yield f"{run} is not a telephone number: it has too many or too few digits"
            continue
        if run.lstrip("(").startswith(("0", "+")):
            continue
        has_country = run.startswith(str(number.country_code)) and len(run) > 10
        lost = "plus" if has_country else "leading zero"
        written = phonenumbers.PhoneNumberFormat
        likely = phonenumbers.format_number(
            number, written.INTERNATIONAL if has_country else written.NATIONAL
        )
        yield (
            f"{run} has lost its {lost}: {likely} is likely. Write it so, and format the column"
            " as text"
        )


def _read(run: str) -> phonenumbers.PhoneNumber | None:
    """A number with all of its digits; None for others."""
    try:
        number = phonenumbers.parse(run, HOME)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None
