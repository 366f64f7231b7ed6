"""A file is shown cell by cell, applied as it was shown or not at all, and taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from commissioning.groups.models import Closure, Group
from commissioning.uploads.errors import DraftInTheWay, ShownOtherwise, UploadClosed
from commissioning.uploads.models import UploadState
from commissioning.uploads.sending import forget_uploads, undo_upload
from commissioning.uploads.watching import Difference
from directory.exchange.models import ImportRun
from directory.listings.deciding import decide
from directory.people.roles import Role
from directory.services.models import ListingRevision, Service, ServiceState
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.makers.days import NOW, moment
from tests.makers.listings import make_draft, make_person

GROUP = "external_id,line,planned_start,places,current_start\ng1,line-ours,2027-05-03,{places},\n"


def test_what_a_new_row_says_is_shown_and_nothing_is_written(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "groups", GROUP.format(places=8))
    assert upload.state is UploadState.SHOWN
    [table] = desk.told(upload).tables
    assert table.differences == [
        Difference(2, "external_id", "", "g1"),
        Difference(2, "line", "", "line-ours"),
        Difference(2, "planned_start", "", "2027-05-03"),
        Difference(2, "places", "", "8"),
        Difference(2, "current_start", "", "2027-05-03"),
    ]
    assert desk.session.scalars(select(Group)).all() == []


def test_applied_then_changed_then_undone(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    first = desk.send(member, "groups", GROUP.format(places=8))
    desk.apply(member, first)
    assert first.state is UploadState.APPLIED
    assert first.kept_rows is None
    second = desk.send(member, "groups", GROUP.format(places=10))
    [table] = desk.told(second).tables
    assert table.differences == [Difference(2, "places", "8", "10")]
    desk.apply(member, second)
    run = desk.session.get_one(ImportRun, second.import_id)
    assert (run.source, run.kind, run.rows) == ("Example Forge Trust", "groups", 1)
    assert run.applied_by_id == member.person_id
    undo_upload(desk.session, second, by=member.person, at=NOW)
    undo_upload(desk.session, second, by=member.person, at=NOW)
    assert desk.session.scalars(select(Group.places)).one() == 8


def test_a_second_click_applies_nothing_again(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "groups", GROUP.format(places=8))
    digest = upload.shown_digest
    desk.apply(member, upload, digest)
    desk.apply(member, upload, digest)
    assert len(desk.session.scalars(select(ImportRun)).all()) == 1


def test_what_would_change_something_else_by_now_is_shown_again(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    desk.apply(member, desk.send(member, "groups", GROUP.format(places=8)))
    slow = desk.send(member, "groups", GROUP.format(places=12))
    desk.apply(member, desk.send(member, "groups", GROUP.format(places=9)))
    seen = slow.shown_digest
    desk.apply(member, slow)
    assert (slow.state, slow.changed_meanwhile) == (UploadState.SHOWN, True)
    assert desk.told(slow).tables[0].differences == [Difference(2, "places", "9", "12")]
    assert desk.session.scalars(select(Group.places)).one() == 9
    with pytest.raises(ShownOtherwise):
        desk.apply(member, slow, seen)
    desk.apply(member, slow)
    assert desk.session.scalars(select(Group.places)).one() == 12


def test_two_files_that_add_the_same_the_second_is_shown_again(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    one, other = (desk.send(member, "groups", GROUP.format(places=8)) for _ in range(2))
    desk.apply(member, one)
    desk.apply(member, other)
    assert other.state is UploadState.SHOWN
    assert desk.told(other).changed_rows == 0


def test_after_a_day_it_opens_no_more(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "groups", GROUP.format(places=8))
    assert forget_uploads(desk.session, NOW + dt.timedelta(hours=23, minutes=59)) == 0
    assert forget_uploads(desk.session, NOW + dt.timedelta(hours=24)) == 1
    desk.session.expire_all()
    assert (upload.kept_rows, upload.told, upload.error_file) == (None, None, None)
    with pytest.raises(UploadClosed):
        desk.apply(member, upload, "0" * 64)


def test_a_day_is_a_day_also_where_nobody_has_forgotten_it_yet(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "groups", GROUP.format(places=8))
    with pytest.raises(UploadClosed):
        desk.apply(member, upload, at=NOW + dt.timedelta(hours=24))
    desk.apply(member, upload, at=NOW + dt.timedelta(hours=23, minutes=59))
    assert upload.state is UploadState.APPLIED


SERVICES = "external_id,provider,delivery_kind,title,summary,telephone\n"
OWN_SERVICE = "service-ours,EXAMPLE_FORGE_TRUST,closed_group,Thinking ours,What it is.,{number}\n"


def test_a_providers_wording_of_a_published_service_stays_a_draft(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "services", SERVICES + OWN_SERVICE.format(number="01632 960 222"))
    assert desk.told(upload).tables[0].differences == [
        Difference(2, "telephone", "01632 960 111", "01632 960 222")
    ]
    desk.apply(member, upload)
    service = desk.service("ours")
    assert service.state is ServiceState.PUBLISHED
    public = desk.session.get_one(ListingRevision, service.published_revision_id)
    assert public.telephone == "01632 960 111"


def test_ones_own_draft_in_the_way_is_named_and_its_field_is_not_the_files(
    app: Flask, desk: SendingDesk
) -> None:
    """Its author asked for another text of what a second person has changed since."""
    session, service = desk.session, desk.service("ours")
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    draft = make_draft(session, service, member.person, who_for="Anybody.", is_submitted=False)
    other = make_draft(session, service, make_person(session, "Ali Khan"), who_for="Men.")
    decide(
        session, service, other, draft_version=other.version, approved={"who_for"},
        by=make_person(session, "Cy Decides"), at=moment(0, 12),
    )  # fmt: skip
    upload = desk.send(member, "services", SERVICES + OWN_SERVICE.format(number="01632 960 222"))
    with (
        pytest.raises(DraftInTheWay, match="your own draft of “Thinking ours”") as told,
        session.begin_nested(),
    ):
        desk.apply(member, upload)
    assert "“Who it is for”" in str(told.value)
    assert told.value.service_id == service.public_id
    assert draft.is_open


def test_a_file_with_mistakes_comes_back_with_its_cells_marked(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    upload = desk.send(member, "groups", GROUP.format(places="some"))
    assert upload.state is UploadState.REFUSED
    assert [(row, column) for row, column, _ in desk.reasons(upload)] == [(2, "places")]
    assert upload.error_file is not None
    content = upload.error_file[::-1].decode("utf-8-sig", errors="replace")
    assert content.startswith(".csv\n")
    assert "places: " in content


def test_a_closure_is_added_and_undone_with_its_import(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.COMMISSIONER)
    row = "external_id,line,from_date,to_date\nc1,line-ours,2027-04-01,2027-04-08\n"
    upload = desk.send(member, "closures", row)
    desk.apply(member, upload)
    assert len(desk.session.scalars(select(Closure)).all()) == 1
    undo_upload(desk.session, upload, by=member.person, at=NOW)
    assert desk.session.scalars(select(Closure)).all() == []
    assert desk.session.scalars(select(Service)).all()
