"""Telling of silence: one message a day to each address, with how many and where to look.

No message names a case or a service: it may be read by others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.desk.own_lines import is_own_line
from commissioning.lines.models import Line
from commissioning.listings.commissioners import commissioners
from commissioning.moves.answering import SilenceMoved, answer_silence
from commissioning.moves.keeping import AT_ONCE, level_moves
from commissioning.moves.silence import SilenceStep
from commissioning.moves.whom_to_tell import provider_addresses, sender_addresses
from directory.listings.telling import written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.people.queries import SystemActor, system_actor
from directory.services.models import Service
from portal.formatting import counted

SUBJECTS: Final = {
    SilenceStep.REMINDED: "Referrals that are due soon",
    SilenceStep.SENDER_TOLD: "Referrals that nobody has answered yet",
    SilenceStep.ESCALATED: "Referrals past their day under your agreements",
    SilenceStep.RETURNED: "Referrals that came back to you unanswered",
}
SAYS: Final = {
    SilenceStep.REMINDED: "{many}: the last day to act is near. What is due stands in your inbox.",
    SilenceStep.SENDER_TOLD: (
        "{many}: the provider has not acted, and the last day to do so is today or over."
        " It has been reminded. You need do nothing yet; you may ring it."
    ),
    SilenceStep.ESCALATED: (
        "{many}: the provider’s last day to act is over by three working days or more."
        " What nobody took up goes back to its sender two working days after this at the earliest."
    ),
    SilenceStep.RETURNED: (
        "{many} came back because nobody answered. Nobody declined: the day from which the wait"
        " counts and the place in the queue are kept. Send each again, or refer elsewhere."
    ),
}


def tell_of_silence(session: Session, at: dt.datetime) -> int:
    """How many messages were written; every step is taken once, told or not."""
    while level_moves(session, at=at) >= AT_ONCE:
        pass
    by = system_actor(session, SystemActor.WORKER)
    moved = answer_silence(session, by=by, at=at)
    by_address: dict[tuple[SilenceStep, str], int] = {}
    for one, addresses in zip(moved, _addresses(session, moved, at), strict=True):
        one.row.told = len(addresses)
        for to in addresses:
            by_address[one.row.step, to] = by_address.get((one.row.step, to), 0) + 1
    session.flush()
    for (step, to), many in by_address.items():
        written(session, to, _words(step, many), MessageKind.REFERRALS_DUE, at)
    return len(by_address)


def _words(step: SilenceStep, many: int) -> Words:
    page = "/inbox" if step is SilenceStep.REMINDED else "/waiting-on"
    says = SAYS[step].format(many=counted(many, "referral"))
    return Words(SUBJECTS[step], f"{says}\n\n{current_app.config['ADDRESS']}{page}")


def _addresses(session: Session, moved: Sequence[SilenceMoved], at: dt.datetime) -> list[list[str]]:
    """Of each step those whom it concerns; an empty list where nobody can be told."""
    senders = sender_addresses(session, {one.row.referral_id: one.home_area_id for one in moved})
    holders = _holders(session, moved, at) if moved else {}
    found = []
    for one in moved:
        match one.row.step:
            case SilenceStep.REMINDED:
                found.append(provider_addresses(session, one.provider_id))
            case SilenceStep.ESCALATED:
                found.append(holders.get(one.line_id, []))
            case SilenceStep.SENDER_TOLD | SilenceStep.RETURNED:
                found.append(senders[one.row.referral_id])
    return found


def _holders(
    session: Session, moved: Sequence[SilenceMoved], at: dt.datetime
) -> dict[int, list[str]]:
    """By line: whoever commissions it."""
    keys = {one.line_id for one in moved if one.row.step is SilenceStep.ESCALATED}
    found: dict[int, list[str]] = {}
    for whom in commissioners(session, on=at.date()) if keys else ():
        own = session.scalars(
            select(Line.id)
            .join(Service, Service.id == Line.service_id)
            .where(Line.id.in_(keys), is_own_line(whom.sight))
        )
        for line_id in own:
            if whom.email not in found.setdefault(line_id, []):
                found[line_id].append(whom.email)
    return found
