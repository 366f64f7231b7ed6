"""The words of an availability answer in the page's language, translated once per language.

A court page says some of them two hundred times; looking each up anew would cost more
than the answer itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import current_app
from flask_babel import gettext, ngettext

from commissioning.availability.statuses import Because, Provision, Status, WhyNot, status_words
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.start_days import RestsOn
from commissioning.monitoring.disclosure import Band
from commissioning.volumes.models import VolumeUnit
from portal.showing.words import page_language

TAG_LOOKS: Final[Mapping[Status, str]] = {
    Status.AVAILABLE: "green",
    Status.AT_ONCE: "green",
    Status.WAITING_LIST: "blue",
    Status.NOT_WITHIN_ORDER: "orange",
    Status.NOT_CONFIRMED: "yellow",
    Status.NOT_KNOWN: "yellow",
    Status.CHECK_COMMENCEMENT: "purple",
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
        self._name_places()
        self._name_figures()
        self._name_contacts()

    def _name_statuses(self) -> None:
        self.status: Mapping[Status, str] = {
            status: _(words) for status, words in status_words().items()
        }
        self.ring_first = _("Ring first")
        self.not_within_any_order = _("Not within any order")
        self.not_available_because = _("Not available: %(why)s")
        self.short_reason: Mapping[WhyNot, str] = {
            WhyNot.NOT_COMMISSIONED: _("not commissioned"),
            WhyNot.FULL: _("full"),
            WhyNot.NO_STAFF: _("no staff"),
            WhyNot.NOT_ACCREDITED_HERE: _("not accredited here"),
        }
        self.not_available = _("not available")
        self.closed = _("closed")
        self.no_service_here = _("no service here")
        self.not_notified_here = _("not notified here")
        self.why_not: Mapping[WhyNot, str] = {
            WhyNot.NOT_COMMISSIONED: _("Nobody has commissioned it for this area."),
            WhyNot.FULL: _("Every place is taken."),
            WhyNot.NO_STAFF: _("There are no staff to run it."),
            WhyNot.NOT_ACCREDITED_HERE: _("It is not accredited here."),
            WhyNot.NOT_CONFIRMED: _("Nobody has confirmed it lately."),
        }
        self.not_notified = _("The court has not been notified that it is available here.")
        self.not_available_here = _("It is not available here.")
        self.because: Mapping[Because, str] = {
            Because.SERVICE_NOT_FOUND: _("This service is not known."),
            Because.SERVICE_CLOSED: _("It has closed, so nobody new can start."),
            Because.NO_CAPACITY: _("It has no places for anybody new."),
        }
        self.not_for_this_person = _("Not for this person")
        self.ask_first = _("Ask first")
        self.may_come = _("For this person, by its own rules")
        self._name_headlines()
        self._name_doubts()

    def _name_headlines(self) -> None:
        self.nobody_said = _("Nobody has told this portal whether it is available here: ring.")
        self.nothing_said_lately = _("Nothing is known of when somebody would start: ring.")
        self.only_these = _("Nothing that most people could take is known here, only: %(names)s.")
        self.all_ruled_out = _("What was entered rules out every service known here.")
        self.in_doubt = _("Whether the law is in force was not found: check before imposing it.")
        self.stated_without_a_date = _("%(who)s, but no start date was given: ring.")
        self.statements_differ = _("What was said differs: %(who)s. Ring.")
        self.denied_though_listed = _(
            "Stated as %(said)s; services are still listed here, so ring before relying on either."
        )
        self.denied_for_area = _(
            "%(area)s, %(what)s: stated as %(said)s, though this service is listed. Ring before"
            " relying on either."
        )
        self.denied_since = _("%(why)s since %(day)s by %(who)s")
        self.stated: Mapping[Provision, str] = {
            Provision.PROVIDED: _("%(who)s said on %(day)s that it is provided here"),
            Provision.ARRANGEMENTS_EXIST: _("%(who)s said on %(day)s that arrangements exist here"),
            Provision.NOTIFIED: _("%(who)s said on %(day)s that the court has been notified of it"),
            Provision.NOT_AVAILABLE: _("%(who)s said on %(day)s that it is not available: %(why)s"),
            Provision.NOT_KNOWN: _("%(who)s said on %(day)s that it is not known"),
        }
        self.as_stated = _("as stated by %(who)s on %(day)s")
        self.said_by = _("said by %(who)s on %(day)s")
        self.treatment_not_commissioned = _(
            "No service is commissioned here%(said)s; the court may be satisfied that"
            " arrangements can be made: ring."
        )
        self.could_start_soon = _("%(soon)s of %(all)s could start within 4 weeks")
        self.for_sex: Mapping[str, str] = {"male": _("men only"), "female": _("women only")}
        self.queue_number = _("queue %(number)s")

    def _name_doubts(self) -> None:
        self.ring_to_check = _("Ring to check.")
        self.agreement_ended = _(
            "Its agreement was to end on %(day)s; not known whether it continues: ring."
        )
        self.ring_first_since = _("Ring first: not confirmed since %(day)s.")
        self.last_confirmed = _("Last confirmed %(day)s, ring to check.")
        self.never_confirmed = _("Nobody has confirmed it yet, ring to check.")
        self.doubts: Mapping[Because, str] = {
            Because.CONTRACT_ENDED: _(
                "Its agreement was to end before today; not known whether it continues: ring."
            ),
            Because.NOT_WORKED_OUT: _("No date has been worked out yet, ring to check."),
            Because.WORKED_OUT_TOO_LONG_AGO: _(
                "Its dates have not been worked out lately, ring to check."
            ),
            Because.WORKED_OUT_LATER_THAN_TODAY: _(
                "Its dates bear a later day than today, so a clock is wrong: ring to check."
            ),
            Because.REFUSED_AS_FULL: _(
                "Places were stated, but people referred since were refused as full: ring."
            ),
            Because.RECORDS_CONTRADICT: _(
                "Its records contradict one another, so no date is shown: ring to check."
            ),
        }
        self.never_said = _("Nobody has told this portal when somebody would start: ring.")
        self.vacancies_never_said = _("Nobody has told this portal how many places are free: ring.")

    def _name_starts(self) -> None:
        self.half_start = _("Half start by %(day)s.")
        self.half_start_group = _("Half start by %(day)s (group %(group)s).")
        self.half_start_in = _("Half start by the end of %(month)s.")
        self.nine_in_ten = _("9 in 10 by %(day)s.")
        self.fewer_than_nine = _("Fewer than 9 in 10 start within three years.")
        self.beyond_any_order = _("Not within any order: half would start only after three years.")
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
        self.bar = _("8 in 10 would start between %(first)s and %(last)s.")
        self.bar_open = _(
            "1 in 10 would start by %(first)s, fewer than 9 in 10 within three years."
        )

    def _name_beside(self) -> None:
        self.ahead: Mapping[Band, str] = {
            Band.NONE: _("Nobody ahead."),
            Band.FEWER_THAN_8: _("Fewer than 8 people ahead."),
            Band.ABOUT: _("About %(people)s people ahead."),
        }
        self.based_on: Mapping[RestsOn, str] = {
            "history": _("Based on %(starts)s starts."),
            "mixed": _("Based on %(starts)s starts and on what the provider has declared."),
        }
        self.on_declared_alone = _("Based on declared places: no starts seen yet.")
        self.on_declared = _("Based on declared places: few starts seen yet.")
        self.wider = _("Dates here have not held lately, so the range is wider.")
        self.ahead_not_known = _("How many are ahead is not known to this portal.")
        self.chance = _("Chance of starting")
        self.chance_within_target = _("%(target)s within the target of %(wait)s")

    def _name_time(self) -> None:
        self.time_needed = _("Time needed")
        self.time_not_known = _("not known to this portal")
        self.as_the_order = _("as long as the order")
        self.start_and_finish = _("%(chance)s would start and finish within %(months)s.")
        self.start_only = _("%(chance)s would start within %(months)s.")
        self.finish_in_time = _("%(chance)s would finish in time.")
        self.runs_on = _(
            "In a community order: the order runs on until the hours are worked (Sentencing Act"
            " 2020 s220, not verified)%(when)s."
        )
        self.runs_on_short = _("Community order: runs on until the hours are worked%(when)s.")
        self.in_suspended_short = _(
            "Suspended sentence order: %(chance)s would start and finish within %(months)s."
        )
        self.start_in_suspended_short = _(
            "Suspended sentence order: %(chance)s would start within %(months)s."
        )
        self.hours_worked_by = _(", for half of the people by %(month)s")
        self.in_operational_period = _(
            "In a suspended sentence order: %(chance)s would start and finish within the"
            " operational period of %(months)s."
        )
        self.start_in_operational_period = _(
            "In a suspended sentence order: %(chance)s would start within the operational period"
            " of %(months)s; with the hours given it is also said whether they would be finished."
        )

    def _name_places(self) -> None:
        self.places_left = _("Places left")
        self.places_left_now = _("Places left, without those held")
        self.places_left_planned = _("Places left by planned start, not confirmed")
        self.left_in_group = _("%(left)s in the group of %(day)s")
        self.no_place_left = _("none")
        self.group_taken = _(
            "Group of %(day)s: %(left)s of %(places)s places left, %(booked)s booked, %(held)s held"
            " before sentence, %(offered)s offered."
        )
        self.group_not_booked_here = _(
            "Group of %(day)s: no place was booked or held in this portal yet."
        )
        self.hold_a_place = _("Hold a place")
        self.book_a_place = _("Book a place")

    @staticmethod
    def later_groups(number: int) -> str:
        return str(ngettext("%(num)d later group", "%(num)d later groups", number))

    def _name_figures(self) -> None:
        self.waiting = _("People waiting")
        self.people_and_use = _("People waiting, typical wait, use")
        self.not_known_here = _("not known to this portal")
        self.records = _("Records")
        self.starts_without_end = _("records incomplete: %(people)s starts without an end")
        self.rows_set_aside = _("records incomplete: %(people)s rows of the last file set aside")
        self.people_above_places = _(
            "records incomplete: %(people)s more people in places than places stated"
        )
        self.typical_wait = _("Typical wait")
        self.wait_of = _("half of %(people)s people started within %(wait)s")
        self.half_never = _("half never start")
        self.becomes = _("What becomes of people referred")
        self.wait_whose: Mapping[WaitLevel, str] = {
            WaitLevel.LINE: "",
            WaitLevel.SERVICE: _("(all of this service)"),
            WaitLevel.REQUIREMENT_IN_REGION: _("(this requirement in the whole region)"),
        }
        self.used = _("Used of what was bought")
        self.used_tens = _("about %(tens)s%% of the %(unit)s commissioned to %(day)s")
        self.nothing_used = _("less than 5%% of the %(unit)s commissioned to %(day)s")
        self.from_returns = _("%(share)s, from accepted returns to %(month)s")
        self.none_commissioned = _("none commissioned to %(day)s")
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
        self.told_by_telephone = _("Told by telephone on %(day)s.")
        self.confirmed_by_file = _("Last confirmed %(day)s, confirmed by file only.")
        self.from_totals = _("Counted from weekly totals: no cases are recorded here.")
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
