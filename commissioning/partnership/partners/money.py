"""What a partner pays into agreements, and which services lose money if it leaves.

It is a funder by its own name, as agreements call it. Whoever may read an agreement's funders reads
this: those who commission it; and the partner's own members, of their own money.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.funding import contributions_of
from commissioning.agreements.models import (
    Agreement,
    AgreementFunder,
    FunderContribution,
)
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.lines.models import Line
from commissioning.partnership.partners.errors import PartnerImpossible
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.queries import partner_called
from commissioning.partnership.partners.succession import ended_in_words, partner_spans
from commissioning.volumes.models import Lot
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Sight


class NamedService(NamedTuple):
    title: str
    public_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class FundedTold:
    """`share` is of 0 to 1, None where it is not stated. `services` are those that its lots buy, by
    their titles; `not_named` counts those that may not be named to who looks. `is_commissioned`: by
    whoever looks, so that the agreement opens to them."""

    agreement: Agreement
    share: float | None
    contributions: tuple[FunderContribution, ...]
    services: tuple[NamedService, ...]
    not_named: int
    is_commissioned: bool = False

    def pence_from(self, day: dt.date) -> int:
        """What is promised for days from then on, whole contributions that have not ended."""
        return sum(one.pence or 0 for one in self.contributions if goes_on(one, day))

    def posts_from(self, day: dt.date) -> float:
        return sum(one.posts or 0 for one in self.contributions if goes_on(one, day))


def goes_on(one: FunderContribution, day: dt.date) -> bool:
    return one.ends_on is None or one.ends_on >= day


def funded_by(
    session: Session, partner: Partner, *, sight: Sight, is_own: bool
) -> list[FundedTold]:
    """`is_own`: who looks is a member of the partner itself. By the agreement's title."""
    theirs = [is_own_agreement(session, sight)]
    if is_own:
        theirs.append(AgreementFunder.funder == partner.name)
    rows = session.execute(
        select(Agreement, AgreementFunder, is_own_agreement(session, sight))
        .join(AgreementFunder, AgreementFunder.agreement_id == Agreement.id)
        .where(AgreementFunder.funder == partner.name, or_(*theirs))
        .order_by(Agreement.title, Agreement.id)
    ).all()
    return [
        _told(session, agreement, funder, sight, is_commissioned=bool(is_commissioned))
        for agreement, funder, is_commissioned in rows
    ]


def refuse_ended_funder(session: Session, name: str, *, on: dt.date) -> None:
    """A partner that ended before the day pays nothing from then on. Raises `PartnerImpossible`,
    of the field that names a funder."""
    partner = partner_called(session, name)
    if partner is not None and partner.ended_on is not None and partner.ended_on < on:
        raise PartnerImpossible("funder", ended_in_words(partner_spans(session), partner.id, on))


def _told(
    session: Session,
    agreement: Agreement,
    funder: AgreementFunder,
    sight: Sight,
    *,
    is_commissioned: bool,
) -> FundedTold:
    given = contributions_of(session, [funder.id])
    services = _services(session, agreement, sight)
    named = [one for one, is_read in services if is_read]
    return FundedTold(
        agreement, funder.share, tuple(given), tuple(dict.fromkeys(named)),
        len(services) - len(named), is_commissioned,
    )  # fmt: skip


def _services(
    session: Session, agreement: Agreement, sight: Sight
) -> Sequence[tuple[NamedService, bool]]:
    rows = session.execute(
        select(ListingRevision.title, Service.public_id, reads_text(sight))
        .select_from(Lot)
        .join(Line, Line.id == Lot.line_id)
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(Lot.agreement_id == agreement.id)
        .order_by(ListingRevision.title)
    )
    return [(NamedService(title, key), bool(is_read)) for title, key, is_read in rows]
