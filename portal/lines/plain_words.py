"""The words of an availability answer in the page's language, translated once per language.

A court page says some of them two hundred times; looking each up anew would cost more
than the answer itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import current_app
from flask_babel import gettext

from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import Status
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.start_days import Reason, RestsOn
from commissioning.monitoring.disclosure import Band
from commissioning.volumes.models import VolumeUnit
from portal.showing.words import page_language

TAG_LOOKS: Final[Mapping[Status, str]] = {
    Status.AVAILABLE: "green",
    Status.AT_ONCE: "green",
    Status.WAITING_LIST: "blue",
    Status.NOT_WITHIN_ORDER: "orange",
    Status.NOT_CONFIRMED: "yellow",
    Status.NOT_AVAILABLE: "grey",
}


def _(text: str) -> str:
    """Not translated by Flask-Babel's `%`: the places for values stay in the words."""
    said: str = gettext(text)
    return said


class PlainWords:
    """Each attribute is a sentence or its beginning; `%(…)s` marks where a value goes."""

    def __init__(self) -> None:
        self._name_statuses()
        self._name_starts()
        self._name_beside()
        self._name_time()
        self._name_figures()
        self._name_contacts()

    def _name_statuses(self) -> None:
        self.status: Mapping[Status, str] = {
            Status.AVAILABLE: _("Available"),
            Status.WAITING_LIST: _("Waiting list"),
            Status.AT_ONCE: _("Takes effect at once"),
            Status.NOT_WITHIN_ORDER: _("Not within the order"),
            Status.NOT_CONFIRMED: _("Not confirmed"),
            Status.NOT_AVAILABLE: _("Not available"),
        }
        self.why_not: Mapping[WhyNot, str] = {
            WhyNot.NOT_COMMISSIONED: _("Nobody has commissioned it for this area."),
            WhyNot.FULL: _("Every place is taken."),
            WhyNot.NO_STAFF: _("There are no staff to run it."),
            WhyNot.NOT_ACCREDITED_HERE: _("It is not accredited here."),
            WhyNot.NOT_CONFIRMED: _("Nobody has confirmed it lately."),
        }
        self.because: Mapping[Reason, str] = {
            "service_not_found": _("This service is not known."),
            "service_closed": _("It has closed, so nobody new can start."),
            "contract_ended": _("Its contract has ended, so nobody new can start."),
            "no_capacity": _("It has no places for anybody new during the order."),
        }
        self.not_for_this_person = _("Not for this person")
        self.ask_first = _("Ask first")
        self.may_come = _("For this person, by its own rules")

    def _name_starts(self) -> None:
        self.most_likely = _("Most likely %(day)s.")
        self.most_likely_group = _("Most likely %(day)s (group %(group)s).")
        self.most_likely_in = _("Most likely in %(month)s.")
        self.nine_in_ten = _("9 in 10 start by %(day)s.")
        self.fewer_than_nine = _("Fewer than 9 in 10 start within the order.")
        self.fewer_than_half = _("Fewer than half would start within the order.")
        self.fewer_than_half_by_month = _(
            "Fewer than half would start within the whole months of the order."
        )
        self.one_in_ten = _("1 in 10 start by %(day)s.")
        self.on_the_day = _("On the day of sentence.")
        self.place_free = _("A place is free.")
        self.no_booking = _("No waiting: people go without a booking.")
        self.no_date = _("No date can be given.")
        self.being_worked_out = _("The date is being worked out again.")
        self.not_yet = _("No date has been worked out yet, ring to check.")
        self.last_confirmed = _("Last confirmed %(day)s, ring to check.")
        self.never_confirmed = _("Nobody has confirmed it yet, ring to check.")
        self.places_not_said = _("How many places there are has not been said, ring to check.")
        self.ring_to_check = _("Ring to check.")
        self.bar = _("Somebody sentenced today would start between %(first)s and %(last)s.")
        self.bar_open = _("Somebody sentenced today would start from %(first)s on.")

    def _name_beside(self) -> None:
        self.ahead: Mapping[Band, str] = {
            Band.NONE: _("Nobody ahead."),
            Band.FEWER_THAN_8: _("Fewer than 8 people ahead."),
            Band.ABOUT: _("About %(people)s people ahead."),
        }
        self.based_on: Mapping[RestsOn, str] = {
            "history": _("Based on %(starts)s starts."),
            "mixed": _("Based on %(starts)s starts and on what the provider has declared."),
            "declared": _("Based on what the provider has declared."),
        }
        self.wider = _("Dates here have not held lately, so the range is wider.")
        self.chance = _("Chance of starting")
        self.chances = _("%(target)s within the target of %(wait)s, %(order)s within the order")
        self.chance_alone = _("%(order)s within the order")

    def _name_time(self) -> None:
        self.time_needed = _("Time needed")
        self.time_not_known = _("not known to this portal")
        self.as_the_order = _("as long as the order")
        self.must_start = _("To finish within the order it must start by %(day)s.")
        self.must_start_sooner = _("To finish within 12 months it must start by %(day)s.")
        self.never_in_time = _("No start leaves 9 in 10 enough time to finish within the order.")
        self.never_in_twelve = _("No start leaves 9 in 10 enough time to finish within 12 months.")
        self.chance_of_finishing = _("Chance of finishing in time: %(chance)s.")
        self.finishing_if_by = _(
            "Chance of finishing in time: %(chance)s (it must start by %(day)s)."
        )

    def _name_figures(self) -> None:
        self.waiting = _("People waiting")
        self.typical_wait = _("Typical wait")
        self.wait_of = _("half of %(people)s people started within %(wait)s")
        self.half_never = _("half never start")
        self.wait_whose: Mapping[WaitLevel, str] = {
            WaitLevel.LINE: "",
            WaitLevel.SERVICE: _("(all of this service)"),
            WaitLevel.REQUIREMENT_IN_REGION: _("(this requirement in the whole region)"),
        }
        self.used = _("Used of what was bought")
        self.used_tens = _("about %(tens)s%% of the %(unit)s commissioned to %(day)s")
        self.nothing_used = _("less than 5%% of the %(unit)s commissioned to %(day)s")
        self.none_commissioned = _("none commissioned to %(day)s")
        self.use_not_known = _("not known to this portal")
        self.completed = _("Completed")
        self.completed_of = _("%(percent)s%% of about %(people)s who ended in the last year")
        self.unit: Mapping[str, str] = {
            VolumeUnit.ORDER.value: _("orders"),
            VolumeUnit.REFERRAL.value: _("referrals"),
            VolumeUnit.START.value: _("starts"),
            VolumeUnit.COMPLETION.value: _("completions"),
            VolumeUnit.HOUR.value: _("hours"),
        }
        self.who_for = _("Who it is for")
        self.provider = _("Provider")
        self.areas = _("Areas")
        self.confirmed = _("Last confirmed %(day)s.")
        self.worked_out = _("Worked out on %(day)s.")
        self.arrangements = _("Treatment arrangements")
        self.arrangements_by = _("confirmed by %(who)s on %(day)s")
        self.arrangements_old = _("last confirmed by %(who)s on %(day)s, ring to check")
        self.arrangements_not = _("not confirmed, ring to check")

    def _name_contacts(self) -> None:
        self.ring = _("Whom to ring")
        self.ring_office = _("the area’s probation office")
        self.rule_of = _("%(what)s (rule of %(who)s)")
        self.rule_since = _("%(what)s (rule of %(who)s since %(day)s)")


def plain_words() -> PlainWords:
    """The words in the language of this request."""
    known: dict[str, PlainWords] = current_app.extensions.setdefault("plain_words", {})
    language = page_language()
    if language not in known:
        known[language] = PlainWords()
    return known[language]
