import pytest

from directory.errors import NotKnown
from directory.pathways import pathway, pathways, pathways_behind
from directory.requirements import requirement_codes


def test_seven_pathways_and_two_added_for_women() -> None:
    assert [one.added_for_women for one in pathways()] == [False] * 7 + [True] * 2
    assert pathways()[0].name == "Accommodation"


def test_each_pathway_maps_to_known_requirements_as_a_proposal() -> None:
    for one in pathways():
        assert set(one.requirements) <= set(requirement_codes())
        assert one.mapping == "a proposal"


@pytest.mark.parametrize(
    ("requirement", "codes"),
    [
        ("residence", ["accommodation"]),
        ("programme", ["children_and_families", "attitudes_thinking_and_behaviour"]),
        ("curfew", []),
    ],
)
def test_pathways_behind_a_requirement(requirement: str, codes: list[str]) -> None:
    assert [one.code for one in pathways_behind(requirement)] == codes


def test_unknown_pathway_is_refused() -> None:
    assert pathway("health").name == "Health"
    with pytest.raises(NotKnown):
        pathway("happiness")
