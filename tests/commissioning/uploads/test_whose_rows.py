"""A row about what is another's is refused with row and column, whoever may send the kind."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from commissioning.exchange.kinds import KINDS
from commissioning.uploads.errors import NotTakenFrom
from commissioning.uploads.models import UploadState
from commissioning.uploads.uploaders import FileReach, Sender, uploader_of
from directory.accounts.models import Membership, OrganisationArea
from directory.exchange.models import ImportRun
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Prison
from directory.services.models import Programme
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import TODAY
from tests.makers.places import make_area

PROVIDER, REGION = Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONER

GROUPS = "external_id,line,planned_start,places\n"
CAPACITY = "external_id,line,measure,from_date,value,stated_by,stated_on\n"
SERVICES = "external_id,provider,delivery_kind,title,summary,hub,publish\n"
LINES = "external_id,service,areas\n"
CONFIRMATIONS = "service,line,fact,confirmed_on,confirmed_by\n"
WEEKS = "line,week,received\n"
PROVISION = "area,requirement,says,stated_by,stated_on\n"
SITES = "external_id,name,area,exposure,provider\n"
ACTIONS = "id,section,level,action_title,plan,plan_title,plan_region\n"
OWN_REGION = "An organisation (probation_region)"

REFUSED = [
    # who, kind, the row, the column that is refused
    (PROVIDER, "groups", GROUPS + "g1,line-theirs,2027-05-03,8\n", ["line"]),
    (PROVIDER, "groups", GROUPS + "g1,line-nobodys,2027-05-03,8\n", ["line"]),
    (PROVIDER, "groups", GROUPS + "g-theirs,line-ours,2027-05-03,8\n", ["external_id"]),
    (PROVIDER, "capacity", CAPACITY + "c1,line-theirs,places,2027-03-01,4,Jo,2027-03-01\n",
     ["line"]),
    (PROVIDER, "services", SERVICES + "service-theirs,EXAMPLE_FORGE_TRUST,closed_group,T,W,,\n",
     ["external_id"]),
    (PROVIDER, "services", SERVICES + "new,FICTIONAL_WEIR,closed_group,T,W,,\n", ["provider"]),
    (PROVIDER, "services", SERVICES + "new,,closed_group,T,W,,\n", ["provider"]),
    (PROVIDER, "services", SERVICES + "service-ours,,closed_group,T,W,,\n", ["provider"]),
    (PROVIDER, "services", SERVICES + "new,EXAMPLE_FORGE_TRUST,closed_group,T,W,service-theirs,\n",
     ["hub"]),
    (PROVIDER, "services", SERVICES + "service-ours,EXAMPLE_FORGE_TRUST,closed_group,T,W,,yes\n",
     ["publish"]),
    (PROVIDER, "confirmations", CONFIRMATIONS + "service-theirs,,wording,2027-03-01,Jo\n",
     ["service"]),
    (PROVIDER, "weekly-totals", WEEKS + "line-theirs,2027-02-22,4\n", ["line"]),
    (PROVIDER, "sites", SITES + "s1,Hall,preston,open,FICTIONAL_WEIR\n", ["provider"]),
    (REGION, "groups", GROUPS + "g1,line-theirs,2027-05-03,8\n", ["line"]),
    (REGION, "lines", LINES + "l2,service-theirs,preston\n", ["service"]),
    (REGION, "lines", LINES + "l2,service-ours,carlisle\n", ["areas"]),
    (REGION, "lines", LINES + "line-theirs,service-ours,preston\n", ["external_id"]),
    (REGION, "sites", SITES + "s1,Hall,carlisle,open,\n", ["area"]),
    (REGION, "services", SERVICES + "service-theirs,FICTIONAL_WEIR,closed_group,T,W,,yes\n",
     ["external_id"]),
    (REGION, "provision", PROVISION + f"carlisle,unpaid_work,provided,{OWN_REGION},2027-03-01\n",
     ["area"]),
    (REGION, "provision", PROVISION + "preston,unpaid_work,provided,Somebody else,2027-03-01\n",
     ["stated_by"]),
    (REGION, "provision",
     PROVISION + f"preston,drug_rehabilitation,provided,{OWN_REGION},2027-03-01\n",
     ["requirement"]),
    (REGION, "provision",
     PROVISION + f"preston,unpaid_work,not_commissioned,{OWN_REGION},2027-03-01\n", ["says"]),
    (REGION, "actions", ACTIONS + "A1-N,health,national,Care,p,Plan,\n", ["plan_region"]),
    (REGION, "actions", "id,section,level,action_title\nA1-N,health,national,Care\n",
     ["plan_region"]),
    (REGION, "actions", ACTIONS + "A1-N,health,national,Care,p,Plan,north-east\n", ["plan_region"]),
]  # fmt: skip

TAKEN = [
    (PROVIDER, "groups", GROUPS + "g1,line-ours,2027-05-03,8\n"),
    (PROVIDER, "services", SERVICES + "new,EXAMPLE_FORGE_TRUST,closed_group,T,W,,\n"),
    (PROVIDER, "confirmations", CONFIRMATIONS + "service-ours,,wording,2027-03-01,Jo\n"),
    (REGION, "groups", GROUPS + "g1,line-ours,2027-05-03,8\n"),
    (REGION, "sites", SITES + "s1,Hall,preston,open,\n"),
    (REGION, "provision", PROVISION + f"preston,unpaid_work,provided,{OWN_REGION},2027-03-01\n"),
    (REGION, "actions", ACTIONS + "A1-R1,health,regional,Care,p,Plan,north-west\n"),
    (REGION, "actions", ACTIONS + "A1-R1,health,regional,Care,p,Plan,North West\n"),
]


def board(app: Flask, desk: SendingDesk) -> Membership:
    """A commissioner of a board of health that buys for Preston."""
    with app.app_context():
        where = make_organisation(
            desk.session, OrganisationKind.HEALTH_OR_COUNCIL, "Example Health Board"
        )
        desk.session.add(
            OrganisationArea(organisation_id=where.id, local_delivery_unit_id=desk.here.id)
        )
        return make_member(desk.session, REGION, organisation=where, name="Ada Board")


@pytest.mark.parametrize(
    ("area", "requirement", "column"),
    [
        ("preston", "drug_rehabilitation", None),
        ("preston", "unpaid_work", "requirement"),
        ("carlisle", "drug_rehabilitation", "area"),
    ],
)
def test_health_states_treatment_in_its_own_areas_by_file(
    app: Flask, desk: SendingDesk, area: str, requirement: str, column: str | None
) -> None:
    member = board(app, desk)
    row = f"{area},{requirement},provided,Example Health Board,2027-03-01\n"
    upload = desk.send(member, "provision", PROVISION + row)
    assert [told for _, told, _ in desk.reasons(upload)] == ([column] if column else [])
    if column is None:
        desk.apply(member, upload)
        assert upload.state is UploadState.APPLIED


def test_health_sends_nothing_else(app: Flask, desk: SendingDesk) -> None:
    member = board(app, desk)
    assert [kind.name for kind in desk.uploader(member).kinds] == ["provision"]
    with pytest.raises(NotTakenFrom):
        desk.send(member, "groups", GROUPS)


def test_a_region_states_the_contacts_of_the_prisons_within_it(
    app: Flask, desk: SendingDesk
) -> None:
    """Garth and Wymott lie in what the gazetteer calls Central Lancashire, Leeds does not."""
    with app.app_context():
        make_area(desk.session, "central-lancashire")
        member = desk.member(REGION)
    for code, postcode in (("GHI", "PR26 8NE"), ("LEI", "LS12 2TJ")):
        desk.session.add(
            Prison(code=code, name=code, postcode=postcode, holds_men=True, holds_women=False)
        )
    heads = "prison,role,telephone,stated_by,stated_on\n"
    row = "{},Head of resettlement,01632 960 333,Resettlement team,2027-03-01\n"
    told = desk.send(member, "prison-contacts", heads + row.format("ghi") + row.format("LEI"))
    assert [(line, column) for line, column, _ in desk.reasons(told)] == [(3, "prison")]
    own = desk.send(member, "prison-contacts", heads + row.format("GHI"))
    desk.apply(member, own)
    assert own.state is UploadState.APPLIED


@pytest.fixture
def theirs(app: Flask, desk: SendingDesk) -> SendingDesk:
    """With a group of the other provider's line."""
    with app.app_context():
        other = make_organisation(
            desk.session, OrganisationKind.PROVIDER, "Fictional Weir",
            provider_id=desk.service("theirs").provider_id or 0,
        )  # fmt: skip
        member = make_member(desk.session, PROVIDER, organisation=other, name="Wei R")
    desk.apply(member, desk.send(member, "groups", GROUPS + "g-theirs,line-theirs,2027-05-03,8\n"))
    return desk


