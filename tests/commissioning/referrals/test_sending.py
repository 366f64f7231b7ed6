"""Somebody is referred by a person: what is asked, what is refused, and what is kept of it."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.errors import (
    LineServesElsewhere,
    NotYoursToSend,
    OpenHereAlready,
    ReferralImpossible,
)
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import (
    Referral,
    ReferralCase,
    ReferralCharacteristics,
    ReferralParticulars,
    ReferralSending,
    RestrictedReason,
)
from commissioning.referrals.particulars import Characteristics, Disability, Sex
from commissioning.referrals.restricted_reasons import reasons_read_by
from commissioning.referrals.sending import (
    NewReferral,
    SendingOfficer,
    send_referral,
)
from commissioning.referrals.whose_cases import CaseReader, is_theirs
from directory.people.roles import OrganisationKind
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area

REFUSED_REFERENCES = {
    "Smith": "at least one digit",
    "X 12": "no spaces",
    "2004/0712343J": "a PNC number",
    "A1234BC": "a NOMIS number",
    "X320741": "case reference number",
    "QQ123456C": "",
    "AB123456C": "a National Insurance number",
    "12-03-1984": "a date on which somebody may be born",
    "12031984": "a date on which somebody may be born",
    "PR1/2AB-7": "",
    "07700900123": "a telephone number",
    "01632-960123": "a telephone number",
    "7700900123": "",
}


class Scene(NamedTuple):
    session: Session
    area: LocalDeliveryUnit
    line: Line
    sender: SendingOfficer

    def send(self, *, request_id: uuid.UUID | None = None, **facts: Any) -> Referral:
        usual: dict[str, Any] = {"reference": "C-71", "basis": Basis.LICENCE, "home": self.area}
        line = facts.pop("line", self.line)
        sender = facts.pop("sender", self.sender)
        return send_referral(
            self.session, line, NewReferral(**(usual | facts)), sender=sender,
            request_id=request_id or uuid.uuid4(), at=NOW,
        )  # fmt: skip

    def count(self, of: Any) -> int:
        return self.session.scalar(select(func.count()).select_from(of)) or 0


@pytest.fixture
def scene(session: Session) -> Scene:
    area = make_area(session)
    return Scene(session, area, make_line(session, areas=[area]), an_officer(session, area))


def an_officer(
    session: Session, area: LocalDeliveryUnit, looker: Looker = Looker.OFFENDER_MANAGER
) -> SendingOfficer:
    kind = (
        OrganisationKind.PRISON if looker is Looker.PRISON_OFFICER else OrganisationKind.COURT_TEAM
    )
    team = make_organisation(session, kind)
    reader = CaseReader(looker, frozenset({area.id}), team.id)
    return SendingOfficer(
        person=actor(session), reader=reader, team=team.name, telephone="01772 000001"
    )


def test_a_referral_joins_the_queue_and_names_the_team_that_sent_it(scene: Scene) -> None:
    referral = scene.send(order_ends_on=day(200), needs=["accommodation"])
    sent = scene.session.get_one(ReferralSending, referral.id)
    assert sent.published_number == "01772 000001"
    assert referral.received_on == TODAY
    assert scene.session.get_one(LineFigures, scene.line.id).waiting == 1
    beside = scene.session.scalars(select(ReferralParticulars)).one()
    assert (beside.order_ends_on, beside.needs) == (day(200), "accommodation")


def test_a_form_sent_twice_is_one_referral(scene: Scene) -> None:
    request_id = uuid.uuid4()
    one, again = scene.send(request_id=request_id), scene.send(request_id=request_id)
    assert one is again
    assert scene.count(Referral) == scene.count(ReferralSending) == 1
    assert scene.session.get_one(LineFigures, scene.line.id).waiting == 1


@pytest.mark.parametrize(
    ("reference", "says"), [one for one in REFUSED_REFERENCES.items() if one[1]]
)
def test_a_reference_by_which_others_know_a_person_is_refused(
    scene: Scene, reference: str, says: str
) -> None:
    with pytest.raises(ReferralImpossible, match=re.escape(says)) as refused:
        scene.send(reference=reference)
    assert refused.value.field == "reference"
    assert reference not in str(refused.value)
    assert scene.count(Referral) == 0


def test_the_queue_must_serve_where_the_person_will_live(scene: Scene) -> None:
    leeds = make_area(scene.session, slug="leeds")
    court = an_officer(scene.session, scene.area, Looker.COURT_OFFICER)
    with pytest.raises(LineServesElsewhere, match="No queue of this service"):
        scene.send(home=leeds, sender=court)


def test_an_offender_manager_refers_for_their_own_areas_a_court_for_any(scene: Scene) -> None:
    leeds = make_area(scene.session, slug="leeds")
    there = make_line(scene.session, areas=[leeds])
    with pytest.raises(NotYoursToSend):
        scene.send(home=leeds, line=there)
    court = an_officer(scene.session, scene.area, Looker.COURT_OFFICER)
    assert scene.send(home=leeds, line=there, sender=court).home_local_delivery_unit_id == leeds.id


def test_a_prison_refers_by_release(scene: Scene) -> None:
    prison = an_officer(scene.session, scene.area, Looker.PRISON_OFFICER)
    with pytest.raises(ReferralImpossible, match="day of release"):
        scene.send(sender=prison)
    sent = scene.send(sender=prison, released_on=day(30))
    theirs = scene.session.scalars(select(Referral).where(is_theirs(prison.reader))).all()
    assert theirs == [sent]


def test_one_case_has_several_referrals_and_each_its_own_reference(scene: Scene) -> None:
    other = make_line(scene.session, areas=[scene.area])
    asked = Characteristics(sex=Sex.FEMALE, disability=Disability.PREFER_NOT_TO_SAY)
    first = scene.send(characteristics=asked)
    second = scene.send(line=other)
    assert (first.reference, second.reference) == ("C-71", "C-71/2")
    called = scene.session.scalars(select(ReferralCase.reference)).all()
    assert called == ["C-71", "C-71"]
    carried = scene.session.get_one(ReferralCharacteristics, second.id)
    assert (carried.sex, carried.disability) == (Sex.FEMALE, Disability.PREFER_NOT_TO_SAY)


def test_a_case_that_is_open_on_the_queue_is_not_referred_there_again(scene: Scene) -> None:
    scene.send()
    with pytest.raises(OpenHereAlready, match="still open there"):
        scene.send()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"basis": Basis.COMMUNITY_ORDER}, "sentenced_on"),
        ({"order_ends_on": day(-1)}, "order_ends_on"),
        ({"needs": ["housing please"]}, "needs"),
        ({"priority_reason": "because"}, "priority_reason"),
        ({"basis": Basis.COMMUNITY_ORDER, "sentenced_on": day(1)}, "sentenced_on"),
        ({"basis": Basis.COMMUNITY_ORDER, "sentenced_on": day(-1099)}, "sentenced_on"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(
    scene: Scene, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(CommissioningError) as refused:
        scene.send(**facts)
    assert getattr(refused.value, "field", "") == field
    assert scene.count(Referral) == 0


def test_a_sentence_of_up_to_three_years_ago_counts_and_of_a_licence_any(scene: Scene) -> None:
    scene.send(reference="C-1", basis=Basis.COMMUNITY_ORDER, sentenced_on=day(-1098))
    scene.send(reference="C-2", sentenced_on=day(-4000))


def test_why_somebody_goes_first_is_read_by_officers_of_the_case_alone(scene: Scene) -> None:
    referral = scene.send(priority_reason="court_set_a_day")
    assert referral.is_priority
    assert scene.count(RestrictedReason) == 1
    officer, area = scene.sender.reader, frozenset({scene.area.id})
    provider = CaseReader(Looker.PROVIDER, area, officer.organisation_id, frozenset({1}))
    elsewhere = CaseReader(Looker.OFFENDER_MANAGER, frozenset({0}), officer.organisation_id)
    ids = [referral.id]
    assert reasons_read_by(scene.session, officer, ids) == {referral.id: "The court named a day"}
    assert reasons_read_by(scene.session, provider, ids) == {}
    assert reasons_read_by(scene.session, elsewhere, ids) == {}


def test_the_reason_has_one_reader() -> None:
    """Whoever else would read it names the table or its one module."""
    allowed = {
        "commissioning/referrals/forgetting.py", "commissioning/referrals/models.py",
        "commissioning/referrals/restricted_reasons.py", "commissioning/referrals/sending.py",
        "commissioning/cases/case_view.py", "portal/referring/forms.py",
    }  # fmt: skip
    named = re.compile(r"RestrictedReason|restricted_reason")
    found = {
        str(path)
        for room in ("commissioning", "portal", "directory")
        for path in Path(room).rglob("*.py")
        if named.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed
