"""Cases: lists, one whole, on paper, and what an officer records of it. Each reading is kept."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from commissioning.bookings.booking import count_failed_booking
from commissioning.bookings.cards import GroupWithPlaces, groups_ahead
from commissioning.bookings.closing import close_seats
from commissioning.bookings.errors import GroupFull
from commissioning.bookings.queries import rule_and_length
from commissioning.cases.case_rows import (
    CasePage,
    CaseQuestion,
    CaseStanding,
    case_called,
    case_row,
    cases_read_by,
    sent_by,
)
from commissioning.cases.case_view import CaseView, case_of, own_referral
from commissioning.cases.next_sessions import next_sessions
from commissioning.errors import CommissioningError
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.moves.facts import complete_by
from commissioning.moves.keeping import keep_moves
from commissioning.moves.taking_back import LastWord, WhoSays, words_to_take_back
from commissioning.partnership.protocols.case_cover import SharedReferral, covers_in_words
from commissioning.partnership.protocols.relying import asks_for_ground
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind, Party
from commissioning.referrals.models import Referral
from commissioning.referrals.open_lines import open_lines_for
from commissioning.referrals.saying import open_to, said_last, say, transfer
from commissioning.registers.joining import book_or_join, parties_under_way
from directory.acts import Act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.queries import all_areas
from directory.sight import Looker
from portal.access import allow, keep_nothing, record_reading
from portal.asking.onlooker import sight_of_reader
from portal.case_reader import case_reader, member_here
from portal.cases.forms import FindForm, HappenedForm, PlaceForm, TransferForm
from portal.cases.pages import CasesPage, cases_page, shown_case, which_case
from portal.cases.slip_pages import groups_to_choose, slip_of
from portal.cases.words import NOT_NAMED
from portal.extensions import db
from portal.looking import looking, moment

bp = Blueprint("cases", __name__)

MOST_GROUPS = 6
"""The next groups, as far as anybody books ahead."""


@bp.get("/cases")
@allow(Act.CASE_READ)
def cases() -> str:
    return _list(FindForm())


@bp.post("/cases")
@allow(Act.CASE_READ)
def find() -> ResponseReturnValue:
    """By its reference, which is sent in the body and stands in no address."""
    keep_nothing()
    form = FindForm(request.form)
    if form.validate():
        found = case_called(db.session(), case_reader(), form.reference.data or "")
        if found is not None:
            return redirect(f"/cases/{found}", 303)
        form.reference.errors = [
            gettext("No case of yours has this reference. Look at how it is written.")
        ]
    return _list(form), 422


@bp.get("/sent")
@allow(Act.REFERRAL_RECEIVE)
def sent() -> str:
    """What became of what one sent, newest first."""
    session, sight, today = db.session(), sight_of_reader(), local_date(moment())
    person = looking().person or member_here().person
    found = sent_by(session, case_reader(), sight, person, number=_number(), today=today)
    _keep_reading(found, "sent")
    page = cases_page(
        found, CaseQuestion(CaseStanding.ALL), (), by_release=False, today=today, as_at=moment()
    )
    return render_template("cases/sent.html", page=page)


@bp.get("/cases/<uuid:referral_id>")
@allow(Act.CASE_READ)
def case(referral_id: uuid.UUID) -> str:
    found = _case(referral_id)
    page = shown_case(
        found,
        str(referral_id),
        is_officer=case_reader().is_officer,
        is_sent="sent" in request.args,
        done="done" in request.args,
        is_taken_back="back" in request.args,
        may_be_taken_back=_own_words(found),
        as_at=moment(),
        asks_ground=case_reader().is_officer and asks_for_ground(db.session(), referral_id),
        covers=_covers(found),
    )
    return render_template("cases/case.html", page=page)


def _covers(found: CaseView) -> Mapping[int, str]:
    """Which agreement covers each part; the provider is named where the case names it."""
    parts = [
        SharedReferral(one.id, one.of.provider, one.sent.organisation_id if one.sent else None)
        for one in found.referrals
    ]
    return covers_in_words(db.session(), parts, on=local_date(moment()))


def _own_words(found: CaseView) -> dict[int, LastWord]:
    """What the reader's organisation said last, today, of the referrals of the case."""
    reader, keys = case_reader(), [one.id for one in found.referrals]
    if reader.party is None or reader.organisation_id is None:
        return {}
    who = WhoSays(reader.party, reader.organisation_id)
    return words_to_take_back(db.session(), keys, who, today=local_date(moment()))