@pytest.mark.parametrize(("role", "kind", "content", "columns"), REFUSED)
def test_refused_at_its_column(
    app: Flask, theirs: SendingDesk, role: Role, kind: str, content: str, columns: list[str]
) -> None:
    with app.app_context():
        upload = theirs.send(theirs.member(role), kind, content)
    assert upload.state is UploadState.REFUSED
    assert [(row, column) for row, column, _ in theirs.reasons(upload)] == [
        (2, column) for column in columns
    ]


@pytest.mark.parametrize(("role", "kind", "content"), TAKEN)
def test_ones_own_is_taken(
    app: Flask, desk: SendingDesk, role: Role, kind: str, content: str
) -> None:
    with app.app_context():
        member = desk.member(role)
    upload = desk.send(member, kind, content)
    assert upload.state is UploadState.SHOWN, desk.told(upload)
    desk.apply(member, upload)
    run = desk.session.get_one(ImportRun, upload.import_id)
    assert run.source == member.organisation.name


def test_nobody_learns_by_a_row_whether_anothers_is_there(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(PROVIDER)
    [theirs] = desk.reasons(desk.send(member, "groups", GROUPS + "g1,line-theirs,2027-05-03,8\n"))
    [nobodys] = desk.reasons(desk.send(member, "groups", GROUPS + "g1,line-nobody,2027-05-03,8\n"))
    assert theirs[2].replace("line-theirs", "") == nobodys[2].replace("line-nobody", "")


def test_a_region_adds_a_programme_and_changes_none(app: Flask, desk: SendingDesk) -> None:
    heads = "external_id,name,kind\n"
    with app.app_context():
        member, administrator = desk.member(REGION), desk.member(Role.ADMINISTRATOR)
    desk.apply(member, desk.send(member, "programmes", heads + "local,Local Steps,toolkit\n"))
    changed = heads + "local,Local Strides,toolkit\n"
    refused = desk.send(member, "programmes", changed)
    assert refused.state is UploadState.REFUSED
    assert "is there already" in desk.reasons(refused)[0][2]
    assert desk.session.scalars(select(Programme.name)).one() == "Local Steps"
    taken = desk.send(administrator, "programmes", heads + "national,Horizon,toolkit\n")
    assert taken.state is UploadState.SHOWN


def test_every_kind_says_how_far_each_may_go_and_administrators_have_tables_alone(
    app: Flask, desk: SendingDesk
) -> None:
    with app.app_context():
        members = {
            Sender.ADMINISTRATOR: desk.member(Role.ADMINISTRATOR),
            Sender.PROVIDER: desk.member(PROVIDER),
            Sender.REGION: desk.member(REGION),
        }
    kinds = {
        sender: {(kind.name, kind.layout) for kind in desk.uploader(member).kinds}
        for sender, member in members.items()
    }
    assert kinds[Sender.ADMINISTRATOR] == {
        ("programmes", ""), ("evidence", ""), ("actions", ""), ("providers", "hmpps"),
        ("programmes", "hmpps"),
    }  # fmt: skip
    assert kinds[Sender.PROVIDER] == {
        ("sites", ""), ("hubs", ""), ("services", ""), ("groups", ""), ("capacity", ""),
        ("closures", ""), ("confirmations", ""), ("referrals", ""), ("weekly-totals", ""),
        ("referrals", "rm-performance"),
    }  # fmt: skip
    region = desk.uploader(members[Sender.REGION])
    assert all(region.reach_of(kind).reach in FileReach for kind in KINDS)


def test_a_kind_that_is_not_theirs_is_refused_in_the_domain(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member, administrator = desk.member(PROVIDER), desk.member(Role.ADMINISTRATOR)
    with pytest.raises(NotTakenFrom):
        desk.send(member, "agreements", "external_id\n1\n")
    with pytest.raises(NotTakenFrom):
        desk.send(administrator, "groups", GROUPS)


@pytest.mark.parametrize(
    "role", [Role.LISTING_EDITOR, Role.ANALYST, Role.COURT_OFFICER, Role.SENTENCER]
)
def test_others_send_nothing(app: Flask, desk: SendingDesk, role: Role) -> None:
    with app.app_context():
        member = make_member(desk.session, role)
    assert uploader_of(desk.session, member, on=TODAY) is None


def test_whoever_has_left_sends_nothing(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(PROVIDER)
    member.ended_at = member.begun_at
    assert uploader_of(desk.session, member, on=TODAY) is None
