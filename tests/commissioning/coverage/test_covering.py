"""What the table of coverage says, held against the courts' pages and the directory itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer
from commissioning.availability.provision import state_provision
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Status, WhyNot
from commissioning.coverage.covering import (
    COVER_OF,
    Cell,
    Cover,
    Covered,
    CoverTable,
    coverage,
    coverage_map,
)
from commissioning.coverage.kept import KeptCoverage
from commissioning.lines.opening import close_line
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.requirements import requirements_open_on
from directory.services.listing import Listing
from directory.services.models import (
    ListingRevision,
    Service,
    ServiceArea,
    ServiceRequirement,
    ServiceState,
)
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.scene import Scene, make_scene
from tests.makers.services import make_service
from tests.makers.start_dates import answer_everything

TODAY = NOW.date()
AREAS = ("central-lancashire", "blackburn", "north-wales")


@pytest.fixture
def scene(session: Session) -> Scene:
    """Two areas with every kind of line, and a third with nothing."""
    return make_scene(session)


def in_force(session: Session) -> dict[tuple[str, str], int]:
    """What the directory itself lists, by requirement and area."""
    rows = session.execute(
        select(
            ServiceRequirement.requirement,
            LocalDeliveryUnit.slug,
            func.count(Service.id.distinct()),
        )
        .join(Service, Service.id == ServiceRequirement.service_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .where(
            Service.state == ServiceState.PUBLISHED,
            Service.exposure != Exposure.CONFIDENTIAL,
            ServiceArea.valid_from <= TODAY,
            or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= TODAY),
        )
        .group_by(ServiceRequirement.requirement, LocalDeliveryUnit.slug)
    )
    return {(requirement, slug): count for requirement, slug, count in rows}


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("slug", AREAS)
def test_every_cell_says_what_the_court_is_told(session: Session, slug: str) -> None:
    table = coverage(session, today=TODAY).requirements
    told = area_answer(session, [slug], CourtQuestion(), NOW).requirements
    in_force = [one for one in told if one.status is not Status.CHECK_COMMENCEMENT]
    assert [row.code for row in table.rows] == [answer.code for answer in in_force]
    assert len(in_force) == len(told) - 4
    for answer in in_force:
        assert table.cell(answer.code, slug).status is answer.status, answer.code
        assert table.cell(answer.code, slug).services == len({row.service for row in answer.rows})


@pytest.mark.usefixtures("scene")
def test_a_stated_reason_stands_in_an_empty_cell(session: Session) -> None:
    table = coverage(session, today=TODAY).requirements
    told = area_answer(session, ["central-lancashire"], CourtQuestion(), NOW).requirements
    stated = [answer for answer in told if answer.stated_by is not None]
    assert stated
    for answer in stated:
        assert table.cell(answer.code, "central-lancashire").reason is answer.reason


@pytest.mark.usefixtures("scene")
def test_totals_equal_the_directory(session: Session) -> None:
    found = coverage(session, today=TODAY)
    shown = {
        key: cell.services for key, cell in found.requirements.cells.items() if cell.services > 0
    }
    assert shown == in_force(session)
    listed = select(func.count(ServiceArea.service_id.distinct())).join(
        Service, Service.id == ServiceArea.service_id
    )
    public = (Service.state == ServiceState.PUBLISHED, Service.exposure != Exposure.CONFIDENTIAL)
    assert found.services == session.scalar(listed.where(*public))


def test_totals_of_pathways_equal_the_directory(session: Session) -> None:
    areas = [make_area(session, slug) for slug in ("preston", "bolton")]
    codes = [pathway.code for pathway in pathways()]
    for number in range(12):
        chosen = (codes[number % 9], codes[(2 * number + 1) % 9])
        listing = Listing(title="Help", summary="Help.", pathways=tuple(sorted(set(chosen))))
        exposure = Exposure.CONFIDENTIAL if number % 5 == 0 else Exposure.OPEN
        make_service(session, listing=listing, areas=areas[number % 2 :], exposure=exposure)
    listed = session.execute(
        select(ListingRevision.pathways, LocalDeliveryUnit.slug)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .where(Service.exposure != Exposure.CONFIDENTIAL)
    ).all()
    expected = Counter((code, slug) for behind, slug in listed for code in behind)
    cells = coverage(session, today=TODAY).pathways.cells
    assert {key: cell.services for key, cell in cells.items() if cell.services} == expected


def cover_everything(session: Session, areas: list[LocalDeliveryUnit]) -> dict[str, Service]:
    """One service for each requirement and each pathway, everywhere, with room for all."""
    made = {}
    codes = [FIRST_SUPERVISION_APPOINTMENT, *(r.code for r in requirements_open_on(TODAY))]
    for code in codes:
        made[code] = make_service(session, code, requirements=[code], areas=areas)
    for pathway in pathways():
        listing = Listing(title=pathway.name, summary="Help.", pathways=(pathway.code,))
        made[pathway.code] = make_service(session, listing=listing, areas=areas)
    for service in made.values():
        make_line(session, service=service, areas=areas)
    answer_everything(session)
    return made


def say_not_bought(session: Session, area: LocalDeliveryUnit) -> None:
    state_provision(
        session,
        area,
        requirement="unpaid_work",
        why_not=WhyNot.NOT_COMMISSIONED,
        stated_by="The probation region",
        by=actor(session),
        at=NOW,
    )


def test_silence_is_no_gap_and_what_somebody_said_is(session: Session) -> None:
    areas = [make_area(session, slug) for slug in ("preston", "bolton", "wigan")]
    cover_everything(session, areas[:1])
    made = cover_everything(session, areas[1:])
    found = coverage(session, today=TODAY)
    assert list(found.requirements.gaps()) == list(found.pathways.gaps()) == []
    made["unpaid_work"].state = made["health"].state = ServiceState.WITHDRAWN
    session.flush()
    found = coverage(session, today=TODAY)
    silent = found.requirements.cell("unpaid_work", "bolton")
    assert (silent.cover, silent.reason, silent.services) == (Cover.NOT_KNOWN, None, 0)
    assert found.requirements.areas_with("unpaid_work", Cover.NOT_KNOWN) == 2
    assert found.requirements.areas_with("unpaid_work", Cover.AVAILABLE) == 1
    assert found.pathways.areas_with("health", Cover.NOT_KNOWN) == 2
    assert list(found.requirements.gaps()) == list(found.pathways.gaps()) == []
    say_not_bought(session, areas[1])
    found = coverage(session, today=TODAY)
    assert list(found.requirements.gaps()) == [("unpaid_work", "bolton")]
    gap = found.requirements.cell("unpaid_work", "bolton")
    assert (gap.reason, gap.services, gap.available) == (WhyNot.NOT_COMMISSIONED, 0, 0)


@pytest.mark.parametrize(
    ("exposure", "services"),
    [(Exposure.OPEN, 1), (Exposure.RESTRICTED, 1), (Exposure.CONFIDENTIAL, 0)],
)
def test_confidential_services_are_in_no_count(
    session: Session, exposure: Exposure, services: int
) -> None:
    area = make_area(session)
    make_line(session, areas=[area], requirements=["drug_testing"], exposure=exposure)
    answer_everything(session)
    found = coverage(session, today=TODAY)
    cell = found.requirements.cell("drug_testing", "preston")
    assert (cell.services, found.services) == (services, services)
    is_told = exposure is Exposure.OPEN  # a restricted one is counted and never leads
    assert cell.cover is (Cover.AVAILABLE if is_told else Cover.NOT_KNOWN)


def test_a_listing_without_a_queue_is_not_known(session: Session) -> None:
    make_service(session, requirements=["drug_testing"], areas=[make_area(session)])
    cell = coverage(session, today=TODAY).requirements.cell("drug_testing", "preston")
    assert (cell.cover, cell.reason, cell.services) == (Cover.NOT_KNOWN, None, 1)


def test_the_best_of_several_services_speaks_for_the_area(session: Session) -> None:
    area = make_area(session)
    closed = make_line(session, areas=[area], requirements=["drug_testing"])
    close_line(session, closed, closed_on=dt.date(2027, 1, 1), by=actor(session), at=NOW)
    make_line(session, areas=[area], requirements=["drug_testing"])
    make_line(session, areas=[area], requirements=["drug_testing"], places=None)
    answer_everything(session)
    cell = coverage(session, today=TODAY).requirements.cell("drug_testing", "preston")
    assert (cell.cover, cell.services, cell.available) == (Cover.AVAILABLE, 3, 1)


def test_what_takes_effect_at_once_needs_no_service(session: Session) -> None:
    make_area(session)
    table = coverage(session, today=TODAY).requirements
    for code in ("prohibited_activity", "foreign_travel_prohibition", "residence"):
        assert table.cell(code, "preston").cover is Cover.AVAILABLE
    for code in ("curfew", "unpaid_work"):  # arrangements that nobody stated; a queue
        assert table.cell(code, "preston").cover is Cover.NOT_KNOWN


@pytest.mark.parametrize(
    ("status", "reason", "cover", "is_gap"),
    [
        (Status.AT_ONCE, None, Cover.AVAILABLE, False),
        (Status.NOT_CONFIRMED, None, Cover.LIMITED, False),
        (Status.NOT_KNOWN, None, Cover.NOT_KNOWN, False),
        (Status.NOT_AVAILABLE, WhyNot.FULL, Cover.FULL, True),
        (Status.NOT_AVAILABLE, WhyNot.NO_STAFF, Cover.FULL, True),
        (Status.NOT_AVAILABLE, None, Cover.FULL, True),  # closed
        (Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED, Cover.NONE, True),
    ],
)
def test_full_is_not_what_nobody_bought_nor_what_nobody_knows(
    status: Status, reason: WhyNot | None, cover: Cover, is_gap: bool
) -> None:
    cell = Cell(status, reason, 1, 0)
    table = CoverTable((Covered("unpaid_work", "Unpaid work"),), {("unpaid_work", "x"): cell})
    assert cell.cover is cover
    assert bool(list(table.gaps())) is is_gap


def test_every_status_has_its_cover() -> None:
    assert set(COVER_OF) == set(Status)


def test_the_map_colours_what_the_table_says(session: Session) -> None:
    for slug in ("wigan", "bolton", "not-on-the-map"):
        make_area(session, slug)
    cover_everything(session, [session.scalars(select(LocalDeliveryUnit)).first()])  # type: ignore[list-item]
    found = coverage(session, today=TODAY)
    shown = coverage_map(found, "unpaid_work")
    assert [(slug, name, cover) for slug, name, cover, _ in shown] == [
        ("bolton", "Bolton", Cover.NOT_KNOWN),
        ("wigan", "Wigan", Cover.AVAILABLE),
    ]
    assert all(path.startswith("M") for *_, path in shown)
    assert {cover for _, _, cover, _ in coverage_map(found, "health")} == {
        Cover.NOT_KNOWN,
        Cover.AVAILABLE,
    }
    with pytest.raises(NotKnown):
        coverage_map(found, "no such thing")


def test_a_kept_copy_is_as_good_as_a_new_one(session: Session) -> None:
    kept = KeptCoverage()
    area = make_area(session)
    first = kept.coverage(session, today=TODAY)
    assert kept.coverage(session, today=TODAY) is first
    line = make_line(session, areas=[area], requirements=["drug_testing"])
    steps: list[Callable[[], object]] = [
        lambda: answer_everything(session),
        lambda: close_line(session, line, closed_on=TODAY, by=actor(session), at=NOW),
        lambda: make_service(session, requirements=["unpaid_work"], areas=[area]),
    ]
    for step in steps:
        step()
        assert kept.coverage(session, today=TODAY) == coverage(session, today=TODAY) != first
        first = kept.coverage(session, today=TODAY)
    later = TODAY + dt.timedelta(days=400)
    assert kept.coverage(session, today=later) == coverage(session, today=later)
