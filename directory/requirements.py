"""Which requirements a court may attach, by the dates of offence, conviction and sentence.

They attach alike to community orders and to suspended sentence orders. The rules
are `rules/requirements.csv`, one row per requirement and Act, so that a lawyer can
check them; every date in it is inclusive.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from directory.clock import day_in_words
from directory.delivery import DeliveryKind
from directory.errors import DirectoryError, NotKnown
from directory.rules.tables import Row, rows_of

ADULT_AGE = 18
"""Both Acts give these orders to people aged 18 or over when convicted."""


class Statute(enum.StrEnum):
    CRIMINAL_JUSTICE_ACT_2003 = "criminal_justice_act_2003"
    SENTENCING_ACT_2020 = "sentencing_act_2020"

    @property
    def full_name(self) -> str:
        return {
            Statute.CRIMINAL_JUSTICE_ACT_2003: "Criminal Justice Act 2003",
            Statute.SENTENCING_ACT_2020: "Sentencing Act 2020",
        }[self]


class Standing(enum.StrEnum):
    """`CHECK`: the answer hangs on a fact that this portal does not have."""

    MAY = "may"
    CHECK = "check"
    MAY_NOT = "may_not"


class DatesOutOfOrder(DirectoryError):
    """An offence comes before its conviction, and a conviction before its sentence."""

    def __init__(self, offence_on: date | None, convicted_on: date, sentenced_on: date) -> None:
        self.offence_on = offence_on
        self.convicted_on = convicted_on
        self.sentenced_on = sentenced_on
        super().__init__(
            "Enter dates in this order: the offence, then the conviction, then the sentence."
        )


@dataclass(frozen=True, slots=True)
class RequirementRule:
    """One row of the table: a requirement under one Act. A date of None does not limit.

    `not_verified` is about commencement, `other_doubts` about anything else; `tag` says
    when an electronic tag follows what takes effect at once. Court sheets are kept with
    their rules: what is added has a default.
    """

    code: str
    name: str
    statute: Statute
    reference: str
    display_order: int
    offence_from: date | None
    offence_until: date | None
    convicted_from: date | None
    convicted_until: date | None
    sentenced_from: date | None
    sentenced_until: date | None
    everywhere_from: date | None
    areas_are_known: bool
    start_is_known: bool
    turns_on: str
    below_age: int | None
    commencement_verified: bool
    not_verified: str
    restrictions: str
    local_test: str
    delivery_kinds: tuple[DeliveryKind, ...]
    takes_effect_at_once: bool
    source: str
    also_known_as: tuple[str, ...] = ()
    other_doubts: str = ""
    tag: str = ""

    def covers_conviction(self, convicted_on: date) -> bool:
        """The Act governs this conviction, whatever the other dates."""
        return _within(convicted_on, self.convicted_from, self.convicted_until)


@dataclass(frozen=True, slots=True)
class ImposableRequirement:
    """Where one requirement stands for one set of dates, and why in words for a page."""

    rule: RequirementRule
    standing: Standing
    reason: str

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def commencement_verified(self) -> bool:
        return self.rule.commencement_verified

    @property
    def needs_commencement_check(self) -> bool:
        """The law on it may not be in force yet; `reason` says what is known."""
        return not self.rule.start_is_known


@dataclass(frozen=True, slots=True)
class _Case:
    offence_on: date | None
    convicted_on: date
    sentenced_on: date
    age: int | None


def requirements_open_to(
    *, offence_on: date | None, convicted_on: date, sentenced_on: date, age: int | None = None
) -> tuple[ImposableRequirement, ...]:
    """Those that may be imposed, and those to check first, in order of display.

    `offence_on` None is not known; of an offence that lasted, the last day counts. `age` is
    the age in whole years when convicted. Where an area decides as well (`rule.local_test`)
    only the law is answered here.
    """
    answers = standings(
        offence_on=offence_on, convicted_on=convicted_on, sentenced_on=sentenced_on, age=age
    )
    return tuple(answer for answer in answers if answer.standing is not Standing.MAY_NOT)


def requirements_open_on(
    today: date,
    *,
    offence_on: date | None = None,
    convicted_on: date | None = None,
    age: int | None = None,
) -> tuple[ImposableRequirement, ...]:
    """What may be imposed on somebody sentenced today, with what is known of the dates.

    Without a day of conviction it is today's, so that nothing is open that ended for later
    convictions. Without a day of the offence it is not known: what turns on it is to check.
    """
    return requirements_open_to(
        offence_on=offence_on, convicted_on=convicted_on or today, sentenced_on=today, age=age
    )


@lru_cache(maxsize=256)
def standings(
    *, offence_on: date | None, convicted_on: date, sentenced_on: date, age: int | None = None
) -> tuple[ImposableRequirement, ...]:
    """Every requirement ever known, once each, in order of display."""
    if not (offence_on or convicted_on) <= convicted_on <= sentenced_on:
        raise DatesOutOfOrder(offence_on, convicted_on, sentenced_on)
    case = _Case(offence_on, convicted_on, sentenced_on, age)
    return tuple(_standing(_governing_rule(code, case), case) for code in requirement_codes())


def standings_between(
    youngest: int, oldest: int, *, offence_on: date | None, convicted_on: date, sentenced_on: date
) -> tuple[ImposableRequirement, ...]:
    """As `standings`, of somebody whose age when convicted lay between two, both counted.

    Where the answer hangs on which it was, that is to check; who may have been an adult was one.
    """
    youngest = max(youngest, min(oldest, ADULT_AGE))
    of_youngest, of_oldest, of_any = (
        standings(
            offence_on=offence_on, convicted_on=convicted_on, sentenced_on=sentenced_on, age=age
        )
        for age in (youngest, oldest, None)
    )
    return tuple(
        least if least.standing is most.standing else unknown
        for least, most, unknown in zip(of_youngest, of_oldest, of_any, strict=True)
    )


@cache
def requirement_rules() -> tuple[RequirementRule, ...]:
    """Every row of the table, in order of display, the older Act first."""
    rules = [_rule(row) for row in rows_of("requirements.csv")]
    return tuple(sorted(rules, key=lambda rule: (rule.display_order, rule.statute.value)))


@cache
def requirement_codes() -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.code for rule in requirement_rules()))


def requirement_name(code: str) -> str:
    """The plain name; `NotKnown` for a code that no Act in the table has."""
    return requirement_rule(code).name


def requirement_rule(code: str) -> RequirementRule:
    """The latest Act's rule for a requirement, whatever the dates."""
    rules = [rule for rule in requirement_rules() if rule.code == code]
    if not rules:
        raise NotKnown("requirement", code)
    return rules[-1]


