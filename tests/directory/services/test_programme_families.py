"""The family of every national programme by its name, checked against what its source says."""

from __future__ import annotations

from typing import Final

import pytest

from directory.places.reference_rows import ProgrammeRow
from directory.places.reference_tables import programmes
from directory.rules.tables import rows_of
from directory.services.programme_families import ProgrammeFamily, family_of
from directory.services.programme_rules import is_restricted

GENERAL, RELATIONSHIP, SEXUAL, DRIVING, OTHER = ProgrammeFamily

NAMED: Final = {
    "Accommodation services": OTHER,
    "Becoming New Me Plus: general violence offence": OTHER,
    "Becoming New Me Plus: intimate partner violence offence": RELATIONSHIP,
    "Becoming New Me Plus: sexual offence": SEXUAL,
    "Better Solutions": GENERAL,
    "Building Better Relationships": RELATIONSHIP,
    "Building Choices: high intensity": GENERAL,
    "Building Choices: moderate intensity": GENERAL,
    "Choices and Changes": GENERAL,
    "Community Led Initiatives (CLI) - peer support": OTHER,
    "Constructive Conversations": OTHER,
    "Control of Violence for Angry Impulsive Drinkers": OTHER,
    "Creating Positive Connections": GENERAL,
    "Dependency and recovery services": OTHER,
    "Developing Assertiveness for Women in Relationships (DAWN)": RELATIONSHIP,
    "Finance, benefit and debt services": OTHER,
    "FIRS4Women": GENERAL,
    "First Steps to Change": GENERAL,
    "Greater Manchester - Education, training and employment (ETE)": OTHER,
    "Healthy Identity Intervention": OTHER,
    "Healthy Sex Programme": SEXUAL,
    "Help Programme": RELATIONSHIP,
    "Horizon": SEXUAL,
    "Identity Matters": OTHER,
    "iHorizon": SEXUAL,
    "Kaizen: general violence offence": OTHER,
    "Kaizen: intimate partner violence offence": RELATIONSHIP,
    "Kaizen: sexual offence": SEXUAL,
    "Let's Talk": GENERAL,
    "Living as New Me": OTHER,
    "Managing My Emotions": OTHER,
    "Maps for Change": SEXUAL,
    "Moving On": GENERAL,
    "New Me MOT": OTHER,
    "New Me Strengths: general violence offence": OTHER,
    "New Me Strengths: intimate partner violence offence": RELATIONSHIP,
    "New Me Strengths: sexual offence": SEXUAL,
    "Pathways to Change": SEXUAL,
    "Personal wellbeing services": OTHER,
    "Positive Pathways Plus": RELATIONSHIP,
    "Positive Pathways": GENERAL,
    "Responsibility Aware": OTHER,
    "Skills for Relationships": RELATIONSHIP,
    "Stepping Stones": GENERAL,
    "Stepwise Driving": DRIVING,
    "Stepwise Emotions": OTHER,
    "Stepwise Problem Solving": GENERAL,
    "Stepwise Relationships": RELATIONSHIP,
    "Thinking Skills Programme": GENERAL,
    "Women's services": OTHER,
}
"""Names: Find and refer an intervention, by way of `places/reference/programmes.csv`."""


@pytest.mark.parametrize(("name", "family"), NAMED.items())
def test_a_national_programme_has_its_family(name: str, family: ProgrammeFamily) -> None:
    assert family_of(name) is family


def test_every_national_programme_is_in_the_list_above() -> None:
    assert {row.name for row in programmes()} == set(NAMED)


@pytest.mark.parametrize(
    ("typed", "family"),
    [
        ("THINKING SKILLS PROGRAMME (TSP)", GENERAL),
        ("TSP", GENERAL),
        ("Building Choices (moderate)", GENERAL),
        ("Building Choices", GENERAL),
        ("BBR", RELATIONSHIP),
        ("Building Better Relationships - Tuesday evenings", RELATIONSHIP),
        ("Women’s Services", OTHER),
        ("Positive Pathways  Plus", RELATIONSHIP),
    ],
)
def test_spellings_of_a_name_are_one_name(typed: str, family: ProgrammeFamily) -> None:
    assert family_of(typed) is family


@pytest.mark.parametrize(
    "unknown",
    [None, "", "  -  ", "Horizon Housing", "New Horizon", "Kaizen", "Building", "Think First"],
)
def test_a_name_that_nobody_listed_has_no_family(unknown: str | None) -> None:
    assert family_of(unknown) is None


SEXUAL_WORDS: Final = {"sexual", "internet sexual"}
RELATIONSHIP_WORDS: Final = {"intimate partner violence", "domestic abuse"}


@pytest.mark.parametrize("row", programmes(), ids=lambda row: str(row.name))
def test_the_offences_that_a_source_names_bear_the_family_out(row: ProgrammeRow) -> None:
    """Only where they are of one kind: the strands of Kaizen all name three."""
    offences = set(row.eligible_offences)
    if offences and offences <= SEXUAL_WORDS:
        assert family_of(row.name) is SEXUAL
    if offences and offences <= RELATIONSHIP_WORDS:
        assert family_of(row.name) is RELATIONSHIP
    if family_of(row.name) is GENERAL:
        assert not offences


FOR_WOMEN_THEMSELVES = "Developing Assertiveness for Women in Relationships"
"""About violence in relationships and not for perpetrators: where it meets is no secret."""


@pytest.mark.parametrize("row", programmes(), ids=lambda row: str(row.name))
def test_families_and_what_is_restricted_do_not_contradict_each_other(row: ProgrammeRow) -> None:
    offences = "; ".join(row.eligible_offences)
    restricted = row.is_restricted or is_restricted(row.name, offences)
    if family_of(row.name) in {RELATIONSHIP, SEXUAL}:
        assert restricted or row.name.startswith(FOR_WOMEN_THEMSELVES)
    if family_of(row.name) in {GENERAL, DRIVING}:
        assert not restricted


def test_every_row_gives_a_reason_and_a_source() -> None:
    for row in rows_of("programme_families.csv"):
        assert row["reason"], row["programme"]
        assert row["source"], row["programme"]
