"""Ordinary words and those of the trade are nobody's slips; real slips are mended."""

from __future__ import annotations

import pytest

from directory.search.index import stem_of
from directory.search.known_words import is_spelt_right
from directory.search.spelling import Vocabulary
from directory.search.synonyms import synonym_words
from directory.search.trade_words import pathways_meant

LISTED = Vocabulary(dict.fromkeys(synonym_words(), 1))
"""What listings might say: with the words of the trade alone there are the most to mistake."""


def mended(word: str) -> str | None:
    return None if is_spelt_right(word) else LISTED.nearest(word)


LEFT_ALONE = (
    *("forces", "inclusion", "counselling", "organisation", "programme", "senior", "sport"),
    *("surfing", "hate", "woman", "card", "inside", "gambling", "autism", "veterans", "refuge"),
    *("carer", "boarding", "planning", "learners", "hearing", "colleague", "wellbeing", "dates"),
    *("mother", "tagged", "house", "mental", "heat", "foot", "ketamine", "naloxone", "hgv"),
    *("esol", "cscs", "mappa", "adhd", "gwaith", "cyffuriau", "tai", "llety", "menywod"),
)

MENDED = (
    ("drgus", "drugs"), ("durgs", "drugs"), ("alchohol", "alcohol"), ("alcahol", "alcohol"),
    ("acommodation", "accommodation"), ("accomodation", "accommodation"),
    ("accommadation", "accommodation"), ("rehabilitaion", "rehabilitation"),
    ("rehabiliation", "rehabilitation"), ("treatmnt", "treatment"), ("treatement", "treatment"),
    ("benifit", "benefit"), ("benfit", "benefit"), ("councelling", "counselling"),
    ("counseling", "counselling"), ("homless", "homeless"), ("homelss", "homeless"),
    ("probaton", "probation"), ("mentel", "mental"), ("helth", "health"),
    ("emplyoment", "employment"), ("employmnet", "employment"), ("educaton", "education"),
    ("trainning", "training"), ("violance", "violence"), ("domestc", "domestic"),
    ("abusve", "abuse"), ("relatonship", "relationship"), ("anxeity", "anxiety"),
    ("depresion", "depression"), ("addicton", "addiction"), ("herion", "heroin"),
    ("cannibis", "cannabis"), ("cocain", "cocaine"), ("methadon", "methadone"),
    ("parentng", "parenting"), ("familys", "family"), ("supervison", "supervision"),
    ("curfue", "curfew"), ("hostal", "hostel"), ("tenency", "tenancy"), ("wommens", "womens"),
    ("thinkng", "thinking"), ("atendance", "attendance"), ("programe", "programme"),
)  # fmt: skip
"""The commonest slips, with American spelling among them."""


@pytest.mark.parametrize("word", LEFT_ALONE)
def test_a_right_word_is_left_alone(word: str) -> None:
    assert mended(word) is None


@pytest.mark.parametrize(("typed", "meant"), MENDED)
def test_a_slip_is_mended(typed: str, meant: str | None) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"), [("gaith", "faith"), ("gwaiht", None), ("wlaking", None)]
)
def test_two_slips_are_forgiven_only_behind_a_right_first_letter(
    typed: str, meant: str | None
) -> None:
    assert Vocabulary({"faith": 1, "talking": 1}).nearest(typed) == meant


@pytest.mark.parametrize(
    ("words", "pathways"),
    [
        ("gambling", ("finance_benefit_and_debt", "health")),
        ("hate crime", ("attitudes_thinking_and_behaviour",)),
        ("hate", ()),
        ("refuge", ("abuse_rape_and_domestic_abuse",)),
        ("", ()),
    ],
)
def test_a_word_without_a_service_has_a_pathway(words: str, pathways: tuple[str, ...]) -> None:
    assert pathways_meant([stem_of(word) for word in words.split()]) == pathways
