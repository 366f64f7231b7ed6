"""The table of strands: complete, refused with its row where wrong, one number per service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from directory.delivery import DeliveryKind
from directory.requirements import requirement_codes
from directory.rules import tables
from directory.rules.tables import RuleTableBroken, rows_of
from directory.services import strands
from directory.services.programme_families import ProgrammeFamily
from directory.services.strands import (
    MOST_DAYS,
    ServiceTraits,
    all_strands,
    days_within,
    leading,
    strand_of,
    strands_of,
)
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

GROUP = ServiceTraits(DeliveryKind.CLOSED_GROUP)
HORIZON = ServiceTraits(DeliveryKind.CLOSED_GROUP, ProgrammeFamily.SEXUAL_OFFENDING)


def test_every_requirement_is_made_of_something_that_leads() -> None:
    for code in (*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT):
        assert leading(code, None), code


def test_days_are_dated_owned_and_at_most_eight_weeks() -> None:
    assert all(0 < strand.days <= MOST_DAYS for strand in all_strands())


def test_a_family_belongs_to_its_strand_and_none_to_the_others() -> None:
    assert strand_of("programme", HORIZON).code == "sexual_offending"
    assert strand_of("programme", GROUP).code == "other_programmes"


def test_for_its_offence_a_strand_leads_alone() -> None:
    assert [one.code for one in leading("programme", None)] == ["general_offending"]
    assert [one.code for one in leading("programme", {"sexual"})] == ["sexual_offending"]
    assert [one.code for one in leading("programme", {"theft"})] == ["general_offending"]


@pytest.mark.parametrize("strand", all_strands(), ids=lambda one: f"{one.requirement}-{one.code}")
def test_no_bed_and_no_open_door_may_lead(strand: strands.Strand) -> None:
    assert not strand.may_be_led_by(DeliveryKind.BED)
    assert not strand.may_be_led_by(DeliveryKind.DROP_IN)


def test_a_service_behind_two_requirements_has_the_shorter_days() -> None:
    assert days_within(["programme"], GROUP) == 56
    assert days_within(["programme", "rehabilitation_activity"], GROUP) == 28
    assert days_within(["something_voluntary"], GROUP) == MOST_DAYS


@pytest.fixture
def spoilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the table, to be spoilt; what was read from it is forgotten afterwards."""
    table = tmp_path / strands.TABLE
    table.write_text((tables.DIRECTORY_RULES / strands.TABLE).read_text("utf-8"), "utf-8")
    monkeypatch.setattr(strands, "rows_of", lambda file: rows_of(file, folder=tmp_path))
    all_strands.cache_clear()
    strands_of.cache_clear()
    yield table
    all_strands.cache_clear()
    strands_of.cache_clear()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (",general_offending,,,,yes", ",arson,,,,yes", "row 4: 'arson' is not a valid"),
        (",,accommodation,,,yes", ",,gambling,,,yes", "no pathway is called “gambling”"),
        (",,,yes,,,14,", ",,,yes,,,57,", "row 2: days must be 1 to 56, not 57"),
        ("One queue; nobody chooses between kinds of it", "", "must be said"),
    ],
)
def test_a_wrong_row_is_refused_with_its_number(
    spoilt: Path, right: str, wrong: str, said: str
) -> None:
    text = spoilt.read_text("utf-8")
    assert right in text
    spoilt.write_text(text.replace(right, wrong, 1), "utf-8")
    rows_of.cache_clear()
    with pytest.raises(RuleTableBroken, match=said.replace("(", r"\(")):
        all_strands()
