"""Another telephone of a confidential service: asked for by its administrator, told to all, and
published by a second person who has seen it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.listings.models import ListingDraft
from directory.people.roles import Role
from directory.services.eligibility import Attribute, Operator, Rule
from directory.services.eligibility_records import as_record
from directory.services.models import ListingRevision
from portal.listings.fields import ASKED
from tests.makers.accounts import LoggedIn
from tests.portal.confidential.refuge import EMAIL, NUMBER, SECRETS, make_refuge
from tests.portal.listings.keeping import Kept, hidden, kept_listing

pytestmark = pytest.mark.usefixtures("client")

NEW = "01632 960 777"
WHY = {"why": "decide"}


@pytest.fixture
def refuge(app: Flask, session: Session) -> Kept:
    return make_refuge(app, session)


def ask(refuge: Kept, who: LoggedIn, **typed: str) -> str:
    """The address of the draft, for whoever decides."""
    page = f"{refuge.path}/reach/ask"
    form = who.get(page).text
    assert [word for word in SECRETS if word in form] == []
    answer = who.post(page, {"based_on": hidden(form, "based_on")} | typed)
    assert answer.status_code == 303, answer.text
    preview = who.get(answer.location).text
    assert [word for word in (*SECRETS, *typed.values()) if word in preview] == []
    sent = who.post(
        f"{refuge.path}/draft/submit", {"draft_version": hidden(preview, "draft_version")}
    )
    assert sent.status_code == 303
    draft = refuge.session.query(ListingDraft).one()
    return f"/approving/{draft.public_id}"


def number_now(refuge: Kept) -> str | None:
    refuge.session.refresh(refuge.service)
    revision = refuge.session.get_one(ListingRevision, refuge.service.published_revision_id)
    return revision.telephone


def test_asked_told_seen_and_approved(refuge: Kept) -> None:
    refuge.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    carla = refuge.somebody(Role.COMMISSIONER, "Carla Approver")
    refuge.session.commit()  # a refusal takes back what was not
    draft = ask(refuge, refuge.somebody(Role.PROVIDER_ADMINISTRATOR, "Ada Admin"), telephone=NEW)
    members = {EMAIL, "eddi.editor@example.org", "ada.admin@example.org"}
    assert {one.to_address for one in refuge.told} == members | {"carla.approver@example.org"}
    told = [one.body for one in refuge.told if one.to_address in members]
    assert all("Ada Admin asks to change" in body for body in told)
    assert [one.body for one in refuge.told if NEW in one.body or NUMBER in one.body] == []
    assert number_now(refuge) == NUMBER

    page = carla.get(draft).text
    version = hidden(page, "draft_version")
    assert NEW not in page
    decision = {"draft_version": version, "approve": "telephone"}
    unseen = carla.post(draft, decision)
    assert unseen.status_code == 422
    assert "has to have seen them" in unseen.text
    assert number_now(refuge) == NUMBER

    assert NEW not in carla.get(f"{draft}/reach").text
    assert NEW not in carla.post(f"{draft}/reach", {}).text
    shown = carla.post(f"{draft}/reach", WHY)
    assert NEW in shown.text
    assert NUMBER in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    before = len(refuge.told)
    assert carla.post(draft, decision).status_code == 303
    assert number_now(refuge) == NEW
    after = refuge.told[before:]
    assert {EMAIL, "eddi.editor@example.org"} <= {one.to_address for one in after}
    assert [one.body for one in after if NEW in one.body or NUMBER in one.body] == []
    history = carla.get(f"{refuge.path}/history").text
    assert "Carla Approver read how it is reached" in history
    assert NEW not in history


def test_reading_what_stands_is_not_seeing_what_is_asked(refuge: Kept) -> None:
    draft = ask(refuge, refuge.somebody(Role.PROVIDER_ADMINISTRATOR), telephone=NEW)
    carla = refuge.somebody(Role.COMMISSIONER, "Carla Approver")
    carla.post(f"/services/{refuge.service.public_id}/reach", WHY)
    version = hidden(carla.get(draft).text, "draft_version")
    answer = carla.post(draft, {"draft_version": version, "approve": "telephone"})
    assert answer.status_code == 422
    back = {"draft_version": version, "reason": "Ring us first."}
    assert carla.post(draft, back).status_code == 303  # sent back unseen: nothing is published
    assert number_now(refuge) == NUMBER


def test_nobody_decides_on_their_own(refuge: Kept) -> None:
    ada = refuge.somebody(Role.PROVIDER_ADMINISTRATOR, "Ada Admin")
    draft = ask(refuge, ada, telephone=NEW)
    for path in (draft, f"{draft}/reach"):
        assert ada.get(path).status_code == 403
        assert ada.post(path, WHY).status_code == 403
    carla = refuge.somebody(Role.COMMISSIONER, "Carla Approver")
    [row] = refuge.session.query(ListingDraft).all()
    row.author_id = carla.member.person_id
    refuge.session.flush()
    assert carla.get(f"{draft}/reach").status_code == 404
    assert carla.post(f"{draft}/reach", WHY).status_code == 404


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Enter the number or the address that it should be"),
        ({"telephone": "12"}, "Telephone"),
        ({"email": "nobody"}, "E-mail"),
    ],
)
def test_what_is_wrong_is_said_and_what_stands_is_not(
    refuge: Kept, typed: dict[str, str], says: str
) -> None:
    ada = refuge.somebody(Role.PROVIDER_ADMINISTRATOR)
    answer = ada.post(f"{refuge.path}/reach/ask", {"based_on": "1"} | typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert [word for word in SECRETS if word in answer.text] == []
    assert all(value in answer.text for value in typed.values())


def test_only_its_own_administrator_asks(refuge: Kept) -> None:
    page = f"{refuge.path}/reach/ask"
    for role in (Role.LISTING_EDITOR, Role.COMMISSIONER, Role.ADMINISTRATOR, Role.COURT_OFFICER):
        assert refuge.somebody(role).post(page, {"telephone": NEW}).status_code == 403


def test_of_an_open_service_it_is_changed_on_its_own_page(app: Flask, session: Session) -> None:
    kept = kept_listing(app, session)
    ada = kept.somebody(Role.PROVIDER_ADMINISTRATOR)
    assert ada.get(f"{kept.path}/reach/ask").status_code == 404


def test_for_women_it_waits_as_a_draft_and_all_are_told(app: Flask, session: Session) -> None:
    women = Rule(Attribute.SEX, Operator.ONE_OF, "the provider", values=frozenset({"female"}))
    kept = kept_listing(app, session, eligibility=(as_record(women),))
    ada = kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Ada Admin")
    form = ada.get(f"{kept.path}/draft").text
    assert 'name="telephone"' in form
    told = {"based_on": hidden(form, "based_on"), "draft_version": "0", "telephone": NEW, ASKED: ""}
    preview = ada.get(ada.post(f"{kept.path}/draft", told).location).text
    ada.post(f"{kept.path}/draft/submit", {"draft_version": hidden(preview, "draft_version")})
    assert {one.to_address for one in kept.told} == {"old@example.org", "ada.admin@example.org"}
    assert number_now(kept) != NEW
    carla = kept.somebody(Role.COMMISSIONER, "Carla Approver")
    [draft] = session.query(ListingDraft).all()
    assert NEW in carla.get(f"/approving/{draft.public_id}").text
    assert carla.get(f"/approving/{draft.public_id}/reach").status_code == 404
    decision = {"draft_version": str(draft.version), "approve": "telephone"}
    assert carla.post(f"/approving/{draft.public_id}", decision).status_code == 303
    assert number_now(kept) == NEW
