"""Whatever is typed: an answer, or a refusal that can be told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from directory.search.catalogue import Catalogue
from directory.search.errors import SearchRefused
from tests.directory.search.conftest import Ask
from tests.directory.search.town import Town
from tests.thoroughness import examples

HOSTILE = [
    "*", "?", "****", "d*bt", "[a-z]", '"', '"debt', "'debt", "(debt", "debt)", "((((((",
    "title:debt", "debt^1000", "debt~9", "NOT", "AND OR NOT", "debt AND", "-debt", "+", "\\", "/",
    "\x00", "debt\x00housing", "\x1b[31m", "\r\n\t", "\u202edebt", "\u200bdebt", "😀", "😀" * 300,
    "ＤＥＢＴ", "ﬁnes", "İstanbul", "ß", "Caerdydd a’r Fro", "x" * 10_000, "debt " * 2_000,
    "'; DROP TABLE service; --", "<script>alert(1)</script>", "%s %d {0}", "../../etc/passwd",
    "near", "near near near", "in", "for", "for men", "for men for women",
    "near preston near leeds",
    "PR1 PR1 PR1", "ZZ99 9ZZ", "EH1 1AA", "A1", "١٢٣", "\ud800", "\U0010ffff",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_answered(ask: Ask, town: Town, words: str) -> None:
    found = ask(words, explains=True)
    assert found.total >= 0
    assert found.is_shortened == (len(words) > 300)


def test_any_text_is_answered(ask: Ask, town: Town, database: str) -> None:
    @settings(max_examples=examples(200) if database == "sqlite" else 20, database=None)
    @given(st.text(max_size=400))
    def check(words: str) -> None:
        assert ask(words).total >= 0

    check()


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("page", {"page": 0}),
        ("page", {"page": -1}),
        ("page", {"page": 10**9}),
        ("per_page", {"per_page": 0}),
        ("per_page", {"per_page": 10**9}),
        ("radius_miles", {"radius_miles": -1, "origin": (53.0, -1.0)}),
        ("radius_miles", {"radius_miles": 0, "origin": (53.0, -1.0)}),
        ("radius_miles", {"radius_miles": float("nan"), "origin": (53.0, -1.0)}),
        ("radius_miles", {"radius_miles": float("inf"), "origin": (53.0, -1.0)}),
        ("origin", {"origin": (float("nan"), 0.0)}),
        ("origin", {"origin": (91.0, 0.0)}),
        ("origin", {"origin": (0.0, float("nan"))}),
        ("home_area", {"home_area": "atlantis"}),
        ("filters", {"filters": {"colour": ("red",)}}),
        ("pathway", {"filters": {"pathway": ("nonsense",)}}),
        ("area", {"filters": {"area": ("leeds", "'; --")}}),
        ("region", {"filters": {"region": ("x" * 10_000,)}}),
        ("language", {"filters": {"language": ("Cornish",)}}),
        ("who", {"filters": {"who": ("\x00",)}}),
    ],
)
def test_the_impossible_is_refused_in_a_sentence(
    ask: Ask, town: Town, field: str, asked: dict[str, object]
) -> None:
    with pytest.raises(SearchRefused) as refused:
        ask("debt", **asked)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")


def test_a_page_beyond_the_last_is_empty(ask: Ask, town: Town) -> None:
    found = ask("", page=1_000_000)
    assert found.hits == ()
    assert found.total == 8


def test_an_empty_directory_answers(ask: Ask, session: Session, catalogue: Catalogue) -> None:
    found = ask("debt near preston", origin=(53.0, -2.0), radius_miles=3)
    assert found.is_empty
    assert found.ways_out == ()
