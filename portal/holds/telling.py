"""Telling that an offer of a place passed on because nobody answered it.

Whoever was to answer is told, and whoever manages them: an officer's silence is not the person's
refusal. One message to an address, with how many and where to look; none names a case or a service.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.bookings.passed_on import UntoldOffer, take_untold
from commissioning.moves.whom_to_tell import manager_addresses, sender_addresses
from directory.listings.telling import written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from portal.formatting import counted

AT_ONCE: Final = 500

SUBJECT: Final = "Offers of a place that nobody answered"
SAYS: Final = (
    "{many} passed on because nobody answered in time, and the place went to whose turn it was"
    " next. That is no refusal by the person: each of them keeps their turn and the day from which"
    " their wait counts, and is offered a place of a later group when it comes."
)
TO_OFFICERS: Final = "You were to ask the person and answer, or a colleague of your area was."
TO_MANAGERS: Final = "Officers of your areas were to ask the person and answer."


def tell_passed_on(session: Session, at: dt.datetime) -> int:
    """How many messages were written; each offer is told once, also where nobody can be told."""
    untold = take_untold(session, at=at, most=AT_ONCE)
    if not untold:
        return 0
    officers, managers = _counted(session, untold)
    for to, many in officers.items():
        written(session, to, _words(many, TO_OFFICERS, "/offers"), MessageKind.REFERRALS_DUE, at)
    for to, many in managers.items():
        written(
            session, to, _words(many, TO_MANAGERS, "/waiting-on"), MessageKind.REFERRALS_DUE, at
        )
    return len(officers) + len(managers)


def _counted(session: Session, untold: list[UntoldOffer]) -> tuple[Counter[str], Counter[str]]:
    """By address how many offers: of those who were to answer, and of their managers."""
    homes = {one.referral_id: one.home_area_id for one in untold}
    senders = sender_addresses(session, homes)
    managing = manager_addresses(session, homes.values())
    officers, managers = Counter[str](), Counter[str]()
    for one in untold:
        officers.update(senders[one.referral_id])
        managers.update(managing[one.home_area_id])
    return officers, managers


def _words(many: int, whose: str, page: str) -> Words:
    says = SAYS.format(many=counted(many, "offer of a place", "offers of a place"))
    return Words(SUBJECT, f"{says}\n\n{whose}\n\n{current_app.config['ADDRESS']}{page}")
