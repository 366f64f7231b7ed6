"""What the demonstration offers follows programmes that the rules know."""

from __future__ import annotations

import pytest

from commissioning.demonstration.catalogue import EVERYWHERE, Design
from commissioning.demonstration.local_catalogue import LOCAL
from commissioning.demonstration.naming import FICTIONAL
from directory.services.programme_families import ProgrammeFamily, family_of

FOLLOWING = [
    design
    for design in (*EVERYWHERE, *LOCAL)
    if design.programme and not design.programme.endswith(FICTIONAL)
]


def test_an_invented_programme_counts_towards_activity_days_alone() -> None:
    fictional = [one for one in LOCAL if (one.programme or "").endswith(FICTIONAL)]
    assert {design.requirements for design in fictional} == {("rehabilitation_activity",)}


@pytest.mark.parametrize("design", FOLLOWING, ids=lambda design: str(design.code))
def test_each_programme_of_the_demonstration_has_a_family(design: Design) -> None:
    assert family_of(design.programme) is not None


def test_the_demonstration_has_programmes_for_most_people_and_for_few() -> None:
    standing = {family_of(d.programme) for d in FOLLOWING if "programme" in d.requirements}
    assert ProgrammeFamily.GENERAL_OFFENDING in standing
    assert {ProgrammeFamily.RELATIONSHIP_VIOLENCE, ProgrammeFamily.SEXUAL_OFFENDING} <= standing
