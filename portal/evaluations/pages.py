"""Evaluations on pages and in files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.partnership.evaluations.checking import WEB_ADDRESS
from commissioning.partnership.evaluations.models import EvaluationStatement
from commissioning.partnership.evaluations.reading import SubjectEvidence
from commissioning.partnership.evaluations.rows import (
    FINDING_HEADINGS,
    HEADINGS,
    Cells,
    EvaluationRow,
    cells_of,
    evaluation_row,
    finding_cells,
    subject_words,
)
from commissioning.partnership.evaluations.saying import evidence_words
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedSubject,
    EvaluationTold,
)
from directory.clock import local_date
from directory.schemes.addresses import scheme_slug
from portal.formatting import in_words, joined


@dataclass(frozen=True, slots=True)
class NamedSubject:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class ListedEvaluation:
    """`href` leads to its page; `tag` tells that it was withdrawn."""

    href: str
    title: str
    of: str
    made: str
    design: str
    reads: str
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class EvaluationsPage:
    """`of`: the subject to which the list is narrowed; `evidence` how that reads in all."""

    rows: tuple[ListedEvaluation, ...]
    asked: str
    is_by_title: bool
    of: NamedSubject | None
    evidence: str
    query: str
    can_state: bool

    @property
    def is_asked(self) -> bool:
        return bool(self.asked or self.of)


@dataclass(frozen=True, slots=True)
class StatedBefore:
    number: int
    day: str
    why: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """`row` holds what its files hold; `kept_back` says that its words are left out of both."""

    public_id: str
    row: EvaluationRow
    reads: str
    withdrawn: str
    reason: str
    earlier: str
    kept_back: str
    subjects: tuple[NamedSubject, ...]
    can_say: str
    cannot_say: str
    facts: tuple[tuple[str, str], ...]
    source_href: str
    statements: tuple[StatedBefore, ...]
    can_correct: bool
    done: str


def evaluations_page(
    told: Sequence[EvaluationTold],
    *,
    asked: str,
    is_by_title: bool,
    of: NamedSubject | None,
    evidence: SubjectEvidence | None,
    query: str,
    can_state: bool,
) -> EvaluationsPage:
    return EvaluationsPage(
        tuple(map(_listed, told)), asked, is_by_title, of, evidence_words(evidence), query,
        can_state,
    )  # fmt: skip


def evaluation_page(
    told: EvaluationTold,
    statements: Sequence[EvaluationStatement],
    *,
    can_correct: bool,
    done: str,
) -> EvaluationPage:
    row, evaluation = evaluation_row(told), told.evaluation
    withdrawn = earlier = ""
    if evaluation.withdrawn_on is not None:
        withdrawn = gettext(
            "Withdrawn on %(day)s: it speaks of nothing any more.",
            day=in_words(evaluation.withdrawn_on),
        )
    if told.is_earlier:
        earlier = gettext(
            "As it was stated on %(day)s. It has been corrected since.",
            day=in_words(local_date(told.statement.recorded_at)),
        )
    return EvaluationPage(
        str(evaluation.public_id), row, row.reading.capitalize(), withdrawn,
        evaluation.withdrawn_reason or "", earlier, _kept_back(told),
        tuple(map(named_subject, told.subjects)), told.facts.designed.can_say,
        told.facts.designed.cannot_say, tuple(_facts(row)),
        row.source if WEB_ADDRESS.fullmatch(row.source) else "",
        tuple(_before(one, told) for one in statements),
        can_correct and not (told.is_withdrawn or told.is_earlier), _done(done),
    )  # fmt: skip


def list_rows(told: Iterable[EvaluationTold]) -> Iterator[Cells]:
    """An evaluation a row: no file holds effects of several beside each other."""
    yield HEADINGS
    yield from (cells_of(evaluation_row(one)) for one in told)


def own_rows(told: EvaluationTold) -> Iterator[Cells]:
    """What the evaluation says, then its findings, a row each."""
    row = evaluation_row(told)
    yield from zip(HEADINGS, cells_of(row), strict=True)
    yield FINDING_HEADINGS
    yield from map(finding_cells, row.findings)


def named_subject(subject: EvaluatedSubject) -> NamedSubject:
    if isinstance(subject, EvaluatedScheme):
        href = f"/schemes/{subject.area}/{scheme_slug(subject.name)}"
    else:
        href = f"/services/{subject.public_id}"
    return NamedSubject(subject_words(subject), href)


def _listed(told: EvaluationTold) -> ListedEvaluation:
    row = evaluation_row(told)
    return ListedEvaluation(
        f"/evaluations/{row.public_id}", row.title, str(joined(row.subjects)),
        gettext("%(who)s, %(day)s", who=row.made_by, day=in_words(row.published_on)),
        row.design, row.reading.capitalize(), told.is_withdrawn,
    )  # fmt: skip


def _facts(row: EvaluationRow) -> Iterator[tuple[str, str]]:
    yield gettext("Made by"), row.made_by
    yield gettext("Published"), in_words(row.published_on)
    yield (
        gettext("Period looked at"),
        gettext(
            "%(first)s to %(last)s", first=in_words(row.period_from), last=in_words(row.period_to)
        ),
    )
    yield gettext("Compared with"), row.comparison or gettext("nobody")
    yield gettext("People who had it"), row.people
    yield gettext("People compared"), row.compared
    yield gettext("Cost beside outcome"), row.cost


def _kept_back(told: EvaluationTold) -> str:
    if not told.is_kept_back:
        return ""
    return str(
        gettext(
            "Its title, who made it, with whom it compared and its sources are told to its keepers"
            " alone, since they no longer count. Day, numbers and how it read stay."
        )
    )


def _before(one: EvaluationStatement, told: EvaluationTold) -> StatedBefore:
    return StatedBefore(
        one.number, in_words(local_date(one.recorded_at)),
        gettext("first stated") if one.reason is None else one.reason,
        one.number == told.statement.number,
    )  # fmt: skip


def _done(done: str) -> str:
    words = {
        "new": gettext("Stated. It is public from now on."),
        "correct": gettext("Corrected. What was stated before is kept below."),
        "same": gettext("That was so already; nothing changed."),
        "withdraw": gettext("Withdrawn. It stays to be read, and speaks of nothing any more."),
    }
    return str(words.get(done, ""))
