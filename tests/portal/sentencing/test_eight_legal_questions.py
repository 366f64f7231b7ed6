"""Eight questions that a lawyer may put to a court's page: what must stand there, and what not.

Each row: what is asked, where it is read (the page; the page on paper; the sheet; the JSON, which
takes nothing of a person, an order or dates), what must stand there, what must not. What
the tables themselves answer is in `tests/directory/test_eight_legal_questions.py`. Today is
2 March 2027. No lawyer has verified the rows yet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import Provision
from commissioning.lines.opening import TermsStated
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.scene import COURT, add_line, make_scene
from tests.makers.start_dates import answer_everything
from tests.portal.asking_on import answered
from tests.portal.printed import hidden_classes, on_paper, on_screen

PATH: Final = f"/courts/{COURT}"
PRESTON: Final = {"postcode": "PR1"}
NOBODY_SAID: Final = "Nobody has told this portal whether it is available here"

Asked = Mapping[str, str]
Ask = Callable[[str, Asked], str]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def on(**days: str) -> dict[str, str]:
    """Days written 2022-06-27, in the three fields that a form has for each."""
    return {
        f"{name}_on-{part}": number
        for name, day in days.items()
        for part, number in zip(("year", "month", "day"), day.split("-"), strict=True)
    }


def of(requirement: str, *facts: Asked, **more: str) -> dict[str, str]:
    """Asked about one requirement, for a home in Preston unless another is given."""
    asked = {**PRESTON, "requirement": requirement}
    for fact in facts:
        asked |= fact
    return asked | more


def page(client: FlaskClient, asked: Asked) -> str:
    return on_screen(answered(client, PATH, asked).text)


def paper(client: FlaskClient, asked: Asked) -> str:
    return on_paper(answered(client, PATH, asked).text)


def sheet(client: FlaskClient, asked: Asked) -> str:
    """The paper of the sheet that the page's button makes: it never takes what is personal."""
    taken = {name: asked[name] for name in ("requirement", "months", "hours", "order_kind")
             if name in asked}  # fmt: skip
    made = client.post(f"{PATH}/sheets", data={"area": "central-lancashire", **taken})
    return on_paper(client.get(made.headers["Location"]).text)


def program(client: FlaskClient, asked: Asked) -> str:
    address = f"/api/v1/availability?court={COURT}&ldu=central-lancashire"
    if "requirement" in asked:
        address += f"&requirement={asked['requirement']}"
    return json.dumps(client.get(address).json, ensure_ascii=False)


READ: Final = {"page": page, "paper": paper, "sheet": sheet, "json": program}
PAGE_AND_PAPER: Final = "page paper"
EVERYWHERE: Final = "page paper sheet json"

_answers: dict[tuple[str, str, str], str] = {}


@pytest.fixture
def ask(database: str, request: pytest.FixtureRequest) -> Ask:
    """The text where it is read; every question is put once on each database."""
    if not any(known == database for known, _, _ in _answers):
        make_world(request.getfixturevalue("session"))
        client = request.getfixturevalue("client")
        for place, asked in {(place, _key(row[0])): row[0] for row in ROWS
                             for place in row[1].split()}.items():  # fmt: skip
            _answers[database, *place] = READ[place[0]](client, asked)
    return lambda place, asked: _answers[database, place, _key(asked)]


def _key(asked: Asked) -> str:
    return json.dumps(asked, sort_keys=True)


def make_world(session: Session) -> None:
    """Preston, with unpaid work of which a date is known, and arrangements for one curfew."""
    scene = make_scene(session)
    weekly = TermsStated(OPENED, 28, session_weekday=6, hours_per_session=7, max_new_per_session=6)
    add_line(session, scene, "Hedges and paths", "unpaid_work", kind=DeliveryKind.UNPAID_WORK,
             terms=weekly, places=60)  # fmt: skip
    answer_everything(session)
    state = partial(state_provision, session, said=Provision.ARRANGEMENTS_EXIST,
                    stated_by="North West probation region", by=actor(session), at=NOW)  # fmt: skip
    state(scene.beside, requirement="curfew")
    for slug in LONDON:
        make_area(session, slug)
    session.flush()


