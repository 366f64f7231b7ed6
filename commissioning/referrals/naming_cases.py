"""Whether free words name a case: by what they look like, and by the cases that the writer has."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.models import Referral, ReferralCase
from directory.free_words import number_or_place_in, numbered_words, tells_who_is_meant
from directory.services.models import Service

A_CASE: Final = "the reference of a case"


def tells_of_a_case(session: Session, text: str, such: ColumnElement[bool]) -> str | None:
    """What is to be taken out of the words; `such`: on `Referral`, the cases within the writer's
    reach. Of others nothing is looked up: a refusal would tell that they are here."""
    return tells_who_is_meant(text) or _named_in(session, text, such)


def names_case_or_number(session: Session, text: str, such: ColumnElement[bool]) -> str | None:
    """The same of the name of a body, or of whoever speaks for it."""
    return number_or_place_in(text) or _named_in(session, text, such)


def cases_of_line(line_id: int) -> ColumnElement[bool]:
    return Referral.line_id == line_id


def cases_of_lines(line_ids: Collection[int]) -> ColumnElement[bool]:
    return Referral.line_id.in_(line_ids)


def cases_of_provider(line_id: int) -> ColumnElement[bool]:
    """On this line, and on all others of whoever delivers it."""
    provider = (
        select(Service.provider_id)
        .join(Line, Line.service_id == Service.id)
        .where(Line.id == line_id)
        .scalar_subquery()
    )
    theirs = (
        select(Line.id)
        .join(Service, Service.id == Line.service_id)
        .where(Service.provider_id == provider)
    )
    return or_(Referral.line_id == line_id, Referral.line_id.in_(theirs))


def _named_in(session: Session, text: str, such: ColumnElement[bool]) -> str | None:
    words = sorted(set(numbered_words(text)))
    if not words:
        return None
    told = select(ReferralCase.referral_id).where(ReferralCase.reference.in_(words))
    is_named = or_(Referral.reference.in_(words), Referral.id.in_(told))
    found = session.scalar(select(exists().where(is_named, such)))
    return A_CASE if found else None
