"""A question sealed into an address: of one length, unreadable, and shut after half an hour."""

from __future__ import annotations

import base64
import datetime as dt
import random
from collections.abc import Callable

import pytest
import time_machine
from cryptography.fernet import Fernet

from portal.asking.sealed_question import (
    LENGTH,
    NAMES,
    NotAQuestion,
    QuestionTooLong,
    SealedQuestion,
    packed,
    unpacked,
)
from portal.asking.sealing import OPENS_FOR, CannotBeOpened, opened, sealed
from tests.makers.days import NOW

KEY = Fernet.generate_key().decode()
OTHER = Fernet.generate_key().decode()

SAID = {
    "postcode": ("PR1", "BB1", "E1", "SW1A", ""),
    "near": ("PR1 2", ""),
    "area": ("central-lancashire", "blackburn", "bournemouth-christchurch-and-poole"),
    "sex": ("male", "female", ""),
    "age": ("18-20", "50-", ""),
    "order_kind": ("community_order", "suspended_sentence_order", ""),
    "months": ("1", "12", "36", ""),
    "hours": ("40", "300", ""),
    "offence": ("domestic_abuse", "sexual", ""),
    "offence_side": ("2026-01-22", "1900-01-01", ""),
    "part": ("", "8b0f8e4e-5f0d-4a7e-9a3e-0d6a3c6f6f11"),
}


def random_question(chance: random.Random) -> SealedQuestion:
    return SealedQuestion.of((name, chance.choice(values)) for name, values in SAID.items())


def test_what_is_packed_is_unpacked_and_one_length() -> None:
    chance = random.Random(1)
    for _ in range(200):
        question = random_question(chance)
        body = packed(question)
        assert len(body) == LENGTH
        assert unpacked(body) == question


def test_two_hundred_questions_have_addresses_of_one_length_and_none_alike() -> None:
    chance = random.Random(2)
    words = [sealed(random_question(chance), KEY, at=NOW) for _ in range(200)]
    assert {len(word) for word in words} == {676}
    assert len(set(words)) == 200


def test_nothing_of_it_can_be_read_without_the_key() -> None:
    question = SealedQuestion.of([("postcode", "PR1"), ("sex", "female"), ("near", "PR1 2")])
    raw = base64.urlsafe_b64decode(sealed(question, KEY, at=NOW))
    for secret in (b"PR1", b"female", b"postcode", packed(question)[1:20]):
        assert secret not in raw


def test_empty_values_hold_their_place_among_others_and_alone_are_nothing() -> None:
    question = SealedQuestion.of([("part", ""), ("part", "a"), ("part", ""), ("sex", "")])
    assert question.every("part") == ("", "a", "")
    assert question.every("sex") == ()
    assert not SealedQuestion.of([("sex", "")])
    assert SealedQuestion.of([("part", ""), ("part", "")]).every("part") == ("", "")


def test_more_than_an_address_holds_is_refused_in_a_sentence() -> None:
    chance = random.Random(3)
    many = [("needs", f"{chance.randrange(10**12)}") for _ in range(60)]
    with pytest.raises(QuestionTooLong, match="Choose fewer"):
        packed(SealedQuestion.of(many))


def test_what_no_address_may_hold_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="offence_on"):
        packed(SealedQuestion.of([("offence_on", "2026-01-30")]))
    assert not {"offence_on", "convicted_on", "name", "born_on"} & set(NAMES)


@pytest.mark.parametrize(
    "body",
    [b"", b"\1" * LENGTH, b"\2" + packed(SealedQuestion())[1:], packed(SealedQuestion())[1:]],
)
def test_bytes_of_another_version_or_of_none_are_no_question(body: bytes) -> None:
    with pytest.raises(NotAQuestion):
        unpacked(body)


@pytest.mark.parametrize(
    ("passed", "is_open"),
    [
        (dt.timedelta(0), True),
        (OPENS_FOR, True),
        (OPENS_FOR + dt.timedelta(seconds=1), False),
        (dt.timedelta(days=1), False),
        (-dt.timedelta(minutes=2), False),  # sealed by a clock that is ahead
    ],
)
def test_it_opens_for_half_an_hour(passed: dt.timedelta, is_open: bool) -> None:
    question = SealedQuestion.of([("postcode", "PR1")])
    word = sealed(question, KEY, at=NOW)
    with time_machine.travel(NOW + passed, tick=False):
        if is_open:
            assert opened(word, [OTHER, KEY]) == (question, NOW + OPENS_FOR)
        else:
            with pytest.raises(CannotBeOpened):
                opened(word, [OTHER, KEY])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda word: word[:-1],
        lambda word: word[:300],
        lambda word: "",
        lambda word: word + "=",
        lambda word: ("B" if word[100] == "A" else "A").join((word[:100], word[101:])),
        lambda word: word.swapcase(),
        lambda word: "é" * len(word),
        lambda word: sealed(SealedQuestion.of([("sex", "male")]), OTHER, at=NOW),
        lambda word: Fernet(KEY).encrypt_at_time(b"{}", int(NOW.timestamp())).decode(),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_cut_altered_or_from_elsewhere_it_does_not_open(spoil: Callable[[str], str]) -> None:
    word = spoil(sealed(SealedQuestion.of([("sex", "male")]), KEY, at=NOW))
    with pytest.raises(CannotBeOpened):
        opened(word, [KEY])
    with pytest.raises(CannotBeOpened):
        opened(word, [])