COMMUNITY: Final = {"order_kind": "community_order"}
SUSPENDED: Final = {"order_kind": "suspended_sentence_order"}
HOURS_300: Final = {"hours": "300", "months": "24"}
LONDON: Final = (
    "camden-and-islington",
    "hackney-and-city",
    "hammersmith-fulham-kensington-chelsea-and-westminster",
    "southwark",
)
PROHIBITIONS: Final = (
    "driving_prohibition",
    "public_event_attendance_prohibition",
    "drinking_establishment_entry_prohibition",
    "restriction_zone",
)
NOT_FOR_THESE_DATES: Final = "may not be imposed for the dates entered"
SINCE_2022: Final = (
    "Only for convictions from 1 December 2020 to 27 June 2022"
    " (Sentencing Act 2020, Schedule 9 Part 13)"
)
AGE_DECIDES: Final = "Only for people under 25: the age when convicted is not known."
CHECK_FIRST: Final = "Whether the law is in force was not found: check before imposing it."

Row = tuple[Asked, str, tuple[str, ...], tuple[str, ...]]

# 1. 300 hours of unpaid work in an order of 24 months: lawful, and within what time?
HOURS: Final[tuple[Row, ...]] = (
    (of("unpaid_work", HOURS_300, COMMUNITY), "page",
     ("the order runs on until the hours are worked (Sentencing Act 2020 s220, not verified)",
      "40 to 300 hours", "need not be worked within 12 months", "the person is suitable"),
     ("normally worked within 12 months", "Not within the order", "operational period")),
    (of("unpaid_work", HOURS_300, COMMUNITY), "paper",
     ("Community order: runs on until the hours are worked", "Hours of unpaid work 300",
      "need not be worked within 12 months", "the person is suitable"),
     ("normally worked within 12 months", "Not within the order", "Suspended sentence order:")),
    (of("unpaid_work", HOURS_300, COMMUNITY), "sheet",
     ("the order runs on until the hours are worked (Sentencing Act 2020 s220, not verified)",
      "Community order, 24 months", "Unpaid work 300 hours",
      "need not be worked within 12 months"),
     ("normally worked within 12 months", "Not within the order", "operational period")),
    (of("unpaid_work", HOURS_300, COMMUNITY), "json",
     ("need not be worked within 12 months", '"order_days": null', '"order_assumed": false'),
     ("not_within_order", "normally worked within 12 months")),
    (of("unpaid_work", HOURS_300, SUSPENDED), "page",
     ("within the operational period of 24 months",), ("the order runs on until",)),
    (of("unpaid_work", HOURS_300, SUSPENDED), "paper",
     ("Suspended sentence order:",), ("Community order: runs on",)),
    (of("unpaid_work", HOURS_300), "page",
     ("the order runs on until the hours are worked",
      "within the operational period of 24 months"), ()),
    (of("unpaid_work", hours="301", months="24"), "page",
     ("Enter hours from 40 to 300",), ("Half start by",)),
    (of("unpaid_work", hours="39", months="24"), "page",
     ("Enter hours from 40 to 300",), ("Half start by",)),
)  # fmt: skip

