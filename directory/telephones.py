"""Telephone numbers as people write them: what can be rung, and which have lost their beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers

HOME: Final = "GB"
_SHORT = re.compile(r"1\d\d|999|116 ?\d{3}|18\d{3}", re.ASCII)
"""What is rung without a code: 101, 111, 999, 116 123, 18001."""

_RELAY = re.compile(r"1800[12] ?(?=\+?\(?[0+])", re.ASCII)
"""Dialled before a number by whoever types instead of speaking; no part of it."""

_BOTH_LENGTHS: Final = re.compile(
    "12(04|08|54|76|97|98)|13(63|64|84|86)|14(04|20|60|61|80|88)|15(24|27|62|66)"
    "|16(06|29|35|47|59|95|97)|17(26|44|50|68)|18(27|37|84)|19(00|05|35|46|49|63|95)"
)
"""Areas in which some numbers are one digit shorter: Ofcom's National Telephone Numbering Plan."""

_LENGTHS: Final = (
    (re.compile(r"8001111|84546\d\d"), (7,)),  # Childline and its like
    (re.compile(r"800|500"), (9, 10)),
    (_BOTH_LENGTHS, (9, 10)),
    (re.compile(""), (10,)),
)
"""How many digits follow the first zero of a number of the United Kingdom, by how it begins; the
first that fits counts."""

_LONG_RUN = re.compile(r"\+?\(?\d(?:[ ().-]{0,2}\d){6,}", re.ASCII)


def telephone_problem(text: str, *, in_a_file: bool = False) -> str | None:
    """What to do about one or more numbers with words between them; None: all ring.

    A leading zero that is lost is named with the likely number, never put back: who typed
    it may have meant another.
    """
    if _SHORT.fullmatch(text):
        return None
    runs = [match[0] for match in _LONG_RUN.finditer(_RELAY.sub("", text))]
    if not runs and not _short_among(text):
        return "holds no number that can be rung: write it with its code, such as 01632 960123"
    return next(_problems_of(runs, in_a_file=in_a_file), None)


def numbers_in(text: str) -> frozenset[str]:
    """The numbers in a cell as they are written abroad, without short ones such as 101."""
    read = (_read(run) for run in figures_in(text))
    written = phonenumbers.PhoneNumberFormat.E164
    return frozenset(phonenumbers.format_number(one, written) for one in read if one is not None)


def figures_in(text: str) -> list[str]:
    """Runs of seven figures or more, as they are written."""
    return [match[0] for match in _LONG_RUN.finditer(text)]


def _short_among(text: str) -> bool:
    return any(_SHORT.fullmatch(run.strip()) for run in re.findall(r"[\d ]+", text))


def _problems_of(runs: list[str], *, in_a_file: bool) -> Iterator[str]:
    and_keep_it = ", and format the column as text" if in_a_file else ""
    for run in runs:
        wrong = _wrong_length(run)
        if wrong is not None:
            yield wrong
            continue
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
        yield f"{run} has lost its {lost}: {likely} is likely. Write it so{and_keep_it}"


def _wrong_length(run: str) -> str | None:
    """Of a number of the United Kingdom that begins with its zero or +44: what it lacks or has too
    much of."""
    digits = re.sub(r"\D", "", run)
    home = re.fullmatch(r"(?:440?|0044|0)(\d+)", digits)
    if home is None or not run.lstrip("(").startswith(("0", "+44")):
        return None
    rest = home[1]
    lengths = next(found for begins, found in _LENGTHS if begins.match(rest))
    if lengths[0] <= len(rest) <= lengths[-1]:
        return None
    if len(rest) < lengths[0]:
        lack = lengths[0] - len(rest)
        many = "one digit is" if lack == 1 else f"{lack} digits are"
        return f"{run} is not complete: {many} missing. Enter the whole number"
    over = len(rest) - lengths[-1]
    many = "one digit" if over == 1 else f"{over} digits"
    return f"{run} has {many} too many. Enter the number as it is dialled"


def _read(run: str) -> phonenumbers.PhoneNumber | None:
    """A number with all of its digits; None for others."""
    try:
        number = phonenumbers.parse(run, HOME)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None


def share_a_number(text: str, other: str) -> bool:
    """Whether a number of the one, however it is written, stands in the other too."""
    return not _numbers_in(text).isdisjoint(_numbers_in(other))


def _numbers_in(text: str) -> frozenset[str]:
    """Every number as the network knows it; what cannot be read is only itself."""
    runs = {match[0] for match in _LONG_RUN.finditer(text)} or {text.strip()}
    return frozenset(_as_dialled(run) for run in runs)


def _as_dialled(run: str) -> str:
    number = _read(run)
    if number is None:
        return re.sub(r"\D", "", run) or run
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
