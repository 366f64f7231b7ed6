"""What if: before and after side by side, each figure with its range."""

from __future__ import annotations

import re
from typing import Any

from portal.desk_lines.rehearsal_pages import BEYOND
from tests.makers.accounts import LoggedIn
from tests.makers.scene import Scene

WORK = "Community Payback in Central Lancashire"
GROUP = "Building Choices"
IN_JUNE = {"day-day": "1", "day-month": "6", "day-year": "2027"}


def path_of(scene: Scene, title: str = WORK) -> str:
    return f"/desk/lines/{scene.lines[title].public_id}/rehearsal"


def asked(browser: LoggedIn, scene: Scene, title: str = WORK, **told: str) -> Any:
    return browser.get(path_of(scene, title), query_string=told)


def rows_of(page: str) -> dict[str, list[str]]:
    table = page[page.index("Before and after") :]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table[: table.index("</table>")], re.DOTALL):
        cells = [cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        found[cells[0]] = cells[1:]
    return found


def test_nothing_is_worked_out_before_something_is_asked(
    commissioner: LoggedIn, scene: Scene
) -> None:
    page = commissioner.get(path_of(scene))
    assert page.status_code == 200
    assert "Before and after" not in page.text


def test_more_places_are_told_before_and_after_with_their_ranges(
    commissioner: LoggedIn, scene: Scene
) -> None:
    answer = asked(commissioner, scene, change="places", number="480", **IN_JUNE)
    assert answer.status_code == 200
    assert "480 places from 1 June 2027" in answer.text
    rows = rows_of(answer.text)
    for name, sides in rows.items():
        if name not in {"What", "Bought", "Start within 26 weeks", BEYOND}:
            assert all(" to " in side or "by " in side or "in 10" in side for side in sides), name
    assert "Outturn by 31 March 2027" in rows
    assert "£" not in answer.text


def test_what_is_played_has_another_name_than_what_follows_from_the_pace(
    commissioner: LoggedIn, scene: Scene
) -> None:
    """The line page carries on what was used so far; here the futures are played."""
    rows = rows_of(asked(commissioner, scene, change="demand", number="10").text)
    assert BEYOND in rows
    of_line = commissioner.get(path_of(scene).removesuffix("/rehearsal")).text
    named = set(re.findall(r"__key\">([^<]*)</dt>", of_line))
    assert "Not funded" in named
    assert not {name for name in rows if "unded" in name}
    assert BEYOND not in of_line


def test_one_more_group_is_for_lines_with_groups(commissioner: LoggedIn, scene: Scene) -> None:
    answer = asked(commissioner, scene, GROUP, change="group", number="10", **IN_JUNE)
    assert "One more group of 10 places on 1 June 2027" in answer.text
    refused = asked(commissioner, scene, WORK, change="group", number="10", **IN_JUNE)
    assert refused.status_code == 422
    assert "This line has no groups: change its places instead." in refused.text


def test_demand_needs_no_day(commissioner: LoggedIn, scene: Scene) -> None:
    assert "20% fewer referred" in asked(commissioner, scene, change="demand", number="−20").text


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"change": "nothing"}, "Not a valid choice"),
    ({"change": "places", "number": "5"}, "Enter the day"),
    ({"change": "places", **IN_JUNE}, "Enter a number, such as 12"),
    ({"change": "places", "number": "many", **IN_JUNE}, "Enter a number, such as 12"),
    ({"change": "end", "day-day": "31", "day-month": "2", "day-year": "2027"}, "real date"),
    ({"change": "end", "day-day": "1", "day-month": "3", "day-year": "2027"}, "day to come"),
    ({"change": "demand", "number": "5000"}, "change of demand"),
    ({"change": "demand", "number": "nan"}, "Enter a number, such as 12"),
    ({"change": "places", "number": "9" * 13, **IN_JUNE}, "at most 12 figures"),
)


def test_what_cannot_be_supposed_stands_on_its_field(commissioner: LoggedIn, scene: Scene) -> None:
    for told, says in REFUSED:
        answer = asked(commissioner, scene, **told)
        assert answer.status_code == 422, told
        assert says in answer.text, told
        assert "Before and after" not in answer.text


def test_where_nobody_queues_no_date_is_worked_out(commissioner: LoggedIn, scene: Scene) -> None:
    answer = asked(commissioner, scene, "Women’s centre", change="demand", number="5")
    assert answer.status_code == 422
    assert "Nobody queues here" in answer.text


def test_provider_rehearses_its_own_line(provider: LoggedIn, scene: Scene) -> None:
    assert asked(provider, scene, change="demand", number="10").status_code == 200


def test_a_form_without_a_change_says_what_to_choose(commissioner: LoggedIn, scene: Scene) -> None:
    """As a browser sends it where no way is chosen."""
    refused = asked(commissioner, scene, **dict.fromkeys(IN_JUNE, ""), number="")
    assert refused.status_code == 422
    assert "Choose what is to change" in refused.text


def test_who_never_starts_is_said_as_a_sentence(commissioner: LoggedIn, scene: Scene) -> None:
    answer = asked(commissioner, scene, change="places", number="0", **IN_JUNE)
    assert "start by not" not in answer.text
    after = rows_of(answer.text)["Start of somebody sentenced today"][1]
    assert "9 in 10 start by" in after or "fewer than 9 in 10 start within any order" in after


def test_outturn_of_a_rehearsal_and_of_the_desk_each_say_what_they_are(
    commissioner: LoggedIn, scene: Scene
) -> None:
    answer = asked(commissioner, scene, change="places", number="480", **IN_JUNE)
    assert "the two may differ" in answer.text
    line = commissioner.get(path_of(scene).removesuffix("/rehearsal")).text
    assert "the two may differ" in line
    assert "the two may differ" in commissioner.get("/desk").text
