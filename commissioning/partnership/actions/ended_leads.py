"""Which of those who lead have ended or went into another, and what came in their place.

A lead stays as it was written. Whether the body is still there is asked of partners, by name or by
the organisation whose members enter for it, and of providers that were merged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.models import ActionLead
from commissioning.partnership.partners.models import Partner
from directory.keeping import batches
from directory.providers.merged import provider_that_stays
from directory.providers.models import Provider


@dataclass(frozen=True, slots=True)
class EndedLead:
    """`on`: its last day, None where it is a provider that was merged. `gone_to`: what came in its
    place, by one step or several, "" for nothing that is known."""

    on: dt.date | None
    gone_to: str


def ended_leads(
    session: Session, leads: Sequence[ActionLead], *, as_of: dt.date
) -> Mapping[int, EndedLead]:
    """By lead; whoever is still there on that day is not in it."""
    told = _merged(session, leads)
    ended = _ended_partners(session, leads, as_of)
    by_name = {one.name.casefold(): one for one in ended}
    by_organisation = {one.organisation_id: one for one in ended if one.organisation_id}
    for lead in leads:
        partner = by_name.get((lead.name or "").casefold())
        if partner is None and lead.organisation_id is not None:
            partner = by_organisation.get(lead.organisation_id)
        if partner is not None:
            told[lead.id] = EndedLead(partner.ended_on, _in_its_place(session, partner, as_of))
    return told


def _ended_partners(session: Session, leads: Sequence[ActionLead], as_of: dt.date) -> list[Partner]:
    names = sorted({lead.name.lower() for lead in leads if lead.name})
    bodies = sorted({one.organisation_id for one in leads if one.organisation_id is not None})
    over = select(Partner).where(Partner.ended_on < as_of)
    is_called = (func.lower(Partner.name).in_(some) for some in batches(names))
    is_body = (Partner.organisation_id.in_(some) for some in batches(bodies))
    return [one for named in (*is_called, *is_body) for one in session.scalars(over.where(named))]


def _in_its_place(session: Session, partner: Partner, as_of: dt.date) -> str:
    seen = {partner.id}
    while partner.successor_id is not None and partner.successor_id not in seen:
        seen.add(partner.successor_id)
        partner = session.get_one(Partner, partner.successor_id)
        if partner.ended_on is None or partner.ended_on >= as_of:
            return partner.name
    return partner.name if len(seen) > 1 else ""


def _merged(session: Session, leads: Sequence[ActionLead]) -> dict[int, EndedLead]:
    keys = sorted({one.provider_id for one in leads if one.provider_id is not None})
    gone = {
        one.id: provider_that_stays(session, one).name
        for some in batches(keys)
        for one in session.scalars(
            select(Provider).where(Provider.id.in_(some), Provider.merged_into_id.is_not(None))
        )
    }
    return {
        one.id: EndedLead(None, gone[one.provider_id]) for one in leads if one.provider_id in gone
    }
