"""Ready wording for a report: plain text, neutral, and never a suggestion."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from commissioning.packages.answer import PackageAnswer
from portal.formatting import moment
from portal.packages.plan_words import PlanWords


def report_wording(answer: PackageAnswer, words: PlanWords) -> str:
    """What a writer copies: the parts in order, all of it together, and what it rests on."""
    return "\n".join(_lines(answer, words))


def _lines(answer: PackageAnswer, words: PlanWords) -> Iterator[str]:
    plan = answer.plan
    yield _(
        "What is available for somebody who will live in the %(area)s area, as at %(at)s, within "
        "an order of %(months)s:",
        area=answer.area.name, at=moment(answer.as_at), months=words.months,
    )  # fmt: skip
    for number, one in enumerate(plan.parts, start=1):
        said = [words.start(one), words.start_at_latest(one), words.finish(one)]
        yield f"{number}. {one.part.title}. {' '.join(part for part in said if part)}"
    for problem in plan.not_placed:
        yield f"- {words.problem(problem)}"
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
