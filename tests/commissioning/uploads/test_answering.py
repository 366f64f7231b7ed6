"""A refused file is answered row by row; what nobody answers stays wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from commissioning.groups.models import Group
from commissioning.partnership.actions.models import ActionPlan
from commissioning.uploads.errors import AnswerTellsOfPerson, UploadClosed
from commissioning.uploads.kept_tables import RowAnswer
from commissioning.uploads.mending import mend
from commissioning.uploads.models import Upload, UploadState
from directory.accounts.models import Membership
from directory.people.roles import Role
from tests.commissioning.uploads.sending_desk import SECRETS, SendingDesk
from tests.makers.days import NOW

HEADS = "external_id,line,planned_start,places,current_start\n"
WRONG = (
    HEADS
    + "g1,line-ours,2027-05-03,some,\n"
    + "g2,line-nobodys,2027-05-03,8,\n"
    + "g3,line-ours,2027-06-07,9,\n"
)


@pytest.fixture
def member(app: Flask, desk: SendingDesk) -> Membership:
    with app.app_context():
        return desk.member(Role.PROVIDER_ADMINISTRATOR)


def answer(
    desk: SendingDesk,
    member: Membership,
    upload: Upload,
    *answers: RowAnswer,
    at: dt.datetime = NOW,
) -> None:
    mend(desk.session, upload, answers, uploader=desk.uploader(member), secrets=SECRETS, at=at)


def test_a_cell_is_named_a_row_is_dropped_and_the_rest_is_applied(
    desk: SendingDesk, member: Membership
) -> None:
    upload = desk.send(member, "groups", WRONG)
    answer(desk, member, upload, RowAnswer(0, 2, "places", "8"))
    assert [(row, column) for row, column, _ in desk.reasons(upload)] == [(3, "line")]
    answer(desk, member, upload, RowAnswer(0, 3))
    assert upload.state is UploadState.SHOWN
    desk.apply(member, upload)
    groups = desk.session.execute(select(Group.external_id, Group.places).order_by(Group.id))
    assert [tuple(row) for row in groups] == [("g1", 8), ("g3", 9)]


def test_what_nobody_answers_stays_wrong_also_where_it_was_taken_out(
    desk: SendingDesk, member: Membership
) -> None:
    upload = desk.send(member, "groups", WRONG.replace("some,", "8,AB 12 34 56 C"))
    before = desk.reasons(upload)
    assert [(row, column) for row, column, _ in before] == [(2, "current_start"), (3, "line")]
    answer(desk, member, upload)
    assert [(row, column) for row, column, _ in desk.reasons(upload)] == [
        (2, "current_start"), (3, "line"),
    ]  # fmt: skip
    answer(desk, member, upload, RowAnswer(0, 2, "current_start", ""), RowAnswer(0, 3))
    assert upload.state is UploadState.SHOWN


def test_an_answer_tells_of_nobody(desk: SendingDesk, member: Membership) -> None:
    upload = desk.send(member, "groups", WRONG)
    with pytest.raises(AnswerTellsOfPerson, match="Row 2"):
        answer(desk, member, upload, RowAnswer(0, 2, "places", "AB 12 34 56 C"))


def test_after_a_day_nothing_can_be_answered(desk: SendingDesk, member: Membership) -> None:
    upload = desk.send(member, "groups", WRONG)
    with pytest.raises(UploadClosed):
        answer(desk, member, upload, RowAnswer(0, 3), at=NOW + dt.timedelta(hours=24))


def test_too_many_mistakes_are_not_asked_about(desk: SendingDesk, member: Membership) -> None:
    rows = "".join(f"g{number},line-ours,2027-05-03,some,\n" for number in range(51))
    assert desk.send(member, "groups", HEADS + rows).kept_rows is None


PLAN = "id,section,level,action_title\nA1-N,health,national,Care\nA2-N,health,national,More\n"


def test_a_column_that_the_file_does_not_have_is_answered_as_people_write_it(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        commissioner = desk.member(Role.COMMISSIONER)
    upload = desk.send(commissioner, "actions", PLAN)
    told = desk.reasons(upload)
    assert [(row, column) for row, column, _ in told] == [(2, "plan_region"), (3, "plan_region")]
    assert "write North West here if it is your region’s" in told[0][2]
    answers = (RowAnswer(0, 2, "plan_region", "North West"), RowAnswer(0, 3))
    answer(desk, commissioner, upload, *answers)
    assert (upload.state, desk.reasons(upload)) == (UploadState.SHOWN, [])
    desk.apply(commissioner, upload)
    [plan] = desk.session.scalars(select(ActionPlan))
    assert (plan.code, plan.title) == ("north-west-2027-03-02", "North West plan of 2 March 2027")
