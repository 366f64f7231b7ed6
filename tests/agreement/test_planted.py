"""A fault planted in each format, and in each fact, is found: what finds nothing proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer
from commissioning.availability.answer_types import AreaAnswer, LineRow, RequirementAnswer
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Status
from commissioning.groups.models import CapacityMeasure
from commissioning.monitoring.disclosure import Band, Banded
from commissioning.sweep import sweeping
from commissioning.sweep.checking import Checking
from commissioning.sweep.contradictions import Contradiction, ContradictionKind
from commissioning.sweep.records import LineRecord, Records, records
from commissioning.sweep.sweeping import sweep
from directory.delivery import DeliveryKind
from directory.providers.models import Provider
from directory.services.programme_families import ProgrammeFamily
from portal.sweep import formats
from tests.agreement.made_world import FEW, FEW_REGION, make_world
from tests.makers.days import NOW, day
from tests.thoroughness import some_of

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
"""What is compared comes from the records alike; `test_agreement` asks both databases."""

OTHER: Final = Status.NOT_WITHIN_ORDER
"""No line of the areas that are tampered with stands so."""

Tamper = Callable[[Any], Any]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plant(session: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Contradiction]]:
    """Tamper with what a function gives, and sweep."""
    make_world(session)

    def swept(module: object, name: str, tamper: Tamper) -> list[Contradiction]:
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, **more: tamper(real(*args, **more)))
        return swept_few(session)

    return swept


def swept_few(session: Session, last_resort: str | None = "01632 960 000") -> list[Contradiction]:
    found = sweep(
        session, NOW, region=FEW_REGION, last_resort=last_resort, formats=formats.web_formats
    )
    assert found.areas == len(FEW)
    return found.contradictions


def otherwise(row: LineRow) -> LineRow:
    return replace(row, standing=replace(row.standing, status=OTHER))


def said_otherwise(row: LineRow, title: str) -> LineRow:
    return otherwise(row) if row.title == title else row


def of_rows(answer: AreaAnswer, change: Callable[[LineRow], LineRow]) -> AreaAnswer:
    requirements = (
        replace(found, rows=tuple(map(change, found.rows))) for found in answer.requirements
    )
    return replace(answer, requirements=tuple(requirements))


NOBODY: Final = Banded(Band.NONE)
TITLE: Final = "one_to_one available"


def in_answer(answer: AreaAnswer) -> AreaAnswer:
    return of_rows(answer, lambda row: said_otherwise(row, TITLE))


def in_cards(cards: dict[int, Any]) -> dict[int, Any]:
    return {
        key: replace(card, rows=tuple(said_otherwise(row, TITLE) for row in card.rows))
        for key, card in cards.items()
    }


def in_service(answer: Any) -> Any:
    return replace(answer, rows=tuple(said_otherwise(row, TITLE) for row in answer.rows))


def on_map(coverage: Any) -> Any:
    key = ("alcohol_treatment", "available")
    cells = dict(coverage.requirements.cells)
    cells[key] = replace(cells[key], status=OTHER)
    return replace(coverage, requirements=replace(coverage.requirements, cells=cells))


def in_week(standings: dict[int, Any]) -> dict[int, Any]:
    return {
        key: replace(one, status=OTHER) if one.title == TITLE else one
        for key, one in standings.items()
    }


def in_offer(offer: Any) -> Any:
    groups = (
        replace(
            group,
            lines=tuple(
                replace(line, standing=replace(line.standing, status=OTHER))
                if line.title == TITLE
                else line
                for line in group.lines
            ),
        )
        for group in offer.groups
    )
    return replace(offer, groups=tuple(groups))


def in_json(told: dict[str, Any]) -> dict[str, Any]:
    for found in told["requirements"]:
        for row in found["rows"]:
            if row["service"] == TITLE:
                row["likely_start"] = "2031-01-01"
    return told


def in_basis(told: dict[str, Any]) -> dict[str, Any]:
    for found in told["requirements"]:
        for row in found["rows"]:
            if row["service"] == TITLE:
                row["based_on"]["mostly"] = "history"
    return told


def beside_the_date(page: Any) -> Any:
    """Without the words that say what the date rests on."""

    def without(row: Any) -> Any:
        return replace(row, then=row.then.split(" Based on declared")[0])

    shown = (replace(one, rows=tuple(map(without, one.rows))) for one in page.requirements)
    return replace(page, requirements=tuple(shown))


def in_words(page: Any) -> Any:
    shown = (
        replace(one, tag=replace(one.tag, shape=OTHER.value))
        if one.code == "alcohol_treatment" and page.areas[0].slug == "available"
        else one
        for one in page.requirements
    )
    return replace(page, requirements=tuple(shown))


def nearest_gone(answer: AreaAnswer) -> AreaAnswer:
    if answer.areas[0].slug != "nothing":
        return answer
    none = (replace(found, nearest=None) for found in answer.requirements)
    return replace(answer, requirements=tuple(none))


FORMATS: Final[dict[ContradictionKind, tuple[object, str, Tamper]]] = {
    ContradictionKind.PAGE_DIFFERS: (sweeping, "court_answer", in_answer),
    ContradictionKind.WORDS_DIFFER: (formats, "area_page", in_words),
    ContradictionKind.MAP_DIFFERS: (sweeping, "coverage", on_map),
    ContradictionKind.CARD_DIFFERS: (sweeping, "services_in_short", in_cards),
    ContradictionKind.SERVICE_PAGE_DIFFERS: (sweeping, "service_answer", in_service),
    ContradictionKind.NEAREST_DIFFERS: (sweeping, "area_answer", nearest_gone),
    ContradictionKind.SHEET_DIFFERS: (sweeping, "public_facts", in_answer),
    ContradictionKind.BULLETIN_DIFFERS: (sweeping, "standings_on", in_week),
    ContradictionKind.PACKAGE_DIFFERS: (sweeping, "offer_in", in_offer),
    ContradictionKind.JSON_DIFFERS: (formats, "answer_as_json", in_json),
}


@pytest.mark.parametrize("kind", some_of(FORMATS, one_in=2))
def test_a_format_that_says_something_else_is_found(
    plant: Callable[..., list[Contradiction]], kind: ContradictionKind
) -> None:
    found = plant(*FORMATS[kind])
    assert found
    assert kind in {one.kind for one in found}
    assert all(one.addresses for one in found)


@pytest.mark.parametrize(
    ("kind", "name", "tamper", "what"),
    [
        (ContradictionKind.JSON_DIFFERS, "answer_as_json", in_basis, "history"),
        (ContradictionKind.WORDS_DIFFER, "area_page", beside_the_date, "rests on declared"),
    ],
)
def test_a_date_that_hides_what_it_rests_on_is_found(
    plant: Callable[..., list[Contradiction]],
    kind: ContradictionKind,
    name: str,
    tamper: Tamper,
    what: str,
) -> None:
    found = plant(formats, name, tamper)
    assert {one.kind for one in found} == {kind}
    assert all(what in one.what for one in found)


def test_a_court_that_speaks_for_none_of_its_areas_is_found(
    plant: Callable[..., list[Contradiction]],
) -> None:
    def tamper(answer: AreaAnswer) -> AreaAnswer:
        first, *others = answer.requirements
        return replace(answer, requirements=(replace(first, status=OTHER), *others))

    found = plant(sweeping, "court_answer", tamper)
    assert {one.kind for one in found} == {
        ContradictionKind.PAGE_DIFFERS,
        ContradictionKind.SHEET_DIFFERS,
    }


def test_a_page_that_fails_is_found_and_hides_no_other(
    plant: Callable[..., list[Contradiction]],
) -> None:
    def fail(answer: AreaAnswer) -> AreaAnswer:
        if answer.areas[0].slug == "available":
            raise ValueError("planted")
        return answer

    found = plant(sweeping, "area_answer", fail)
    assert found[0] == Contradiction(
        ContradictionKind.NO_ANSWER, "available: ValueError planted", ("/areas/wales/available",)
    )


def of_records(change: Callable[[LineRecord], LineRecord]) -> Tamper:
    def tamper(records: Records) -> Records:
        return replace(records, lines={key: change(one) for key, one in records.lines.items()})

    return tamper


def taken_back(records: Records) -> Records:
    return replace(records, denied=frozenset())


RECORDS: Final[dict[str, tuple[ContradictionKind, Tamper]]] = {
    "restricted": (
        ContradictionKind.RESTRICTED_HEADLINE,
        of_records(lambda one: replace(one, is_restricted=True)),
    ),
    "of one offence": (
        ContradictionKind.OFFENCE_HEADLINE,
        of_records(lambda one: replace(one, family=ProgrammeFamily.DRIVING)),
    ),
    "a drop-in": (
        ContradictionKind.BED_OR_DROP_IN_HEADLINE,
        of_records(lambda one: replace(one, kind=DeliveryKind.DROP_IN)),
    ),
    "half start late": (
        ContradictionKind.AVAILABLE_TOO_LATE,
        of_records(lambda one: replace(one, likely_start=day(57))),
    ),
    "worked out 4 days ago": (
        ContradictionKind.DATE_OF_ANOTHER_DAY,
        of_records(lambda one: replace(one, answered_on=day(-4))),
    ),
    "worked out tomorrow": (
        ContradictionKind.DATE_OF_ANOTHER_DAY,
        of_records(lambda one: replace(one, answered_on=day(1))),
    ),
    "nobody closed it": (
        ContradictionKind.SAID_FROM_SILENCE,
        of_records(lambda one: replace(one, closed_on=None)),
    ),
    "nobody counted places": (
        ContradictionKind.SAID_FROM_SILENCE,
        of_records(lambda one: replace(one, measured=frozenset[CapacityMeasure]())),
    ),
    "nobody is away": (
        ContradictionKind.SAID_FROM_SILENCE,
        of_records(lambda one: replace(one, shut_for=frozenset[str]())),
    ),
    "nobody denied it": (ContradictionKind.SAID_FROM_SILENCE, taken_back),
}


@pytest.mark.parametrize("fact", some_of(RECORDS, one_in=2))
def test_an_answer_that_the_records_do_not_bear_is_found(
    plant: Callable[..., list[Contradiction]], fact: str
) -> None:
    kind, tamper = RECORDS[fact]
    assert kind in {one.kind for one in plant(sweeping, "records", tamper)}


def test_a_headline_for_some_where_anybody_could_start_is_found(session: Session) -> None:
    make_world(session)
    answer = area_answer(session, ["everything"], CourtQuestion(), NOW)
    known = records(session, today=NOW.date())
    led = {found.leads for found in answer.requirements}
    for_some = {
        key: replace(one, is_for_everybody=key not in led) for key, one in known.lines.items()
    }
    assert not [*Checking(known, NOW.date()).headlines(answer, "/here")]
    checking = Checking(replace(known, lines=for_some), NOW.date())
    found = [*checking.headlines(answer, "/here")]
    assert {one.kind for one in found} == {ContradictionKind.PAGE_DIFFERS}
    about = replace(checking, is_about_somebody=True)
    assert not [*about.headlines(answer, "/here")]


def test_what_only_one_offence_opens_is_not_missed_by_a_headline(session: Session) -> None:
    make_world(session)
    answer = area_answer(session, ["available"], CourtQuestion(requirement="programme"), NOW)
    (found,) = answer.requirements
    shut = replace(answer, requirements=(replace(found, status=OTHER, leads=None),))
    known = records(session, today=NOW.date())
    missed = [*Checking(known, NOW.date()).headlines(shut, "/here")]
    assert {one.kind for one in missed} == {ContradictionKind.PAGE_DIFFERS}
    driving = {
        key: replace(one, family=ProgrammeFamily.DRIVING) for key, one in known.lines.items()
    }
    checking = Checking(replace(known, lines=driving), NOW.date())
    assert not [*checking.headlines(shut, "/here")]


def test_people_told_of_where_nobody_was_referred_are_found(
    plant: Callable[..., list[Contradiction]],
) -> None:
    def silent(answer: AreaAnswer) -> AreaAnswer:
        return of_rows(answer, lambda row: replace(row, waiting=NOBODY))

    found = plant(sweeping, "area_answer", silent)
    assert any("nobody waiting" in one.what for one in found)


def test_unverified_law_that_takes_effect_at_once_is_found(
    plant: Callable[..., list[Contradiction]],
) -> None:
    def at_once(found: RequirementAnswer) -> RequirementAnswer:
        in_doubt = found.status is Status.CHECK_COMMENCEMENT
        return replace(found, status=Status.AT_ONCE) if in_doubt else found

    def tamper(answer: AreaAnswer) -> AreaAnswer:
        return replace(answer, requirements=tuple(map(at_once, answer.requirements)))

    found = {one.kind for one in plant(sweeping, "area_answer", tamper)}
    assert {ContradictionKind.UNVERIFIED_LAW, ContradictionKind.MAP_DIFFERS} <= found


def test_a_row_with_nobody_to_ring_is_found(session: Session) -> None:
    make_world(session)
    assert swept_few(session) == []
    session.execute(update(Provider).values(telephone=None))
    found = swept_few(session, last_resort=None)
    assert {one.kind for one in found} == {ContradictionKind.NO_TELEPHONE}
