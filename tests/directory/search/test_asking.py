"""Questions as people ask them, against the small directory."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from directory.people.queries import SystemActor, system_actor
from directory.search.catalogue import Catalogue
from directory.search.facets import Facet, Who
from directory.search.found import SearchAnswer
from directory.search.levelling import Leveller
from directory.services import eligibility
from directory.services.editing import publish_listing, withdraw_service
from directory.services.eligibility import Answer
from directory.services.listing import Listing
from directory.services.models import Service, ServiceState
from tests.directory.search.conftest import Ask
from tests.directory.search.town import PRESTON, TODAY, Town
from tests.makers.days import NOW


def listed(found: SearchAnswer, town: Town) -> list[str]:
    """The services by their keys in the town, those that stand apart behind the others."""
    names = {service.id: name for name, service in town.services.items()}
    return [names[hit.service.service_id] for hit in (*found.hits, *found.apart)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("domestic abuse programme for men near Preston", "relationships"),
        ("unpaid work hertfordshire", "unpaid work"),
        ("unpaid work in Leeds", "unpaid work north"),
        ("community payback leeds", "unpaid work north"),
        ("UPW", "unpaid work"),
        ("help with debt leyland", "debt"),
        ("money advice", "debt"),
        ("wommens centre", "women"),
        ("women's", "women"),
        ("WOMENS CENTRE", "women"),
        ("drug treatmnt DN1", "drugs"),
        ("DRR", "drugs"),
        ("somewhere to live after prison", "housing"),
        ("homeless", "housing"),
        ("BBR", "relationships"),
        ("helplin", "helpline"),
        ("Example Larch Trust debts", "debt"),
    ],
)
def test_the_right_service_comes_first(ask: Ask, town: Town, words: str, first: str) -> None:
    assert listed(ask(words), town)[0] == first


def test_rehabilitation_activity_is_found_by_the_name_of_2026_too(ask: Ask, town: Town) -> None:
    found = set(listed(ask("probation requirement"), town))
    assert found == set(listed(ask("rehabilitation activity"), town))
    assert found == {"debt", "women", "housing", "helpline"}


def test_nobody_asks_for_what_only_professionals_may_know(ask: Ask, town: Town) -> None:
    for words in ("", "hidden haven", "abusive partner", "refuge", "doncaster", "cornish"):
        assert "refuge" not in listed(ask(words), town)
    everything = ask()
    assert everything.total == len(town.services) - 1
    languages = {choice.code for choice in everything.facets[Facet.LANGUAGE]}
    assert languages == {"Welsh", "English"}


def test_a_restricted_service_shows_and_is_found_by_no_word_of_its_own(
    ask: Ask, town: Town
) -> None:
    assert listed(ask("mill"), town) == []
    [hit] = ask("BBR").hits
    assert hit.service.title == "Building Better Relationships"
    assert hit.service.provider is None
    assert hit.service.summary is None


def test_a_restricted_service_stands_in_the_middle_of_its_area(ask: Ask, town: Town) -> None:
    [hit] = ask(origin=PRESTON, filters={"who": ("men_only",)}).hits
    assert (hit.in_area, hit.about_miles) == ("Central Lancashire", 3)


def test_without_a_home_area_services_without_an_address_stand_apart(ask: Ask, town: Town) -> None:
    found = ask(origin=PRESTON)
    assert [hit.service.title for hit in found.apart] == ["Recovery helpline"]
    assert "helpline" not in {hit.service.title for hit in found.hits}
    assert (found.total, found.apart_total) == (7, 1)


def test_a_radius_leaves_what_is_within_it(ask: Ask, town: Town) -> None:
    found = ask(origin=PRESTON, radius_miles=10, home_area="central-lancashire")
    assert listed(found, town) == ["women", "relationships", "debt", "helpline"]
    assert [hit.about_miles for hit in found.hits] == [0, 3, 4, None]


def test_words_for_men_leave_out_what_is_for_women_only(ask: Ask, town: Town) -> None:
    found = ask("keyworker for men")
    assert found.who is Who.MEN
    assert listed(found, town) == ["drugs"]
    assert listed(ask("keyworker for women"), town) == ["women", "drugs"]


def test_a_misspelt_place_is_put_right(ask: Ask, town: Town) -> None:
    found = ask("debt near Prestn")
    assert found.place is not None
    assert (found.place.typed, found.place.name) == ("prestn", "Preston")


def test_a_correction_is_told(ask: Ask, town: Town) -> None:
    found = ask("wommens centre")
    assert found.corrected == (("wommens", "womens"),)


def test_a_place_that_several_share_is_asked(ask: Ask, town: Town) -> None:
    place = ask("debt near Ashford").place
    assert place is not None
    assert place.is_asked
    assert len(place.others) > 1
    assert place.origin is None


def test_a_larger_namesake_is_taken_and_the_others_are_named(ask: Ask, town: Town) -> None:
    place = ask("debt near Newport").place
    assert place is not None
    assert not place.is_asked
    assert "Newport, Isle of Wight" in place.others


def test_a_postcode_is_taken_out_of_what_may_be_counted(ask: Ask, town: Town) -> None:
    found = ask("gambling PR1 2AB")
    assert found.place is not None
    assert found.place.is_postcode
    assert found.countable_words == "gambling"


def test_where_nothing_has_all_the_words_those_with_most_are_listed(ask: Ask, town: Town) -> None:
    found = ask("keyworker debts structured")
    assert found.is_partly
    assert listed(found, town) == ["drugs"]


def test_nothing_found_says_what_to_leave_out(ask: Ask, town: Town) -> None:
    found = ask("debt", filters={"area": ("doncaster",), "sector": ("voluntary",)})
    assert found.is_empty
    assert [(way.drop, way.total) for way in found.ways_out] == [("area", 1)]
    assert found.ways_out[0].nearest.service.title == "Money matters"


def test_nothing_in_reach_says_how_far_the_nearest_is(ask: Ask, town: Town) -> None:
    found = ask("debt", origin=(51.8, -0.2), radius_miles=5)
    [radius] = found.ways_out
    assert (radius.drop, radius.nearest.about_miles) == ("radius_miles", 168)


def test_each_service_says_whether_it_is_for_the_person(ask: Ask, town: Town) -> None:
    about = eligibility.AboutPerson(sex="female", age=eligibility.Span.years(19))
    found = ask(about=about)
    answers = {hit.service.title: hit.fit.answer for hit in found.hits if hit.fit}
    assert answers["Building Better Relationships"] is Answer.NO
    assert answers["Women’s centre"] is Answer.YES
    assert found.hits[-1].service.title == "Building Better Relationships"
    assert found.fits == {"yes": 7, "no": 1, "ask": 0}


def test_the_order_is_told_in_a_sentence(ask: Ask, town: Town) -> None:
    found = ask("unpaid work hertfordshire", explains=True)
    assert found.order == (
        "Ordered by how well the words fit, the title counting most, then how near they are, then"
        " title."
    )
    assert found.hits[0].why == (
        "It has all of “unpaid work”, and it serves Hertfordshire, and it is about 7 miles away."
    )


def test_pages_follow_one_another_without_gap_or_repeat(ask: Ask, town: Town) -> None:
    whole = listed(ask("", per_page=100), town)
    pages = [listed(ask("", per_page=3, page=page), town) for page in (1, 2, 3, 4)]
    assert [name for page in pages for name in page] == whole


def test_what_was_withdrawn_since_is_not_shown_though_the_index_has_it(
    ask: Ask, town: Town, session: Session, catalogue: Catalogue
) -> None:
    assert listed(ask("debt"), town) == ["debt"]
    by = system_actor(session, SystemActor.IMPORT)
    withdraw_service(session, town.services["debt"], by=by, at=NOW)
    assert listed(ask("debt"), town) == []


def test_each_row_is_read_anew_even_where_the_shelf_is_old(
    ask: Ask, town: Town, session: Session, catalogue: Catalogue
) -> None:
    ask()
    debt = session.get_one(Service, town.services["debt"].id)
    debt.state = ServiceState.WITHDRAWN  # behind the verbs' back: no version is raised
    session.flush()
    assert "debt" not in listed(ask(), town)


def test_an_edit_is_seen_by_filters_at_once_and_by_words_after_the_next_pass(
    ask: Ask, town: Town, session: Session, catalogue: Catalogue
) -> None:
    ask("debt")
    listing = Listing("Pound wise", "About savings.", pathways=("health",))
    by = system_actor(session, SystemActor.IMPORT)
    publish_listing(session, town.services["debt"], listing, by=by, at=NOW)
    assert "debt" in listed(ask(filters={"pathway": ("health",)}), town)
    assert listed(ask("savings"), town) == []
    Leveller(catalogue.folder).level(session, today=TODAY)
    assert listed(ask("savings"), town) == ["debt"]
    assert listed(ask("fines debts"), town) == []
