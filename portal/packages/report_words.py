"""Ready wording for a report: plain text, neutral, and never a suggestion."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from commissioning.availability.answer_types import Contact
from commissioning.packages.answer import PackageAnswer, RuledOut
from portal.formatting import moment
from portal.lines.fit_words import rule_in_words
from portal.packages.plan_words import PlanWords


def report_wording(answer: PackageAnswer, words: PlanWords, *, telephone: str) -> str:
    """What a writer copies: each part with whom to ring, what is left out and why, all together.

    `telephone` stands in where no number of an office is known.
    """
    return "\n".join(_lines(answer, words, telephone))


def _lines(answer: PackageAnswer, words: PlanWords, telephone: str) -> Iterator[str]:
    plan = answer.plan
    yield _opening(answer, words)
    for number, one in enumerate(plan.parts, start=1):
        said = [words.start(one), words.start_at_latest(one), words.finish(one)]
        ring = _ring(words.rows[one.part.key].contact, words, telephone)
        yield f"{number}. {words.named(one.part)}. {' '.join(part for part in said if part)} {ring}"
    yield from _left_out(answer, words, telephone)
    if not plan.not_placed and plan.problem is not None:
        yield words.problem(plan.problem)
    together = [words.chance_started(), words.chance_finished()]
    yield from (said for said in together if said)
    yield _(
        "These are forecasts for somebody who is referred on the day of sentence and keeps coming."
    )
    if answer.has_generated_figures:
        yield _("Demonstration: some of these figures are generated. Do not rely on them in court.")
    yield _("Availability is information for the court; it does not limit its powers.")


def _opening(answer: PackageAnswer, words: PlanWords) -> str:
    hours = words.unpaid_hours(answer.work_hours)
    order = _("%(months)s with %(hours)s", months=words.months, hours=hours) if hours else None
    said: str = _(
        "What is available for somebody who will live in the %(area)s area, as at %(at)s, within "
        "an order of %(order)s:",
        area=answer.area.name, at=moment(answer.as_at), order=order or words.months,
    )  # fmt: skip
    return said


def _left_out(answer: PackageAnswer, words: PlanWords, telephone: str) -> Iterator[str]:
    """What cannot be placed, and what a rule excludes, by the rule."""
    for problem in answer.plan.not_placed:
        said = words.problem(problem)
        if problem.part is not None:
            said = f"{said} {_ring(words.rows[problem.part.key].contact, words, telephone)}"
        yield f"- {said}"
    for one in answer.ruled_out:
        yield f"- {_ruled_out(one, words)}"


def _ruled_out(one: RuledOut, words: PlanWords) -> str:
    rules = "; ".join(rule_in_words(rule, words.words) for rule in one.fit.failed)
    said: str = _(
        "%(part)s is left out: it is not for this person. %(rules)s.", part=one.title, rules=rules
    )
    return said


def _ring(contact: Contact, words: PlanWords, telephone: str) -> str:
    name = contact.name or words.words.ring_office
    said: str = _(
        "Whom to ring: %(name)s, %(number)s.", name=name, number=contact.telephone or telephone
    )
    return said
