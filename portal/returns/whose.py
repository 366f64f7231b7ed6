"""Whose returns who asks may read and change; the condition stands in the query."""

from __future__ import annotations

import uuid

from flask import request
from sqlalchemy.orm import Session

from commissioning.returns.models import MonthlyReturn
from commissioning.returns.queries import PROVIDERS, return_of, return_to_read
from commissioning.returns.states import Side
from directory.accounts.errors import LogInNeeded
from directory.people.models import Person
from portal.asking.onlooker import sight_of_reader
from portal.looking import looking


def side() -> Side:
    is_provider = sight_of_reader().looker in PROVIDERS
    return Side.PROVIDER if is_provider else Side.COMMISSIONER


def own_providers() -> frozenset[int]:
    return sight_of_reader().provider_ids


def who_acts() -> Person:
    """Raises `LogInNeeded`."""
    person = looking().person
    if person is None:
        raise LogInNeeded("Log in to see this page.")
    return person


def to_change(session: Session, return_id: uuid.UUID) -> MonthlyReturn:
    """Raises `NotKnown`."""
    return return_of(session, return_id, sight=sight_of_reader())


def to_read(session: Session, return_id: uuid.UUID) -> MonthlyReturn:
    """Raises `NotKnown`."""
    return return_to_read(session, return_id, sight=sight_of_reader())


def seen() -> int:
    """The version of the return that the form was shown with; 0 where somebody altered it."""
    typed = request.form.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
