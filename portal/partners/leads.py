"""What a partner leads in action plans, and what it may lead since another ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.partnership.actions.naming import NamedAction, actions_led_by
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.queries import those_before
from portal.formatting import joined


@dataclass(frozen=True, slots=True)
class PartnerLeads:
    """Actions of plans that it `leads`; that name it as lead or partner, not saying which
    (`unsaid`); and that name in either way those `before` it, which have ended: it may lead them
    now."""

    leads: tuple[NamedAction, ...]
    unsaid: tuple[NamedAction, ...]
    may_lead: tuple[NamedAction, ...]
    before: str


def partner_leads(session: Session, partner: Partner, *, today: dt.date) -> PartnerLeads:
    """Of published plans alone."""

    def led(one: Partner, *, is_lead: bool | None) -> tuple[NamedAction, ...]:
        return actions_led_by(session, one.name, one.organisation_id, today=today, is_lead=is_lead)

    before = those_before(session, partner, on=today)
    return PartnerLeads(
        led(partner, is_lead=True),
        led(partner, is_lead=None),
        tuple(one for body in before for said in (True, None) for one in led(body, is_lead=said)),
        str(joined([one.name for one in before])),
    )
