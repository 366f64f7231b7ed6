"""What the desk and its board show, in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlencode

from commissioning.desk.decisions import Decision, counted_by_decision
from commissioning.desk.desk_rows import Desk, DeskQuestion, DeskRow
from commissioning.desk.models import SavedView
from directory.pathways import pathways
from directory.requirements import requirement_codes, requirement_name
from portal.desk.figures import (
    KINDS,
    AccountWords,
    Spark,
    account_words,
    days_waited,
    spark_of,
    title_of,
)
from portal.formatting import NOT_KNOWN, counted
from portal.lines.agreement_words import agreement_words, also_counted_words
from portal.lines.ground_words import where_words

ROWS_A_PAGE: Final = 50

DECISIONS: Final = {
    Decision.ENDED: "agreement ended or line closed",
    Decision.NOTICE_PASSED: "notice day passed",
    Decision.NOTICE_NEAR: "notice day near",
    Decision.RECORDS_INCOMPLETE: "records incomplete",
    Decision.RUNNING_OUT: "running out before the year",
    Decision.ORDER_ENDS_FIRST: "people whose order ends first",
    Decision.NOT_CONFIRMED: "nobody confirmed for 35 days",
    Decision.RETURN_OVERDUE: "return overdue",
    Decision.PAST_TOLERANCE: "over or under tolerance",
    Decision.LATER_THAN_PROMISED: "started later than promised",
}
LABELS: Final = {
    "region": "Region",
    "area": "Area",
    "provider": "Provider",
    "pathway": "Pathway",
    "requirement": "Requirement",
    "kind": "Kind of agreement",
    "funder": "Funder",
    "decision": "To decide",
}


class ShownDeskRow(NamedTuple):
    href: str
    title: str
    provider: str
    where: str
    agreement: str
    agreement_href: str
    needs: tuple[str, ...]
    volume: AccountWords
    spark: Spark | None
    waiting: str
    waiting_href: str
    half_wait: str
    oldest: str
    also_counted: str = ""


class ShownDecision(NamedTuple):
    """`href` narrows what is seen to the lines that have it."""

    what: str
    lines: str
    href: str


class Filter(NamedTuple):
    """A choice among what is there; `options` are value and words, `chosen` the value."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str], ...]


class ShownView(NamedTuple):
    public_id: str
    name: str
    href: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class DeskPage:
    """`total` before narrowing, `number` after it; `rows` are those of this page of the list."""

    as_at: dt.datetime
    rows: tuple[ShownDeskRow, ...]
    number: int
    total: int
    deciding: tuple[ShownDecision, ...]
    filters: tuple[Filter, ...]
    query: str
    asked: tuple[tuple[str, str], ...]
    views: tuple[ShownView, ...]
    has_money: bool
    has_generated_figures: bool
    page: int = 1
    wrong: str = ""
    name: str = ""
    done: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // ROWS_A_PAGE))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)

    def href_of(self, page: int) -> str:
        query = dict(self.asked) | ({} if page == 1 else {"page": str(page)})
        return "/desk" + (f"?{urlencode(query)}" if query else "")

    def with_query(self, path: str) -> str:
        return f"{path}?{self.query}" if self.query else path


def desk_page(
    desk: Desk,
    *,
    as_at: dt.datetime,
    views: Sequence[SavedView],
    page: int = 1,
    most: int = ROWS_A_PAGE,
    wrong: str = "",
    name: str = "",
    done: str = "",
) -> DeskPage:
    asked = desk.question.asked()
    first = (page - 1) * most
    return DeskPage(
        as_at=as_at,
        rows=tuple(shown_row(row, desk.today) for row in desk.rows[first : first + most]),
        number=len(desk.rows),
        total=len(desk.everything),
        deciding=_deciding(desk.rows, tuple(asked.items())),
        filters=_filters(desk.everything, desk.question),
        query=urlencode(asked),
        asked=tuple(asked.items()),
        views=tuple(_view(view, asked) for view in views),
        has_money=any(
            row.account is not None and row.account.price is not None for row in desk.rows
        ),
        has_generated_figures=any(row.stored.is_generated for row in desk.rows),
        page=page,
        wrong=wrong,
        name=name,
        done=done,
    )


