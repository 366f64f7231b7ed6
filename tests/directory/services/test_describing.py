"""What a page says of a programme for which nobody local has found words."""

import pytest

from directory.services.describing import listing_of_programme
from directory.services.models import Programme, ProgrammeKind


def described(**facts: object) -> Programme:
    told = {"name": "Horizon", "kind": ProgrammeKind.ACCREDITED, "delivery_format": "", "needs": []}
    return Programme(**(told | facts))


@pytest.mark.parametrize(
    ("delivery_format", "said"),
    [
        ("Group and one-to-one", "Group and one-to-one"),  # the source's own sentence stays
        ("Group of eight, weekly", "Group of eight, weekly"),
        ("Group; One-to-one", "Group or one-to-one"),  # a list names what it may be
        ("group|one_to_one", "Group or one-to-one"),
        ("one_to_one", "One-to-one"),
        ("Online; Telephone", "Online or Telephone"),
    ],
)
def test_format_is_said_in_words(delivery_format: str, said: str) -> None:
    listing = listing_of_programme(described(delivery_format=delivery_format))
    assert listing.summary == f"Accredited programme. {said}."


@pytest.mark.parametrize(
    ("group", "alone", "said"),
    [
        (5, 1, "5 group sessions and 1 one-to-one session"),
        (1, 20, "1 group session and 20 one-to-one sessions"),
        (12, None, "12 group sessions"),
    ],
)
def test_one_session_is_not_several(group: int, alone: int | None, said: str) -> None:
    programme = described(group_sessions=group, one_to_one_sessions=alone)
    assert listing_of_programme(programme).summary == f"Accredited programme. {said}."


@pytest.mark.parametrize(
    ("facts", "who_for", "rules"),
    [
        ({}, None, 0),
        ({"for_men": True, "for_women": True}, None, 0),
        ({"for_men": True, "for_women": False}, "Men", 1),
        ({"for_women": True, "for_men": False, "minimum_age": 18}, "Women aged 18 or over", 2),
        ({"minimum_age": 18, "maximum_age": 24}, "People aged 18 to 24", 1),
        ({"maximum_age": 24}, "People aged up to 24", 1),
    ],
)
def test_only_what_the_design_states_is_said_and_ruled(
    facts: dict[str, object], who_for: str | None, rules: int
) -> None:
    listing = listing_of_programme(described(**facts))
    assert listing.who_for == who_for
    assert len(listing.eligibility) == rules
