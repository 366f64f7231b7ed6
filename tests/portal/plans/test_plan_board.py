"""What a board reads in ten seconds on one page: pathway by pathway what is late, and who leads."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item
from tests.portal.finding.conftest import text_of
from tests.portal.plans.conftest import MadePlan

COLUMNS = {
    "Late": {"overdue"},
    "Start passed": {"start_passed"},
    "Date unread": {"asked"},
    "Running": {"running", "started"},
    "Ahead": {"ahead"},
    "Done": {"met", "closed done"},
    "No date": {"no_target"},
    "Given up": {"closed stopped"},
}
"""By hand: which standing of CSV and JSON each column of the page tells."""


@pytest.fixture
def board(made: MadePlan, session: Session) -> MadePlan:
    """Of accommodation two more: one late for longer, which nobody leads, and one done; of the
    framework one that was stopped and one ahead."""
    an_item(session, made.plan, "A3-N", "By the end of August 2026", words="Agree it sooner.")
    done = an_item(session, made.plan, "A4-N", "By April 2027", words="Settle the rents.")
    stopped = an_item(session, made.plan, "F1-N", section="framework", heading="Before")
    an_item(session, made.plan, "F2-N", "By 31 May 2027", section="framework", heading="After")
    told = {"noted_on": NOW.date(), "by": actor(session), "at": NOW}
    say_state(session, done, ActionState.DONE, evidence="Signed.", **told)
    say_state(session, stopped, ActionState.STOPPED, note="No money.", **told)
    session.flush()
    return made


def section_table(page: str) -> dict[str, dict[str, int]]:
    """Of the table that stands first: by row, the number of each column by its name."""
    table = page[page.index('<table class="cover-regions plan-counts">') :].split("</table>")[0]
    return {
        text_of(name).strip(): {
            column: int(text_of(number).split()[0])
            for column, number in re.findall(
                r'<span class="c__name">([^<]*): </span>(.*?)</td>', cells, re.DOTALL
            )
        }
        for name, cells in re.findall(
            r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL
        )
    }  # fmt: skip


def standing_of(row: dict[str, str]) -> str:
    return f"closed {row['state']}" if row["standing"] == "closed" else row["standing"]


@pytest.mark.parametrize(
    "query",
    ["", "section=accommodation", "level=national", "region=wales&as_at=2026-12-01",
     "section=accommodation&show=late"],
)  # fmt: skip
def test_the_table_by_pathway_adds_up_and_counts_what_csv_and_json_hold(
    visitor: FlaskClient, board: MadePlan, query: str
) -> None:
    table = section_table(visitor.get(f"{board.path()}?{query}").text)
    whole = query.replace("&show=late", "")
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"{board.path()}.csv?{whole}").text[1:])))
    objects = json.loads(visitor.get(f"{board.path()}.json?{whole}").text)
    names = {"accommodation": "Accommodation", "framework": "Framework"}
    assert set(table) - {"Together"} == {names[row["section"]] for row in rows}
    for section, name in names.items():
        for told in (rows, objects):
            many = Counter(standing_of(one) for one in told if one["section"] == section)
            for column, standings in COLUMNS.items():
                shown = table.get(name, {}).get(column, 0)
                assert shown == sum(many[one] for one in standings), (name, column)
    for cells in table.values():
        assert cells["Agreed"] == sum(cells.get(one, 0) for one in COLUMNS)


def test_counts_and_their_addresses_keep_the_filter_and_land_at_the_items(
    visitor: FlaskClient, board: MadePlan
) -> None:
    page = visitor.get(f"{board.path()}?section=accommodation&as_at=2026-12-01").text
    assert "Where it stands, as at 1 December 2026: only Accommodation" in text_of(page)
    kept = "section=accommodation&amp;show=late&amp;as_at=2026-12-01#items"
    assert f'href="{board.path()}?{kept}">2<' in page
    asked = r"\?section=accommodation&amp;level=national&amp;show=late&amp;as_at=2026-12-01#items"
    assert re.search(asked, page)
    assert f'action="{board.path()}#items"' in page
    assert 'href="#items" class="govuk-skip-link"' in page


def test_what_is_late_names_who_leads_since_when_and_its_pathway_the_longest_first(
    visitor: FlaskClient, board: MadePlan
) -> None:
    whole = text_of(visitor.get(board.path()).text)
    late = whole[whole.index("What is late: 2") : whole.index("Its start has passed: say")]
    assert (
        "A3-N Agree it sooner. Accommodation Nobody is named who leads ; overdue since"
        " 1 September 2026 A1-N Agree a protocol for homes. Accommodation Lead and partners as"
        " written: Region, Councils ; overdue since 1 October 2026"
    ) in late
    one = text_of(visitor.get(f"{board.path()}?section=accommodation&show=late").text)
    assert "A3-N Agree it sooner. Nobody is named who leads ; overdue since" in one


def test_an_empty_plan_counts_nothing_and_of_no_date_nobody_says_that_nothing_is_late(
    visitor: FlaskClient, session: Session
) -> None:
    empty = a_plan(session, "empty")
    session.flush()
    page = text_of(visitor.get("/plans/empty").text)
    assert "No item stands in this plan yet." in page
    assert "Where it stands" not in page
    assert "is late" not in page.replace("Skip to what is late", "")
    an_item(session, empty, "A1-N")
    session.flush()
    assert "Nothing of it is late." not in text_of(visitor.get("/plans/empty").text)
    an_item(session, empty, "A2-N", "By 31 May 2027")
    session.flush()
    assert "Nothing of it is late." in text_of(visitor.get("/plans/empty").text)
