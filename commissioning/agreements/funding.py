"""Who pays: a funder with its share, and what it puts in as money or as staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.agreements.errors import (
    AgreementImpossible,
    SharesImpossible,
    refuse_backwards,
)
from commissioning.agreements.models import (
    Agreement,
    AgreementFunder,
    ContributionKind,
    ContributionMistake,
    FunderContribution,
)
from commissioning.agreements.queries import funders_of
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person

SLACK = 1e-9
MOST_POSTS = 1000


def share_not_stated(shares: Iterable[float | None]) -> float:
    """What of the whole nobody stated who pays; 0 where the shares make it whole."""
    left = 1 - sum(share for share in shares if share is not None)
    return left if left > SLACK else 0.0


def refuse_shares(shares: Iterable[float]) -> None:
    told = list(shares)
    if any(not 0 < share <= 1 for share in told) or sum(told) > 1 + SLACK:
        raise SharesImpossible(sum(told))


def state_funder(
    session: Session,
    agreement: Agreement,
    *,
    funder: str,
    share: float | None,
    by: Person,
    at: dt.datetime,
) -> bool:
    """A new funder, or another share of one that is named; whether that is news.

    None: its share is not stated. Raises `SharesImpossible`.
    """
    known = {one.funder: one for one in funders_of(session, agreement.id)}
    shares = {name: one.share for name, one in known.items()} | {funder: share}
    refuse_shares(one for one in shares.values() if one is not None)
    if funder in known and known[funder].share == share:
        return False
    row = known.get(funder) or AgreementFunder(agreement_id=agreement.id, funder=funder)
    before = {"funder": funder, "share": row.share} if funder in known else None
    row.share = share
    session.add(row)
    after = {"funder": funder, "share": share}
    record_act(session, Act.FUNDER_STATE, agreement, by=by, at=at, before=before, after=after)
    session.flush()
    return True


def withdraw_funder(
    session: Session, agreement: Agreement, funder: AgreementFunder, *, by: Person, at: dt.datetime
) -> None:
    """Named by mistake: what was put in keeps it named."""
    if contributions_of(session, [funder.id]):
        raise AgreementImpossible(
            "funder",
            f"{funder.funder} has put something in. Take that out first, or change its share.",
        )
    before = {"funder": funder.funder, "share": funder.share}
    session.execute(delete(AgreementFunder).where(AgreementFunder.id == funder.id))
    record_act(session, Act.FUNDER_WITHDRAW, agreement, by=by, at=at, before=before)
    session.flush()


def state_contribution(
    session: Session,
    funder: AgreementFunder,
    *,
    kind: ContributionKind,
    pence: int | None,
    posts: float | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    request_id: uuid.UUID | None = None,
    by: Person,
    at: dt.datetime,
) -> FunderContribution:
    """Money in pence or staff in full-time posts, from a day; added, never changed.

    The same again under the form's `request_id` is one; other facts under it are another.
    """
    refuse_backwards(starts_on, ends_on)
    _refuse_amount(kind, pence, posts)
    row = FunderContribution(
        funder_id=funder.id, kind=kind, pence=pence, posts=posts, starts_on=starts_on,
        ends_on=ends_on, request_id=request_id, recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    before = _under_the_key(session, request_id)
    if before is not None and _facts(before) == _facts(row):
        return before
    if before is not None:
        row.request_id = None
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # the same form, sent twice at the same moment
        before = _under_the_key(session, request_id)
        if before is None:
            raise
        if _facts(before) == _facts(row):
            return before
        raise AgreementImpossible(
            "amount", "Something else was sent with this. Send it again."
        ) from error
    after = _recorded(funder, row)
    record_act(session, Act.CONTRIBUTION_STATE, row, by=by, at=at, after=after)
    session.flush()
    return row


def withdraw_contribution(
    session: Session,
    funder: AgreementFunder,
    contribution: FunderContribution,
    *,
    mistake: ContributionMistake,
    by: Person,
    at: dt.datetime,
) -> None:
    """Stated wrongly: it counts nowhere any more, and the record of changes keeps what it was and
    why it went. What is right is stated anew."""
    record_act(
        session, Act.CONTRIBUTION_WITHDRAW, contribution, by=by, at=at,
        before=_recorded(funder, contribution), after={"mistake": mistake.value},
    )  # fmt: skip
    session.delete(contribution)
    session.flush()


def _recorded(funder: AgreementFunder, row: FunderContribution) -> dict[str, Any]:
    return {
        "funder": funder.funder, "kind": row.kind.value, "pence": row.pence, "posts": row.posts,
        "starts_on": row.starts_on, "ends_on": row.ends_on,
    }  # fmt: skip


def _under_the_key(session: Session, request_id: uuid.UUID | None) -> FunderContribution | None:
    if request_id is None:
        return None
    return session.scalar(
        select(FunderContribution).where(FunderContribution.request_id == request_id)
    )


def _facts(row: FunderContribution) -> tuple[object, ...]:
    return row.funder_id, row.kind, row.pence, row.posts, row.starts_on, row.ends_on


def contributions_of(session: Session, funder_ids: Iterable[int]) -> list[FunderContribution]:
    """By their first day."""
    return list(
        session.scalars(
            select(FunderContribution)
            .where(FunderContribution.funder_id.in_(list(funder_ids)))
            .order_by(FunderContribution.starts_on, FunderContribution.id)
        )
    )


def _refuse_amount(kind: ContributionKind, pence: int | None, posts: float | None) -> None:
    is_money = kind is ContributionKind.MONEY
    if is_money and (posts is not None or pence is None or pence <= 0):
        raise AgreementImpossible("amount", "Enter how much money, above £0.")
    if not is_money and (pence is not None or posts is None or not 0 < posts <= MOST_POSTS):
        raise AgreementImpossible(
            "amount", f"Enter how many full-time posts, above 0 and up to {MOST_POSTS}."
        )
