"""How far somebody's hours of unpaid work are, in words that several pages say alike."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext

from commissioning.unpaid_work.discount import DiscountStanding
from commissioning.unpaid_work.hours import TravelFigures, in_hours
from commissioning.unpaid_work.standing import FEWEST_SESSIONS, WorkStanding
from portal.formatting import NOT_KNOWN, in_words


def hours_words(minutes: int | None) -> str:
    """As "1 hour", "6.5 hours"."""
    if minutes is None:
        return NOT_KNOWN
    number = in_hours(minutes)
    return f"{number} hour" if number == "1" else f"{number} hours"


def travel_words(figures: TravelFigures) -> str:
    own, most = (hours_words(minutes) for minutes in figures)
    return str(
        gettext("Beyond %(own)s a day that are one’s own, at most %(most)s.", own=own, most=most)
    )


def work_in_a_line(work: WorkStanding, *, today: dt.date) -> str:
    if work.ordered is None:
        return str(
            gettext("%(hours)s credited; how many were ordered is not known.",
                    hours=hours_words(work.credited))
        )  # fmt: skip
    return str(
        gettext("%(credited)s of %(ordered)s credited, %(left)s left; likely last day %(day)s.",
                credited=in_hours(work.credited), ordered=hours_words(work.ordered),
                left=in_hours(work.left or 0), day=last_day_words(work, today=today))
    )  # fmt: skip


def work_sentences(work: WorkStanding, *, today: dt.date) -> tuple[str, ...]:
    return work_in_a_line(work, today=today), last_day_explained(), discount_words(work)


def last_day_words(work: WorkStanding, *, today: dt.date) -> str:
    if work.is_done:
        return str(gettext("reached"))
    day = work.likely_last_day(today)
    return NOT_KNOWN if day is None else in_words(day)


def last_day_explained() -> str:
    return str(
        gettext(
            "The likely last day is the hours left at the rate of the sessions so far, in weeks "
            "from today, on a day on which the working party meets; it is not known under "
            "%(fewest)s sessions.",
            fewest=FEWEST_SESSIONS,
        )
    )


def discount_words(work: WorkStanding) -> str:
    """What is taken off for compliance, or why nothing is."""
    match work.discount.standing:
        case DiscountStanding.NOT_IN_FORCE:
            return str(
                gettext(
                    "No hour is taken off for compliance: from which day section 37 of the "
                    "Sentencing Act 2026 is in force is not known to this portal."
                )
            )
        case DiscountStanding.ORDER_NOT_KNOWN:
            return str(
                gettext("Nothing is taken off for compliance: the hours ordered are not known.")
            )
        case DiscountStanding.NOT_QUALIFIED:
            return str(
                gettext("Nothing is taken off for compliance yet: a quarter is worked first.")
            )
        case DiscountStanding.STAYED_AWAY:
            return str(
                gettext(
                    "Nothing is taken off for compliance: a register says that the person stayed "
                    "away before a quarter was worked. The responsible officer decides."
                )
            )
        case DiscountStanding.EARNS:
            return str(
                gettext(
                    "%(hours)s taken off for compliance, as far as registers tell it; the "
                    "responsible officer decides.",
                    hours=hours_words(work.discount.minutes),
                )
            )
