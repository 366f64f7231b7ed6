"""Where a requirement stands: whose line leads, what a statement says, what silence means."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

import pytest

from commissioning.availability.headline import (
    RequirementLaw,
    RequirementStanding,
    requirement_standing,
)
from commissioning.availability.statuses import (
    Because,
    LineStanding,
    Provision,
    ProvisionStated,
    Status,
    WhyNot,
)
from directory.delivery import DeliveryKind
from directory.services.eligibility import Attribute
from directory.services.programme_families import ProgrammeFamily
from directory.services.strands import ServiceTraits

TODAY = dt.date(2027, 3, 2)
HERE, THERE = 1, 2


def after(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@dataclass(frozen=True)
class Queue:
    """A line as headlines see it."""

    title: str
    standing: LineStanding
    traits: ServiceTraits
    is_restricted: bool = False
    is_ruled_out: bool = False
    narrowed_by: frozenset[Attribute] = frozenset()
    line: uuid.UUID = field(default_factory=uuid.uuid4)


def queue(
    title: str,
    *,
    status: Status = Status.WAITING_LIST,
    starts: int | None = 90,
    kind: DeliveryKind = DeliveryKind.CLOSED_GROUP,
    family: ProgrammeFamily | None = None,
    pathway: str | None = None,
    setting: str | None = None,
    is_restricted: bool = False,
    is_ruled_out: bool = False,
    narrowed_by: frozenset[Attribute] = frozenset(),
) -> Queue:
    likely = None if starts is None else after(starts)
    traits = ServiceTraits(kind, family, (pathway,) if pathway else (), setting)
    return Queue(
        title,
        LineStanding(status, likely_start=likely),
        traits,
        is_restricted,
        is_ruled_out,
        narrowed_by,
    )


GENERAL = queue("Thinking Skills", family=ProgrammeFamily.GENERAL_OFFENDING, starts=200)
ABUSE = queue(
    "Better Relationships",
    family=ProgrammeFamily.RELATIONSHIP_VIOLENCE,
    starts=30,
    is_restricted=True,
)
SEXUAL = queue("Horizon", family=ProgrammeFamily.SEXUAL_OFFENDING, starts=20, is_restricted=True)
DROP_IN = queue(
    "Open door",
    kind=DeliveryKind.DROP_IN,
    status=Status.AVAILABLE,
    starts=None,
    pathway="accommodation",
)
ROOM = queue(
    "Supported housing",
    kind=DeliveryKind.BED,
    status=Status.AVAILABLE,
    starts=None,
    pathway="accommodation",
)
SESSIONS = queue(
    "Debt sessions",
    kind=DeliveryKind.ONE_TO_ONE,
    pathway="finance_benefit_and_debt",
    starts=25,
)


def stated(
    said: Provision, why: WhyNot | None = None, by: str = "The region", strand: str | None = None
) -> ProvisionStated:
    return ProvisionStated(said, why, by, after(-10), after(81), strand)


NOT_BOUGHT = stated(Provision.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED)
PROVIDED = stated(Provision.PROVIDED, by="The provider")


def asked(
    code: str,
    *lines: Queue,
    said: dict[int, tuple[ProvisionStated, ...]] | None = None,
    areas: tuple[int, ...] = (HERE,),
    offences: frozenset[str] | None = None,
    needs_check: bool = False,
    needs_arrangements: bool = False,
    known: frozenset[Attribute] = frozenset(),
) -> RequirementStanding[Queue]:
    law = RequirementLaw(code, needs_check, needs_arrangements)
    return requirement_standing(
        law, lines, said or {}, areas=areas, today=TODAY, offences=offences, known=known
    )


def test_the_general_programme_leads_though_it_starts_later() -> None:
    found = asked("programme", ABUSE, SEXUAL, GENERAL)
    assert found.best is GENERAL
    assert [one.strand.code for one in found.strands if one.lines] == [
        "general_offending",
        "relationship_violence",
        "sexual_offending",
    ]


def general(title: str, status: Status, starts: int | None) -> Queue:
    return queue(title, status=status, starts=starts, family=ProgrammeFamily.GENERAL_OFFENDING)


@pytest.mark.parametrize(
    ("one", "other", "leads"),
    [
        (("a", Status.WAITING_LIST, 8), ("b", Status.AVAILABLE, 20), "b"),
        (("a", Status.AVAILABLE, 8), ("b", Status.AVAILABLE, 20), "a"),
        (("a", Status.AVAILABLE, 20), ("b", Status.AVAILABLE, 8), "b"),
        (("a", Status.WAITING_LIST, 30), ("b", Status.WAITING_LIST, 8), "b"),
        (("a", Status.NOT_WITHIN_ORDER, 8), ("b", Status.WAITING_LIST, 90), "b"),
        (("a", Status.NOT_CONFIRMED, None), ("b", Status.WAITING_LIST, 90), "b"),
        (("a", Status.NOT_AVAILABLE, None), ("b", Status.NOT_KNOWN, None), "b"),
    ],
)
def test_what_starts_in_good_time_leads_and_of_its_like_the_soonest(
    one: tuple[str, Status, int | None], other: tuple[str, Status, int | None], leads: str
) -> None:
    """A middle may come early where the last of ten come late."""
    for lines in ([one, other], [other, one]):
        found = asked("programme", *(general(*line) for line in lines))
        assert found.best is not None
        assert found.best.title == leads
        assert found.status is found.best.standing.status


def test_for_a_sexual_offence_that_family_leads_and_the_general_date_is_not_quoted() -> None:
    found = asked("programme", GENERAL, SEXUAL, offences=frozenset({"sexual"}))
    assert found.best is SEXUAL
    assert asked("programme", GENERAL, offences=frozenset({"sexual"})).status is Status.NOT_KNOWN


def test_where_only_others_exist_they_are_named_and_do_not_lead() -> None:
    found = asked("programme", ABUSE)
    assert (found.status, found.best) == (Status.NOT_KNOWN, None)
    assert found.only == ("Programmes for violence in relationships",)


def test_a_programme_for_one_kind_of_offending_leads_no_activity() -> None:
    driving = queue("Stepwise Driving", family=ProgrammeFamily.DRIVING, starts=5)
    assert asked("rehabilitation_activity", driving, SESSIONS).best is SESSIONS
    assert asked("rehabilitation_activity", driving).status is Status.NOT_KNOWN


@pytest.mark.parametrize("line", [DROP_IN, ROOM])
def test_no_open_door_and_no_bed_leads_rehabilitation_activity(line: Queue) -> None:
    assert asked("rehabilitation_activity", line, SESSIONS).best is SESSIONS
    assert asked("rehabilitation_activity", line).best is None


def test_residence_is_led_by_an_address_that_the_court_names() -> None:
    found = asked("residence", ROOM)
    assert (found.status, found.best) == (Status.AT_ONCE, None)


def test_what_a_rule_excludes_does_not_lead() -> None:
    for_men = queue("Men's group", starts=5, pathway="health", is_ruled_out=True)
    assert asked("rehabilitation_activity", for_men, SESSIONS).best is SESSIONS
    alone = asked("rehabilitation_activity", for_men)
    assert (alone.status, alone.best) == (Status.NOT_KNOWN, None)


def test_a_line_for_one_sex_leads_only_where_the_sex_was_said_or_nothing_else_does() -> None:
    women = queue(
        "Women's group",
        kind=DeliveryKind.ONE_TO_ONE,
        starts=5,
        pathway="health",
        narrowed_by=frozenset({Attribute.SEX}),
    )
    code, known = "rehabilitation_activity", frozenset({Attribute.SEX})
    assert asked(code, women, SESSIONS).best is SESSIONS
    assert asked(code, women, SESSIONS, known=known).best is women
    assert asked(code, women).best is women


def test_silence_is_not_known() -> None:
    for code in ("unpaid_work", "drug_rehabilitation", "first_supervision_appointment"):
        found = asked(code)
        assert (found.status, found.reason) == (Status.NOT_KNOWN, None)


@pytest.mark.parametrize(
    ("code", "is_arranged", "said", "status", "because"),
    [
        ("prohibited_activity", False, (), Status.AT_ONCE, None),
        ("curfew", True, (), Status.NOT_KNOWN, Because.NEVER_SAID),
        ("curfew", True, (stated(Provision.ARRANGEMENTS_EXIST),), Status.AT_ONCE, None),
        ("curfew", True, (NOT_BOUGHT,), Status.NOT_AVAILABLE, None),
        ("unpaid_work", True, (NOT_BOUGHT,), Status.NOT_AVAILABLE, None),
        ("unpaid_work", True, (PROVIDED,), Status.NOT_CONFIRMED, Because.STATED_WITHOUT_A_DATE),
        (
            "unpaid_work",
            True,
            (PROVIDED, NOT_BOUGHT),
            Status.NOT_CONFIRMED,
            Because.STATEMENTS_DIFFER,
        ),
    ],
)
def test_statements(
    code: str,
    is_arranged: bool,
    said: tuple[ProvisionStated, ...],
    status: Status,
    because: Because | None,
) -> None:
    found = asked(code, said={HERE: said}, needs_arrangements=is_arranged)
    assert (found.status, found.because) == (status, because)
    assert found.statements == said


def test_a_no_must_be_said_of_every_area_asked_about() -> None:
    one = asked("unpaid_work", said={HERE: (NOT_BOUGHT,)}, areas=(HERE, THERE))
    both = asked(
        "unpaid_work", said={HERE: (NOT_BOUGHT,), THERE: (NOT_BOUGHT,)}, areas=(HERE, THERE)
    )
    assert (one.status, both.status) == (Status.NOT_KNOWN, Status.NOT_AVAILABLE)


WORK = queue("Unpaid work", kind=DeliveryKind.UNPAID_WORK, status=Status.AVAILABLE, starts=19)


@pytest.mark.parametrize(
    ("status", "told", "because"),
    [
        (Status.AVAILABLE, Status.NOT_CONFIRMED, Because.DENIED_THOUGH_LISTED),
        (Status.WAITING_LIST, Status.NOT_CONFIRMED, Because.DENIED_THOUGH_LISTED),
        (Status.NOT_WITHIN_ORDER, Status.NOT_CONFIRMED, Because.DENIED_THOUGH_LISTED),
        (Status.NOT_CONFIRMED, Status.NOT_CONFIRMED, Because.DENIED_THOUGH_LISTED),
        (Status.NOT_KNOWN, Status.NOT_AVAILABLE, None),
        (Status.NOT_AVAILABLE, Status.NOT_AVAILABLE, None),
    ],
)
def test_a_line_does_not_lead_against_a_statement_that_there_is_nothing(
    status: Status, told: Status, because: Because | None
) -> None:
    line = queue("Unpaid work", kind=DeliveryKind.UNPAID_WORK, status=status)
    found = asked("unpaid_work", line, said={HERE: (NOT_BOUGHT,)})
    assert (found.status, found.because) == (told, because)
    assert found.best is None or told is Status.NOT_AVAILABLE
    assert (found.only, found.statements) == ((), (NOT_BOUGHT,))


def test_a_line_of_an_area_that_nobody_denies_leads_before_one_that_is_denied() -> None:
    there = queue("Work elsewhere", kind=DeliveryKind.UNPAID_WORK, starts=60)
    said = {HERE: (NOT_BOUGHT,)}

    def of(*lines: Queue, serves: dict[uuid.UUID, tuple[int, ...]]) -> RequirementStanding[Queue]:
        return requirement_standing(
            RequirementLaw("unpaid_work"), lines, said,
            areas=(HERE, THERE), today=TODAY, serves=serves,
        )  # fmt: skip

    assert of(WORK, there, serves={WORK.line: (HERE,), there.line: (THERE,)}).best is there
    assert of(WORK, serves={WORK.line: (HERE, THERE)}).best is WORK
    alone = of(WORK, serves={WORK.line: (HERE,)})
    assert (alone.best, alone.because) == (None, Because.DENIED_THOUGH_LISTED)


def test_what_needs_nobody_is_not_denied_by_a_statement() -> None:
    tag = queue("Tag", kind=DeliveryKind.IMMEDIATE, status=Status.AT_ONCE, starts=None)
    said: dict[int, tuple[ProvisionStated, ...]] = {HERE: (NOT_BOUGHT,)}
    assert asked("prohibited_activity", tag, said=said).status is Status.AT_ONCE
    arranged = asked("curfew", tag, said=said, needs_arrangements=True)
    assert arranged.because is Because.DENIED_THOUGH_LISTED


def test_a_statement_about_another_strand_says_nothing_of_the_leading_one() -> None:
    said = stated(Provision.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED, strand="sexual_offending")
    assert asked("programme", said={HERE: (said,)}).status is Status.NOT_KNOWN


def test_a_closed_line_does_not_deny_what_somebody_states() -> None:
    closed = queue("Old", status=Status.NOT_AVAILABLE, starts=None)
    assert asked("unpaid_work", closed, said={HERE: (PROVIDED,)}).status is Status.NOT_CONFIRMED
    assert asked("unpaid_work", closed).status is Status.NOT_AVAILABLE


def test_law_that_may_not_be_in_force_is_a_status_of_its_own() -> None:
    found = asked("driving_prohibition", needs_check=True)
    assert found.status is Status.CHECK_COMMENCEMENT


def test_a_strand_counts_how_many_could_start_within_four_weeks() -> None:
    late = queue(
        "Later sessions", kind=DeliveryKind.ONE_TO_ONE, pathway=SESSIONS.traits.pathways[0]
    )
    found = asked("rehabilitation_activity", SESSIONS, late)
    [debt] = [one for one in found.strands if one.lines]
    assert (debt.soon_count, debt.open_count) == (1, 2)


@pytest.mark.parametrize(
    ("starts", "soon"),
    [
        (20, 0),  # 22 March: with its month the wait may be 29 days
        (29, 0),  # 31 March: as every day of that month
    ],
)
def test_no_count_tells_the_day_of_a_restricted_line(starts: int, soon: int) -> None:
    """From 3 March on the whole of March lies within four weeks, whatever its day."""
    line = queue(
        "Horizon", starts=starts, family=ProgrammeFamily.SEXUAL_OFFENDING, is_restricted=True
    )
    on_the_next_day = TODAY + dt.timedelta(days=1)
    for day, expected in ((TODAY, soon), (on_the_next_day, 1)):
        strands = requirement_standing(
            RequirementLaw("programme"), [line], {}, areas=(HERE,), today=day
        ).strands
        assert sum(one.soon_count for one in strands) == expected


def test_of_restricted_lines_the_month_alone_puts_them_in_order() -> None:
    """Both start in the same month: the title decides, not the day."""
    later = queue("A", starts=28, family=ProgrammeFamily.SEXUAL_OFFENDING, is_restricted=True)
    found = asked("programme", SEXUAL, later, offences=frozenset({"sexual"}))
    assert found.best is later


ACTIVITY = "rehabilitation_activity"


def test_a_no_about_one_strand_denies_none_of_the_others() -> None:
    no_rooms = stated(
        Provision.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED, by="A", strand="accommodation"
    )
    found = asked(ACTIVITY, said={HERE: (no_rooms,)})
    assert found.status is Status.NOT_KNOWN
    [rooms] = [one for one in found.strands if one.strand.code == "accommodation"]
    assert rooms.status is Status.NOT_AVAILABLE


def test_yes_and_no_about_two_strands_do_not_differ() -> None:
    said = (
        stated(Provision.PROVIDED, by="A", strand="health"),
        stated(Provision.NOT_AVAILABLE, WhyNot.FULL, by="B", strand="accommodation"),
    )
    found = asked(ACTIVITY, said={HERE: said})
    assert found.because is Because.STATED_WITHOUT_A_DATE


def test_a_strand_without_lines_stands_as_somebody_stated() -> None:
    [strand] = asked("drug_testing", said={HERE: (NOT_BOUGHT,)}).strands
    assert strand.status is Status.NOT_AVAILABLE
