"""One's own views of the desk: kept under a name, opened and deleted by whoever kept them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from commissioning.desk.models import SavedView
from commissioning.errors import CommissioningError
from directory.accounts.models import Membership
from directory.acts import Act
from directory.audit.recording import record_act
from directory.errors import NotKnown

MOST_VIEWS: Final = 50
LONGEST_NAME: Final = 80


class ViewRefused(CommissioningError):
    """A view that cannot be kept; `field` is where to mend it."""

    field = "name"


def views_of(session: Session, membership_id: int) -> Sequence[SavedView]:
    """By name."""
    return session.scalars(_views(), {"member": membership_id}).all()


@cache
def _views() -> Select[SavedView]:
    own = select(SavedView).where(SavedView.membership_id == bindparam("member"))
    return own.order_by(func.lower(SavedView.name), SavedView.id)


def keep_view(
    session: Session, member: Membership, *, name: str, asked: Mapping[str, str], at: dt.datetime
) -> SavedView:
    """Keep what is asked under the name; what stood under it before is replaced."""
    name = " ".join(name.split())
    if not name:
        raise ViewRefused("Enter a name for the view.")
    if len(name) > LONGEST_NAME:
        raise ViewRefused(f"Enter a name of at most {LONGEST_NAME} letters.")
    own = list(views_of(session, member.id))
    view = next((one for one in own if one.name == name), None)
    if view is None:
        if len(own) >= MOST_VIEWS:
            raise ViewRefused(f"You keep {MOST_VIEWS} views already: delete one first.")
        view = SavedView(membership_id=member.id, name=name)
        session.add(view)
    view.asked, view.kept_at = dict(asked), at
    session.flush()
    after = {"name": name, "asked": dict(asked)}
    record_act(session, Act.VIEW_KEEP, view, by=member.person, at=at, after=after)
    session.flush()
    return view


def delete_view(
    session: Session, member: Membership, view_id: uuid.UUID, *, at: dt.datetime
) -> None:
    """Raises `NotKnown` for one that is not theirs."""
    view = session.scalar(
        select(SavedView).where(
            SavedView.public_id == view_id, SavedView.membership_id == member.id
        )
    )
    if view is None:
        raise NotKnown("view", view_id)
    before = {"name": view.name, "asked": view.asked}
    record_act(session, Act.VIEW_DELETE, view, by=member.person, at=at, before=before)
    session.delete(view)
    session.flush()
