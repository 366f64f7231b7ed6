"""Whether a file can be taken back is told before anybody tries, and before it is applied."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from commissioning.uploads.models import KeepsIt, UploadSent
from commissioning.uploads.queries import sent_alike, upload_of, what_keeps
from commissioning.uploads.sending import undo_upload
from directory.accounts.models import Membership
from directory.exchange.errors import StandsOnIt
from directory.people.roles import Role
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.makers.days import NOW

GROUP = "external_id,line,planned_start,places\ng1,line-ours,2027-05-03,{places}\n"
REFERRALS = (
    "reference,line,basis,received_on{more}\nAB1001,line-ours,community_order,2027-01-04{cells}\n"
)


@pytest.fixture
def member(app: Flask, desk: SendingDesk) -> Membership:
    with app.app_context():
        return desk.member(Role.PROVIDER_ADMINISTRATOR)


def found(desk: SendingDesk, member: Membership, public_id: object) -> UploadSent:
    return upload_of(
        desk.session,
        public_id,  # type: ignore[arg-type]
        organisation_id=member.organisation_id,
    )


def test_nothing_keeps_it_then_a_later_file_does_and_is_named(
    desk: SendingDesk, member: Membership
) -> None:
    first = desk.send(member, "groups", GROUP.format(places=8))
    desk.apply(member, first)
    assert what_keeps(desk.session, found(desk, member, first.public_id)) is None
    second = desk.send(member, "groups", GROUP.format(places=10))
    desk.apply(member, second, at=NOW + dt.timedelta(minutes=1))
    keeps = what_keeps(desk.session, found(desk, member, first.public_id))
    assert keeps is not None
    assert keeps.by is second
    assert "groups.csv" in keeps.what
    with pytest.raises(StandsOnIt):
        undo_upload(desk.session, first, by=member.person, at=NOW)
    later = NOW + dt.timedelta(minutes=2)
    undo_upload(desk.session, second, by=member.person, at=later)
    assert what_keeps(desk.session, found(desk, member, first.public_id)) is None
    undo_upload(desk.session, first, by=member.person, at=later)
    assert what_keeps(desk.session, found(desk, member, first.public_id)) is None


def test_what_can_never_be_taken_back_says_so_before_it_is_applied(
    desk: SendingDesk, member: Membership
) -> None:
    first = desk.send(member, "referrals", REFERRALS.format(more="", cells=""))
    assert desk.told(first).lasting == ""
    desk.apply(member, first)
    second = desk.send(
        member, "referrals", REFERRALS.format(more=",accepted_on", cells=",2027-01-06")
    )
    assert desk.told(second).lasting == "it changed referral rows that were there before"
    desk.apply(member, second, at=NOW + dt.timedelta(minutes=1))
    assert what_keeps(desk.session, found(desk, member, second.public_id)) == KeepsIt(
        "it changed referral rows that were there before", is_for_good=True
    )


def test_the_same_content_is_known_under_another_name(
    desk: SendingDesk, member: Membership
) -> None:
    first = desk.send(member, "groups", GROUP.format(places=8))
    other = desk.folder / "again.csv"
    other.write_text(GROUP.format(places=8))
    again = desk.send(member, "groups", other)
    assert [one.upload for one in sent_alike(desk.session, again)] == [first]
    changed = desk.send(member, "groups", GROUP.format(places=9))
    assert sent_alike(desk.session, changed) == []