# 2. May somebody of 22 be sent to an attendance centre?
CENTRE: Final[tuple[Row, ...]] = (
    (of("attendance_centre", age="21-24"), PAGE_AND_PAPER,  # convicted today
     ("may not be imposed", f"Attendance centre : {SINCE_2022}"), (NOBODY_SAID,)),
    (of("attendance_centre"), "sheet", ("May not be imposed", SINCE_2022), (NOBODY_SAID,)),
    (of("attendance_centre"), "json", ('"not_imposable": [{', SINCE_2022), ("not_known",)),
    (of("attendance_centre", on(convicted="2022-06-28"), age="21-24"), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES, SINCE_2022), (NOBODY_SAID,)),
    (of("attendance_centre", on(convicted="2022-06-27"), age="21-24"), PAGE_AND_PAPER,
     (NOBODY_SAID, "Under 25 when convicted; 12 to 36 hours",
      "A centre must be available for somebody like this"),
     (NOT_FOR_THESE_DATES, AGE_DECIDES)),
    (of("attendance_centre", on(convicted="2022-06-27"), age="25-49"), PAGE_AND_PAPER,
     (AGE_DECIDES,), (NOT_FOR_THESE_DATES,)),  # may have been 20 then
    (of("attendance_centre", on(convicted="2022-06-27")), PAGE_AND_PAPER,
     (AGE_DECIDES,), (NOT_FOR_THESE_DATES,)),
    (of("attendance_centre", on(convicted="2022-06-27"), age="50-"), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES, "Only for people under 25."), (NOBODY_SAID, AGE_DECIDES)),
    (of("attendance_centre", on(convicted="2021-03-01"), age="18-20"), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES, "Only for people aged 18 or over when convicted."), (NOBODY_SAID,)),
    ({**PRESTON, "age": "18-20", **on(convicted="2021-03-01")}, PAGE_AND_PAPER,  # then a child
     ("Unpaid work : Only for people aged 18 or over when convicted.",),
     ("Hedges and paths", "Takes effect at once")),
)  # fmt: skip

# 3. May the four prohibitions of the Sentencing Act 2026 be imposed?
NEW_PROHIBITIONS: Final[tuple[Row, ...]] = tuple(
    row
    for code in PROHIBITIONS
    for row in (
        (of(code, on(offence="2025-06-01")), PAGE_AND_PAPER,
         (NOT_FOR_THESE_DATES, "Only for offences on or after 22 January 2026"), (CHECK_FIRST,)),
        (of(code, on(offence="2026-01-21")), PAGE_AND_PAPER,  # the day before Royal Assent
         (NOT_FOR_THESE_DATES, "Only for offences on or after 22 January 2026"), (CHECK_FIRST,)),
        (of(code, on(offence="2026-01-22")), PAGE_AND_PAPER,
         (CHECK_FIRST, "That day was not found",
          "an offence committed over several days counts by the last"),
         ("On the day of sentence. ", NOT_FOR_THESE_DATES)),
        (of(code), PAGE_AND_PAPER,
         (CHECK_FIRST, "That day was not found"), ("On the day of sentence. ",)),
        (of(code), "sheet",
         ("May not be in force yet", "That day was not found"), ("Takes effect at once",)),
        (of(code), "json",
         ('"check_commencement": true', '"commencement_verified": false',
          "That day was not found"), ('"status": "at_once"',)),
    )
)  # fmt: skip

# 4. What must a court be satisfied of before it orders treatment, or unpaid work?
TREATMENT: Final[tuple[Row, ...]] = (
    (of("drug_rehabilitation"), EVERYWHERE,
     ("is dependent on drugs or has a propensity to misuse them",
      "requires treatment and may be susceptible to it",
      "it must have been recommended to the court as suitable",
      "the person must be willing to comply",
      "Arrangements for the treatment must have been made or be possible"),
     ("At least 6 months",)),
    (of("alcohol_treatment"), EVERYWHERE,
     ("is dependent on alcohol", "may be susceptible to it", "willing to comply"), ()),
    (of("mental_health_treatment"), EVERYWHERE,
     ("mental condition requires treatment and may be susceptible to it", "willing to comply",
      "does not warrant a hospital or guardianship order"), ()),
    (of("unpaid_work"), EVERYWHERE,
     ("the person is suitable for such work",
      "Provision for the work must exist under arrangements in the area"), ()),
)  # fmt: skip

