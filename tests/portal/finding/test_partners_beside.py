"""Partners and schemes stand beside the services where a question calls them so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.stating import (
    PartnerFacts,
    add_partner,
    change_partner,
    end_partner,
    facts_of,
)
from commissioning.partnership.partners.told import PartnerTold
from directory.places.models import Region
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from directory.search.models import EmptySearch
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite
NAME = "Invented Ribble Council"


@pytest.fixture
def council(session: Session, scene: Scene) -> Partner:
    facts = PartnerFacts(
        name=NAME, kind=PartnerKind.COUNCIL, post="Partnership manager",
        telephone="01632 960 001", email=None, areas=[scene.home], tasks=[], boards=[],
    )  # fmt: skip
    region = session.get_one(Region, scene.home.region_id)
    return add_partner(session, region, facts, by=actor(session), at=NOW)


@pytest.fixture
def asked(visitor: FlaskClient) -> Callable[[str], str]:
    return lambda words: text_of(visitor.get("/services", query_string={"q": words}).text)


def test_a_partner_is_found_and_what_it_is_called_now(
    session: Session, scene: Scene, council: Partner, asked: Callable[[str], str]
) -> None:
    for words in ("ribble council", "counsil", "local authority near Preston", "Invented"):
        assert "Ask for: Partnership manager 01632 960 001" in asked(words), words
    for words in ("debt", "council housing", "local authority in Cardiff"):
        assert NAME not in asked(words), words
    assert session.scalar(select(func.sum(EmptySearch.count))) in {None, 2}  # the last two
    facts = facts_of(PartnerTold(council, (scene.home,), (), None))
    renamed = PartnerFacts(
        name="Wyre Assembly", kind=facts.kind, post=None, telephone=None, email=None,
        areas=facts.areas, tasks=[], boards=[],
    )  # fmt: skip
    change_partner(session, council, renamed, based_on=1, by=actor(session), at=NOW)
    assert "Wyre Assembly" not in asked("ribble")
    assert "Wyre Assembly" in asked("wyre assembly")
    end_partner(session, council, TODAY, successor="", based_on=2, by=actor(session), at=NOW)
    assert "It ended on" in asked("wyre assembly")


def test_a_scheme_is_found_by_its_own_name(
    session: Session, scene: Scene, asked: Callable[[str], str]
) -> None:
    facts = SchemeFacts("Kestrel Wing", SchemeKind.OTHER, "Daily contact.")
    list_scheme(
        session, scene.home, facts, stated_by="Example Board", stated_on=TODAY,
        by=actor(session), at=NOW,
    )  # fmt: skip
    session.flush()
    for words in ("kestrel", "kestrl wing", "kestrel near Preston"):
        assert "Daily contact." in asked(words), words
    for words in ("kestrel near Cardiff", "IOM", "debt"):
        assert "Daily contact." not in asked(words), words
