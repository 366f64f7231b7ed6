"""The home area narrows the list; what can start first comes first; the rest is counted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy.orm import Session

from directory.search.asking import find
from directory.search.catalogue import Catalogue
from directory.search.found import SearchAnswer
from directory.search.question import SearchQuestion
from tests.directory.search.conftest import Ask
from tests.directory.search.test_asking import listed
from tests.directory.search.town import PRESTON, TODAY, Town

LEEDS = {"home_area": "leeds", "origin": (53.8, -1.55)}


def test_only_what_serves_the_home_area_is_listed(ask: Ask, town: Town) -> None:
    found = ask(**LEEDS)
    assert set(listed(found, town)) == {"unpaid work north", "relationships", "housing", "helpline"}
    assert found.home_area
    assert (found.is_at_home, found.home_area.name, found.elsewhere) == (True, "Leeds", 4)
    assert not found.apart


def test_the_rest_is_listed_where_it_is_asked_for(ask: Ask, town: Town) -> None:
    found = ask(**LEEDS, elsewhere=True)
    assert set(listed(found, town)) == {"unpaid work", "debt", "women", "drugs"}
    assert found.elsewhere == 4


def test_a_chosen_area_counts_above_the_home_area(ask: Ask, town: Town) -> None:
    found = ask(**LEEDS, filters={"area": ("doncaster",)})
    assert not found.is_at_home
    assert "drugs" in listed(found, town)


def test_facets_count_what_the_home_area_has(ask: Ask, town: Town) -> None:
    counts = {one.code: one.count for one in ask(**LEEDS).facets["requirement"]}  # type: ignore[index]
    assert (counts["unpaid_work"], counts["drug_rehabilitation"]) == (1, 0)


def test_nothing_at_home_says_what_there_is_elsewhere(ask: Ask, town: Town) -> None:
    found = ask("debt near Leeds")
    assert found.is_empty
    [way] = found.ways_out
    assert (way.drop, way.total, way.nearest.service.title) == ("home_area", 1, "Money matters")


@pytest.mark.parametrize("words", ["gambling near Preston", "autism", "refuge", "veterans"])
def test_words_that_nothing_has_suggest_nothing(ask: Ask, town: Town, words: str) -> None:
    found = ask(words)
    assert found.is_empty
    assert not found.ways_out
    assert found.pathways


def test_what_can_start_first_comes_first(
    session: Session, catalogue: Catalogue, town: Town
) -> None:
    order = ["relationships", "helpline", "women", "debt"]

    def soonest(services: Sequence[int], home: str) -> Mapping[int, int]:
        assert home == "central-lancashire"
        return {town.services[name].id: rank for rank, name in enumerate(order)}

    def asked(question: SearchQuestion) -> SearchAnswer:
        return find(session, question, catalogue=catalogue, today=TODAY, soonest=soonest)

    found = asked(SearchQuestion(home_area="central-lancashire", origin=PRESTON))
    assert listed(found, town) == order
    assert found.order.startswith("Ordered by when somebody could start")
    assert "start" not in asked(SearchQuestion()).order


def test_elsewhere_the_nearest_comes_first_whatever_starts_sooner(
    session: Session, catalogue: Catalogue, town: Town
) -> None:
    def one_way(services: Sequence[int], _home: str) -> Mapping[int, int]:
        return {key: rank for rank, key in enumerate(services)}

    def the_other_way(services: Sequence[int], _home: str) -> Mapping[int, int]:
        return {key: rank for rank, key in enumerate(reversed(services))}

    for soonest, words in itertools.product((one_way, the_other_way), ("", "help")):
        question = SearchQuestion(
            words, home_area="leeds", origin=(53.8, -1.55), elsewhere=True, per_page=20
        )
        found = find(session, question, catalogue=catalogue, today=TODAY, soonest=soonest)
        miles = [hit.about_miles for hit in found.hits if hit.about_miles is not None]
        assert miles == sorted(miles)
        assert words or len(set(miles)) > 1


def test_a_word_that_nothing_has_is_named_beside_what_has_the_others(ask: Ask, town: Town) -> None:
    found = ask("veterans debt")
    assert found.unfound == ("veterans",)
    assert listed(found, town) == ["debt"]


def test_a_word_may_be_searched_for_exactly_as_it_was_typed(ask: Ask, town: Town) -> None:
    assert ask("wommens centre").corrected == (("wommens", "womens"),)
    found = ask("wommens", as_typed=True)
    assert (found.is_empty, found.corrected, found.unfound) == (True, (), ("wommens",))
