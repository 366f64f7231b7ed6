"""One world is made and copied as a file; the secrets are put into the copies.

Everybody who can log in has done so before the copying: the same cookie opens each of them.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.stating import state_price
from commissioning.beds.keeping import add_bed
from commissioning.bulletins.recording import keep_standings, monday_of, standings_on
from commissioning.bulletins.writing import write_bulletins
from commissioning.partnership.cohorts.counts import CohortCounts
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.stating import CohortFacts, state_cohort
from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.stating import PartnerFacts, add_partner
from commissioning.sheets.document import SheetQuestion
from commissioning.sheets.making import make_sheet
from commissioning.sheets.reference import in_groups
from commissioning.volumes.models import Lot, VolumeUnit
from commissioning.volumes.money import Price
from directory.accounts.acting import name_body
from directory.accounts.inviting import invite
from directory.accounts.models import Account, Organisation, OrganisationArea
from directory.accounts.visiting import begin_visit
from directory.feedback.models import ReportKind
from directory.feedback.reporting import report_problem
from directory.people.queries import SystemActor, system_actor
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Court, Exposure, Prison, Region, Site
from directory.providers.models import Provider
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from directory.search.levelling import Leveller
from directory.services.models import Service
from directory.services.serving import place_at_sites
from portal.asking.sealing_keys import key_day, make_key
from portal.extensions import db
from tests.databases import application
from tests.makers.accounts import make_member, make_organisation
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY, day
from tests.makers.evaluations import make_evaluation
from tests.makers.listings import make_draft
from tests.makers.people import actor
from tests.makers.protocols import make_protocol
from tests.makers.scene import COURT, Scene, make_scene
from tests.makers.services import make_provider, make_service
from tests.makers.start_dates import answer_everything
from tests.portal.sight.going_first import let_go_first
from tests.portal.sight.hiding import BEGUN_TITLE, add_refuge, begin, hide, keep, person
from tests.portal.sight.in_rooms import (
    follow_masters,
    places_of_group,
    put_in_rooms,
    registers_of,
    returns_of,
    word_of_program,
)
from tests.portal.sight.installations import (
    AGREEMENT,
    BEGUN,
    CASE,
    CASE_WITH_PLACE,
    FIRST_GIVEN,
    HALL,
    LOT,
    MEMBERS,
    OWN_PROGRAM,
    PRICE_PENCE,
    REFUGE,
    REFUGE_DRAFT,
    REFUGE_LINE,
    REFUGE_PROBLEM,
    REFUGE_PROVIDER,
    RESTRICTED,
    RESTRICTED_DRAFT,
    SECRETLY_BEGUN,
    Installation,
    Secrets,
)
from tests.portal.sight.liaison_world import answered_of, ask_in_confidence
from tests.portal.sight.planned import plans_of
from tests.portal.sight.settled import settled

WEEK: Final = dt.timedelta(weeks=1)
OPEN_TITLE: Final = "Finance, benefit and debt advice 1"
OTHERS_TITLE: Final = "Walking group on Lune Street"


@dataclass
class World:
    """The file that is copied, and what leads to its records."""

    file: Path
    words: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


@cache
def installation(secrets: Secrets, folder: Path) -> Installation:
    """The same one for the same secrets. Call at `NOW`."""
    world = _world(folder)
    own = folder / f"installation-{len(list(folder.glob('installation-*')))}"
    own.mkdir()
    shutil.copyfile(world.file, own / "portal.sqlite3")
    app = _application(own)

    def put_in(session: Session) -> None:
        let_go_first(session, secrets.first, uuid.UUID(world.words["group"]))
        if secrets.restricted is not HALL:
            keep(session, secrets.restricted)
        if secrets.refuge is not None:
            add_refuge(session)
            hide(session, secrets.refuge)
        ask_in_confidence(session, secrets.bench)

    _written(app, put_in)
    _written(app, lambda session: _tell(session, own))
    return Installation(app, own, secrets, world.words, world.tokens)


@cache
def _world(folder: Path) -> World:
    own = folder / "world"
    own.mkdir()
    app, world = _application(own), World(own / "portal.sqlite3")
    _written(app, lambda session: fill(session, world))
    return world


def _application(folder: Path) -> Flask:
    return application(f"sqlite:///{folder / 'portal.sqlite3'}", folder)


def _written(app: Flask, write: Callable[[Session], None]) -> None:
    """The file holds all of it afterwards: nobody has it open."""
    with app.app_context():
        with Session(db.engine) as session:
            write(session)
            session.commit()
        db.engine.dispose()


def fill(session: Session, world: World) -> None:
    scene = make_scene(session)
    prison = Prison(
        code="PNI", name="HMP Preston", postcode="PR1 5AB", town="Preston",
        holds_men=True, holds_women=False,
    )  # fmt: skip
    session.add(prison)
    other = _others_service(session, scene)
    service = _restricted(session, scene)
    organisations = _organisations(session, scene, prison, other)
    _log_in_all(session, world, organisations)
    _drafts(session, scene, service, world, organisations)
    keep(session, HALL)
    visitor = system_actor(session, SystemActor.VISITOR)
    open_one = scene.service(OPEN_TITLE, session)
    for name, path, of in (
        ("problem", f"/services/{open_one.public_id}", open_one),
        ("nobodys_problem", "/courts", None),
    ):
        problem = report_problem(
            session, path=path, service=of, kind=ReportKind.WRONG_NUMBER,
            words="Nobody answers.", by=visitor, at=NOW,
        )  # fmt: skip
        world.words[name] = str(problem.public_id)
    sheet = make_sheet(session, scene.court, SheetQuestion(), by=visitor, at=NOW)
    make_key(session, key_day(NOW))
    before = NOW - WEEK
    keep_standings(
        session, standings_on(session, at=NOW).items(), week=monday_of(before.date()), at=before
    )
    write_bulletins(session, before)
    world.tokens[OWN_PROGRAM] = word_of_program(session)
    world.words["protocol"] = str(
        make_protocol(
            session, scene.lines["Horizon"], region=session.get_one(Region, scene.home.region_id),
            review_on=day(300),
        ).public_id
    )  # fmt: skip
    world.words["evaluation"] = str(
        make_evaluation(session, open_one, session.get_one(Region, scene.home.region_id)).public_id
    )
    world.words["partner"] = str(_partner(session, scene).public_id)
    world.words["scheme"] = "first-call"
    world.words["cohort"] = str(_cohort(session, scene).public_id)
    world.words |= put_in_rooms(session, service, other, scene.beside)
    follow_masters(session, open_one, service, other)
    world.words |= returns_of(session, scene.lines[OPEN_TITLE], other, scene.home)
    world.words |= registers_of(session, scene.lines["Building Choices"])
    world.words |= places_of_group(session, scene.lines["Building Choices"], scene.home)
    world.words |= settled(session, scene.lines["Building Choices"], scene.home)
    world.words |= plans_of(session, scene.home, open_one, service)
    world.words |= answered_of(session)
    beds = scene.lines["Supported housing in Leyland"]
    bed = add_bed(session, beds, name="1", turnaround_days=1, by=actor(session), at=NOW)
    world.words["bed"] = str(bed.public_id)
    world.words |= {
        "open": str(open_one.public_id),
        "open_line": str(scene.lines[OPEN_TITLE].public_id),
        "work_line": str(scene.lines["Community Payback in Central Lancashire"].public_id),
        "other": str(other.public_id),
        "restricted": str(RESTRICTED),
        "restricted_line": str(scene.lines["Horizon"].public_id),
        "begun": str(BEGUN),
        "secretly_begun": str(SECRETLY_BEGUN),
        "restricted_draft": str(RESTRICTED_DRAFT),
        "case": str(CASE),
        "case_with_place": str(CASE_WITH_PLACE),
        "first_given": str(FIRST_GIVEN),
        "refuge": str(REFUGE),
        "refuge_line": str(REFUGE_LINE),
        "refuge_draft": str(REFUGE_DRAFT),
        "refuge_problem": str(REFUGE_PROBLEM),
        "refuge_provider": str(REFUGE_PROVIDER),
        "provider": str(session.get_one(Provider, open_one.provider_id).public_id),
        "sheet": in_groups(sheet.reference),
        "agreement": str(AGREEMENT),
        "lot": str(LOT),
    }


def _partner(session: Session, scene: Scene) -> Partner:
    facts = PartnerFacts(
        name="Invented City Council", kind=PartnerKind.COUNCIL, post=None, telephone=None,
        email=None, areas=[scene.home], tasks=[], boards=[],
    )  # fmt: skip
    region = session.get_one(Region, scene.home.region_id)
    return add_partner(session, region, facts, by=actor(session), at=NOW)


def _cohort(session: Session, scene: Scene) -> CohortStatement:
    """Three people: whoever may not see them exactly reads that they are withheld."""
    facts = SchemeFacts("First Call", SchemeKind.OTHER, "Daily contact after release.")
    scheme = list_scheme(
        session, scene.home, facts, stated_by="The team", stated_on=TODAY, by=actor(session), at=NOW
    )
    told = CohortFacts(
        period=CohortPeriod(dt.date(2027, 1, 1), 1), counts=CohortCounts(on_scheme=3),
        source="The team", stated_on=TODAY,
    )  # fmt: skip
    return state_cohort(session, scheme, told, by=actor(session), at=NOW)


def _others_service(session: Session, scene: Scene) -> Service:
    service = make_service(session, OTHERS_TITLE, areas=[scene.beside])
    service.provider_id = make_provider(session, "Another trust").id
    session.flush()
    return service


def _restricted(session: Session, scene: Scene) -> Service:
    service = scene.service("Horizon", session)
    service.public_id = RESTRICTED
    venue = Site(
        external_id="venue", name="The venue", exposure=Exposure.RESTRICTED,
        local_delivery_unit_id=scene.home.id, provider_id=service.provider_id,
    )  # fmt: skip
    session.add(venue)
    session.flush()
    place_at_sites(session, service, [venue], by=actor(session), at=NOW)
    _priced(session, buy(session, scene.lines["Horizon"], quantity=20, unit=VolumeUnit.START))
    return service


def _priced(session: Session, agreement: Agreement) -> None:
    """Nobody has awarded it: its provider does not know what a start costs."""
    agreement.public_id = AGREEMENT
    price = Price("start", dt.date(2026, 4, 1), PRICE_PENCE)
    state_price(session, agreement, price, by=actor(session), at=NOW)
    [lot] = session.scalars(select(Lot).where(Lot.agreement_id == agreement.id))
    lot.public_id = LOT
    session.flush()


def _organisations(
    session: Session, scene: Scene, prison: Prison, other: Service
) -> dict[str, Organisation]:
    wales = session.scalars(select(Region).where(Region.slug == "wales")).one()
    kind, own = OrganisationKind, scene.service("Horizon", session).provider_id
    assert own
    assert other.provider_id
    assert scene.home.region_id
    health = make_organisation(session, kind.HEALTH_OR_COUNCIL, "A health board")
    session.add(OrganisationArea(organisation_id=health.id, local_delivery_unit_id=scene.home.id))
    return {
        "own": make_organisation(session, kind.PROVIDER, "The forge", provider_id=own),
        "other": make_organisation(
            session, kind.PROVIDER, "The other", provider_id=other.provider_id
        ),
        "own region": make_organisation(
            session, kind.PROBATION_REGION, "North West", region_id=scene.home.region_id
        ),
        "other region": make_organisation(
            session, kind.PROBATION_REGION, "Wales", region_id=wales.id
        ),
        "court team": make_organisation(
            session, kind.COURT_TEAM, "A court team", local_delivery_unit_id=scene.home.id
        ),
        "prison": make_organisation(session, kind.PRISON, "A prison", prison_id=prison.id),
        "body": make_organisation(
            session, kind.INFRASTRUCTURE_BODY, "A council", local_delivery_unit_id=scene.home.id
        ),
        "bench": make_organisation(session, kind.JUDICIARY, "A bench"),
        "nation": make_organisation(session, kind.NATIONAL, "The nation"),
        "health": health,
    }


def _log_in_all(session: Session, world: World, organisations: dict[str, Organisation]) -> None:
    for who, (role, where) in MEMBERS.items():
        member = make_member(session, role, organisation=organisations[where], name=f"Ada {who}")
        account = session.scalars(
            select(Account).where(Account.person_id == member.person_id)
        ).one()
        visit, world.tokens[who] = begin_visit(session, account, browser="Firefox", at=NOW)
        visit.membership, visit.second_factor_at = member, NOW
        if who == "own editor":
            world.words["member"] = str(member.public_id)
    for name, place in (("organisation", "own"), ("others_organisation", "other")):
        world.words[name] = str(organisations[place].public_id)
    invited, _ = invite(
        session, organisations["own"], Role.LISTING_EDITOR, email="new@example.org",
        by=actor(session), at=NOW,
    )  # fmt: skip
    world.words["invitation"] = str(invited.public_id)
    name_body(session, organisations["own"], organisations["body"], by=actor(session), at=NOW)
    session.flush()


def _drafts(
    session: Session,
    scene: Scene,
    restricted: Service,
    world: World,
    organisations: dict[str, Organisation],
) -> None:
    editor = person(session, "Ada own editor")
    draft = make_draft(session, restricted, editor, summary="To be said.")
    draft.public_id = RESTRICTED_DRAFT
    own = make_draft(session, scene.service(OPEN_TITLE, session), editor, summary="Said anew.")
    world.words["draft"] = str(own.public_id)
    begin(session, editor, BEGUN, BEGUN_TITLE)


def _tell(session: Session, folder: Path) -> None:
    """What the worker makes of it."""
    answer_everything(session)
    write_bulletins(session, NOW)
    court = session.scalars(select(Court).where(Court.slug == COURT)).one()
    visitor = system_actor(session, SystemActor.VISITOR)
    make_sheet(session, court, SheetQuestion(), by=visitor, at=NOW)
    session.flush()
    Leveller(folder / "search").level(session, today=TODAY)
