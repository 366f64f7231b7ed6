"""Of which day a file speaks: later words stay, words of the day are asked about, and what it
tells again is confirmed only where somebody says so."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from commissioning.exchange.kinds import kind_called
from commissioning.lines.models import LineConfirmation
from commissioning.uploads.errors import ConfirmsNothing
from commissioning.uploads.models import UploadState
from commissioning.uploads.sending import SaidOfFile
from directory.accounts.models import Membership
from directory.people.roles import Role
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.makers.days import NOW, TODAY

GROUP = "external_id,line,planned_start,places\ng1,line-ours,2027-05-03,{places}\n"


@pytest.fixture
def member(app: Flask, desk: SendingDesk) -> Membership:
    with app.app_context():
        return desk.member(Role.PROVIDER_ADMINISTRATOR)


@pytest.mark.parametrize(
    ("days_before", "says"),
    [
        (0, "the file says 9; 8 was said that day"),  # which of them is newer nobody can tell
        (2, "says 9; 8 was said after that"),
    ],
)
def test_what_would_put_back_a_later_word_is_asked_with_whose_it_was(
    desk: SendingDesk, member: Membership, days_before: int, says: str
) -> None:
    earlier = desk.send(member, "groups", GROUP.format(places=8))
    desk.apply(member, earlier, at=NOW - dt.timedelta(minutes=5))
    said = SaidOfFile(TODAY - dt.timedelta(days=days_before))
    upload = desk.send(member, "groups", GROUP.format(places=9), said=said)
    [odd] = desk.told(upload).tables[0].unusual
    assert (odd.row, odd.column) == (2, "places")
    assert says in odd.reason
    assert "by Example Forge Trust" in odd.reason


def test_an_unchanged_file_confirms_where_its_sender_says_so(
    desk: SendingDesk, member: Membership
) -> None:
    desk.apply(member, desk.send(member, "groups", GROUP.format(places=8)))
    quiet = desk.send(member, "groups", GROUP.format(places=8))
    desk.apply(member, quiet)
    assert desk.session.query(LineConfirmation).count() == 0
    said = SaidOfFile(TODAY, confirms=True)
    upload = desk.send(member, "groups", GROUP.format(places=8), said=said)
    assert upload.state is UploadState.SHOWN
    assert desk.session.query(LineConfirmation).count() == 0
    desk.apply(member, upload)
    [told] = desk.session.query(LineConfirmation)
    assert (told.confirmed_by, told.confirmed_on) == ("Example Forge Trust", TODAY)


def test_a_kind_that_confirms_nothing_says_so(desk: SendingDesk, member: Membership) -> None:
    assert not kind_called("closures", "").confirms
    rows = "external_id,line,from_date,to_date\nc1,line-ours,2027-04-01,2027-04-08\n"
    with pytest.raises(ConfirmsNothing):
        desk.send(member, "closures", rows, said=SaidOfFile(TODAY, confirms=True))
