"""Problems that readers reported, as they are shown to whoever answers them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.feedback.models import ReportKind
from directory.feedback.routing import RoutedProblem
from directory.services.models import ServiceState
from portal.formatting import counted, in_words
from portal.listings.pages import home_of, title_of

KIND_WORDS: Final = MappingProxyType(
    {
        ReportKind.WRONG_NUMBER: "A telephone number or e-mail is wrong",
        ReportKind.NO_LONGER_RUNS: "The service no longer runs, or not there",
        ReportKind.WRONG_DATE: "A date or a wait is wrong",
        ReportKind.WRONG_FACT: "Something else it says is wrong",
        ReportKind.CANNOT_USE: "The page cannot be read or used",
        ReportKind.ANOTHER: "Something else",
    }
)


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """`page` is what readers call it, `path` where it is read, `put_right` where it is changed."""

    public_id: str
    page: str
    of: str
    path: str
    put_right: str
    kind: str
    words: str
    reported: str
    open_for: str
    answer: str = ""
    answered: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)


@dataclass(frozen=True, slots=True)
class ProblemsPage:
    waiting: tuple[ShownProblem, ...]
    answered: tuple[ShownProblem, ...]
    is_done: bool


def problems_page(
    waiting: Iterable[RoutedProblem],
    answered: Iterable[RoutedProblem],
    *,
    today: dt.date,
    is_done: bool,
) -> ProblemsPage:
    return ProblemsPage(
        tuple(shown_problem(one, today=today) for one in waiting),
        tuple(shown_problem(one, today=today) for one in answered),
        is_done,
    )


def shown_problem(routed: RoutedProblem, *, today: dt.date) -> ShownProblem:
    one, service = routed.problem, routed.service
    days = (today - one.reported_on).days
    return ShownProblem(
        str(one.public_id),
        named(routed),
        "" if service is None or service.provider is None else service.provider.name,
        one.path,
        "" if service is None or service.state is not ServiceState.PUBLISHED else home_of(service),
        KIND_WORDS[one.kind],
        one.words,
        in_words(one.reported_on),
        "reported today" if days == 0 else f"open for {counted(days, 'day')}",
        one.answer or "",
        "" if one.answered_on is None else f"{one.answered_by}, {in_words(one.answered_on)}",
    )


def named(routed: RoutedProblem) -> str:
    """A service by its title, a provider by its name, any other page by its address."""
    title = "" if routed.service is None else title_of(routed.service)
    provider = "" if routed.provider is None else routed.provider.name
    return title or provider or routed.problem.path
