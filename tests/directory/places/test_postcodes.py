import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.postcodes import (
    NotAnOutcode,
    NotAPostcode,
    Outcode,
    Postcode,
    PostcodeSector,
    postcode_or_part,
)

OUTCODES = st.from_regex(r"[A-Z]{1,2}[0-9][0-9A-Z]?", fullmatch=True)
INCODES = st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("PR1 2LL", "PR1 2LL"),
        ("pr12ll", "PR1 2LL"),
        ("  sw1a   1aa ", "SW1A 1AA"),
        ("m11ae", "M1 1AE"),
        ("EC1A1BB", "EC1A 1BB"),
        ("cf10\t3pg", "CF10 3PG"),
    ],
)
def test_case_and_spaces_do_not_matter(typed: str, written: str) -> None:
    assert str(Postcode.parse(typed)) == written


@pytest.mark.parametrize(
    "typed",
    ["M1 1A", "", "PR1", "1PR 2LL", "PR1 2LLL", "PR1 2CM", "PR1–2LL", "Ｍ1 1AE", "ﬀ1 1AE"],
)
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(NotAPostcode):
        Postcode.parse(typed)


def test_the_refusal_says_what_was_typed() -> None:
    with pytest.raises(NotAPostcode, match=r"^M1 1A is not a postcode$"):
        Postcode.parse("M1 1A")


def test_the_refusal_of_a_long_or_unprintable_text_is_short_and_printable() -> None:
    with pytest.raises(NotAPostcode) as refusal:
        Postcode.parse("\x00\n" + "é" * 5000)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 80


@pytest.mark.parametrize(
    ("typed", "outcode", "post_area"),
    [("pr1", "PR1", "PR"), ("M1", "M1", "M"), ("sw1a", "SW1A", "SW"), ("w1t", "W1T", "W")],
)
def test_first_half(typed: str, outcode: str, post_area: str) -> None:
    parsed = Outcode.parse(typed)
    assert (str(parsed), parsed.post_area) == (outcode, post_area)


def test_a_whole_postcode_is_more_than_a_first_half() -> None:
    with pytest.raises(NotAnOutcode, match=r"^PR1 2LL is not the first half of a postcode"):
        Outcode.parse("PR1 2LL")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("PR2 8AB", Postcode), ("PR2 8", PostcodeSector), ("PR28", Outcode), ("PR2", Outcode)],
)
def test_the_most_that_the_text_says(typed: str, kind: type) -> None:
    assert isinstance(postcode_or_part(typed), kind)


@given(outcode=OUTCODES, incode=INCODES, gap=st.sampled_from(["", " ", "   "]), low=st.booleans())
def test_every_postcode_reads_back(outcode: str, incode: str, gap: str, low: bool) -> None:
    typed = outcode + gap + incode
    parsed = Postcode.parse(typed.lower() if low else typed)
    assert str(parsed).replace(" ", "") == outcode + incode
    assert Postcode.parse(str(parsed)) == parsed
    assert str(parsed.sector) == f"{parsed.outcode} {parsed.incode[0]}"


@given(st.text())
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        code = postcode_or_part(text)
    except NotAPostcode as refusal:
        assert str(refusal).endswith("is not a postcode")  # noqa: PT017
    else:
        assert postcode_or_part(str(code)) == code
