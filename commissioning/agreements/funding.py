"""Who pays: a funder with its share, and what it puts in as money or as staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import delete, select
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
            "funder", f"{funder.funder} has put something in, which stays; change its share."
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
    by: Person,
    at: dt.datetime,
) -> FunderContribution:
    """Money in pence or staff in full-time posts, from a day; added, never changed."""
    refuse_backwards(starts_on, ends_on)
    _refuse_amount(kind, pence, posts)
    row = FunderContribution(
        funder_id=funder.id, kind=kind, pence=pence, posts=posts, starts_on=starts_on,
        ends_on=ends_on, recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {"funder": funder.funder, "kind": kind.value, "pence": pence, "posts": posts}
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    record_act(session, Act.CONTRIBUTION_STATE, row, by=by, at=at, after=after | dates)
    session.flush()
    return row


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