@lru_cache(maxsize=2048)
def shown_row(row: DeskRow, today: dt.date) -> ShownDeskRow:
    stored, account = row.stored, row.account
    return ShownDeskRow(
        href=f"/desk/lines/{stored.line}",
        title=title_of(row),
        provider=(stored.provider or "") if stored.is_read else "",
        where=where_words(row.ground),
        agreement=agreement_words(stored.agreement_kind, stored.ends_on, on=today),
        agreement_href="" if stored.agreement is None else f"/desk/agreements/{stored.agreement}",
        needs=tuple(need.words for need in row.needs),
        volume=account_words(account, today=today),
        spark=None
        if account is None
        else spark_of(row.months, account.volume.unit, account.months, account.untold),
        waiting=NOT_KNOWN if stored.known_waiting is None else f"{stored.waiting:,}",
        waiting_href=_waiting_href(row),
        half_wait=days_waited(row.half_wait_days, stored.known_waiting),
        oldest=days_waited(row.longest_wait_days, stored.known_waiting),
        also_counted=also_counted_words(row),
    )


def _waiting_href(row: DeskRow) -> str:
    """The cases behind the number; where none is told, what the line says of its waits."""
    line = f"/desk/lines/{row.stored.line}"
    return f"{line}#waits" if row.stored.known_waiting is None else f"{line}/cases?stands=waiting"


@lru_cache(maxsize=64)
def _deciding(
    rows: tuple[DeskRow, ...], asked: tuple[tuple[str, str], ...]
) -> tuple[ShownDecision, ...]:
    """What is to be decided, and of how many lines, in the order of the desk."""
    lines = counted_by_decision(row.needs for row in rows)
    return tuple(
        ShownDecision(
            DECISIONS[one],
            counted(number, "line"),
            f"/desk?{urlencode(dict(asked) | {'decision': one.code})}",
        )
        for one, number in lines.items()
    )


def _view(view: SavedView, asked: dict[str, str]) -> ShownView:
    query = urlencode(view.asked)
    href = f"/desk?{query}" if query else "/desk"
    return ShownView(str(view.public_id), view.name, href, dict(view.asked) == asked)


@lru_cache(maxsize=64)
def _filters(rows: tuple[DeskRow, ...], asked: DeskQuestion) -> tuple[Filter, ...]:
    """Each with what there is on one's own desk, whatever else narrows it."""
    named = {
        "region": {pair for row in rows for pair in row.ground.regions},
        "area": {pair for row in rows for pair in row.ground.areas},
        "provider": {
            (row.stored.provider, row.stored.provider)
            for row in rows
            if row.stored.provider and row.stored.is_read
        },
        "funder": {(name, name) for row in rows for name in row.funders},
    }
    by_name = {
        name: sorted(pairs, key=lambda pair: (pair[1], pair[0])) for name, pairs in named.items()
    }
    ways = {code for row in rows for code in row.pathways}
    codes = {code for row in rows for code in row.requirements}
    kinds = {row.stored.agreement_kind.value for row in rows if row.stored.agreement_kind}
    known = {
        **by_name,
        "pathway": [(one.code, one.name) for one in pathways() if one.code in ways],
        "requirement": [
            (code, requirement_name(code)) for code in requirement_codes() if code in codes
        ],
        "kind": [(code, name) for code, name in KINDS.items() if code in kinds],
        "decision": [
            (one.code, DECISIONS[one]) for one in counted_by_decision(row.needs for row in rows)
        ],
    }
    return tuple(
        Filter(name, label, getattr(asked, name), tuple(known[name]))
        for name, label in LABELS.items()
    )
