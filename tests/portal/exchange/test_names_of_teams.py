"""Whose word something is names a team: no option of a command lets a number of a person in."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from portal.exchange.commands import import_command
from portal.exchange.offers.commands import take_offer_command
from portal.exchange.options import TeamName

PERSON = "John Smith X123456"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (take_offer_command, ("1", "--by", PERSON)),
        (import_command, ("providers", "a.csv", "--source", PERSON)),
        (import_command, ("providers", "a.csv", "--confirmed-by", PERSON)),
        (take_offer_command, ("1", "--by", "Smith John born 3 April 1988")),
    ],
)
def test_a_person_is_refused_and_not_repeated(command: click.Command, words: list[str]) -> None:
    answer = CliRunner().invoke(command, list(words))
    assert answer.exit_code == 1
    assert "name a team or body" in answer.output
    assert "X123456" not in answer.output
    assert "1988" not in answer.output


def test_a_team_is_taken_in_single_spaces() -> None:
    assert TeamName().convert(" Court  services ", None, None) == "Court services"
