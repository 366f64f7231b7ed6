"""Partners, what an area is crossed with, and what is lost when a partner leaves."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.funding import state_contribution, state_funder
from commissioning.agreements.models import ContributionKind
from commissioning.agreements.queries import funders_of
from commissioning.partnership.partners.crosswalk import crossed_with, state_bodies
from commissioning.partnership.partners.errors import PartnerChangedMeanwhile, PartnerImpossible
from commissioning.partnership.partners.kinds import (
    CrossedWith,
    ListKnown,
    PartnerKind,
    PartnerTask,
    list_known,
)
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.money import funded_by
from commissioning.partnership.partners.queries import partner_whole, partners_told
from commissioning.partnership.partners.stating import (
    PartnerFacts,
    PathwayTask,
    add_partner,
    change_partner,
    end_partner,
)
from commissioning.volumes.models import VolumeUnit
from directory.places.models import AuthorityMembership, LocalAuthority, Region
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area

pytestmark = pytest.mark.sqlite
COUNCIL = "Invented City Council"


@pytest.mark.parametrize(
    ("names", "whole", "known"),
    [
        (0, False, ListKnown.NOT_KNOWN),
        (0, True, ListKnown.NONE),
        (2, False, ListKnown.PARTIAL),
        (2, True, ListKnown.WHOLE),
    ],
)
def test_nothing_told_is_never_none(names: int, whole: bool, known: ListKnown) -> None:
    assert list_known(names, is_stated_whole=whole) is known


def made(session: Session, **more: object) -> tuple[Partner, PartnerFacts]:
    area = make_area(session)
    facts = {
        "name": COUNCIL, "kind": PartnerKind.COUNCIL, "post": "Partnership manager",
        "telephone": "01632 960 001", "email": None, "areas": [area],
        "tasks": [PathwayTask("accommodation", PartnerTask.LEADS)],
        "boards": ["Reducing reoffending board"],
    }  # fmt: skip
    told = PartnerFacts(**(facts | more))  # type: ignore[arg-type]
    region = session.get_one(Region, area.region_id)
    return add_partner(session, region, told, by=actor(session), at=NOW), told


def test_what_is_left_out_ends_the_day_before(session: Session) -> None:
    partner, facts = made(session)
    later = PartnerFacts(
        name=COUNCIL, kind=PartnerKind.COUNCIL, post=None, telephone=None, email=None,
        areas=facts.areas, tasks=[PathwayTask("health", PartnerTask.ADVISES)], boards=[],
    )  # fmt: skip
    by = actor(session)
    assert change_partner(session, partner, later, based_on=1, by=by, at=moment(10))
    assert not change_partner(session, partner, later, based_on=2, by=by, at=moment(10))
    assert change_partner(session, partner, later, based_on=1, by=by, at=moment(10))  # once more
    with pytest.raises(PartnerChangedMeanwhile):
        change_partner(session, partner, facts, based_on=1, by=by, at=moment(10))

    def parts(on: int) -> list[tuple[str | None, str | None]]:
        return [
            (one.pathway, one.board) for one in partner_whole(session, partner, on=day(on)).parts
        ]

    assert parts(9) == [("accommodation", None), (None, "Reducing reoffending board")]
    assert parts(10) == [("health", None)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"areas": []}, "areas"),
        ({"post": None}, "post"),
        ({"post": "Ring 01772 555 123"}, "post"),
        ({"post": "John Smith"}, "post"),  # unless somebody says that it is a post
        ({"boards": ["Ring 01772 555 123"]}, "boards"),
        ({"boards": ["Reducing reoffending board", "Case of Kwame Mensah"]}, "boards"),
        ({"boards": ["The panel at 12 Mill Street"]}, "boards"),
        ({"name": "Jane Doe"}, "name"),
        ({"tasks": [PathwayTask("gardening", PartnerTask.LEADS)]}, "tasks"),
        ({"telephone": "0"}, "telephone"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(PartnerImpossible) as refused:
        made(session, **changed)
    assert refused.value.field == field


def test_what_reads_as_a_name_and_is_none_is_taken_once_somebody_says_so(session: Session) -> None:
    partner, _ = made(session, post="John Smith", boards=["Jane Doe"], names_nobody=True)
    assert partner.post == "John Smith"


@pytest.mark.parametrize(
    ("names", "source", "field"),
    [
        (["Invented board", "Jane Doe"], "The board", "names"),
        (["Invented board"], "Told by Jane Doe", "source"),
        (["Invented board"], "Ring 01772 555 123", "source"),
        (["Invented board"], " ", "source"),
        (["Invented board", "Head of probation", "Blackburn with Darwen"], "The council", ""),
    ],
)
def test_the_bodies_of_an_area_name_nobody(
    session: Session, names: list[str], source: str, field: str
) -> None:
    area, by = make_area(session), actor(session)
    refused = ""
    try:
        state_bodies(
            session, area, CrossedWith.HEALTH_BOARD, names, is_whole=True, from_day=TODAY,
            source=source, by=by, at=NOW,
        )  # fmt: skip
    except PartnerImpossible as error:
        refused = error.field
    assert refused == field


def test_it_ends_with_a_successor_and_is_found_by_name_or_kind(session: Session) -> None:
    partner, _ = made(session)
    by = actor(session)
    with pytest.raises(PartnerImpossible, match="called so"):
        end_partner(session, partner, TODAY, successor=COUNCIL, based_on=1, by=by, at=NOW)
    end_partner(session, partner, TODAY, successor="", based_on=1, by=by, at=NOW)
    found = [one.partner.name for one in partners_told(session, on=TODAY, words="invented council")]
    assert found == [COUNCIL]
    assert partners_told(session, on=TODAY, words="police") == []


def test_an_area_is_crossed_with_what_is_known_of_it(session: Session) -> None:
    area, by = make_area(session), actor(session)
    authority = LocalAuthority(code="E07000123", name="Preston", police_area="lancashire")
    session.add(authority)
    session.flush()
    session.add(
        AuthorityMembership(
            local_delivery_unit_id=area.id, local_authority_id=authority.id, source="named"
        )
    )
    session.flush()

    def told(on: int) -> list[tuple[list[str], str]]:
        rows = crossed_with(session, area, on=day(on))
        return [([body.name for body in one.bodies], one.known.value) for one in rows]

    before = [
        (["Preston"], "partial"), (["Lancashire"], "partial"), ([], "not_known"),
        ([], "not_known"),
    ]  # fmt: skip
    assert told(0) == before
    for names, is_whole, from_day in (
        (["Preston", "Chorley"], False, -5),
        (["Chorley"], True, 0),
    ):
        state_bodies(
            session, area, CrossedWith.COUNCIL, names, is_whole=is_whole, from_day=day(from_day),
            source="The councils", by=by, at=NOW,
        )  # fmt: skip
    state_bodies(
        session, area, CrossedWith.HEALTH_BOARD, [], is_whole=True, from_day=day(-1),
        source="The board", by=by, at=NOW,
    )  # fmt: skip
    assert told(-6) == before
    assert told(-1)[0] == (["Chorley", "Preston"], "partial")
    assert told(0) == [(["Chorley"], "whole"), *before[1:2], ([], "none"), before[3]]
    with pytest.raises(PartnerImpossible, match="Enter at least one"):
        state_bodies(
            session, area, CrossedWith.POLICE, [], is_whole=False, from_day=TODAY, source="x",
            by=by, at=NOW,
        )  # fmt: skip


def test_whose_money_is_lost_is_told_to_whoever_commissions_alone(session: Session) -> None:
    partner, facts = made(session)
    line = make_line(session, areas=facts.areas)
    agreement = buy(session, line, quantity=20, unit=VolumeUnit.START)
    by = actor(session)
    state_funder(session, agreement, funder=COUNCIL, share=0.5, by=by, at=NOW)
    [funder] = funders_of(session, agreement.id)
    for pence, first, last in ((4_000_000, -30, 300), (1_000_000, -300, -31)):
        state_contribution(
            session, funder, kind=ContributionKind.MONEY, pence=pence, posts=None,
            starts_on=day(first), ends_on=day(last), by=by, at=NOW,
        )  # fmt: skip
    commissioner = Sight(Looker.COMMISSIONER, area_ids=frozenset(one.id for one in facts.areas))
    [told] = funded_by(session, partner, sight=commissioner, is_own=False)
    assert (told.share, told.pence_from(TODAY), len(told.services)) == (0.5, 4_000_000, 1)
    assert funded_by(session, partner, sight=ANYBODY, is_own=False) == []
    assert len(funded_by(session, partner, sight=ANYBODY, is_own=True)) == 1
    assert session.scalars(select(Partner.organisation_id)).all() == [None]
