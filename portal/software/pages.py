"""What the pages for whoever runs a program show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.pushes.differences import MOST_TOLD, Differences, HeldKind
from portal.formatting import counted
from portal.problem_documents import SAID
from portal.software.words import DO, OF


@dataclass(frozen=True, slots=True)
class DescribedOperation:
    """As the description has it; `asks` is the act that the token must have been made for."""

    method: str
    path: str
    says: str
    asks: str


@dataclass(frozen=True, slots=True)
class RefusalShown:
    code: str
    status: int
    title: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class SoftwarePage:
    operations: Sequence[DescribedOperation]
    refusals: Sequence[RefusalShown]
    a_minute: int


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """`rows`: key, as you hold it, as we hold it; cut where there are more than are told."""

    what: str
    as_at: dt.datetime
    summary: str
    rows: Sequence[tuple[str, str, str]]
    is_cut: bool


NOT_THERE = "not there"
THERE = "there"


def refusals_shown() -> list[RefusalShown]:
    return [RefusalShown(code, status, title, DO[status]) for status, (code, title) in SAID.items()]


def differences_page(
    of: HeldKind, yours: Mapping[str, str | None], found: Differences, as_at: dt.datetime
) -> DifferencesPage:
    rows = [(key, yours[key] or THERE, NOT_THERE) for key in found.only_yours]
    rows += [(key, NOT_THERE, THERE) for key in found.only_ours]
    rows += [(one.key, one.yours, one.ours) for one in found.otherwise]
    counts = (found.only_yours_count, found.only_ours_count, found.otherwise_count)
    return DifferencesPage(OF[of], as_at, _summary(found), rows, max(counts) > MOST_TOLD)


def _summary(found: Differences) -> str:
    if found.are_none:
        return str(gettext("All %(keys)s stand alike here.", keys=counted(found.compared, "key")))
    return str(
        gettext(
            "Of %(keys)s %(alike)s stand alike here, %(only_yours)s are not known here and"
            " %(otherwise)s stand otherwise; %(only_ours)s are here and not in your list.",
            keys=counted(found.compared, "key"),
            alike=f"{found.alike:,}",
            only_yours=f"{found.only_yours_count:,}",
            only_ours=f"{found.only_ours_count:,}",
            otherwise=f"{found.otherwise_count:,}",
        )
    )