# 5. Which Act governs, and by which of the three dates?
LAST_OF_2003: Final = on(offence="2014-11-01", convicted="2020-11-30")
FIRST_OF_2020: Final = on(offence="2014-11-01", convicted="2020-12-01")
DRUGS_2022: Final = {"offence": "2022-01-05"}
ACTS: Final[tuple[Row, ...]] = (
    (of("supervision", LAST_OF_2003), PAGE_AND_PAPER,
     (NOBODY_SAID, "Appointments for the length of the order"), (NOT_FOR_THESE_DATES,)),
    (of("rehabilitation_activity", LAST_OF_2003), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES,
      "Only for offences on or after 1 February 2015 (Criminal Justice Act 2003, s200A)"),
     ("Half start by",)),
    (of("supervision", FIRST_OF_2020), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES, "(Criminal Justice Act 2003, s213)"), (NOBODY_SAID,)),
    (of("rehabilitation_activity", FIRST_OF_2020), PAGE_AND_PAPER,
     ("Half start by", "s13 renames this the probation requirement"), (NOT_FOR_THESE_DATES,)),
    (of("unpaid_work", LAST_OF_2003), PAGE_AND_PAPER,
     ("normally worked within 12 months", "(s218(1))"), ("need not be worked",)),
    (of("drug_testing", on(convicted="2022-06-27", **DRUGS_2022)), PAGE_AND_PAPER,
     (NOT_FOR_THESE_DATES, "Only for convictions on or after 28 June 2022"), ()),
    (of("drug_testing", on(convicted="2022-06-28", **DRUGS_2022)), PAGE_AND_PAPER,
     ("There are no staff to run it",), (NOT_FOR_THESE_DATES,)),
    (of("supervision", on(convicted="2020-11-30")), PAGE_AND_PAPER,  # on which day the offence?
     ("the day of the offence is not known.",), (NOT_FOR_THESE_DATES,)),
    (of("unpaid_work", on(offence="2027-02-01", convicted="2027-01-01")), "page",
     ("Enter dates in this order: the offence, the conviction, then today",), ("Half start by",)),
    (of("supervision"), "json", ("(Criminal Justice Act 2003, s213)",), (NOBODY_SAID,)),
    (of("rehabilitation_activity"), "json", ('"act": "Sentencing Act 2020"',), ()),
)  # fmt: skip

# 6. How long may an order be?
LENGTH: Final[tuple[Row, ...]] = (
    ({**PRESTON, **COMMUNITY, "months": "1"}, "page", ("Half start by",), ("Enter a number",)),
    ({**PRESTON, **COMMUNITY, "months": "36"}, "page",
     ("Half start by",), ("Enter a number", "More than 24 months only")),
    ({**PRESTON, **COMMUNITY, "months": "37"}, "page",
     ("Enter a number of months from 1 to 36",), ("Half start by",)),
    ({**PRESTON, **SUSPENDED, "months": "5"}, "page",
     ("Enter a number of months from 6 to 36",), ("Half start by",)),
    ({**PRESTON, **SUSPENDED, "months": "24"}, PAGE_AND_PAPER,
     ("Half start by",), ("Enter a number", "More than 24 months only")),
    ({**PRESTON, **SUSPENDED, "months": "25"}, PAGE_AND_PAPER,
     ("Half start by", "More than 24 months only for convictions since 22 March 2026",
      "not longer than the operational period"), ("Enter a number",)),
    ({**PRESTON, **SUSPENDED, "months": "37"}, "page",
     ("Enter a number of months from 6 to 36",), ("Half start by",)),
)  # fmt: skip

# 7. What takes effect at once, and what follows later?
BLACKBURN: Final = {"postcode": "BB1"}
AT_ONCE: Final[tuple[Row, ...]] = (
    (of("curfew", BLACKBURN), PAGE_AND_PAPER,  # somebody said that arrangements exist there
     ("Takes effect at once", "the tag is fitted afterwards; the day is not known",
      "monitoring arrangements are available in the area"), (NOBODY_SAID,)),
    (of("curfew"), PAGE_AND_PAPER,
     ("monitoring arrangements are available in the area", "the arrangements exist here: ring"),
     ("On the day of sentence.", "Takes effect at once")),
    (of("curfew"), "sheet", ("Not known to this portal: ring",), ("On the day of sentence",)),
    (of("curfew"), "json", ('"status": "not_known"', '"tag": "Where it is monitored'),
     ('"status": "at_once"',)),
    (of("prohibited_activity"), PAGE_AND_PAPER,
     ("Takes effect at once", "The court must first consult the probation service"),
     ("fitted afterwards",)),
    (of("prohibited_activity"), "json", ('"status": "at_once"', '"tag": null'), ()),
    (of("foreign_travel_prohibition", LAST_OF_2003), PAGE_AND_PAPER,
     ("Foreign travel prohibition (commencement not verified)",
      "whether offences committed before that day are covered is not verified"), ()),
)  # fmt: skip

