"""What a program tells is kept as a file or a form would keep it, and refused as they refuse it."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityStatement, Closure, Group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import Role
from directory.places.models import Region
from tests.makers.days import TODAY, day
from tests.makers.places import make_area
from tests.makers.programs import make_other_provider, make_program
from tests.makers.protocols import make_protocol
from tests.portal.api.conftest import Trust

SOME = uuid.UUID(int=7)
DAY = TODAY.isoformat()


def test_a_referral_its_events_and_what_is_read_of_it(session: Session, trust: Trust) -> None:
    public_id = trust.refer(received_on=day(-20).isoformat(), needs=["accommodation"], sex="female")
    for kind in ("accepted", "ready", "started"):
        answer = trust.tell(public_id, kind, key=f"E-{kind}")
        assert (answer.status_code, answer.json["outcome"]) == (201, "added"), answer.text
    told = trust.program.get(f"/api/v1/referrals/{public_id}").json
    assert told is not None
    assert (told["status"], told["started_on"]) == ("in_progress", DAY)
    assert told["reference"] == "P-000101"
    assert [event["kind"] for event in told["events"]] == [
        "received",
        "accepted",
        "ready",
        "started",
    ]
    acts = list(session.scalars(select(AuditRow.act).where(AuditRow.act.like("referral:%"))))
    assert acts.count("referral:receive") == 1
    assert acts.count("referral:record") == 3
    assert acts.count("referral:read") == 1


def test_the_same_again_changes_nothing_and_other_facts_are_refused(trust: Trust) -> None:
    public_id = trust.refer()
    again = trust.program.post("/api/v1/referrals", trust.referral())
    assert (again.status_code, again.json["outcome"]) == (200, "unchanged")  # type: ignore[index]
    other = trust.program.post("/api/v1/referrals", trust.referral(basis="licence"))
    assert other.status_code == 422
    assert trust.tell(public_id, "accepted", key="E-1").status_code == 201
    assert trust.tell(public_id, "accepted", key="E-1").json["outcome"] == "unchanged"
    refused = trust.tell(public_id, "ready", key="E-1")
    assert (refused.status_code, refused.json["code"]) == (409, "otherwise")


def test_a_correction_names_the_key_of_what_it_replaces(session: Session, trust: Trust) -> None:
    public_id = trust.refer(received_on=day(-9).isoformat())
    trust.tell(public_id, "accepted", key="E-1", on_date=day(-3).isoformat())
    told = {"key": "E-2", "corrects": "E-1", "on_date": day(-5).isoformat()}
    assert trust.tell(public_id, "accepted", **told).status_code == 201
    assert trust.tell(public_id, "accepted", **told).json["outcome"] == "unchanged"
    unknown = trust.tell(public_id, "accepted", key="E-3", corrects="E-9")
    assert unknown.status_code == 422
    assert unknown.json["errors"][0]["path"] == "/corrects"
    kinds = session.scalars(select(ReferralEvent.kind).order_by(ReferralEvent.id)).all()
    assert kinds == [EventKind.RECEIVED, EventKind.ACCEPTED, EventKind.CORRECTED]


def test_a_forbidden_step_is_refused_by_its_own_sentence(trust: Trust) -> None:
    public_id = trust.refer()
    refused = trust.tell(public_id, "attended")
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    assert "The person has not started yet." in refused.json["detail"]


def test_a_day_of_attendance_all_or_nothing(session: Session, trust: Trust) -> None:
    ids = [trust.refer(f"P-00020{n}", received_on=day(-20).isoformat()) for n in range(3)]
    for public_id in ids[:2]:
        for kind in ("accepted", "started"):
            trust.tell(public_id, kind, on_date=day(-7).isoformat())
    day_told: dict[str, Any] = {
        "on_date": DAY,
        "attended": [
            {"referral": ids[0], "key": "A-1"},
            {"reference": "P-000201", "hours": 2.5},
            {"referral": ids[2]},
            {"reference": "P-000999"},
        ],
    }
    refused = trust.program.post("/api/v1/attendance", day_told)
    assert refused.status_code == 422
    paths = [one["path"] for one in refused.json["errors"]]  # type: ignore[index]
    assert paths == ["/attended/2", "/attended/3"]
    attended = select(func.count(ReferralEvent.id)).where(ReferralEvent.kind == EventKind.ATTENDED)
    assert session.scalar(attended) == 0
    day_told["attended"] = day_told["attended"][:2]
    kept = trust.program.post("/api/v1/attendance", day_told)
    assert kept.json == {"kept": True, "outcomes": ["added", "added"]}
    assert session.scalar(attended) == 2


@pytest.mark.parametrize("told", ["9434765919", "943-476-5919", "PR1-2HE", "SMITH.JOHN.1988"])
def test_no_reference_tells_who_somebody_is(session: Session, trust: Trust, told: str) -> None:
    group = {"line": trust.line.external_id, "planned_start": day(30).isoformat(), "places": 12}
    for path, sent in (
        ("/api/v1/referrals", trust.referral(told)),
        ("/api/v1/groups", {"external_id": told, **group}),
    ):
        refused = trust.program.post(path, sent)
        assert refused.status_code in {400, 422}  # as JSON that may not be read, or by its field
        assert told not in refused.text
    assert session.scalar(select(func.count(Group.id))) == 0
    assert session.scalar(select(func.count(Referral.id))) == 0


def test_what_the_form_refuses_is_refused_here(session: Session, trust: Trust) -> None:
    elsewhere = make_area(session, "elsewhere")
    session.commit()
    told: dict[str, Any] = {
        "order_ends_on": day(-400).isoformat(),
        "hours_ordered": 100,
        "home_area": elsewhere.slug,
    }
    for field, value in told.items():
        refused = trust.program.post("/api/v1/referrals", trust.referral(**{field: value}))
        assert refused.status_code == 422
        assert [one["path"] for one in refused.json["errors"]] == [f"/{field}"]  # type: ignore[index]
    assert session.scalar(select(func.count(Referral.id))) == 0


def test_groups_places_statements_and_confirmations(session: Session, trust: Trust) -> None:
    line = trust.line.external_id
    group = {
        "external_id": "G-1",
        "line": line,
        "planned_start": day(30).isoformat(),
        "places": 12,
    }
    made = trust.program.post("/api/v1/groups", group)
    assert made.status_code == 201, made.text
    group_id = made.json["id"]  # type: ignore[index]
    far = {"current_start": "2037-04-01"}
    slip = trust.program.post(f"/api/v1/groups/{group_id}/state", far)
    assert (slip.status_code, slip.json["errors"][0]["path"]) == (422, "/current_start")  # type: ignore[index]
    assert "1 April 2037 is more than two years from today: look at the year" in slip.text
    moved = trust.program.post(
        f"/api/v1/groups/{group_id}/state", {"current_start": day(37).isoformat()}
    )
    assert moved.json == {"outcome": "revised", "kept": True, "id": group_id}
    again = trust.program.post(
        "/api/v1/statements",
        {
            "says": "next_start",
            "external_id": "G-1",
            "line": line,
            "places": 12,
            "on_date": day(37).isoformat(),
        },
    )
    assert again.json["outcome"] == "unchanged", again.text  # type: ignore[index]
    closed = {
        "says": "closed",
        "external_id": "C-1",
        "line": line,
        "from_date": day(60).isoformat(),
        "to_date": day(66).isoformat(),
    }
    assert trust.program.post("/api/v1/statements", closed).status_code == 201
    places = {
        "external_id": "S-1",
        "line": line,
        "measure": "places",
        "from_date": DAY,
        "value": 14,
        "stated_by": "The office",
        "stated_on": DAY,
    }
    assert trust.program.post("/api/v1/places", places).status_code == 201
    right = {
        "line": line,
        "fact": "start_dates",
        "confirmed_on": DAY,
        "confirmed_by": "The office",
    }
    confirmed = trust.program.post("/api/v1/confirmations", right)
    assert confirmed.status_code in {200, 201}, confirmed.text
    assert session.scalars(select(Group.planned_start)).all() == [day(30)]
    assert session.scalars(select(Closure.to_date)).all() == [day(66)]
    stated = select(CapacityStatement.value).where(CapacityStatement.external_id == "S-1")
    assert session.scalars(stated).all() == [14]


def test_what_is_unusual_is_asked_about_and_taken_as_meant(trust: Trust) -> None:
    closed = {
        "says": "closed",
        "external_id": "C-1",
        "line": trust.line.external_id,
        "from_date": day(29).isoformat(),
        "to_date": day(31).isoformat(),
    }
    group = {
        "external_id": "G-1",
        "line": trust.line.external_id,
        "planned_start": day(30).isoformat(),
        "places": 12,
    }
    trust.program.post("/api/v1/groups", group)
    asked = trust.program.post("/api/v1/statements", closed)
    assert (asked.status_code, asked.json["is_unusual"]) == (422, True)  # type: ignore[index]
    assert trust.program.post("/api/v1/statements?meant=1", closed).status_code == 201


def test_a_referral_says_which_agreement_covers_it_and_is_never_refused_for_one(
    session: Session, trust: Trust
) -> None:
    lacks = trust.program.post("/api/v1/referrals", trust.referral(sharing_agreement="NW-9"))
    assert lacks.status_code == 201
    assert lacks.json
    assert (lacks.json["sharing"]["standing"], lacks.json["sharing"]["agreement"]) == (
        "missing", None,
    )  # fmt: skip
    assert "has the reference that was named" in lacks.json["sharing"]["says"][0]
    [region] = session.scalars(select(Region))
    make_protocol(session, trust.line, region=region, review_on=day(-1))
    past = trust.program.post("/api/v1/referrals", trust.referral("P-000102"))
    assert past.json
    assert past.json["sharing"]["standing"] == "past_review"
    assert past.json["sharing"]["answers_for_it"] == "Head of information"
    again = trust.program.post("/api/v1/referrals", trust.referral("P-000102"))
    assert again.json
    assert "sharing" not in again.json  # nothing is new


def test_only_asked_about_nothing_is_kept(session: Session, trust: Trust) -> None:
    asked = trust.program.post("/api/v1/referrals?validate=1", trust.referral(), key="K-1")
    assert asked.status_code == 200
    told = asked.get_json()
    assert told.pop("sharing")["standing"] == "missing"
    assert told == {"outcome": "added", "kept": False, "id": None}
    assert session.scalar(select(func.count(Referral.id))) == 0
    refused = trust.program.post("/api/v1/referrals?validate=1", trust.referral(line="nowhere"))
    assert refused.status_code == 422
    assert trust.program.post("/api/v1/referrals", trust.referral(), key="K-1").status_code == 201


SENT: list[tuple[str, str, dict[str, Any]]] = [
    ("/api/v1/referrals", "import:apply", {}),
    (f"/api/v1/referrals/{SOME}/events", "referral:record", {}),
    ("/api/v1/attendance", "referral:record", {}),
    ("/api/v1/groups", "capacity:state", {}),
    (f"/api/v1/groups/{SOME}/state", "capacity:state", {}),
    ("/api/v1/places", "capacity:state", {}),
    ("/api/v1/statements", "capacity:state", {}),
    ("/api/v1/confirmations", "listing:confirm", {}),
    ("/api/v1/differences", "referral:read", {}),
]


@pytest.mark.parametrize(("path", "act", "told"), SENT)
def test_without_a_token_401_and_without_the_act_403(
    app: Flask, session: Session, trust: Trust, path: str, act: str, told: dict[str, Any]
) -> None:
    nobody = app.test_client().post(path, json=told)
    assert (nobody.status_code, nobody.mimetype) == (401, "application/problem+json")
    others = [one for one in Act if one.value != act]
    narrow = make_program(app, session, acts=others)
    refused = narrow.post(path, told)
    assert (refused.status_code, refused.json["code"]) == (403, "not_chosen")  # type: ignore[index]


def test_a_person_in_a_browser_has_pages_and_no_door(
    session: Session, client: FlaskClient, trust: Trust
) -> None:
    from tests.makers.accounts import logged_in

    browser = logged_in(client, session, Role.PROVIDER_ADMINISTRATOR, name="Ada Browser")
    assert browser.get("/api/v1/referrals").status_code == 401


def test_what_is_anothers_is_not_there(app: Flask, session: Session, trust: Trust) -> None:
    public_id = trust.refer()
    group = {
        "external_id": "G-1",
        "line": trust.line.external_id,
        "planned_start": day(30).isoformat(),
        "places": 12,
    }
    group_id = trust.program.post("/api/v1/groups", group).json["id"]  # type: ignore[index]
    other = make_program(app, session, organisation=make_other_provider(session))
    assert other.get(f"/api/v1/referrals/{public_id}").status_code == 404
    assert other.get("/api/v1/referrals").json == {"referrals": [], "next_cursor": None}
    event = {"kind": "accepted", "on_date": DAY}
    assert other.post(f"/api/v1/referrals/{public_id}/events", event).status_code == 404
    assert other.post(f"/api/v1/groups/{group_id}/state", {"places": 3}).status_code == 404
    for path, told in (
        ("/api/v1/groups", group),
        ("/api/v1/referrals", trust.referral("P-000777")),
    ):
        refused = other.post(path, told)
        assert refused.status_code == 422
        assert "/line" in [one["path"] for one in refused.json["errors"]]  # type: ignore[index]
    attended = {"on_date": DAY, "attended": [{"reference": "P-000101"}, {"referral": public_id}]}
    refused = other.post("/api/v1/attendance", attended)
    assert len(refused.json["errors"]) == 2  # type: ignore[index]


def test_a_region_reads_its_lines_without_references(
    app: Flask, session: Session, trust: Trust
) -> None:
    trust.refer()
    region = make_program(app, session, Role.COMMISSIONER)
    [told] = region.get("/api/v1/referrals").json["referrals"]  # type: ignore[index]
    assert told["reference"] is None
    assert told["status"] == ReferralStatus.WAITING.value


def test_pages_follow_each_other(trust: Trust) -> None:
    ids = [trust.refer(f"P-0003{n:02}") for n in range(5)]
    told, cursor = list[str](), ""
    while True:
        page = trust.program.get(f"/api/v1/referrals?limit=2{cursor}").json
        assert page is not None
        told += [one["id"] for one in page["referrals"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert told == ids
    assert trust.program.get("/api/v1/referrals?limit=0").status_code == 400
    assert trust.program.get("/api/v1/referrals?cursor=x").status_code == 400


BAD_BODIES = [
    (b"", 400, ""),
    (b"\xff", 400, ""),
    (b"{", 400, ""),
    (b"[1]", 422, ""),
    (b'{"line": "a", "line": "a"}', 400, "/line"),
    (b'{"x": NaN}', 400, ""),
    (b'{"hours_ordered": 1e999}', 400, "/hours_ordered"),
    (b'{"x": ' + b"[" * 20 + b"]" * 20 + b"}", 400, "/x/0/0/0/0/0"),
    (b"[" * 100_000, 400, ""),
    (b'{"%s": 1}' % (b"x" * 65), 400, ""),
    (b'{"line": "\\ud800"}', 400, "/line"),
    (b'{"line": "a\\u0000"}', 400, "/line"),
    (b'{"line": "PNC 2001/0000009A"}', 400, "/line"),
    (b'{"line": "QQ123456C"}', 422, ""),
    (b'{"A1234BC": 1}', 400, ""),
]


@pytest.mark.parametrize(("content", "status", "path"), BAD_BODIES)
def test_json_that_is_none_or_says_two_things(
    trust: Trust, content: bytes, status: int, path: str
) -> None:
    refused = trust.program.post("/api/v1/referrals", content)
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    told = json.loads(refused.data)
    if path:
        assert path in [one["path"] for one in told["errors"]]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"nmae": 1}, "/nmae"),
        ({"basis": None}, "/basis"),
        ({"basis": "whim"}, "/basis"),
        ({"received_on": "02/03/2027"}, "/received_on"),
        ({"received_on": "2027-02-30"}, "/received_on"),
        ({"hours_ordered": "80"}, "/hours_ordered"),
        ({"hours_ordered": True}, "/hours_ordered"),
        ({"priority": "yes"}, "/priority"),
        ({"needs": "housing"}, "/needs"),
        ({"reference": "x" * 41}, "/reference"),
        ({"reference": "Smith"}, "/reference"),
        ({"line": "somebody else's"}, "/line"),
        ({"court": "no-such-court"}, "/court"),
        ({"received_on": "2027-03-03"}, "/received_on"),
        ({"sentenced_on": "2027-03-03", "basis": "community_order"}, ""),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(
    session: Session, trust: Trust, change: dict[str, Any], path: str
) -> None:
    refused = trust.program.post("/api/v1/referrals", trust.referral() | change)
    assert refused.status_code == 422, refused.text
    if path:
        assert path in [one["path"] for one in refused.json["errors"]]  # type: ignore[index]
    assert session.scalar(select(func.count(Referral.id))) == 0


def test_another_content_type_and_too_much(trust: Trust) -> None:
    form = trust.program.client.post(
        "/api/v1/referrals", data={"line": "x"}, headers=trust.program.headers
    )
    assert form.status_code == 415
    large = trust.program.post("/api/v1/referrals", b" " * (1024 * 1024 + 1))
    assert large.status_code == 413
    missing = trust.program.get("/api/v1/nothing")
    assert (missing.status_code, missing.mimetype) == (404, "application/problem+json")
    assert trust.program.client.put("/api/v1/places").status_code == 405


def test_lines_of_a_file_and_of_a_program_are_refused_alike(session: Session, trust: Trust) -> None:
    """The same column, the same sentence: the work of the file says it."""
    from commissioning.exchange.places import GROUPS
    from directory.exchange.columns import Chunk
    from directory.exchange.taking import Taking
    from tests.makers.days import NOW
    from tests.makers.people import actor

    told = {
        "external_id": "G-1",
        "line": trust.line.external_id,
        "planned_start": day(30).isoformat(),
        "places": 12,
        "started": 3,
    }
    refused = trust.program.post("/api/v1/groups", told)
    work = GROUPS.begin(session, actor(session), NOW, Taking(TODAY))
    row: dict[str, list[Any]] = {name: [value] for name, value in told.items()}
    row |= {"planned_start": [day(30)]}
    absent = frozenset({"current_start", "status"})
    columns = row | {name: [None] for name in absent}
    by_file = [one.reason for one in work.check(Chunk([2], columns, absent))]
    assert [one["detail"] for one in refused.json["errors"]] == by_file  # type: ignore[index]
    assert session.get(Line, trust.line.id) is not None
