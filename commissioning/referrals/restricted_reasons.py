"""Why somebody goes first. Nothing that a provider reads imports this module: a test says so.

Going first is no measure of risk: before the first meeting whoever does the work asks by telephone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral, RestrictedReason
from commissioning.referrals.whose_cases import CaseReader, is_theirs
from directory.rules.tables import rows_of

FOLDER: Final = Path(__file__).parent


@cache
def priority_reasons() -> dict[str, str]:
    """By code, in the words of a page."""
    return {row["reason"]: row["name"] for row in rows_of("priority_reasons.csv", folder=FOLDER)}


def keep_reason(session: Session, referral: Referral, reason: str) -> None:
    session.add(RestrictedReason(referral_id=referral.id, reason=reason))


def reasons_read_by(
    session: Session, reader: CaseReader, referral_ids: list[int]
) -> dict[int, str]:
    """In words, of the officers' own cases; to anybody else it is as if there were none."""
    if not reader.is_officer:
        return {}
    rows = session.execute(
        select(RestrictedReason.referral_id, RestrictedReason.reason)
        .join(Referral, Referral.id == RestrictedReason.referral_id)
        .where(RestrictedReason.referral_id.in_(referral_ids), is_theirs(reader))
        .order_by(RestrictedReason.referral_id)
    )
    return {key: priority_reasons().get(code, code.replace("_", " ")) for key, code in rows}
