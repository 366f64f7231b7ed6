"""What a board reads in ten seconds on one page: pathway by pathway what is late, and who leads."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.models import ActionMilestone
from commissioning.partnership.actions.planning import facts_of, revise_action
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.stating import PartnerFacts, add_partner, end_partner
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item
from tests.makers.scene import Scene
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
    by, on = actor(session), NOW.date()
    say_state(session, done, ActionState.DONE, noted_on=on, evidence="Signed.", by=by, at=NOW)
    say_state(session, stopped, ActionState.STOPPED, noted_on=on, note="No money.", by=by, at=NOW)
    session.flush()
    return made


def section_table(page: str) -> dict[str, dict[str, int]]:
    """Of the table that stands first: by row, the number of each column by its name."""
    table = page[page.index('<table class="cover-regions plan-counts">') :].partition("</table>")[0]
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
    late = whole[whole.rindex("What is late: 2") : whole.rindex("Its start has passed: say")]
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


def test_done_after_the_last_day_and_what_shows_a_milestone_stand_on_page_csv_and_json(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    by = actor(session)
    say_state(
        session, made.late, ActionState.DONE, noted_on=dt.date(2026, 12, 1), evidence="Signed.",
        by=by, at=NOW,
    )  # fmt: skip
    [began] = session.scalars(
        select(ActionMilestone).where(ActionMilestone.action_id == made.started.id)
    )
    meet_milestone(
        session, began, met_on=dt.date(2026, 7, 1), evidence="Minutes of July.", by=by, at=NOW
    )
    session.flush()
    for path in (made.path(), made.path(made.late)):
        page = text_of(visitor.get(path).text).casefold()
        assert "done on 1 december 2026, after its last day 30 september 2026" in page
    for path in (made.path(), made.path(made.started)):
        assert "Evidence: Minutes of July." in text_of(visitor.get(path).text)
    sheet = csv.DictReader(io.StringIO(visitor.get(f"{made.path()}.csv").text[1:]))
    cells = {row["code"]: row["milestones"] for row in sheet}
    assert cells["A1-N"].endswith(": closed 2026-12-01, late")
    assert cells["A2-N"].endswith(": met 2026-07-01, late; evidence: Minutes of July.")
    objects = json.loads(visitor.get(f"{made.path()}.json").text)
    told = {one["code"]: one["milestones"][0] for one in objects if one["milestones"]}
    assert (told["A1-N"]["done_on"], told["A1-N"]["is_late"]) == ("2026-12-01", True)
    assert told["A2-N"]["evidence"] == "Minutes of July."


def test_a_target_moved_after_its_time_is_told_everywhere_and_a_past_day_reads_the_one_it_had(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    office = make_organisation(session, OrganisationKind.PROBATION_REGION, "Northshire Probation")
    member = make_member(session, Role.COMMISSIONER, organisation=office)
    member.begun_at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    facts = replace(facts_of(session, made.late), target_words="By 30 June 2027")
    changed = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    revise_action(session, made.late, facts, by=member.person, at=changed)
    session.flush()
    says = (
        "Target until 1 December 2026: “A protocol to be issued by 30 September 2026.”. It was late"
        " since 1 October 2026 when Northshire Probation changed it to “By 30 June 2027”."
    )
    page = text_of(visitor.get(made.path()).text)
    assert "Target moved after its time had passed: 1" in page
    assert page.count(says) == 2
    assert "What is late" not in page
    assert says in text_of(visitor.get(made.path(made.late)).text)
    [row] = csv.DictReader(io.StringIO(visitor.get(f"{made.path()}.csv?show=moved_late").text[1:]))
    assert row["earlier_targets"] == (
        "A protocol to be issued by 30 September 2026. (until 2026-12-01, changed by Northshire"
        " Probation, late since 2026-10-01)"
    )
    [told] = json.loads(visitor.get(f"{made.path()}.json?show=moved_late").text)
    assert [(one["until"], one["late_since"]) for one in told["earlier_targets"]] == [
        ("2026-12-01", "2026-10-01")
    ]
    before = text_of(visitor.get(f"{made.path()}?as_at=2026-11-30").text)
    assert "What is late: 1" in before
    assert "Target: “A protocol to be issued by 30 September 2026.”" in before
    assert "By 30 June 2027" not in before
    assert "Target until" not in before


def test_a_body_that_ended_is_asked_about_and_its_successor_reads_what_it_may_lead(
    visitor: FlaskClient, made: MadePlan, session: Session, scene: Scene
) -> None:
    by, region = actor(session), session.get_one(Region, scene.home.region_id)
    mill, weir = (
        add_partner(
            session, region,
            PartnerFacts(name=name, kind=PartnerKind.COUNCIL, post="Housing desk", telephone=None,
                         email=None, areas=(scene.home,), tasks=[], boards=[]),
            by=by, at=NOW,
        )
        for name in ("Council of the old mill", "Borough of the weir")
    )  # fmt: skip
    set_lead(session, made.late, LeadFacts(mill.name, "Housing manager"), by=by, at=NOW)
    an_item(session, made.plan, "A5-N", words="Mend the doors.", lead_words=mill.name)
    session.flush()
    paths = [f"/partners/{one.public_id}" for one in (mill, weir)]
    before = text_of(visitor.get(paths[0]).text)
    assert "What it leads in action plans A1-N: Agree a protocol" in before
    assert "as lead or partner, not saying which A5-N: Mend the doors." in before
    assert "may lead" not in text_of(visitor.get(paths[1]).text)
    end_partner(
        session, mill, dt.date(2026, 11, 30), successor=weir.name, based_on=1, by=by, at=NOW
    )
    session.flush()
    says = (
        "Housing manager, Council of the old mill, which ended on 30 November 2026; its work went"
        " to Borough of the weir: say who leads"
    )
    page = text_of(visitor.get(made.path()).text)
    assert "A body that leads has ended: say who leads: 2" in page
    assert f"Led by {says}" in page
    assert says in text_of(visitor.get(made.path(made.late)).text)
    assert says not in text_of(visitor.get(f"{made.path()}?as_at=2026-11-30").text)
    after = text_of(visitor.get(paths[1]).text)
    assert "What it may lead: Council of the old mill led it, or was named for it" in after
    assert "A1-N: Agree a protocol" in after
    assert "A5-N: Mend the doors." in after


def test_plans_are_reached_from_areas_regions_partners_and_about_once_they_are_published(
    visitor: FlaskClient, made: MadePlan, session: Session, scene: Scene
) -> None:
    a_plan(session, "later", published_on=dt.date(2028, 1, 1))
    session.flush()
    region = session.get_one(Region, scene.home.region_id).slug
    for path in (f"/areas/{region}", f"/areas/{region}/{scene.home.slug}"):
        page = visitor.get(path).text
        assert f'href="{made.path()}">The plan plan-2026</a>' in page
        assert "/plans/later" not in page
    for path in ("/areas", "/partners", "/about"):
        assert 'href="/plans"' in visitor.get(path).text
    for path in ("/partners", "/about"):
        assert 'href="/protocols"' in visitor.get(path).text