@bp.get("/cases/<uuid:referral_id>/sheet")
@allow(Act.CASE_READ)
def sheet(referral_id: uuid.UUID) -> str:
    """The same for the file, on paper."""
    found = _case(referral_id)
    page = shown_case(
        found,
        str(referral_id),
        is_officer=case_reader().is_officer,
        as_at=moment(),
        covers=_covers(found),
    )
    return render_template("cases/sheet.html", page=page)


@bp.get("/cases/<uuid:referral_id>/slip")
@allow(Act.CASE_READ)
def slip(referral_id: uuid.UUID) -> str:
    """For the person: day, place, whom to ring, and nothing of why."""
    case, at = _case(referral_id), moment()
    sessions = next_sessions(db.session(), [one.id for one in case.referrals], at=at)
    page = slip_of(case, sessions, today=local_date(at), as_at=at)
    return render_template("cases/slip.html", page=page, key=referral_id)


@bp.get("/cases/<uuid:referral_id>/record")
@allow(Act.CASE_RECORD)
def happened(referral_id: uuid.UUID) -> str:
    referral, form = _own(referral_id), HappenedForm()
    form.offer(open_to(db.session(), referral, Party.OFFICER))
    return _form_page("record", form, referral_id)


@bp.post("/cases/<uuid:referral_id>/record")
@allow(Act.CASE_RECORD, changes=True)
def record(referral_id: uuid.UUID) -> ResponseReturnValue:
    referral, form = _own(referral_id), HappenedForm(request.form)
    before = said_last(db.session(), referral, by=_by())
    form.offer(
        (*open_to(db.session(), referral, Party.OFFICER), *([before.kind] if before else ()))
    )
    said = form.happened(today=local_date(moment()))
    if said is not None and said == before:
        return redirect(f"/cases/{referral_id}?done=1", 303)
    if said is not None:
        try:
            _say(referral, said)
            keep_moves(db.session(), [referral.id], at=moment())
            db.session.commit()
            return redirect(f"/cases/{referral_id}?done=1", 303)
        except CommissioningError as refusal:
            db.session.rollback()
            form.refuse(str(refusal))
    return _form_page("record", form, referral_id), 422


def _say(referral: Referral, said: Happened) -> None:
    session, by, at = db.session(), _by(), moment()
    with close_seats(session, [referral.id], said.kind, by=by, at=at):
        say(session, referral, said, party=Party.OFFICER, by=by, at=at)


@bp.get("/cases/<uuid:referral_id>/place")
@allow(Act.PLACE_BOOK)
def place(referral_id: uuid.UUID) -> str:
    form = PlaceForm()
    referral = _own(referral_id)
    form.offer(_choices(referral, _groups(referral), _parties(referral)))
    form.request_id.data = secrets.token_hex(16)
    return _form_page("place", form, referral_id)


