"""Somebody is referred by a person: the team that sends, its number, and what the line must know.

What its sender calls the case may be said of several referrals: `ReferralCase` keeps it, and each
referral's own reference has “/2”, “/3” behind it, so that a file can tell each again. Groups asked
once are carried from one to the next.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.beside import NewBeside, characteristics_of, keep_besides
from commissioning.referrals.errors import (
    NotYoursToSend,
    OpenHereAlready,
    ReferenceTaken,
    ReferralImpossible,
    said,
)
from commissioning.referrals.kinds import Basis, ReferralStatus
from commissioning.referrals.models import Referral, ReferralCase, ReferralSending
from commissioning.referrals.particulars import (
    NOTHING_BESIDE,
    Characteristics,
    Particulars,
    need_codes,
)
from commissioning.referrals.queries import referral_by_reference
from commissioning.referrals.recording import receive_referral
from commissioning.referrals.restricted_reasons import keep_reason, priority_reasons
from commissioning.referrals.where_served import refuse_other_area
from commissioning.referrals.whose_cases import CaseReader
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.dialect import instant_text
from directory.people.models import Person
from directory.places.models import Court, LocalDeliveryUnit
from directory.sight import Looker
from directory.typed_keys import tells_in_case_reference

LONGEST_REFERENCE: Final = 36
"""Characters, so that “/2” fits behind it."""

LONGEST_BEFORE_REFERRAL: Final = dt.timedelta(days=3 * 366)
"""Beyond the longest community order it is a slip of the year, and would spoil a line's wait."""

