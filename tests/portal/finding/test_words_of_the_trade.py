"""Words of the trade, as officers type them: the first answer is of the right kind.

A row names a requirement or a pathway that the first service must be for, so that a commissioner
can check the table; several are parted by "|". It asks the demonstration of the thirty searches.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import time_machine

from directory.search.asking import find
from directory.search.found import SearchAnswer
from directory.search.question import SearchQuestion
from portal.finding.catalogue import catalogue
from portal.running.transactions import in_reading
from tests.makers.days import NOW, TODAY
from tests.portal.finding.test_thirty_searches import demonstration

pytestmark = pytest.mark.sqlite

WORK, HOME, MONEY = "education_training_and_employment", "accommodation", "finance_benefit_and_debt"
DRUGS, FAMILY, THINKING = (
    "drugs_and_alcohol",
    "children_and_families",
    ("attitudes_thinking_and_behaviour"),
)

FIRST = (
    ("UPW", "unpaid_work"), ("community payback", "unpaid_work"), ("CP hours", "unpaid_work"),
    ("unpaid work hours", "unpaid_work"), ("community service", "unpaid_work"),
    ("gwaith di-dâl", "unpaid_work"), ("DRR", "drug_rehabilitation"),
    ("drug rehab", "drug_rehabilitation"), ("ATR", "alcohol_treatment"),
    ("drink problem", "alcohol_treatment"), ("AAMR", "alcohol_abstinence_and_monitoring"),
    ("sobriety tag", "alcohol_abstinence_and_monitoring"), ("MHTR", "mental_health_treatment"),
    ("CMHT", "mental_health_treatment"), ("primary care mental health", "mental_health_treatment"),
    ("iechyd meddwl", "mental_health_treatment"), ("RAR", "rehabilitation_activity"),
    ("RAR days", "rehabilitation_activity"), ("probation requirement", "rehabilitation_activity"),
    ("BBR", "programme"), ("DV perp", "programme"), ("healthy relationships", "programme"),
    ("TSP", THINKING), ("thinking skills", THINKING), ("OBP", "programme"),
    ("Building Choices", "programme"), ("SOTP", "programme"), ("anger management", THINKING),
    ("DIDs", THINKING), ("drink driving course", THINKING), ("ETE", WORK), ("CSCS card", WORK),
    ("HGV licence", WORK), ("ESOL", WORK), ("job club", WORK),
    ("senior attendance centre", "attendance_centre"), ("CAS-3", HOME), ("CAS2", HOME),
    ("AP", "residence"), ("bail hostel", "residence"), ("rough sleeper", HOME),
    ("sleeping rough", HOME), ("sofa surfing", HOME), ("no fixed abode", HOME), ("tai", HOME),
    ("universal credit", MONEY), ("loan shark", MONEY), ("food bank", "health"),
    ("addiction", DRUGS), ("heroin addiction", DRUGS), ("addicted to weed", DRUGS),
    ("ketamine", DRUGS), ("naloxone", DRUGS), ("spice", DRUGS), ("needle exchange", DRUGS),
    ("cyffuriau", DRUGS), ("AA meeting", DRUGS), ("drug test", "drug_testing"),
    ("DTR", "drug_testing"), ("HDC", "curfew|electronic_compliance_monitoring"),
    ("exclusion zone", "exclusion"),
    ("TTG", f"{FAMILY}|accommodation"), ("prison leavers", f"{FAMILY}|accommodation"),
    ("dads", FAMILY), ("sex workers", "prostitution"), ("women's hub", "health"),
    ("CAB", "finance_benefit_and_debt"), ("citizens advice", "finance_benefit_and_debt"),
    ("peer mentor", THINKING), ("GP", "health"), ("under 25", f"attendance_centre|{THINKING}"),
    ("Offender manager", "first_supervision_appointment"),
    ("probation practitioner", "first_supervision_appointment"),
    ("personal wellbeing", f"health|{FAMILY}"), ("IDVA", "abuse_rape_and_domestic_abuse"),
)  # fmt: skip

NO_SERVICE = (
    *("armed forces", "veterans", "hate crime", "social inclusion", "sport", "gambling"),
    *("bet addiction", "gambling addiction", "addicted to gambling", "betting problem", "casino"),
    *("autism", "refuge", "MAPPA", "OPD", "IOM", "PPO", "integrated offender management"),
)


def asked(folder: Path, words: str) -> SearchAnswer:
    question = SearchQuestion(words)
    with time_machine.travel(NOW, tick=False), demonstration(folder).app_context():
        return in_reading(
            lambda session: find(session, question, catalogue=catalogue(), today=TODAY)
        )


@pytest.mark.parametrize(("words", "right"), FIRST, ids=str)
def test_the_first_answer_is_of_the_right_kind(scratch: Path, words: str, right: str) -> None:
    found = asked(scratch, words)
    first = found.hits[0].service
    assert set(right.split("|")) & {*first.requirements, *first.pathways}, first.title
    assert not found.corrected


@pytest.mark.parametrize("words", NO_SERVICE)
def test_words_that_no_service_has_find_none_and_suggest_none(scratch: Path, words: str) -> None:
    found = asked(scratch, words)
    assert (found.hits, found.ways_out, found.corrected) == ((), (), ())
    assert found.pathways or found.schemes or words in {"MAPPA", "OPD", "social inclusion"}


@pytest.mark.parametrize(
    ("words", "open_to"),
    [
        ("men only group", {"men_only"}),
        ("men's group", {"men", "men_only"}),
        ("group for men", {"men", "men_only"}),
        ("women only", {"women_only"}),
    ],
)
def test_whom_it_is_for_is_never_somebody_else(
    scratch: Path, words: str, open_to: set[str]
) -> None:
    found = asked(scratch, words)
    with demonstration(scratch).app_context():
        shelf = in_reading(lambda session: catalogue().view(session, today=TODAY)).shelf
    cards = {card.service_id: card for card in shelf.cards if card is not None}
    assert found.hits
    for hit in found.hits:
        assert open_to & cards[hit.service.service_id].choices["who"], hit.service.title  # type: ignore[index]


def test_woman_and_women_are_one_word(scratch: Path) -> None:
    found = asked(scratch, "trans woman")
    assert (found.corrected, found.unfound) == ((), ("trans",))
    assert [hit.service.title for hit in found.hits] == [
        hit.service.title for hit in asked(scratch, "women").hits
    ]
