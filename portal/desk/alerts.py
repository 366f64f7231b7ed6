"""One message to whoever commissions a line when an alert of its volume comes, and when it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.desk.alerting import AlertMoved, move_alerts, stands_on_desk_of
from commissioning.desk.models import AlertSide
from commissioning.listings.commissioners import Commissioner, commissioners
from directory.clock import day_in_words, local_date
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words, write_message
from directory.people.queries import SystemActor, system_actor
from directory.services.models import ListingRevision, Service
from directory.services.sight import reaches_by_page

SIDES = {AlertSide.OVER: "over", AlertSide.UNDER: "under"}


def tell_of_alerts(session: Session, at: dt.datetime) -> int:
    """How many messages were written; on a day on which nothing moves none."""
    today = local_date(at)
    by = system_actor(session, SystemActor.WORKER)
    moved = move_alerts(session, today=today, by=by, at=at)
    if not moved:
        return 0
    whom = list(commissioners(session, on=today))
    told = 0
    for alert in moved:
        words = alert_words(alert, _title(session, alert))
        for address in _addresses(session, alert, whom):
            write_message(session, to=address, words=words, kind=MessageKind.VOLUME_ALERT, at=at)
            told += 1
    return told


def alert_words(alert: AlertMoved, title: str) -> Words:
    page = f"{current_app.config['ADDRESS']}/desk/lines/{alert.line.public_id}"
    side = SIDES[alert.row.side]
    if alert.has_gone:
        return Words(
            f"No longer {side} what was expected: {title}",
            "\n\n".join((_back_inside(alert), f"The line: {page}")),
        )
    return Words(
        f"{side.capitalize()} what was expected: {title}",
        "\n\n".join((*_what_follows(alert), WHO_MAY_ACT, f"The line: {page}")),
    )


WHO_MAY_ACT = (
    "Whoever commissions the line may vary its volume, agree with the provider who waits, or leave"
    " it as it is; the provider goes on taking referrals until then. You are told again when it is"
    " back inside the tolerance, and not before."
)


def _what_follows(alert: AlertMoved) -> Iterator[str]:
    raised = alert.account.alert
    if raised is not None:
        yield raised.in_words()


def _back_inside(alert: AlertMoved) -> str:
    account = alert.account
    return (
        f"{account.position.delivered:,.0f} {account.volume.unit}s by {day_in_words(account.on)},"
        f" where about {account.expected_to_date:,.0f} were expected: the variance is back inside"
        f" the tolerance of {account.volume.tolerance:.0%}. The alert stood since"
        f" {day_in_words(alert.row.came_on)}. Nothing more is asked of anybody."
    )


def _title(session: Session, alert: AlertMoved) -> str:
    """A message may be read by others: of a confidential service it does not say which."""
    service = session.get_one(Service, alert.line.service_id)
    if not reaches_by_page(service.exposure):
        return "a confidential service"
    published = service.published_revision_id
    revision = None if published is None else session.get_one(ListingRevision, published)
    return alert.line.name if revision is None else revision.title


def _addresses(session: Session, alert: AlertMoved, whom: list[Commissioner]) -> list[str]:
    """Each once, in the order of the organisations; nobody who would not find it on the desk."""
    holds = (one.email for one in whom if stands_on_desk_of(session, alert, one.sight))
    return list(dict.fromkeys(holds))