# 8. What does a court see that was told nothing but the day?
NOTHING_SAID: Final[tuple[Row, ...]] = (
    (PRESTON, PAGE_AND_PAPER,
     ("4 requirements May not be in force yet", CHECK_FIRST, "Unpaid work", "Driving prohibition"),
     ("Attendance centre", "Only for people", "the offence is not known", "within the order")),
    (PRESTON, "sheet", ("May not be in force yet",), ("Attendance centre", "May not be imposed")),
    (PRESTON, "json", ('"code": "driving_prohibition"', '"not_imposable": []'),
     ('"code": "attendance_centre"', '"code": "supervision"', "not_within_order")),
)  # fmt: skip

# And before all of them: where does somebody live who says "EC1"?
ANY_AREA: Final = "For somebody who will live in any area that the court serves"
HALF_POSTCODES: Final[tuple[Row, ...]] = (
    ({"postcode": "EC1"}, PAGE_AND_PAPER,
     ("EC1: probably Camden and Islington area or Hackney and City area",
      "cannot be sure from the first half"), ("is not a postcode in use",)),
    ({"postcode": "EC1A"}, PAGE_AND_PAPER,
     ("EC1A: probably Hackney and City area or Camden and Islington area",), ()),
    ({"postcode": "SW1A"}, PAGE_AND_PAPER,
     ("SW1A: probably Hammersmith, Fulham, Kensington, Chelsea and Westminster area",), ()),
    ({"postcode": "W1"}, PAGE_AND_PAPER,
     ("W1: probably Hammersmith, Fulham, Kensington, Chelsea and Westminster area or Camden",), ()),
    ({"postcode": "SE1"}, PAGE_AND_PAPER, ("SE1: probably Southwark area or Lambeth area",), ()),
    ({"postcode": "WC9"}, "page",
     ("WC9 is not a postcode in use in England or Wales", ANY_AREA), ()),
    ({"postcode": "EC"}, "page",
     ("EC is not the first half of a postcode, such as PR1", ANY_AREA), ()),
)  # fmt: skip

QUESTIONS: Final = {
    "1 hours": HOURS,
    "2 attendance centre": CENTRE,
    "3 prohibitions of 2026": NEW_PROHIBITIONS,
    "4 satisfied of": TREATMENT,
    "5 which Act": ACTS,
    "6 length": LENGTH,
    "7 at once": AT_ONCE,
    "8 nothing said": NOTHING_SAID,
    "where": HALF_POSTCODES,
}
ROWS: Final = tuple(row for rows in QUESTIONS.values() for row in rows)


def each_place() -> Iterator[object]:
    for question, rows in QUESTIONS.items():
        for number, (asked, places, stands, stands_not) in enumerate(rows, start=1):
            for place in places.split():
                name = f"{question}, {number}, {place}"
                yield pytest.param(place, asked, stands, stands_not, id=name)


@pytest.mark.parametrize(("place", "asked", "stands", "stands_not"), list(each_place()))
def test_what_stands_there(
    ask: Ask, place: str, asked: Asked, stands: tuple[str, ...], stands_not: tuple[str, ...]
) -> None:
    text = ask(place, asked)
    assert [words for words in stands if words not in text] == []
    assert [words for words in stands_not if words in text] == []


def test_an_order_that_ends_early_is_no_failure(client: FlaskClient) -> None:
    paths = ("/about/rules/order-kinds", "/about/rules/referral-reasons")
    text = " ".join(on_screen(client.get(path).text) for path in paths)
    assert text.count("is terminated by the responsible officer on the day") == 1
    assert text.count("Terminated by the responsible officer on the day") == 1
    assert text.count("are met: neither a failure nor a withdrawal") == 2


def test_paper_is_read_by_the_style_sheet() -> None:
    assert {"no-print", "foot", "govuk-button"} <= hidden_classes()
    page = '<p>a</p><div class="no-print">b<br><p>c</p></div><details><p>d</p></details><p>e'
    assert on_paper(page) == "a e"
    assert on_screen(page) == "a b c d e"
