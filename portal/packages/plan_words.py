"""A plan in words: what stands in the way, what comes after what, what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from flask_babel import gettext

from commissioning.availability.answer_types import LineRow
from commissioning.availability.statuses import IN_DOUBT, WhyNot
from commissioning.packages.ordering import Need, Until
from commissioning.packages.parts import CannotStart, Part
from commissioning.packages.planned import (
    Blocking,
    Cause,
    Plan,
    PlannedPart,
    Problem,
    ProblemKind,
)
from commissioning.timing.chances import in_tenths
from commissioning.timing.line_courses import EXAMPLE_HOURS
from commissioning.timing.time_needed import length
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, day_to_plan, joined, month
from portal.lines.beside_words import declared_in_words
from portal.lines.plain_words import PlainWords
from portal.lines.row_shape import told_apart
from portal.lines.rows import start_in_words
from portal.packages.problem_words import PROBLEMS

WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip

UNPAID_WORK: Final = "unpaid_work"
"""As `kinds.csv` names it."""


def _(text: str, **values: object) -> str:
    said: str = gettext(text, **values)
    return said


class PlanWords:
    """The sentences of one plan. `rows` hold what an open page may show of each part's line."""

    def __init__(
        self, plan: Plan, rows: Mapping[str, LineRow], words: PlainWords, today: dt.date
    ) -> None:
        self.plan = plan
        self.rows = rows
        self.words = words
        self.today = today
        self.details = told_apart(list(rows.values()), words)
        """What tells a part from another of the same name, by its key; empty of one alone."""

    def day(self, number: int, part: Part) -> str:
        """Of a restricted service only the month."""
        on = self.today + dt.timedelta(days=number)
        if self.rows[part.key].is_restricted:
            return _("in %(month)s", month=month(on))
        return _("on %(day)s", day=day_to_plan(on))

    def by_day(self, number: int, part: Part) -> str:
        on = self.today + dt.timedelta(days=number)
        if self.rows[part.key].is_restricted:
            return _("by the end of %(month)s", month=month(on))
        return _("by %(day)s", day=day_to_plan(on))

    def start(self, one: PlannedPart) -> str:
        if one.likely_start is None:
            return _("Fewer than half would start within the order.")
        if one.likely_start == 0:
            return _("Can start on the day of sentence.")
        if one.part.is_ongoing:
            return _("Can start %(when)s.", when=self.day(one.likely_start, one.part))
        return _("Half start %(when)s.", when=self.by_day(one.likely_start, one.part))

    def start_at_latest(self, one: PlannedPart) -> str:
        is_sure = one.part.is_ongoing and one.start_by_9_in_10 == one.likely_start
        if one.likely_start is None or one.part.is_by_month or is_sure:
            return ""
        if one.start_by_9_in_10 is None:
            return _("Fewer than 9 in 10 start within the order.")
        return _("9 in 10 %(when)s.", when=self.by_day(one.start_by_9_in_10, one.part))

    def finish(self, one: PlannedPart) -> str:
        if one.part.is_ongoing:
            return _("It has no end of its own: only its start counts here.")
        if one.part.time is None:
            return _("How long it takes is not known: ask.")
        if one.likely_finish is None:
            return _("Fewer than half would be finished within the order.")
        return _("Half finish %(when)s.", when=self.by_day(one.likely_finish, one.part))

    def comes_after(self, need: Need, titles: Mapping[str, str]) -> str:
        first, rule = titles[need.earlier], need.rule
        reason = rule.reason[:1].lower() + rule.reason[1:]
        if rule.until is Until.STARTED:
            return _("After the start of %(part)s: %(why)s.", part=first, why=reason)
        if rule.until is Until.WEEKS:
            return _(
                "After %(count)s weeks of %(part)s: %(why)s.",
                count=rule.weeks, part=first, why=reason,
            )  # fmt: skip
        return _("After the end of %(part)s: %(why)s.", part=first, why=reason)

    def notes(self, one: PlannedPart, titles: Mapping[str, str]) -> Iterator[str]:
        """What else decides when the part begins, and what its day rests on."""
        if one.likely_start is not None and (
            declared := declared_in_words(self.rows[one.part.key], self.words)
        ):
            yield declared
        for need in one.needs:
            yield self.comes_after(need, titles)
        if one.keeps_place and not one.waits_for_room:
            yield _("The turn is likely to come before that; the next start afterwards is taken.")
        if one.has_no_later_start:
            yield _("No start of it after that is known. Ask when there will be one.")
        elif one.waits_for_room:
            yield _("It waits until an earlier part leaves room in the week.")

    def problem(self, problem: Problem) -> str:
        names = {
            "part": problem.part.title if problem.part else "",
            "other": problem.other.title if problem.other else "",
            "months": self.months,
            "limit": self.limit,
        }
        if problem.kind is ProblemKind.CANNOT_START and problem.part:
            why = self.why_not(problem.part)
            return _("%(part)s cannot be placed. %(why)s", part=problem.part.title, why=why)
        return _(PROBLEMS[problem.kind], **names)

    @property
    def months(self) -> str:
        return counted(round(self.plan.order_days / DAYS_A_MONTH), "month")

    def unpaid_hours(self, asked: float | None) -> str:
        """How many the whole plan counts; empty without unpaid work."""
        if not any(one.part.kind == UNPAID_WORK for one in self.plan.parts):
            return ""
        if asked is None:
            return _(
                "%(hours)s hours of unpaid work, as none were entered", hours=f"{EXAMPLE_HOURS:g}"
            )
        return _("%(hours)s hours of unpaid work", hours=f"{asked:g}")

    def named(self, part: Part) -> str:
        detail = self.details.get(part.key)
        return f"{part.title}, {detail}" if detail else part.title

    @property
    def limit(self) -> str:
        limit = self.plan.limit
        return _(
            "%(attendances)s and %(hours)s hours a week at most",
            attendances=counted(limit.attendances, "attendance"), hours=f"{limit.hours:g}",
        )  # fmt: skip

    def why_not(self, part: Part) -> str:
        row = self.rows[part.key]
        cannot = part.cannot or CannotStart.NOT_CONFIRMED
        if cannot is CannotStart.NOT_CONFIRMED:
            is_in_doubt = row.standing.status in IN_DOUBT
            return start_in_words(row, self.words)[0] if is_in_doubt else self.words.ring_to_check
        return self.words.why_not[WhyNot(cannot.value)]

    def chance_started(self) -> str:
        chance = self.plan.chance_all_started
        if chance is None:
            return ""
        return _(
            "The chance that all of it has started within the order: %(chance)s.",
            chance=in_tenths(chance),
        )

    def chance_finished(self) -> str:
        chance = self.plan.chance_all_finished
        if chance is None:
            return ""
        return _(
            "The chance that all of it is finished within the order: %(chance)s.",
            chance=in_tenths(chance),
        )

    def headline(self) -> str:
        """What is said first: when all of it is likely to be finished, or that it does not fit."""
        plan = self.plan
        if plan.not_placed:
            return _("Not all of it can be placed")
        if plan.problem is not None:
            return _("It does not fit into an order of %(months)s", months=self.months)
        if not plan.has_known_end:
            return _("All of it can start, but when it is finished is not known")
        if plan.likely_end is None:
            return _("More likely than not it is not all finished within the order")
        end = self.today + dt.timedelta(days=plan.likely_end)
        is_hidden = any(row.is_restricted for row in self.rows.values())
        when = _("the end of %(month)s", month=month(end)) if is_hidden else day_to_plan(end)
        return _("Half have finished all of it by %(when)s", when=when)

    def blocking(self, found: Blocking) -> str:
        others = str(joined(one.title for one in found.others))
        causes = {
            Cause.QUEUE: _("its waiting list"),
            Cause.ORDER: self._what_comes_first(found),
            Cause.CLASH: _("it is held on the same day of the week as %(others)s", others=others),
            Cause.WEEK: _("all together would be more than %(limit)s", limit=self.limit),
            Cause.LENGTH: _("how long it takes by itself"),
        }
        said = _(
            "%(part)s holds up the end most. Why: %(cause)s.",
            part=found.part.title,
            cause=causes[found.cause],
        )
        return f"{said} {self._gained(found)}".strip()

    def _what_comes_first(self, found: Blocking) -> str:
        needs = [need for one in self.plan.parts for need in one.needs]
        titles = {one.part.key: one.part.title for one in self.plan.parts}
        key, title = found.part.key, found.part.title
        first = [titles[need.earlier] for need in needs if need.later == key]
        if first:
            return _("it has to come after %(others)s", others=str(joined(first)))
        then = [titles[need.later] for need in needs if need.earlier == key]
        return _("%(others)s has to come after %(part)s", others=str(joined(then)), part=title)

    def _gained(self, found: Blocking) -> str:
        if not self.plan.has_known_end:
            return ""
        if found.days_sooner:
            return _(
                "Without that, all of it would be finished about %(time)s sooner.",
                time=length(found.days_sooner - 1),
            )
        now, then = self.plan.chance_all_finished, found.chance_without
        if now is not None and then is not None and in_tenths(now) != in_tenths(then):
            return _(
                "Without that, the chance that all of it is finished within the order would be "
                "%(chance)s.",
                chance=in_tenths(then),
            )
        return ""

    def asks(self) -> Iterator[str]:
        """What is not known and could change the plan."""
        parts = [one.part for one in self.plan.parts]
        for part in parts:
            yield from self._ask_of(part)
        for part, other in combinations(parts, 2):
            yield from self._ask_of_both(part, other)

    def _ask_of_both(self, part: Part, other: Part) -> Iterator[str]:
        days = part.weekly.weekdays & other.weekly.weekdays
        is_told = part.weekly.time_of_day and other.weekly.time_of_day
        if days and not is_told:
            yield _(
                "%(part)s and %(other)s are both held on %(day)s. They are planned one after the "
                "other; ask whether they are at different times of the day.",
                part=part.title, other=other.title, day=WEEKDAYS[min(days) - 1],
            )  # fmt: skip

    def _ask_of(self, part: Part) -> Iterator[str]:
        if part.is_ongoing:
            return
        title, week = part.title, part.weekly
        if self.rows[part.key].is_restricted:
            yield _(
                "%(part)s: the day of the week is not shown to the public. Ask the probation "
                "office whether it clashes.",
                part=title,
            )
        elif week.attendances is None:
            yield _(
                "%(part)s: how often, and on which day of the week, is not known. Once a week is "
                "assumed. Ask whether it clashes.",
                part=title,
            )
        elif not week.weekdays:
            yield _(
                "%(part)s: the day of the week is not known. Ask whether it clashes.", part=title
            )
        if part.time is None:
            yield _("%(part)s: how long it takes is not known. Ask.", part=title)

    def rests_on(self) -> tuple[str, ...]:
        """What the plan assumes, in the order in which a reader would doubt it."""
        hidden = [one.part.title for one in self.plan.parts if one.part.is_by_month]
        return (
            *(
                _("Of %(part)s only the likely month is told to the public. The plan takes its "
                  "last day, and no chance can be given for all of it.", part=title)
                for title in hidden
            ),
            _("The person is referred to every part on the day of sentence, keeps their place in "
              "each queue, and keeps coming once they have started. If a turn comes before an "
              "earlier part has gone far enough, they take the next start after that."),
            _("The queues are taken not to depend on each other."),
            _("%(limit)s for all of it together, as far as attendances and hours are known.",
              limit=self.limit),
            _("No weekly session is held on bank holidays or from 24 to 31 December."),
            _("Half are finished in the usual time; the slowest one in ten are given as much time "
              "again beyond that of nine in ten."),
            *self._of_unpaid_work(),
        )  # fmt: skip

    def _of_unpaid_work(self) -> Iterator[str]:
        """What the table of requirements says of the 12 months, and how sure that is."""
        if any(one.part.kind == UNPAID_WORK for one in self.plan.parts):
            yield _(
                "Unpaid work is counted to the end of the order, without a limit of 12 months: "
                "the Sentencing Act 2026 removes that limit, from which day is not verified."
            )
