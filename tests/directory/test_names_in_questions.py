"""What may be a name where none may stand: by hand, people and, apart, all that is none."""

from __future__ import annotations

import pytest

from directory.names_in_questions import any_name_in

PEOPLE = [
    "SMITH, J - unpaid work?",
    "Smith, J. to start",
    "SMITH, A",
    "Smith J wants to start",
    "J LEE to start when?",
    "can D. Okonkwo do it",
    "when can john smith start",
    "When can j. smith start",
    "John to start when?",
    "When does John Smith start?",
    "Is Kwame Mensah work?",
    "can j.smith start",
    "Is Okonkwo fit for it?",
    "is mr okonkwo there",
    "Can sarah go on Monday?",
    "JOHN SMITH TO START?",
    "Is D. somewhere fit for it?",
    "Has Elizabeth been?",
    "What of Kwame Mensah?",
    "Can the Salvation Army take Okonkwo?",
]
NOBODY = [
    "Is it run by the Salvation Army?",
    "Salvation Army",
    "Is Alcohol Treatment open?",
    "Which courses run, e.g. debt or work?",
    "Is group B. full?",
    "Is group B full?",
    "Are tiers A, B and C taken?",
    "Is there room at 10 a.m. or at 2 p.m. on Monday?",
    "In somewhere, I think, it begins in May.",
    "Is it open at dawn or on the eve of a sentence?",
    "Does the Elizabeth Fry hostel take people on bail?",
    "How long is the wait in January? Is RAR used?",
    "Does NHS England pay?",
    "Is somewhere run in somewhere?",
    "What does a woman with two children do?",
    "Is unpaid work done at weekends, and on Sunday?",
    "",
]


@pytest.mark.parametrize("words", PEOPLE)
def test_what_may_be_a_name_is_taken_for_one(words: str) -> None:
    assert any_name_in(words)


@pytest.mark.parametrize("words", NOBODY)
def test_what_is_nobodys_name_passes(words: str) -> None:
    assert any_name_in(words) == ""
