"""A month's figures in words: from what they come, what they mean, what was done to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.returns.derived import FigureKey, RecordedFigure
from commissioning.returns.meaning import ExpectedInMonth, PricedMonth
from commissioning.returns.models import (
    FigureBasis,
    ReturnCounter,
    ReturnFigure,
    ReturnMove,
    ReturnState,
)
from commissioning.returns.states import ReturnAct
from directory.clock import local_date
from portal.formatting import in_words
from portal.formatting import month as month_in_words

STATE_WORDS: Final = {
    ReturnState.NOT_STARTED: lazy_gettext("Not started"),
    ReturnState.STARTED: lazy_gettext("Started, not sent"),
    ReturnState.SENT: lazy_gettext("Sent, waits to be accepted"),
    ReturnState.ACCEPTED: lazy_gettext("Accepted"),
    ReturnState.SENT_BACK: lazy_gettext("Sent back"),
    ReturnState.CORRECTING: lazy_gettext("Accepted, a correction waits"),
}
COUNTER_WORDS: Final = {
    ReturnCounter.REFERRED: lazy_gettext("Referred"),
    ReturnCounter.ACCEPTED: lazy_gettext("Accepted"),
    ReturnCounter.STARTED: lazy_gettext("Started"),
    ReturnCounter.COMPLETED: lazy_gettext("Completed"),
    ReturnCounter.HOURS: lazy_gettext("Hours"),
}
MOVE_WORDS: Final = {
    ReturnAct.ANSWER: lazy_gettext("Answered"),
    ReturnAct.SIGN: lazy_gettext("Signed"),
    ReturnAct.SEND: lazy_gettext("Sent"),
    ReturnAct.REPORT: lazy_gettext("Told by telephone, written down"),
    ReturnAct.CORRECT: lazy_gettext("Corrected"),
    ReturnAct.SEND_BACK: lazy_gettext("Sent back"),
    ReturnAct.ACCEPT: lazy_gettext("Accepted"),
}
NOT_KNOWN: Final = lazy_gettext("not known")


def plain(value: float) -> str:
    """“1,250”, “12.5”."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def basis_of_recorded(known: RecordedFigure) -> str:
    what = (
        gettext("recorded cases") if known.basis is FigureBasis.CASES else gettext("weekly totals")
    )
    if known.file_of is None:
        return str(gettext("from %(what)s, as they stand now", what=what))
    return str(gettext("from %(what)s, file of %(day)s", what=what, day=in_words(known.file_of)))


def basis_of_figure(figure: ReturnFigure) -> str:
    """From what, and who said so when."""
    who = gettext(
        "%(who)s, %(day)s", who=figure.given_by.name, day=in_words(local_date(figure.given_at))
    )
    match figure.basis:
        case FigureBasis.CASES:
            what = gettext("recorded cases, said to be right: %(who)s", who=who)
        case FigureBasis.WEEKLY_TOTALS:
            what = gettext("weekly totals, said to be right: %(who)s", who=who)
        case FigureBasis.NOTHING_HAPPENED:
            what = gettext("“nothing happened”: %(who)s", who=who)
        case FigureBasis.FILE:
            what = gettext("file sent by %(who)s", who=who)
        case FigureBasis.TELEPHONE:
            what = gettext("told by telephone, written down by %(who)s", who=who)
        case FigureBasis.TYPED:
            what = gettext("stated by %(who)s", who=who)
    is_telephone = figure.basis is FigureBasis.TELEPHONE
    return f"{what}. {figure.reason}" if figure.reason and not is_telephone else what


def differs_by(by: float, known: RecordedFigure) -> str:
    what, amount = basis_of_recorded(known), plain(abs(by))
    if by > 0:
        return str(gettext(
            "%(amount)s more than %(recorded)s %(what)s",
            amount=amount, recorded=plain(known.value), what=what,
        ))  # fmt: skip
    return str(gettext(
        "%(amount)s fewer than %(recorded)s %(what)s",
        amount=amount, recorded=plain(known.value), what=what,
    ))  # fmt: skip


def other_than_partly(by: float, partly: RecordedFigure) -> str:
    """More is what is to be expected, and said as it is: both are kept."""
    told = {"amount": plain(abs(by)), "recorded": plain(partly.value)}
    if by > 0:
        return str(gettext(
            "%(amount)s more than %(recorded)s from weekly totals, which do not tell the whole"
            " month: what is returned counts once it is accepted", **told,
        ))  # fmt: skip
    return str(gettext(
        "%(amount)s fewer than %(recorded)s from weekly totals, which do not tell the whole month:"
        " the %(recorded)s that they prove count", **told,
    ))  # fmt: skip


def basis_of_partly(partly: RecordedFigure) -> str:
    return str(gettext(
        "at least %(recorded)s from weekly totals, which do not tell the whole month",
        recorded=plain(partly.value),
    ))  # fmt: skip


def recorded_together(
    known: Mapping[FigureKey, RecordedFigure], partly: Mapping[FigureKey, RecordedFigure]
) -> str:
    """“3 referred, at least 2 started” where `partly` has some of it; empty where nothing is
    recorded, or known to be nothing."""
    told = []
    for counter, word in COUNTER_WORDS.items():
        figures = {key: one for key, one in {**known, **partly}.items() if key[1] is counter}
        if value := sum(one.value for one in figures.values()):
            words = f"{plain(value)} {word}".lower()
            is_least = any(key in partly for key in figures)
            told.append(gettext("at least %(what)s", what=words) if is_least else words)
    return ", ".join(told)


def means_beside(
    one: ExpectedInMonth,
    value: float | None,
    month: dt.date,
    priced: PricedMonth | None,
    *,
    is_partly: bool = False,
) -> str:
    """`is_partly`: weekly totals tell some of the month, and not all of it."""
    told = NOT_KNOWN if value is None else plain(value)
    says = str(gettext(
        "%(counter)s: %(told)s; the profile expects about %(expected)s in %(month)s, of"
        " %(bought)s bought from %(first)s to %(last)s",
        counter=COUNTER_WORDS[one.counter], told=told, expected=plain(round(one.in_month, 1)),
        month=month_in_words(month), bought=plain(one.bought), first=in_words(one.starts_on),
        last=in_words(one.ends_on),
    ))  # fmt: skip
    if priced is None:
        return says
    amount = f"£{priced.pence / 100:,.2f}"
    if is_partly and priced.units != value:
        return says + str(gettext(
            ". Weekly totals tell a part of the month and prove %(units)s, which at the price"
            " agreed come to %(amount)s", units=plain(priced.units), amount=amount,
        ))  # fmt: skip
    if priced.units != value:
        return says + str(gettext(
            ". What is recorded counts: %(units)s, which at the price agreed come to %(amount)s",
            units=plain(priced.units), amount=amount,
        ))  # fmt: skip
    return says + str(gettext(". At the price agreed it comes to %(amount)s", amount=amount))


def shown_move(one: ReturnMove) -> str:
    told = gettext(
        "%(what)s by %(who)s on %(day)s",
        what=MOVE_WORDS[ReturnAct(one.act)], who=one.moved_by.name,
        day=in_words(local_date(one.moved_at)),
    )  # fmt: skip
    return f"{told}. {one.reason}" if one.reason else told


def untyped_words(share: float | None, count: int) -> str:
    if share is None:
        return ""
    return str(gettext(
        "Of %(count)d figures nobody had to type %(untyped)d (%(share)d%%)",
        count=count, untyped=round(share * count), share=round(share * 100),
    ))  # fmt: skip