def _governing_rule(code: str, case: _Case) -> RequirementRule:
    rules = [rule for rule in requirement_rules() if rule.code == code]
    covering = [rule for rule in rules if rule.covers_conviction(case.convicted_on)]
    return (covering or rules)[-1]


def _standing(rule: RequirementRule, case: _Case) -> ImposableRequirement:
    refusal = next(_refusals(rule, case), None)
    if refusal:
        return ImposableRequirement(rule, Standing.MAY_NOT, refusal)
    doubt = next(_doubts(rule, case), None)
    if doubt:
        return ImposableRequirement(rule, Standing.CHECK, doubt)
    return ImposableRequirement(
        rule, Standing.MAY, f"May be imposed: {rule.statute.full_name}, {rule.reference}."
    )


def _refusals(rule: RequirementRule, case: _Case) -> Iterator[str]:
    spans = (
        ("convictions", case.convicted_on, rule.convicted_from, rule.convicted_until),
        ("offences", case.offence_on, rule.offence_from, rule.offence_until),
        ("sentences", case.sentenced_on, rule.sentenced_from, rule.sentenced_until),
    )
    for what, day, first, last in spans:
        if day is not None and not _within(day, first, last):
            where = f"{rule.statute.full_name}, {rule.reference}"
            note = "" if rule.commencement_verified else f" Not verified: {rule.not_verified}."
            yield f"Only for {what} {_span(first, last)} ({where}).{note}"
    if case.age is not None and case.age < ADULT_AGE:
        yield f"Only for people aged {ADULT_AGE} or over when convicted."
    if case.age is not None and rule.below_age is not None and case.age >= rule.below_age:
        yield f"Only for people under {rule.below_age}."


def _doubts(rule: RequirementRule, case: _Case) -> Iterator[str]:
    if not rule.start_is_known:
        yield f"Commencement not verified: {rule.not_verified}."
    if case.offence_on is None and (rule.offence_from or rule.offence_until):
        span = _span(rule.offence_from, rule.offence_until)
        yield f"Only for offences {span}: the day of the offence is not known."
    if not rule.areas_are_known:
        yield f"Only in some areas: {rule.not_verified}."
    if rule.everywhere_from is not None and case.sentenced_on < rule.everywhere_from:
        since = day_in_words(rule.everywhere_from)
        yield f"Only in some areas before {since}: ask whether this is one."
    if rule.below_age is not None and case.age is None:
        yield f"Only for people under {rule.below_age}: the age when convicted is not known."


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _span(first: date | None, last: date | None) -> str:
    """Of a limit that decides, so that at least one of the two is known."""
    if first is None:
        return f"up to {day_in_words(last)}" if last else ""
    if last is None:
        return f"on or after {day_in_words(first)}"
    return f"from {day_in_words(first)} to {day_in_words(last)}"


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _rule(row: Row) -> RequirementRule:
    areas_are_known = row["everywhere_from"] != "not known"
    return RequirementRule(
        code=row["code"],
        name=row["name"],
        also_known_as=tuple(filter(None, row["also_known_as"].split("|"))),
        statute=Statute(row["statute"]),
        reference=row["reference"],
        display_order=int(row["display_order"]),
        offence_from=_date(row["offence_from"]),
        offence_until=_date(row["offence_until"]),
        convicted_from=_date(row["convicted_from"]),
        convicted_until=_date(row["convicted_until"]),
        sentenced_from=_date(row["sentenced_from"]),
        sentenced_until=_date(row["sentenced_until"]),
        everywhere_from=_date(row["everywhere_from"]) if areas_are_known else None,
        areas_are_known=areas_are_known,
        start_is_known=row["start_known"] == "yes",
        turns_on=row["turns_on"],
        below_age=int(row["below_age"]) if row["below_age"] else None,
        commencement_verified=row["commencement_verified"] == "yes",
        not_verified=row["not_verified"],
        other_doubts=row["other_doubts"],
        restrictions=row["restrictions"],
        local_test=row["local_test"],
        delivery_kinds=tuple(DeliveryKind(kind) for kind in row["delivery_kinds"].split("|")),
        takes_effect_at_once=row["at_once"] == "yes",
        tag=row["tag"],
        source=row["source"],
    )