@bp.post("/cases/<uuid:referral_id>/place")
@allow(Act.PLACE_BOOK, changes=True)
def book(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The place goes to whose turn it is; who finds none is counted, and keeps their turn."""
    referral, form = _own(referral_id), PlaceForm(request.form)
    groups, parties = _groups(referral), _parties(referral)
    form.offer(_choices(referral, groups, parties))
    if form.validate() and _booked(referral, [*groups, *parties], form):
        return redirect(f"/cases/{referral_id}?done=1", 303)
    return _form_page("place", form, referral_id), 422


def _booked(referral: Referral, groups: Sequence[GroupWithPlaces], form: PlaceForm) -> bool:
    session, home_id = db.session(), referral.home_local_delivery_unit_id
    chosen = next((one for one in groups if str(one.public_id) == form.group.data), None)
    if chosen is None:
        form.refuse(gettext("Choose a group"))
        return False
    group = session.scalars(select(Group).where(Group.public_id == chosen.public_id)).one()
    try:
        request_id = form.asked_for
        book_or_join(session, group, referral, request_id=request_id, by=_by(), at=moment())
        keep_moves(session, [referral.id], at=moment())
        session.commit()
    except CommissioningError as refusal:
        db.session.rollback()
        if isinstance(refusal, GroupFull):
            count_failed_booking(session, group, local_delivery_unit_id=home_id, at=moment())
            session.commit()
        form.refuse(str(refusal))
        return False
    return True


def _choices(
    referral: Referral, groups: Sequence[GroupWithPlaces], parties: Sequence[GroupWithPlaces]
) -> list[tuple[str, str]]:
    weeks = rule_and_length(db.session(), referral.line_id).weeks
    by = complete_by(db.session(), [referral.id]).get(referral.id)
    return groups_to_choose(groups, parties, weeks=weeks, by=by)


def _groups(referral: Referral) -> list[GroupWithPlaces]:
    return groups_ahead(db.session(), referral.line_id, at=moment(), most=MOST_GROUPS)


def _parties(referral: Referral) -> list[GroupWithPlaces]:
    """Working parties that have begun, which people join on the way."""
    return parties_under_way(db.session(), referral.line_id, at=moment())


@bp.get("/cases/<uuid:referral_id>/transfer")
@allow(Act.CASE_RECORD)
def elsewhere(referral_id: uuid.UUID) -> str:
    form = TransferForm()
    form.offer(_queues(_own(referral_id)))
    return _form_page("transfer", form, referral_id)


@bp.post("/cases/<uuid:referral_id>/transfer")
@allow(Act.CASE_RECORD, changes=True)
def move(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The person leaves one list and joins the other in one act; day 0 goes with them."""
    referral, form = _own(referral_id), TransferForm(request.form)
    form.offer(_queues(referral))
    if form.validate() and _moved(referral, form):
        return redirect(f"/cases/{referral_id}?done=1", 303)
    return _form_page("transfer", form, referral_id), 422


def _moved(referral: Referral, form: TransferForm) -> bool:
    session, day = db.session(), form.on_date.data
    to_line = session.scalar(select(Line).where(Line.public_id == as_uuid(form.to_line.data)))
    if to_line is None or day is None:
        form.refuse(gettext("Choose a queue"))
        return False
    try:
        reason, by, at = form.reason.data or "", _by(), moment()
        with close_seats(session, [referral.id], EventKind.TRANSFERRED, by=by, at=at):
            transfer(session, referral, to_line, on_date=day, reason=reason, by=by, at=at)
        keep_moves(session, [referral.id], at=moment())
        session.commit()
    except CommissioningError as refusal:
        db.session.rollback()
        form.refuse(str(refusal))
        return False
    return True


def _form_page(name: str, form: HappenedForm | PlaceForm | TransferForm, key: uuid.UUID) -> str:
    row = case_row(db.session(), case_reader(), sight_of_reader(), key, today=local_date(moment()))
    return render_template(f"cases/{name}.html", form=form, key=key, which=which_case(row))


def _own(referral_id: uuid.UUID) -> Referral:
    """Raises `NotKnown`."""
    return own_referral(db.session(), case_reader(), referral_id)


def _by() -> Person:
    return looking().person or member_here().person


def _queues(referral: Referral) -> list[tuple[str, str]]:
    """Others that take people of the same home, each with its service."""
    area_id = referral.home_local_delivery_unit_id
    if area_id is None:
        return []
    lines = open_lines_for(db.session(), sight_of_reader(), area_id, on=local_date(moment()))
    return [
        (str(line.public_id), f"{line.title}, {line.name}" if line.is_read else gettext(NOT_NAMED))
        for line in lines
        if line.id != referral.line_id
    ]


def as_uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _case(referral_id: uuid.UUID) -> CaseView:
    """Raises `NotKnown`; the reading is kept before anything is shown."""
    found = case_of(
        db.session(), case_reader(), sight_of_reader(), referral_id, today=local_date(moment())
    )
    keep_reading([one.id for one in found.referrals])
    return found


def keep_reading(referral_ids: Sequence[int]) -> None:
    record_reading(at=moment(), of={"case": "whole"}, referral_ids=referral_ids)


def _list(form: FindForm) -> str:
    reader, today = case_reader(), local_date(moment())
    asked = request.args.get("standing", "")
    standing = CaseStanding(asked) if asked in set(CaseStanding) else CaseStanding.OPEN
    question = CaseQuestion(standing, request.args.get("area", ""), _number())
    found = cases_read_by(db.session(), reader, sight_of_reader(), question, today=today)
    _keep_reading(found, "cases")
    page: CasesPage = cases_page(
        found,
        question,
        _areas(),
        by_release=reader.looker is Looker.PRISON_OFFICER,
        today=today,
        as_at=moment(),
    )
    return render_template("cases/list.html", page=page, form=form)


def _areas() -> list[tuple[str, str]]:
    """One's own, where there is a choice; a court and a prison have people from anywhere."""
    reader = case_reader()
    own = [
        area
        for area in all_areas(db.session(), on=local_date(moment()))
        if area.id in reader.area_ids
    ]
    is_bound = reader.looker is Looker.OFFENDER_MANAGER
    return [(area.slug, area.name) for area in own] if is_bound and len(own) > 1 else []


def _keep_reading(found: CasePage, of: str) -> None:
    if found.rows:
        record_reading(at=moment(), of={"list": of, "cases": len(found.rows)})


def _number() -> int:
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
