"""Who is on probation must not be told by what stands in a file or a form: what gives it away.

Each question names the kind of identifier and never repeats its value. Shapes and check letters:
PNC and CRO as HMPPS's person record checks them, NHS numbers by the NHS Data Dictionary,
National Insurance numbers by HMRC's manual NIM39110.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import string
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from stdnum.gb import nhs

from directory.places.postcodes import POST_AREAS

_CHECK_LETTERS: Final = "ZABCDEFGHJKLMNPQRTUVWXY"
"""The letter of a PNC or CRO number stands at its year and serial modulo 23."""

_AGED_FROM, _AGED_TO = 1915, 2016
"""Years in which somebody who is sentenced today may have been born."""

_NOT_BEFORE, _NOT_AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"


def _word(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(f"{_NOT_BEFORE}(?:{pattern}){_NOT_AFTER}", flags | re.ASCII)


_PNC = _word(r"(\d{4}|\d\d)[/-]?(\d{1,7})([A-HJ-NP-RT-Z])")
_CRO = _word(r"(SF)?(\d{1,6})/(\d{1,6})([A-HJ-NP-RT-Z])")
_NOMIS = _word(r"[A-Z]\d{4}[A-Z]{2}|(?-i:[A-Z]\d{4} [A-Z]{2})")
_CRN = _word(
    r"[A-Z]\d{6}|(?:[B-HJ-Z]|(?-i:A)) {1,2}\d{6}"
    r"|(?:[B-HJ-Z]|(?-i:A)) ?\d{3} \d{3}(?! ?\d)"
)
"""As it is spoken, with spaces, it counts too; “a 250 000” is an article and a number, and more
figures behind make a telephone number of it."""
_NATIONAL_INSURANCE = _word(
    r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D]"
)
_NHS_SPACED = re.compile(
    r"(?<![A-Za-z0-9])(?<!\+44[ -])(?<!\(0\))(?<!\(0\) )"
    r"[1-9]\d\d[ -]\d{3}[ -]\d{4}(?![A-Za-z0-9])"
)
"""Behind +44 or (0) it is a telephone number."""
_NHS_TOLD = re.compile(r"NHS\D{0,20}(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ ._/-]?\d{3}[ ._/-]?\d{4}(?!\d)", re.ASCII)
_POSTCODE = _word(r"([A-Z]{1,2})(?:\d[A-Z\d]?)(?:\s{0,2}|\s?-\s?)\d[ABD-HJLNP-UW-Z]{2}")
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,250}\.[A-Za-z]{2,}")

_SHAPE = str.maketrans(
    string.digits + string.ascii_letters, "0" * len(string.digits) + "a" * len(string.ascii_letters)
)
_TELLING_SHAPES = re.compile(
    r"a0{4} ?aa|a {0,2}0{6}(?!0)|a ?000 000(?! ?0)"  # NOMIS, CRN
    r"|aa(?:[ -]?00){3}[ -]?a"  # National Insurance
    r"|0[/-]0{1,7}a|0{11}a"  # PNC, CRO
    r"|000[ -]000[ -]0000|aaa[^0]{0,20}000[ -]?000[ -]?0000(?!0)"  # NHS
    r"|0[/. -]0{1,2}[/. -]00|(?<!0)0{4}[-/.]?00[-/.]?00(?!0)"  # dates
    r"|0(?:aa)?[ -]{0,2}(?:aa )?a{3,9}[.,]{0,2}[ -]{0,2}00"  # a day, a month in words, a year
    r"|a{3,9}[. ]{1,2}00?(?:aa)?,? 0000"
    r"|a{4}[-._/]?0000(?!0)|(?<!0)0000[-._/]?a{4}"  # a name and a year
    r"|a{3}(?:[-._/]a+)*[-._/]?0{6}(?!0)"  # a name and a day in six figures
    r"|[a0](?: {0,2}| ?- ?)0aa(?![a0])"  # the second half of a postcode
    r"|(?<!0)000[ ._/-]?000[ ._/-]?0000(?!0)"  # an NHS number where nothing tells of it
)
"""Figures as 0 and letters as a: what each of them has somewhere."""

_MONTHS: Final = {
    word.casefold(): number
    for number in range(1, 13)
    for word in (calendar.month_name[number], calendar.month_abbr[number])
} | {"sept": 9}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))

_DATES = tuple(
    re.compile(rf"(?<!\d){pattern}(?!\d)", re.ASCII | re.IGNORECASE)
    for pattern in (
        (
            rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]{{0,2}}(?:of )?(?P<m>{_MONTH})[.,]{{0,2}}"
            r"[ -]{0,2}(?P<y>\d{4}|\d\d)"
        ),
        rf"\b(?P<m>{_MONTH})[. ]{{1,2}}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
        r"(?P<d>\d{1,2})[/. -](?P<m>\d{1,2})[/. -](?P<y>\d{4}|\d\d)",
        r"(?P<y>\d{4})[-/.]?(?P<m>\d\d)[-/.]?(?P<d>\d\d)",
        r"(?P<d>\d\d)(?P<m>\d\d)(?P<y>\d{4})",
    )
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_NAME_AND_SHORT_DAY = re.compile(
    r"(?P<name>[^\W\d_]{3,}(?:[-._/][^\W\d_]+)*)[-._/]?(?P<figures>\d{6})$"
)
_INITIALS_AND_DAY = _word(r"[A-Z]{2}[-._/](\d{4})[-./]\d\d[-./]\d\d")
_NAME_AND_YEAR = re.compile(
    r"(?P<name>[^\W\d_]+(?:[-._/][^\W\d_]+)*)[-._/]?(?P<y>\d{4})"
    r"|(?P<year>\d{4})[-._/]?(?P<after>[^\W\d_]+(?:[-._/][^\W\d_]+)*)"
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDS_OF_THE_TRADE: Final = frozenset(
    {
        "case", "client", "demo", "group", "import", "line", "order", "person", "programme",
        "project", "record", "reference", "referral", "service", "test", "unpaid", "work",
    }
)  # fmt: skip
"""Before a running number of four digits these are no name, whatever year it looks like."""
_BORN = re.compile(r"\b(?:born|birth|d\.?o\.?b)\b", re.IGNORECASE)
_FULL_NAME = re.compile(r"\b[^\W\d_a-z][^\W\d_]*['’-]?[^\W\d_]* +[^\W\d_a-z][^\W\d_]+")
_WORDS_AND_STOPS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?:;]")
_STOPS: Final = frozenset(".!?:;")
_TITLES: Final = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx"})
_LONGEST_SHORT_FORM: Final = 4
_NO_NAMES: Final = _MONTHS.keys() | {
    *(day.casefold() for day in calendar.day_name),
    "christmas", "court", "good", "crown", "easter", "magistrates", "probation", "service", "year",
}  # fmt: skip
_CLOSE: Final = 30
"""Characters between a name and a date that still belong together."""


TEAMS: Final = frozenset(
    ("stated_by", "confirmed_by", "agreed_by", "told_by", "source", "confirmed-by", "by")
)
"""What a team or body is named under: ten figures that pass the check of the NHS are no part of
a name."""


def takes_any_number(heading: str) -> bool:
    """Whether a plain number of ten figures can be nothing else under the heading."""
    return "nhs" in heading.casefold() or is_team(heading)


def is_team(heading: str) -> bool:
    """Whether a team or body is named under it."""
    told = heading.casefold().strip().lstrip("-")
    return told in TEAMS or told.endswith("stated_by")


def may_tell_of_a_person(text: str) -> bool:
    """A quick look: no for most texts, and never no for one that a question below says yes to.

    It asks after the shape of the text, which the references of one system share. An NHS number
    that only its heading tells is left to `national_identifier`.
    """
    return _shape_may_tell(text.translate(_SHAPE))


def any_may_tell_of_a_person(texts: Iterable[str]) -> bool:
    """The same of many texts without line breaks, by the few shapes that they share."""
    shapes = "\n".join(texts).translate(_SHAPE).split("\n")
    return any(map(_shape_may_tell, set(shapes)))


@lru_cache(maxsize=4096)
def _shape_may_tell(shape: str) -> bool:
    return _TELLING_SHAPES.search(shape) is not None


def national_identifier(text: str, heading: str = "") -> str | None:
    """Which number of a person stands in the text, in words.

    One number of ten digits in eleven passes the check of the NHS, so that one counts only under
    its heading, where a team is named, beside its name, or spaced as the NHS does.
    """
    if takes_any_number(heading) and has_ten_figures_of_the_nhs(text):
        return "an NHS number"
    for what, found in (
        ("a PNC number", _has_pnc(text)),
        ("a CRO number", _has_cro(text)),
        ("a NOMIS number", _NOMIS.search(text)),
        ("a case reference number (CRN)", _CRN.search(text)),
        ("a National Insurance number", _NATIONAL_INSURANCE.search(text)),
        ("an NHS number", _has_nhs(text)),
    ):
        if found:
            return what
    return None


def has_ten_figures_of_the_nhs(text: str) -> bool:
    """Whether figures that pass the check of the NHS stand there, however they are parted."""
    return any(nhs.is_valid(re.sub(r"\D", "", ten)) for ten in _TEN_DIGITS.findall(text))


def _has_pnc(text: str) -> bool:
    """Written as a whole it counts even with a wrong letter: a slip still names somebody."""
    for match in _PNC.finditer(text):
        year, serial, letter = match.groups()
        is_whole = "/" in match[0] and len(year) == 4 and len(serial) == 7
        has_shape = "/" in match[0] or (len(year) == 4 and len(serial) == 7)
        if is_whole or (has_shape and _checks(f"{year[-2:]}{serial:0>7}", letter)):
            return True
    return False


def _has_cro(text: str) -> bool:
    for match in _CRO.finditer(text):
        is_filed, first, second, letter = match.groups()
        if is_filed and len(first) == 2 and _checks(first + second, letter):
            return True
        if not is_filed and len(second) == 2 and _checks(f"{second}{first:0>6}", letter):
            return True
    return False


def _checks(digits: str, letter: str) -> bool:
    return _CHECK_LETTERS[int(digits) % len(_CHECK_LETTERS)] == letter.upper()


def _has_nhs(text: str) -> bool:
    spaced = [match[0] for match in _NHS_SPACED.finditer(text)]
    return any(map(nhs.is_valid, [*spaced, *_NHS_TOLD.findall(text)]))


def name_with_birth_date(text: str) -> bool:
    """Whether a name, or the word born, stands beside a day on which somebody may be born."""
    return any(_BORN.search(near) or _FULL_NAME.search(near) for near in _around_birth_dates(text))


def reference_with_birth_date(text: str) -> bool:
    """The same of a reference, in which any word may be a name, and initials beside a day.

    A reference that is nothing but a word of four letters or more and a year in which somebody
    may be born is a name too, unless it is a word of the trade; so is one that ends in such a day
    in six figures.
    """
    if any(_LETTERS.search(near) for near in _around_birth_dates(text)):
        return True
    initials = _INITIALS_AND_DAY.search(text)
    is_born = bool(initials and _is_birth_year(initials[1]))
    return is_born or _is_name_and_year(text) or _ends_in_name_and_day(text)


def _is_name_and_year(text: str) -> bool:
    match = _NAME_AND_YEAR.fullmatch(text)
    if match is None or not _is_birth_year(match["y"] or match["year"]):
        return False
    words = _LONG_WORD.findall(match["name"] or match["after"])
    return any(word.casefold() not in _WORDS_OF_THE_TRADE for word in words)


def _ends_in_name_and_day(text: str) -> bool:
    """Four letters or more and ddmmyy or yymmdd; three only where they are written as a name is."""
    match = _NAME_AND_SHORT_DAY.search(text)
    if match is None or not _is_short_day(match["figures"]):
        return False
    words = re.findall(r"[^\W\d_]+", match["name"])
    return any(
        (len(word) > 3 or (len(word) == 3 and word.istitle()))
        and word.casefold() not in _WORDS_OF_THE_TRADE
        for word in words
    )


def _is_short_day(figures: str) -> bool:
    """Whether six figures can be a day, of a year in which somebody may be born."""
    first, month, last = int(figures[:2]), int(figures[2:4]), int(figures[4:])
    return any(
        _is_birth_year(str(century + year)) and _is_day(century + year, month, day)
        for year, day in ((last, first), (first, last))
        for century in (1900, 2000)
    )


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _is_birth_year(year: str) -> bool:
    return _AGED_FROM <= int(year) <= _AGED_TO


def tells_of_a_person(text: str, heading: str = "") -> str | None:
    """What in free words tells who somebody is, in words; the one question that forms ask."""
    number = national_identifier(text, heading)
    if number is None and name_with_birth_date(text):
        return "a name with a date of birth"
    return number


def _around_birth_dates(text: str) -> Iterator[str]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day_of(match)
            if day is not None and _AGED_FROM <= day.year <= _AGED_TO:
                before = text[max(0, match.start() - _CLOSE) : match.start()]
                yield f"{before}|{text[match.end() : match.end() + _CLOSE]}"


def _day_of(match: re.Match[str]) -> dt.date | None:
    century = 1900 if len(match["y"]) == 2 else 0
    try:
        month = _MONTHS.get(match["m"].casefold()) or int(match["m"])
        return dt.date(century + int(match["y"]), month, int(match["d"]))
    except ValueError:
        return None


def has_whole_postcode(text: str) -> bool:
    """A home may be found by a whole postcode, not by its first half."""
    return any(match[1].upper() in POST_AREAS for match in _POSTCODE.finditer(text))


def has_email(text: str) -> bool:
    return _EMAIL.search(text) is not None


def may_name_a_person(text: str) -> bool:
    """Whether `words_like_names` finds any."""
    return any(True for _ in words_like_names(text))


def words_like_names(text: str) -> Iterator[str]:
    """What in a note may be a bare name: a title, or a word with a capital letter where no
    sentence begins, apart from days, months and bodies. A name in small letters nobody can tell."""
    begins = True
    for word in _WORDS_AND_STOPS.findall(text):
        if word in _STOPS:
            begins = True
            continue
        known = word.casefold()
        is_short = len(word) <= _LONGEST_SHORT_FORM and word.isupper()
        if known in _TITLES or (
            word[0].isupper() and not (begins or is_short or known in _NO_NAMES)
        ):
            yield word
        begins = False


def hints_of_a_person(text: str) -> Iterator[str]:
    """What in a note may be about a person and need not be."""
    if any(pattern.search(text) for pattern in _DATES):
        yield "a date"
    if has_email(text):
        yield "an e-mail address"
    if has_whole_postcode(text):
        yield "a postcode"
