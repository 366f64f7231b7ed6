"""Plans as everybody reads them: what is late first, beneath which heading, what stands behind."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import carry_into
from commissioning.partnership.actions.models import ActionLevel, PlanAction
from commissioning.partnership.actions.readings import StatedDays
from commissioning.partnership.actions.rows import HEADINGS
from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of
from tests.portal.plans.conftest import SERVICE, MadePlan


def told(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return text_of(answer.text)


def statements_of(client: FlaskClient, path: str) -> int:
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(asked)


def test_without_a_plan_the_list_says_so(visitor: FlaskClient) -> None:
    assert "No plan is published yet." in told(visitor, "/plans")


def test_the_list_tells_whose_each_plan_is_and_how_much_it_holds(
    visitor: FlaskClient, made: MadePlan
) -> None:
    page = told(visitor, "/plans")
    assert "England and Wales The plan plan-2026 Published on 1 April 2026" in page
    assert "5 items: 3 national, 1 regional, 1 local" in page
    assert "No plan of its own is published by: " in page
    assert "1 local. 1 late : The plan plan-2026" in page
    table = told(visitor, made.path())
    assert re.search(r"Together Agreed: 5\b.*?Late: 1\b", table)


def test_the_list_of_seven_plans_asks_the_database_no_more_than_one(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    visitor.get("/plans")
    asked = statements_of(visitor, "/plans")
    for number in range(6):
        another = a_plan(session, f"plan-{number}")
        an_item(session, another, "A1-N", "By 30 September 2026.")
    session.flush()
    session.expire_all()
    assert statements_of(visitor, "/plans") == asked
    assert told(visitor, "/plans").count("1 late : The plan") == 7


def test_a_plan_that_is_not_published_yet_is_nobodys_to_read(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    a_plan(session, "later", published_on=dt.date(2028, 1, 1))
    session.flush()
    assert "later" not in told(visitor, "/plans")
    assert [visitor.get(f"/plans/later{form}").status_code for form in ("", ".csv", ".json")] == [
        404, 404, 404,
    ]  # fmt: skip


def test_the_page_counts_in_a_table_and_says_first_what_is_late(
    visitor: FlaskClient, made: MadePlan
) -> None:
    page = told(visitor, made.path())
    counts = page[page.index("What was agreed") : page.index("What is late")]
    assert "Nationally Agreed: 3 nationally" not in counts
    assert re.search(r"Nationally Agreed: 3\b.*?Late: 1\b.*?Start has passed: 1\b", counts)
    assert re.search(r"Locally Agreed: 1\b.*?Under way: 1\b.*?Done: 0\b", counts)
    late = page[page.index("What is late: 1") :]
    assert late.index("overdue since 1 October 2026") < late.index("say whether it began")
    assert late.index("say whether it began") < late.index("Nobody can read the date: words kept")
    assert "Its start has passed: say whether it began: 1" in late
    assert "“In due course.”" in late


def test_words_stand_beside_their_reading_and_items_beneath_their_heading(
    visitor: FlaskClient, made: MadePlan
) -> None:
    page = told(visitor, made.path())
    assert (
        "Target: “A protocol to be issued by 30 September 2026.” Read as to be issued by"
        " 30 September 2026 (a day); overdue since 1 October 2026"
    ) in page
    homes = page[page.index("Homes Nationally") :]
    assert homes.index("A1-N Agree a protocol") < homes.index("Regionally A1-R1 North West:")
    assert homes.index("A1-R1") < homes.index("Locally Under way A1-L1 Central Lancashire:")
    assert "State: Under way, said on 2 June 2026. The council came twice." in homes
    assert "Lead and partners as written: Region, Councils" in homes


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("section=framework", {"B1-N"}, {"A1-N", "A1-R1", "A1-L1", "A2-N"}),
        ("level=local", {"A1-L1"}, {"A1-N", "A1-R1", "A2-N", "B1-N"}),
        ("show=late", {"A1-N"}, {"A1-R1", "A1-L1", "A2-N", "B1-N"}),
        ("show=start_passed", {"A2-N"}, {"A1-N", "A1-R1", "A1-L1", "B1-N"}),
        ("show=under_way", {"A1-L1"}, {"A1-N", "A1-R1", "A2-N", "B1-N"}),
        ("show=undated", {"B1-N", "A1-R1"}, {"A1-N", "A2-N"}),
        ("region=wales", {"A1-N", "A2-N", "B1-N"}, {"A1-R1", "A1-L1"}),
        ("region=north-west&area=blackburn", {"A1-N", "A1-R1"}, {"A1-L1"}),
        ("as_at=2026-05-01", {"A1-N", "B1-N"}, set()),
    ],
)
def test_page_csv_and_json_show_the_same_rows(
    visitor: FlaskClient, made: MadePlan, query: str, there: set[str], gone: set[str]
) -> None:
    page = visitor.get(f"{made.path()}?{query}").text
    items = page[page.index('id="items"') :]
    shown = set(re.findall(r'<li id="action-[0-9a-f-]+">.*?>([AB]\d-\w+)</a>', items, re.DOTALL))
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"{made.path()}.csv?{query}").text[1:])))
    objects = json.loads(visitor.get(f"{made.path()}.json?{query}").text)
    assert shown == {row["code"] for row in rows} == {one["code"] for one in objects}
    assert there <= shown
    assert not gone & shown


def test_as_at_a_day_before_the_target_nothing_was_late(
    visitor: FlaskClient, made: MadePlan
) -> None:
    page = told(visitor, f"{made.path()}?as_at=2026-05-01")
    assert "As things stood on 1 May 2026" in page
    assert "What is late" not in page
    assert "The council came twice." not in page


def test_before_its_publication_nothing_of_a_plan_was_in_force_in_every_form(
    visitor: FlaskClient, made: MadePlan
) -> None:
    says = "This plan was published on 1 April 2026. Nothing of it was in force on 31 March 2026."
    query = "as_at=2026-03-31"
    for path in (made.path(), made.path(made.late)):
        page = told(visitor, f"{path}?{query}")
        assert says in page
        assert "A protocol to be issued" not in page
    assert "What was agreed" not in told(visitor, f"{made.path()}?{query}")
    assert says not in told(visitor, f"{made.path()}?as_at=2026-04-01")
    file = visitor.get(f"{made.path()}.csv?{query}")
    in_force = visitor.get(f"{made.path()}.csv?as_at=2026-04-01").text
    assert file.text.splitlines() == in_force.splitlines()[:1]
    assert "plan-2026-not-in-force-on-2026-03-31.csv" in file.headers["Content-Disposition"]
    assert json.loads(visitor.get(f"{made.path()}.json?{query}").text) == []


def test_what_software_reads_of_a_plan_is_said_name_by_name(visitor: FlaskClient) -> None:
    page = visitor.get("/about/api").text
    table = page[page.index("Action plans: what is answered") :]
    named = ", ".join(re.findall(r'<th scope="row"[^>]*>([^<]*)<', table))
    assert set(HEADINGS) - set(re.split(r",\s*", named)) == set()


def test_every_form_of_a_plan_has_one_order_and_what_is_late_longest_stands_first(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    """B1-N of the framework and A1-R1 beneath A1-N were entered later than what they precede."""
    an_item(session, made.plan, "F1-N", "May 2026", section="framework", heading="Before")
    an_item(session, made.plan, "A1-N2", "By the end of August 2026", words="Agree it sooner.")
    order = ["B1-N", "F1-N", "A1-N", "A1-N2", "A1-R1", "A1-L1", "A2-N"]
    page = visitor.get(made.path()).text
    items = re.findall(r'<li id="action-[^>]*>.*?>([ABF]\d-\w+)</a>', page, re.DOTALL)
    rows = csv.DictReader(io.StringIO(visitor.get(f"{made.path()}.csv").text[1:]))
    objects = json.loads(visitor.get(f"{made.path()}.json").text)
    assert items == [row["code"] for row in rows] == [one["code"] for one in objects] == order
    late = page[page.index('id="needs-late"') : page.index('id="needs-start_passed"')]
    assert re.findall(r'href="#action-[^>]*>([^<]*)</a>', late) == ["F1-N", "A1-N2", "A1-N"]


@pytest.mark.parametrize(
    "query", ["as_at=soon", "as_at=2090-01-01", "level=x", "section=x", "show=x"]
)
def test_a_word_that_nobody_reads_is_refused(
    visitor: FlaskClient, made: MadePlan, query: str
) -> None:
    assert visitor.get(f"{made.path()}?{query}").status_code == 400


def test_what_was_carried_on_is_said_and_counts_in_the_next_plan_alone(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    successor = a_plan(session, "plan-2027", published_on=dt.date(2027, 3, 1))
    carry_into(session, made.plan, successor, by=actor(session), at=NOW)
    old, new = told(visitor, made.path()), told(visitor, "/plans/plan-2027")
    assert "5 items were carried into The plan plan-2027 , where they count" in old
    assert "What is late" not in old
    assert "Carried into The plan plan-2027" in old
    assert "What is late: 1" in new
    assert "Behind it: service Finance, benefit and debt advice 1" in new
    listed = told(visitor, "/plans")
    assert listed.count(" late : The plan") == 1
    assert "1 late : The plan plan-2027" in listed
    assert "5 items: 3 national, 1 regional, 1 local; 5 items carried into another plan" in listed
    assert "Carried into The plan plan-2027" in told(visitor, made.path(made.late))
    [*_, gone] = session.scalars(select(PlanAction).where(PlanAction.carried_from_id.is_not(None)))
    assert "Carried on from The plan plan-2026" in told(
        visitor, f"/plans/plan-2027/actions/{gone.public_id}"
    )


def test_a_plan_that_is_not_shown_whole_says_so_on_paper_and_a_past_day_what_it_rests_on(
    visitor: FlaskClient, made: MadePlan
) -> None:
    asked = "level=national&show=late&as_at=2026-12-01"
    page = visitor.get(f"{made.path()}?{asked}").text
    [said] = re.findall(r'<p class="govuk-body">(<strong>Not the whole plan.*?)</p>', page)
    assert text_of(said).startswith("Not the whole plan: shown is only Nationally; Late. 1 item of")
    assert "those recorded now, also where they were added later" in text_of(page)
    whole = told(visitor, made.path())
    assert "Not the whole plan" not in whole
    assert "recorded now" not in whole


def test_on_paper_the_contents_come_first_in_the_order_of_the_plan(
    visitor: FlaskClient, made: MadePlan
) -> None:
    page = visitor.get(made.path()).text
    contents = page[page.index('class="plan-contents"') : page.index('id="items"')]
    assert (
        "What is late: 1 Its start has passed: say whether it began: 1 Nobody can read the date:"
        " words kept: 1 Framework: B1-N Accommodation: A1-N to A2-N"
    ) in text_of(contents)


def test_a_pilot_begun_late_and_a_day_stated_beside_unreadable_words_say_so(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    pilot = an_item(session, made.plan, "P1-N", "To be piloted by 30 September 2026.", heading="P")
    say_state(
        session, pilot, ActionState.PILOTING, noted_on=dt.date(2026, 10, 12), places="Hull",
        by=actor(session), at=NOW,
    )  # fmt: skip
    stated = StatedDays(latest=dt.date(2027, 5, 1))
    an_item(session, made.plan, "S1-N", "Ongoing", heading="S", stated=stated)
    session.flush()
    page = told(visitor, made.path())
    assert "begun late, as was said on 12 October 2026: due by 30 September 2026" in page
    assert "to be complete by 1 May 2027 (a day), stated beside words that say no day" in page
    assert "What is late: 1" in page


def test_an_action_leads_to_the_service_and_the_cell_behind_it_and_both_lead_back(
    visitor: FlaskClient, made: MadePlan, session: Session, scene: Scene
) -> None:
    page = visitor.get(made.path(made.late)).text
    service = f"/services/{scene.service(SERVICE, session).public_id}"
    cell = "/coverage?requirement=accommodation&amp;region=north-west"
    assert f'href="{service}">{SERVICE}' in page
    assert f'href="{cell}#region-north-west"' in page
    back = f'href="{made.path(made.late)}"'
    for path in (service, cell.replace("&amp;", "&")):
        answer = visitor.get(path).text
        assert back in answer
        assert "Action plans that name it" in answer
    assert back not in visitor.get("/coverage?requirement=residence").text


def test_an_action_tells_its_history_and_what_waits_for_it(
    visitor: FlaskClient, made: MadePlan
) -> None:
    local = told(visitor, made.path(made.local))
    assert "2 June 2026 : Under way The council came twice." in local
    assert "Nobody has said anything of it yet." in told(
        visitor, f"{made.path(made.local)}?as_at=2026-05-01"
    )
    started = told(visitor, made.path(made.started))
    assert "Waits for: A1-N: Agree a protocol for homes. when the protocol is available" in started
    late = told(visitor, made.path(made.late))
    assert "Items that answer it A1-R1 North West: Name who answers" in late


def test_what_was_agreed_is_found_by_its_words_and_a_draft_is_not(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    draft = a_plan(session, "draft", published_on=dt.date(2028, 1, 1))
    an_item(session, draft, "D1-N", words="A protocol for deposits.")
    an_item(
        session, made.plan, "A1-R9", level=ActionLevel.REGIONAL, words="A protocol in each region."
    )
    session.flush()
    page = told(visitor, "/services?q=protocol+homes")
    assert "Action plans that speak of it A1-N: Agree a protocol for homes. The plan" in page
    for words, there in (("protocol", "A1-N"), ("deposit", "A2-N"), ("for", ""), ("%%%%", "")):
        found = visitor.get(f"/services?q={words.replace('%', '%25')}").text
        assert (there or "Action plans that speak of it") in found or not there
        assert ("Action plans that speak of it" in found) is bool(there)
        assert "D1-N" not in found
        assert "A1-R9" not in found


def test_a_plan_of_190_items_asks_the_database_no_more_than_one_of_five(
    visitor: FlaskClient, made: MadePlan, session: Session
) -> None:
    visitor.get(made.path())
    asked = statements_of(visitor, made.path())
    for number in range(185):
        level = list(ActionLevel)[number % 3]
        an_item(session, made.plan, f"D{number}-N", "By April 2027.", level, heading=f"H {number}")
    session.flush()
    session.expire_all()
    again = statements_of(visitor, made.path())
    assert again == asked < 30
