"""Groups are told by the rule for small numbers, and an answer once given stands."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.characteristics import NO_LONGER_HELD, NOT_ASKED, people_by_group
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.errors import HistoriesRefused
from commissioning.referrals.histories import History
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import ReferralCharacteristics
from commissioning.referrals.particulars import Beside, Characteristics, Sex
from commissioning.referrals.recording import record_histories
from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line

RECEIVED = dt.date(2027, 1, 4)


def referred(line: Line, number: int, sex: Sex | None) -> History:
    facts = ReferralFacts(
        reference=f"G-{number}", line_id=line.id, basis=Basis.LICENCE, received_on=RECEIVED
    )
    return History(facts, row=number, beside=Beside(characteristics=Characteristics(sex=sex)))


def test_people_are_told_by_group(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    answers = [Sex.MALE] * 12 + [Sex.FEMALE] * 7 + [Sex.PREFER_NOT_TO_SAY] * 8 + [None] * 3
    people = [referred(line, number, sex) for number, sex in enumerate(answers)]
    record_histories(session, [people], by=importer, at=NOW)
    told = people_by_group(session, [line.id], since=RECEIVED, until=RECEIVED)
    assert told["sex"] == {
        "female": "*", "male": "10", "another": "0", "prefer_not_to_say": "10", NOT_ASKED: "*",
        NO_LONGER_HELD: "0",
    }  # fmt: skip
    assert told["disability"] == {
        "yes": "0", "no": "0", "prefer_not_to_say": "0", NOT_ASKED: "30", NO_LONGER_HELD: "0",
    }  # fmt: skip
    later = people_by_group(session, [line.id], since=dt.date(2027, 1, 5), until=NOW.date())
    assert set(later["sex"].values()) == {"0"}


def test_asked_once(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    for sex in (None, Sex.FEMALE, None, Sex.FEMALE):
        record_histories(session, [[referred(line, 1, sex)]], by=importer, at=NOW)
    assert session.scalars(select(ReferralCharacteristics.sex)).all() == [Sex.FEMALE]
    with pytest.raises(HistoriesRefused) as refused:
        record_histories(session, [[referred(line, 1, Sex.MALE)]], by=importer, at=NOW)
    assert "another sex" in str(refused.value.refused[0].refusal)
