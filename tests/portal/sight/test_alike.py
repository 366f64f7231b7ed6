"""Installations that differ only in secrets answer those who may not know them byte for byte alike.

Nothing is evened out but what is drawn by chance; sealed addresses are compared unsealed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from directory.messages.kinds import MessageKind
from portal.copies.shelf import COPIES
from tests.portal.sight.asking import (
    asked_by_program,
    compared,
    compared_of_everything,
    differences,
    nothing_by_chance,
)
from tests.portal.sight.going_first import letters_after_silence
from tests.portal.sight.installations import (
    CASE,
    NOT_ANOTHERS_REFUGE,
    NOT_EVEN_THAT_IT_IS,
    UNENTITLED,
    Installation,
)
from tests.portal.sight.making import installation

SAME_AS_ANOTHER: Final = {
    "other editor", "own editor", "other head", "other commissioner", "health commissioner",
    "offender manager", "prison officer", "administrator", "own commissioner", "own head",
}  # fmt: skip
"""They see as somebody else here does, and are asked about in the soak."""


def of(who: str) -> Any:
    return pytest.param(who, marks=pytest.mark.soak if who in SAME_AS_ANOTHER else ())


@pytest.mark.parametrize("who", [of(who) for who in UNENTITLED])
def test_two_installations_answer_alike(folder: Path, who: str) -> None:
    one_hides, other_hides = UNENTITLED[who]
    other = compared_of_everything(installation(other_hides, folder), who)
    one = compared(installation(one_hides, folder), who, other)
    assert 500 not in {answer.status for answer in one.values()}
    assert differences(one, other) == []


def test_a_providers_program_is_answered_alike(folder: Path) -> None:
    one, other = (
        asked_by_program(installation(secrets, folder)) for secrets in NOT_ANOTHERS_REFUGE
    )
    assert {answer.status for answer in one.values()} <= {200, 404}
    lists = [answer.body for asked, answer in one.items() if "?limit" in asked]
    assert str(CASE) in lists[-1]
    assert differences(one, other) == []


def test_letters_to_providers_are_alike(folder: Path) -> None:
    """Weeks later, when nobody acted on what goes first either."""
    one, other = (
        letters_after_silence(installation(secrets, folder)) for secrets in NOT_ANOTHERS_REFUGE
    )
    assert MessageKind.REFERRALS_DUE in {letter.kind for letter in one}
    assert one == other


def test_copies_for_when_the_database_is_gone_are_alike(folder: Path) -> None:
    one, other = (_copied(installation(secrets, folder)) for secrets in NOT_EVEN_THAT_IT_IS)
    assert "courts" in " ".join(one)
    assert [name for name in {**one, **other} if one.get(name) != other.get(name)] == []


def _copied(portal: Installation) -> dict[str, bytes]:
    """Every file of the copies, by its name; the packed ones hold no time of their own."""
    with nothing_by_chance():
        done = portal.app.test_cli_runner().invoke(args=["copies"])
    assert done.exit_code == 0, done.output
    kept = portal.folder / COPIES
    return {
        path.relative_to(kept).as_posix(): path.read_bytes()
        for path in sorted(kept.rglob("*"))
        if path.is_file()
    }
