"""What the page and the printed sheet of a plan show, built once from its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.packages.answer import PackageAnswer, RuledOut
from commissioning.packages.planned import PlannedPart, Problem, ProblemKind
from portal.lines.fit_words import rule_in_words
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.rows import ShownContact, shown_contact
from portal.lines.start_bars import Axis, axis_for
from portal.packages.plan_words import PlanWords
from portal.packages.report_words import report_wording


@dataclass(frozen=True, slots=True)
class PlanBar:
    """In days from today: from the likely start, `course` days to the likely finish and `rest`
    more until 9 in 10 are finished."""

    first: int
    course: int
    rest: int
    says: str


@dataclass(frozen=True, slots=True)
class ShownPlanPart:
    number: int
    title: str
    detail: str
    href: str
    start: str
    start_at_latest: str
    finish: str
    needs: str
    notes: tuple[str, ...]
    bar: PlanBar | None
    contact: ShownContact
    is_restricted: bool
    is_generated: bool
    is_being_worked_out: bool


@dataclass(frozen=True, slots=True)
class ShownLeftOut:
    """`contact` is whom to ask about what keeps it out."""

    title: str
    href: str
    why: str
    contact: ShownContact


@dataclass(frozen=True, slots=True)
class ShownRuledOut:
    """A line that a rule excludes for the person asked about, with the rules."""

    title: str
    href: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    as_at: dt.datetime
    area: str
    months: str
    unpaid_hours: str
    headline: str
    is_possible: bool
    problem: str
    chances: tuple[str, ...]
    blocking: str
    parts: tuple[ShownPlanPart, ...]
    left_out: tuple[ShownLeftOut, ...]
    ruled_out: tuple[ShownRuledOut, ...]
    given_twice: tuple[str, ...]
    asks: tuple[str, ...]
    rests_on: tuple[str, ...]
    axis: Axis
    order_ends: int
    report: str
    has_generated_figures: bool

    @property
    def report_rows(self) -> int:
        """Enough for the text on a wide screen, a long line taking two."""
        return sum(1 + len(line) // 95 for line in self.report.splitlines()) + 1


def plan_page(answer: PackageAnswer, *, telephone: str) -> PlanPage:
    """`telephone` is the portal's own, for the wording where no other number is known."""
    plan, rows = answer.plan, answer.rows
    words = PlanWords(plan, rows, plain_words(), answer.today)
    order_end = answer.today + dt.timedelta(days=plan.order_days)
    axis = axis_for([order_end], today=answer.today)
    titles = {key: row.title for key, row in rows.items()}
    only_problem = plan.problem if plan.problem and not plan.not_placed else None
    return PlanPage(
        as_at=answer.as_at,
        area=answer.area.name,
        months=words.months,
        unpaid_hours=words.unpaid_hours(answer.work_hours),
        headline=words.headline(),
        is_possible=plan.is_possible,
        problem=words.problem(only_problem) if only_problem else "",
        chances=tuple(filter(None, (words.chance_finished(), words.chance_started()))),
        blocking=words.blocking(plan.blocking) if plan.blocking else "",
        parts=tuple(
            _part(number, one, words, titles, axis)
            for number, one in enumerate(plan.parts, start=1)
        ),
        left_out=tuple(_left_out(one, words) for one in plan.not_placed),
        ruled_out=tuple(shown_ruled_out(one, words.words) for one in answer.ruled_out),
        given_twice=tuple(part.title for part in plan.given_twice),
        asks=tuple(words.asks()),
        rests_on=words.rests_on(),
        axis=axis,
        order_ends=axis.place(order_end),
        report=report_wording(answer, words, telephone=telephone),
        has_generated_figures=answer.has_generated_figures,
    )


def shown_ruled_out(one: RuledOut, words: PlainWords) -> ShownRuledOut:
    rules = tuple(rule_in_words(rule, words) for rule in one.fit.failed)
    return ShownRuledOut(one.title, f"/services/{one.service}", rules)


def _part(
    number: int, one: PlannedPart, words: PlanWords, titles: Mapping[str, str], axis: Axis
) -> ShownPlanPart:
    row = words.rows[one.part.key]
    return ShownPlanPart(
        number=number,
        title=row.title,
        detail=words.details.get(one.part.key, ""),
        href=f"/services/{row.service}",
        start=words.start(one),
        start_at_latest=words.start_at_latest(one),
        finish=words.finish(one),
        needs=one.part.time.says if one.part.time else "",
        notes=tuple(words.notes(one, titles)),
        bar=_bar(one, words, axis),
        contact=shown_contact(row.contact, words.words),
        is_restricted=row.is_restricted,
        is_generated=row.is_generated,
        is_being_worked_out=row.is_being_worked_out and row.kind.is_queued,
    )


def _bar(one: PlannedPart, words: PlanWords, axis: Axis) -> PlanBar | None:
    """None without a likely start. What has no known end, or none in the order, runs on pale."""
    if one.likely_start is None:
        return None
    last = axis.days
    first = min(one.likely_start, last)
    finish = first if one.likely_finish is None else min(one.likely_finish, last)
    latest = last if one.finish_by_9_in_10 is None else min(one.finish_by_9_in_10, last)
    course = max(last // 100 + 1, finish - first)
    return PlanBar(
        first=first,
        course=course,
        rest=max(0, latest - first - course),
        says=f"{words.start(one)} {words.finish(one)}",
    )


def _left_out(problem: Problem, words: PlanWords) -> ShownLeftOut:
    if problem.part is None:
        raise ValueError("only a part can be left out")
    row = words.rows[problem.part.key]
    unknown = problem.other if problem.kind is ProblemKind.LENGTH_NOT_KNOWN else None
    to_ask = words.rows[unknown.key] if unknown else row
    return ShownLeftOut(
        row.title,
        f"/services/{row.service}",
        words.problem(problem),
        shown_contact(to_ask.contact, words.words),
    )
