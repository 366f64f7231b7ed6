from directory.pathways import pathways
from directory.requirements import requirement_codes


def test_seven_pathways_and_two_added_for_women() -> None:
    assert [one.added_for_women for one in pathways()] == [False] * 7 + [True] * 2
    assert pathways()[0].name == "Accommodation"


def test_each_pathway_maps_to_known_requirements_as_a_proposal() -> None:
    for one in pathways():
        assert set(one.requirements) <= set(requirement_codes())
        assert one.mapping == "a proposal"
