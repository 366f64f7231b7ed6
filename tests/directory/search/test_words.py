"""Scores are those of Whoosh itself; spelling, synonyms and counting."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from directory.search.document import Document
from directory.search.index import change_index, mark_of, rebuild_index, stem_of
from directory.search.spelling import Vocabulary
from directory.search.synonyms import rings_by_phrase, stems_of
from directory.search.wording import words_of
from directory.search.words import BOOSTS, words_in

TEXTS = [
    ("Debt advice", "Finance, benefit and debt", "Help with debts and fines.", "Leeds"),
    ("Money matters", "Finance, benefit and debt", "Debt, debt and debt again.", "Leeds York"),
    ("Women’s centre", "Health", "A keyworker.", "Preston"),
    ("Café Fairness", "Health", "Coffee and company, now and then about debt.", "York"),
]


def fill(folder: Path) -> None:
    rebuild_index(folder, [Document(n, 1, *texts) for n, texts in enumerate(TEXTS)])
    # A second segment, and a struck-out document in the first.
    change_index(folder, [Document(0, 2, *TEXTS[0]), Document(9, 1, *TEXTS[1])], gone=[3])


@pytest.mark.parametrize("word", ["debt", "finance", "keyworker", "leeds", "company", "nowhere"])
def test_scores_are_those_of_whoosh(tmp_path: Path, word: str) -> None:
    fill(tmp_path)
    index = FileStorage(str(tmp_path / mark_of(tmp_path).split()[0])).open_index()
    query = Or([Term(field, stem_of(word), boost=boost) for field, boost in BOOSTS.items()])
    with index.searcher(weighting=BM25F()) as searcher:
        results = searcher.search(query, limit=None)
        theirs = {
            searcher.reader().column_reader("service")[doc]: score for score, doc in results.top_n
        }
    words = words_in(tmp_path, None)
    scored = words.of_stem(stem_of(word))
    ours = {
        int(words.service_ids[doc]): float(score)
        for doc, score in zip(scored.docs, scored.scores, strict=True)
        if words.service_ids[doc] >= 0
    }
    assert ours == pytest.approx(theirs, rel=1e-5)


def test_the_title_counts_above_the_pathway_above_the_text(tmp_path: Path) -> None:
    rebuild_index(
        tmp_path,
        [
            Document(1, 1, "other", "other", "walnut", "other"),
            Document(2, 1, "other", "walnut", "other", "other"),
            Document(3, 1, "walnut", "other", "other", "other"),
        ],
    )
    words = words_in(tmp_path, None)
    scored = words.of_stem("walnut")
    order = [int(words.service_ids[scored.docs[at]]) for at in scored.scores.argsort()[::-1]]
    assert order == [3, 2, 1]


def test_what_was_read_of_a_segment_is_kept_when_another_is_added(tmp_path: Path) -> None:
    fill(tmp_path)
    before = words_in(tmp_path, None)
    before.of_stem("debt")
    assert words_in(tmp_path, before) is before
    change_index(tmp_path, [Document(5, 1, "Debt", "", "", "")], gone=())
    after = words_in(tmp_path, before)
    assert after is not before
    assert 5 in after.service_ids[after.of_stem("debt").docs]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Women’s CENTRE", ["womens", "centre"]),
        ("women's", ["womens"]),
        ("Café", ["cafe"]),
        ("one-to-one", ["one", "to", "one"]),
        ("a\x00b", ["a", "b"]),
        ("😀", []),
    ],
)
def test_text_is_brought_to_plain_words(typed: str, words: list[str]) -> None:
    assert words_of(typed) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wommens", "womens"),
        ("treatmnt", "treatment"),
        ("acommodation", "accommodation"),
        ("teratment", "treatment"),
        ("hosing", "housing"),
        ("cat", None),
        ("zzzzzz", None),
        ("treatment", "treatment"),
    ],
)
def test_the_nearest_word(typed: str, meant: str | None) -> None:
    words = ("womens", "treatment", "accommodation", "housing", "cart")
    assert Vocabulary(dict.fromkeys(words, 3)).nearest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "found_as"),
    [
        ("UPW", "unpaid work"),
        ("community payback", "unpaid work"),
        ("DRR", "drug rehabilitation"),
        ("ATR", "alcohol treatment"),
        ("MHTR", "mental health"),
        ("RAR", "rehabilitation activity"),
        ("BBR", "better relationships"),
        ("ETE", "employment"),
        ("IDVA", "domestic abuse"),
        ("TSP", "thinking"),
        ("somewhere to live", "accommodation"),
        ("money", "debt"),
    ],
)
def test_words_of_the_trade(typed: str, found_as: str) -> None:
    assert stems_of(found_as) in rings_by_phrase()[stems_of(typed)].stems
