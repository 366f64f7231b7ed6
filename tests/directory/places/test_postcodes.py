import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.postcodes import (
    NotAnOutcode,
    NotAPostcode,
    Outcode,
    Postcode,
    PostcodeElsewhere,
    PostcodeSector,
    postcode_or_part,
    postcode_within,
    read_postcode,
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
        is_elsewhere = isinstance(refusal, PostcodeElsewhere)
        assert is_elsewhere or str(refusal).endswith("is not a postcode")  # noqa: PT017
    else:
        assert postcode_or_part(str(code)) == code


AS_TYPED = (
    ("PR1 2QS", "PR1 2QS"),
    ("pr1 2qs", "PR1 2QS"),
    ("Pr1 2Qs", "PR1 2QS"),
    ("PR12QS", "PR1 2QS"),
    ("pr12qs", "PR1 2QS"),
    ("  PR1   2QS ", "PR1 2QS"),
    ("PR1\t2QS", "PR1 2QS"),
    ("PR1\xa02QS", "PR1 2QS"),
    ("PR1-2QS", "PR1 2QS"),
    ("PR1–2QS", "PR1 2QS"),
    ("PR1—2QS", "PR1 2QS"),
    ("PR1 - 2QS", "PR1 2QS"),
    ("PR1.2QS", "PR1 2QS"),
    ("PR1 2QS.", "PR1 2QS"),
    ("PR1 2QS,", "PR1 2QS"),
    ("PR1,2QS", "PR1 2QS"),
    ("PR1/2QS", "PR1 2QS"),
    ("PR1_2QS", "PR1 2QS"),
    ("(PR1 2QS)", "PR1 2QS"),
    ("“PR1 2QS”", "PR1 2QS"),
    ("'pr1 2qs'", "PR1 2QS"),
    ("PR 1 2QS", "PR1 2QS"),
    ("P R 1 2 Q S", "PR1 2QS"),
    ("PR1 2 QS", "PR1 2QS"),
    ("CH415 EN", "CH41 5EN"),
    ("CH 41 5EN", "CH41 5EN"),
    ("sw1a1aa", "SW1A 1AA"),
    ("SW1A-1AA", "SW1A 1AA"),
    ("sw1a 1 aa", "SW1A 1AA"),
    ("m11ae", "M1 1AE"),
    ("ec1a1bb", "EC1A 1BB"),
    ("PR1", "PR1"),
    ("pr1", "PR1"),
    (" pr 1 ", "PR1"),
    ("PR-1", "PR1"),
    ("PR1.", "PR1"),
    ("PR12", "PR12"),
    ("M1", "M1"),
    ("EC1", "EC1"),
    ("ec1a", "EC1A"),
    ("W1", "W1"),
    ("w1t", "W1T"),
    ("SW1", "SW1"),
    ("WC2", "WC2"),
    ("CR0", "CR0"),
    ("PR1 2", "PR1 2"),
    ("pr1-2", "PR1 2"),
    ("PR1  2.", "PR1 2"),
    ("PR1 2Q", "PR1 2"),
    ("pr12q", "PR1 2"),
    ("CH41 5", "CH41 5"),
)
TURNED = (
    ("PRI 2QS", "PR1 2QS"),
    ("pri2qs", "PR1 2QS"),
    ("PRl 2QS", "PR1 2QS"),
    ("Y01 7EP", "YO1 7EP"),
    ("y017ep", "YO1 7EP"),
    ("0X1 1TL", "OX1 1TL"),
    ("P01 2DQ", "PO1 2DQ"),
    ("S014", "SO14"),
    ("s014 1aa", "SO14 1AA"),
    ("M1 OAA", "M1 0AA"),
    ("CRO 1AA", "CR0 1AA"),
    ("CF1O 3PG", "CF10 3PG"),
    ("CFIO 3PG", "CF10 3PG"),
    ("LSI 4AP", "LS1 4AP"),
    ("0LI 4AP", "OL1 4AP"),
)
"""O for 0 and I or L for 1, and the other way round, where only the other can stand."""


@pytest.mark.parametrize(("typed", "written"), AS_TYPED)
def test_a_postcode_however_it_is_typed(typed: str, written: str) -> None:
    read = read_postcode(typed)
    assert (str(read.code), read.is_changed) == (written, False)


@pytest.mark.parametrize(("typed", "written"), TURNED)
def test_a_letter_for_a_figure_is_read_as_meant_and_told(typed: str, written: str) -> None:
    read = read_postcode(typed)
    assert (str(read.code), read.is_changed) == (written, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("BFPO 801", "is a British Forces address. This portal covers England and Wales."),
        ("D02 X285", "is a postcode of Ireland. This portal covers England and Wales."),
        ("GX11 1AA", "is in Gibraltar. This portal covers England and Wales."),
        ("k1a 0b1", "is a postcode of Canada. This portal covers England and Wales."),
        ("1012 AB", "is a postcode of the Netherlands. This portal covers England and Wales."),
        ("90210", "looks like a postcode of another country. This portal covers "),
        ("F-75001", "looks like a postcode of another country. This portal covers "),
        ("NPT 4ED", "is no longer in use: postcodes of Newport begin NP."),
        ("GIR 0AA", "is no longer in use. Enter the postcode of the home."),
    ],
)
def test_a_postcode_of_elsewhere_has_its_own_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(PostcodeElsewhere) as refusal:
        read_postcode(typed)
    assert str(refusal.value).startswith(f"{typed} {sentence}")


@pytest.mark.parametrize(
    "typed",
    ["Preston", "Hull", "Iol", "Oil", "LI", "A", "12", "", "...", "B0lton", "Ｍ1 1AE", "é1 1AA"],
)
def test_a_name_is_no_postcode(typed: str) -> None:
    with pytest.raises(NotAPostcode, match=r"is not a postcode$"):
        read_postcode(typed)
    assert postcode_within(typed) is None


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("near PR1 2QS, Preston", "PR1 2QS"),
        ("12 High Street PR1-2QS", "PR1 2QS"),
        ("court for pr1 2", "PR1 2"),
        ("preston pr1", "PR1"),
        ("PRI 2QS", "PRI 2QS"),
        ("crown court 4", None),
        ("Newcastle upon Tyne", None),
    ],
)
def test_a_postcode_is_seen_among_other_words(text: str, within: str | None) -> None:
    assert postcode_within(text) == within
