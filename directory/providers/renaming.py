"""An organisation that is called otherwise since a day, or has another number on a register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from directory.clock import local_date
from directory.errors import DirectoryError
from directory.people.models import Person
from directory.providers.editing import edit_provider
from directory.providers.models import Provider, ProviderSuccession, SuccessionKind
from directory.providers.succession import (
    Former,
    state_succession,
    successions_told,
    withdraw_succession,
)
from directory.stating import day_said, said


class CalledSoAlready(DirectoryError):
    """Neither name nor numbers would change."""

    def __init__(self) -> None:
        super().__init__("It is called so already, with these numbers. Change one of them.")


class WentIntoAnother(DirectoryError):
    """The record of an organisation that was merged stays as it was."""

    def __init__(self) -> None:
        super().__init__("This organisation went into another: state it of the one that stays.")


class NotRenamedSo(DirectoryError):
    """What would be taken back was taken back already, or something later stands on it."""

    def __init__(self) -> None:
        super().__init__("It was renamed again since, or this was taken back. Look again.")


FACTS = ("name", "charity_number", "company_number")


def rename_provider(
    session: Session,
    provider: Provider,
    told: Mapping[str, str | None],
    *,
    from_date: dt.date,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> ProviderSuccession:
    """`told` are name and numbers from that day on; by the former ones it is found still.

    Raises `CalledSoAlready`, `WentIntoAnother`, `StatedAhead` for a day to come, `NotSaid` without
    a name, `FieldRefused` and `ChangedMeanwhile`.
    """
    if provider.merged_into_id is not None:
        raise WentIntoAnother
    told = {**told, "name": said(told["name"] or "", "its name")}
    changes = {one: told[one] for one in FACTS if told[one] != getattr(provider, one)}
    if not changes:
        raise CalledSoAlready
    kind = SuccessionKind.RENAMED if "name" in changes else SuccessionKind.RENUMBERED
    former = Former(
        kind, provider.name, day_said(from_date, at), provider.charity_number,
        provider.company_number,
    )  # fmt: skip
    edit_provider(session, provider, changes, based_on=based_on, by=by, at=at)
    return state_succession(
        session, provider, former, stated_by=by.name, stated_on=local_date(at), by=by, at=at
    )


def take_back_renaming(
    session: Session, provider: Provider, succession: ProviderSuccession, *, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    """It is called again as it was before, and by what it was called meanwhile nobody finds it.

    Raises `NotRenamedSo` unless it is the newest of its own that stands.
    """
    if succession is not last_renaming(session, provider):
        raise NotRenamedSo
    former = {
        "name": succession.former_name,
        "charity_number": succession.former_charity_number,
        "company_number": succession.former_company_number,
    }
    changes = {name: value for name, value in former.items() if value != getattr(provider, name)}
    edit_provider(session, provider, changes, based_on=provider.version, by=by, at=at)
    withdraw_succession(session, succession, by=by, at=at)


def last_renaming(session: Session, provider: Provider) -> ProviderSuccession | None:
    """The newest that a person can take back: of the same record, and recorded last."""
    own = [
        one
        for one in successions_told(session, provider.id)
        if one.predecessor_id is None and one.withdrawn_at is None
        and one.kind in (SuccessionKind.RENAMED, SuccessionKind.RENUMBERED)
    ]  # fmt: skip
    return max(own, key=lambda one: one.id, default=None)
