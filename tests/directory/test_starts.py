import pytest

from directory.errors import NotKnown
from directory.requirements import requirement_codes, requirement_rule
from directory.starts import (
    FIRST_SUPERVISION_APPOINTMENT,
    PreGroup,
    StartEvent,
    start_of,
    start_rules,
)


@pytest.mark.parametrize(
    ("requirement", "event"),
    [
        ("unpaid_work", StartEvent.FIRST_CREDITED_HOURS),
        ("programme", StartEvent.FIRST_SESSION),
        ("drug_rehabilitation", StartEvent.FIRST_APPOINTMENT),
        ("residence", StartEvent.FIRST_NIGHT),
        ("curfew", StartEvent.DAY_OF_SENTENCE),
        (FIRST_SUPERVISION_APPOINTMENT, StartEvent.FIRST_APPOINTMENT),
    ],
)
def test_what_counts_as_the_start(requirement: str, event: StartEvent) -> None:
    assert start_of(requirement).event is event


def test_every_requirement_has_one_rule_for_all_its_programmes() -> None:
    general = [rule.requirement for rule in start_rules() if rule.programme is None]
    assert sorted(general) == sorted([*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT])


def test_what_takes_effect_at_once_starts_on_the_day_of_sentence() -> None:
    for code in requirement_codes():
        at_once = requirement_rule(code).takes_effect_at_once
        assert (start_of(code).event is StartEvent.DAY_OF_SENTENCE) == at_once, code


def test_every_programme_rule_says_whether_the_pre_group_counts() -> None:
    for rule in start_rules():
        assert (rule.pre_group is not None) == (rule.requirement == "programme")
    assert start_of("programme", programme="One with no rule").pre_group is PreGroup.NOT_SAID
    assert start_of("programme", programme="Building Choices").programme == "Building Choices"


def test_unknown_requirement_is_refused() -> None:
    with pytest.raises(NotKnown):
        start_of("hanging")