OPEN: Final = (ReferralStatus.WAITING, ReferralStatus.IN_PROGRESS)
_REFERENCE: Final = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._/-]{0,35}", re.ASCII)
_DATE_ALONE: Final = re.compile(
    r"\d{4}([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2\d{4}|\d{8}", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """What an officer says of somebody; `reference` is what their own system calls the case."""

    reference: str
    basis: Basis
    home: LocalDeliveryUnit
    court: Court | None = None
    requirement: str | None = None
    sentenced_on: dt.date | None = None
    order_ends_on: dt.date | None = None
    released_on: dt.date | None = None
    hours_ordered: float | None = None
    needs: Sequence[str] = ()
    priority_reason: str | None = None
    characteristics: Characteristics = NOTHING_BESIDE.characteristics


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOfficer:
    """Whose referral it is: the officer, what is theirs, and their team with its number."""

    person: Person
    reader: CaseReader
    team: str
    telephone: str


def send_referral(
    session: Session,
    line: Line,
    new: NewReferral,
    *,
    sender: SendingOfficer,
    request_id: uuid.UUID,
    at: dt.datetime,
) -> Referral:
    """The person joins the line's queue today. The same request again is the same referral.

    Raises `ReferralImpossible`, `NotYoursToSend`, `LineServesElsewhere`, `LineClosed`,
    `OpenHereAlready`, and what `receive_referral` raises.
    """
    if (sent := sent_before(session, request_id, sender)) is not None:
        return sent
    today = local_date(at)
    _refuse(new, sender, today=today)
    refuse_other_area(session, line, new.home.id, on=today)
    referral = _receive(session, line, new, sender, request_id, at=at)
    _keep_beside(session, referral, new, sender, request_id, at=at)
    return referral


def sent_before(session: Session, request_id: uuid.UUID, sender: SendingOfficer) -> Referral | None:
    """What the same person sent by the same form."""
    return session.scalar(
        select(Referral)
        .join(ReferralSending, ReferralSending.referral_id == Referral.id)
        .where(
            ReferralSending.request_id == request_id,
            ReferralSending.sent_by_id == sender.person.id,
        )
    )


def refuse_typed_reference(reference: str) -> None:
    """Opaque, and nothing by which anybody else may know the person."""
    if not _REFERENCE.fullmatch(reference):
        raise ReferralImpossible(
            "reference",
            f"Enter a reference of at most {LONGEST_REFERENCE} letters, digits, dots, dashes and"
            " slashes, with at least one digit and no spaces.",
        )
    what = tells_in_case_reference(reference)
    if what is None and _DATE_ALONE.fullmatch(reference):
        what = "a date on which somebody may be born"
    if what is not None:
        raise ReferralImpossible(
            "reference",
            f"This holds {what}. Enter a reference that means nothing outside your own system.",
        )


def is_of_case(reference: str) -> ColumnElement[bool]:
    """Condition on `Referral`: so its sender calls the case, or a file the referral."""
    told = select(ReferralCase.referral_id).where(ReferralCase.reference == reference)
    return or_(Referral.reference == reference, Referral.id.in_(told))


def _refuse(new: NewReferral, sender: SendingOfficer, *, today: dt.date) -> None:
    refuse_typed_reference(new.reference)
    if not sender.reader.may_send_for(new.home.id):
        raise NotYoursToSend
    if sender.reader.looker is Looker.PRISON_OFFICER and new.released_on is None:
        raise ReferralImpossible("released_on", "Enter the day of release, as far as it is known.")
    if new.basis.is_requirement:
        _refuse_day_0(new.sentenced_on, today=today)
    end = new.order_ends_on
    if end is not None and end < today:
        raise ReferralImpossible("order_ends_on", f"The order ended on {said(end)}, before today.")
    if unknown := set(new.needs).difference(need_codes()):
        raise ReferralImpossible("needs", f"Choose needs from the list: {min(unknown)} is none.")
    if new.priority_reason is not None and new.priority_reason not in priority_reasons():
        raise ReferralImpossible("priority_reason", "Choose why the person goes first.")


def _refuse_day_0(sentenced_on: dt.date | None, *, today: dt.date) -> None:
    """A licence may follow a sentence of long ago; a requirement’s wait is counted from it."""
    if sentenced_on is None:
        raise ReferralImpossible(
            "sentenced_on", "Enter the day of sentence: the wait is counted from it."
        )
    if today - sentenced_on > LONGEST_BEFORE_REFERRAL:
        raise ReferralImpossible(
            "sentenced_on",
            f"{said(sentenced_on)} is more than three years ago. Look at the year: the wait is"
            " counted from the day of sentence.",
        )


def _refuse_twice(session: Session, line: Line, reference: str) -> None:
    open_here = session.scalar(
        select(Referral.received_on)
        .where(is_of_case(reference), Referral.line_id == line.id, Referral.status.in_(OPEN))
        .order_by(Referral.received_on, Referral.id)
        .limit(1)
    )
    if open_here is not None:
        raise OpenHereAlready(open_here)


def _receive(
    session: Session,
    line: Line,
    new: NewReferral,
    sender: SendingOfficer,
    request_id: uuid.UUID,
    *,
    at: dt.datetime,
) -> Referral:
    """By the first of “X”, “X/2”, “X/3” that is free."""
    for number in itertools.count(1):
        try:
            _refuse_twice(session, line, new.reference)
        except OpenHereAlready:  # perhaps by this very form, in the same moment
            if (sent := sent_before(session, request_id, sender)) is not None:
                return sent
            raise
        own = new.reference if number == 1 else f"{new.reference}/{number}"
        if referral_by_reference(session, reference=own) is not None:
            continue
        try:
            return receive_referral(
                session,
                line,
                reference=own,
                basis=new.basis,
                received_on=local_date(at),
                sentenced_on=new.sentenced_on,
                home=new.home,
                court=new.court,
                requirement=new.requirement,
                is_priority=new.priority_reason is not None,
                hours_ordered=new.hours_ordered,
                by=sender.person,
                at=at,
            )
        except ReferenceTaken:  # in the same moment; the same form is found, another goes on
            if (sent := sent_before(session, request_id, sender)) is not None:
                return sent
    raise AssertionError("numbers have no end")


def _keep_beside(
    session: Session,
    referral: Referral,
    new: NewReferral,
    sender: SendingOfficer,
    request_id: uuid.UUID,
    *,
    at: dt.datetime,
) -> None:
    if session.get(ReferralSending, referral.id) is not None:
        return
    asked = _asked_before(session, referral, new)
    session.add(ReferralCase(referral_id=referral.id, reference=new.reference))
    sending = ReferralSending(
        referral_id=referral.id,
        request_id=request_id,
        organisation_id=sender.reader.organisation_id,
        sent_by_id=sender.person.id,
        team=sender.team,
        published_number=sender.telephone,
        sent_at=at,
    )
    session.add(sending)
    if new.priority_reason is not None:
        keep_reason(session, referral, new.priority_reason)
    particulars = Particulars(
        order_ends_on=new.order_ends_on,
        released_on=new.released_on,
        needs="|".join(new.needs) or None,
    )
    told = {referral.id: NewBeside(particulars, asked)}
    keep_besides(session, told, by=sender.person, recorded_at=instant_text(at))
    after = {"sent_by": sender.team, "telephone": sender.telephone}
    record_act(session, Act.REFERRAL_SEND, referral, by=sender.person, at=at, after=after)
    session.flush()


def _asked_before(session: Session, referral: Referral, new: NewReferral) -> Characteristics:
    """What is answered now, and where nothing is, what was answered of the same case before."""
    earlier = session.scalars(
        select(Referral.id)
        .where(is_of_case(new.reference), Referral.id != referral.id)
        .order_by(Referral.id)
    ).all()
    asked = new.characteristics
    for known in characteristics_of(session, earlier).values():
        pairs = zip(asked, known, strict=True)
        asked = Characteristics._make(old if now is None else now for now, old in pairs)
    return asked
