"""A provider's first listing, from an empty page to readers; a withdrawn one offered again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.deputies import name_deputy
from directory.delivery import DeliveryKind, delivery_rules
from directory.listings.approvers import approvers_of
from directory.listings.deciding import withdraw_listing
from directory.listings.opening import HOW_OPEN, is_more_open
from directory.messages.models import Message
from directory.messages.writing import MessageKind
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.models import Service, ServiceState
from tests.makers.accounts import LoggedIn, logged_in, make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_provider
from tests.portal.listings.keeping import Kept, hidden, kept_listing

TITLE = "Garden work on Tuesdays"
SAYS = {
    "title": TITLE, "summary": "Two hours in the walled garden.", "telephone": "01632 960333",
    "asked": "pathways", "pathways": "accommodation",
}  # fmt: skip


class Beginner:
    """A provider of whom the portal knows nothing but the name, and its region."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        self.area: LocalDeliveryUnit = make_area(session)
        provider = make_provider(session, "The New Beginners")
        self.organisation = make_organisation(
            session, OrganisationKind.PROVIDER, "The New Beginners", provider_id=provider.id
        )
        self.editor = self.member(Role.LISTING_EDITOR, "Jane Roe")

    def member(self, role: Role, name: str) -> LoggedIn:
        more: Any = {"organisation": self.organisation} if role is Role.LISTING_EDITOR else {}
        return logged_in(self.app.test_client(), self.session, role, name=name, **more)

    def begin(self, exposure: str = "open", **more: str) -> str:
        """The address below which the new service is kept."""
        told = {"title": TITLE, "kind": "one_to_one", "areas": str(self.area.public_id)}
        answer = self.editor.post("/listings/new", told | {"exposure": exposure} | more)
        assert answer.status_code == 303, answer.text
        return str(answer.location).removesuffix("/draft")

    def write(self, path: str, **says: str) -> None:
        page = self.editor.get(f"{path}/draft").text
        seen = {name: hidden(page, name) for name in ("based_on", "draft_version")}
        told = {name: value for name, value in (SAYS | says).items() if value}
        answer = self.editor.post(f"{path}/draft", told | seen)
        assert (answer.status_code, answer.location) == (303, f"{path}/preview"), answer.text

    def submit(self, path: str) -> int:
        page = self.editor.get(f"{path}/preview").text
        version = {"draft_version": hidden(page, "draft_version")}
        return int(self.editor.post(f"{path}/draft/submit", version).status_code)

    def decide(self, commissioner: LoggedIn, **more: object) -> int:
        waiting = commissioner.get("/approving").text
        [path] = re.findall(r'href="(/approving/[^"]+)"', waiting)
        page = commissioner.get(path).text
        ticked = re.findall(r'name="approve" type="checkbox" value="(\w+)"', page)
        told = {"draft_version": hidden(page, "draft_version"), "approve": ticked}
        answer = commissioner.post(path, told | more)
        return int(answer.status_code)

    def service(self) -> Service:
        self.session.expire_all()
        return self.session.scalars(
            select(Service).where(Service.provider_id == self.organisation.provider_id)
        ).one()


@pytest.fixture
def new(app: Flask, session: Session, client: FlaskClient) -> Beginner:
    return Beginner(app, session)


def test_from_an_empty_page_to_readers(new: Beginner, client: FlaskClient) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    empty = new.editor.get("/listings").text
    assert "You have no listing yet" in empty
    assert "List your first service" in empty
    assert "knows of no area in which you work" in new.editor.get("/listings/new").text
    path = new.begin()
    assert "Nobody but you sees it" in new.editor.get(f"{path}/offer").text
    new.write(path)
    preview = new.editor.get(f"{path}/preview").text
    assert "Two hours in the walled garden." in preview
    assert "Preston" in preview
    public = path.replace("/listings/", "/services/")
    assert client.get(public).status_code == 404
    assert new.submit(path) == 303
    assert "Carla Vine" in new.editor.get(f"{path}/offer").text
    [told] = new.session.scalars(
        select(Message).where(Message.kind == MessageKind.LISTING_SUBMITTED)
    )
    assert told.to_address == "carla.vine@example.org"
    assert TITLE in told.body
    assert client.get(public).status_code == 404
    assert new.decide(carla, offered="open") == 303
    page = client.get(public)
    assert page.status_code == 200
    assert "Two hours in the walled garden." in page.text
    assert "01632 960333" in page.text
    assert new.service().said["summary"]["by"] == "Jane Roe"
    assert new.editor.get(f"{path}/offer").location == path
    own = new.editor.get(path).text
    assert "All of it is confirmed" in own
    assert "Overdue" not in own


def test_a_draft_is_nobody_elses(new: Beginner) -> None:
    path = new.begin()
    new.write(path)
    colleague = new.member(Role.LISTING_EDITOR, "Ali Khan")
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    for below in ("", "/draft", "/preview", "/offer", "/basics", "/history", "/confirm"):
        assert colleague.get(path + below).status_code == 404, below
    assert TITLE not in colleague.get("/listings").text
    assert TITLE not in carla.get("/approving").text
    assert carla.get(path).status_code == 404
    for below in ("/basics", "/offer", "/draft/submit", "/draft/leave"):
        asked = {"kind": "one_to_one", "exposure": "open"}
        assert colleague.post(path + below, asked).status_code == 404, below


def test_several_drafts_and_leaving_one(new: Beginner) -> None:
    first, second = new.begin(), new.begin(title="Cooking together")
    page = new.editor.get("/listings").text
    assert TITLE in page
    assert "Cooking together" in page
    assert new.editor.post(f"{first}/draft/leave").location == "/listings?done=leave"
    assert new.editor.post(f"{first}/draft/leave").status_code == 404
    page = new.editor.get("/listings").text
    assert TITLE not in page
    assert "Cooking together" in page
    assert new.editor.get(f"{second}/offer").status_code == 200


MORE_OPEN = {"opens": "yes", "opens_because": "Its author asked on the telephone."}


@pytest.mark.parametrize(
    ("asked", "decided", "why", "becomes"),
    [
        ("open", "open", {}, "open"),
        ("open", "restricted", {}, "restricted"),
        ("restricted", "restricted", {}, "restricted"),
        ("restricted", "confidential", {}, "confidential"),
        ("restricted", "open", {}, ""),
        ("restricted", "open", MORE_OPEN, "open"),
        ("confidential", "confidential", {}, "confidential"),
        ("confidential", "restricted", {}, ""),
        ("confidential", "open", {}, ""),
        ("confidential", "open", {"opens": "yes", "opens_because": " "}, ""),
        ("confidential", "open", {"opens_because": "Not ticked."}, ""),
        ("confidential", "open", MORE_OPEN, "open"),
    ],
)
def test_how_openly_it_is_told_is_decided(
    new: Beginner, client: FlaskClient, asked: str, decided: str, why: dict[str, str], becomes: str
) -> None:
    """Nothing becomes more open than its author asked unless it is ticked and said why."""
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin(asked)
    new.write(path)
    assert new.submit(path) == 303
    assert new.decide(carla, offered=decided, **why) == (303 if becomes else 422)
    if not becomes:
        assert (new.service().state, new.service().exposure.value) == (ServiceState.DRAFT, asked)
        return
    service = new.service()
    assert (service.state, service.exposure.value) == (ServiceState.PUBLISHED, becomes)
    page = client.get(path.replace("/listings/", "/services/"))
    assert page.status_code == (404 if becomes == "confidential" else 200)
    assert ("01632 960333" in page.text) is (becomes == "open" and asked != "confidential")
    assert (TITLE in page.text) is (becomes == "open")


@pytest.mark.parametrize("asked", [Exposure.OPEN, Exposure.RESTRICTED, Exposure.CONFIDENTIAL])
def test_what_its_author_asks_stands_first_and_is_chosen(new: Beginner, asked: Exposure) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin(asked.value)
    new.write(path)
    new.submit(path)
    [draft] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    page = carla.get(draft).text
    ways = re.findall(r'name="offered" type="radio" value="(\w+)"( checked)?', page)
    assert ways[0] == (asked.value, " checked")
    assert [chosen for _, chosen in ways[1:]] == ["", "", ""]
    assert f"Yes. Its author asks: {HOW_OPEN[asked]}" in page
    assert page.count("More open than its author asks") == (asked is not Exposure.OPEN)
    assert page.count("Closer than its author asks") == (asked is not Exposure.CONFIDENTIAL)
    assert ways[-1] == ("no", "")
    order = [Exposure(value) for value, _ in ways[1:-1]]
    assert order == sorted(order, key=lambda one: not is_more_open(one, asked))
    assert ('name="opens"' in page) is (asked is not Exposure.OPEN)


def test_how_open_it_is_stands_in_the_history_and_in_what_author_and_members_are_sent(
    new: Beginner,
) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    new.member(Role.LISTING_EDITOR, "Ali Khan")
    path = new.begin("restricted")
    new.write(path)
    new.submit(path)
    assert new.decide(carla, offered="open", **MORE_OPEN) == 303
    told = {
        one.to_address: one.body
        for one in new.session.scalars(
            select(Message).where(Message.kind == MessageKind.LISTING_DECIDED)
        )
    }
    assert set(told) == {"jane.roe@example.org", "ali.khan@example.org"}
    assert "What you wrote" in told["jane.roe@example.org"]
    assert "What Jane Roe wrote" in told["ali.khan@example.org"]
    history = new.editor.get(f"{path}/history").text
    for words in (
        HOW_OPEN[Exposure.OPEN], HOW_OPEN[Exposure.RESTRICTED], "Preston",
        MORE_OPEN["opens_because"].rstrip("."), delivery_rules()[DeliveryKind.ONE_TO_ONE].name,
    ):  # fmt: skip
        assert words in history, words
        assert all(words in body for body in told.values()), words


@pytest.mark.parametrize("back", ["", "title", "summary"])
def test_the_first_decision_is_told_by_its_name_and_lists_its_fields(
    new: Beginner, back: str
) -> None:
    carla, path = new.member(Role.COMMISSIONER, "Carla Vine"), new.begin()
    new.write(path)
    new.submit(path)
    ticked = [one for one in ("title", "summary", "telephone", "pathways") if one != back]
    done = new.decide(carla, offered="open", reason="So.", approve=ticked)
    if back == "title":  # nothing is offered without its name
        assert done == 422
        return
    assert done == 303
    [told] = new.session.scalars(select(Message).where(Message.kind == MessageKind.LISTING_DECIDED))
    assert f"What you wrote for “{TITLE}” is approved" in told.body
    history = new.editor.get(f"{path}/history").text
    assert "Name" in history
    assert "Two hours in the walled garden." in history, history


def test_the_message_of_a_confidential_one_names_neither_it_nor_its_areas(new: Beginner) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin("confidential")
    new.write(path)
    new.submit(path)
    assert new.decide(carla, offered="confidential") == 303
    [told] = new.session.scalars(select(Message).where(Message.kind == MessageKind.LISTING_DECIDED))
    assert "a confidential service" in told.body
    assert "Nobody may read where it is" in told.body
    assert TITLE not in told.body
    assert "Preston" not in told.body


def test_its_author_can_keep_it_closer_and_never_takes_that_off(new: Beginner) -> None:
    path = new.begin("restricted")
    told = {"kind": "drop_in", "areas": str(new.area.public_id)}
    refused = new.editor.post(f"{path}/basics", told | {"exposure": "open"})
    assert refused.status_code == 422
    assert "Only your region can take that off" in refused.text
    kept = new.editor.post(f"{path}/basics", told | {"exposure": "confidential"})
    assert kept.status_code == 303
    assert new.service().exposure.value == "confidential"
    assert new.service().delivery_kind.value == "drop_in"
    assert 'name="telephone"' not in new.editor.get(f"{path}/draft").text


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ({"summary": ""}, "what it is"),
        ({"pathways": ""}, "pathways or requirements"),
        ({}, ""),
    ],
)
def test_what_readers_need_at_least_is_asked_for(
    new: Beginner, left_out: dict[str, str], says: str
) -> None:
    path = new.begin()
    new.write(path, **left_out)
    page = new.editor.get(f"{path}/preview").text
    version = {"draft_version": hidden(page, "draft_version")}
    answer = new.editor.post(f"{path}/draft/submit", version)
    assert answer.status_code == (422 if says else 303)
    assert says in answer.text
    if says:
        [name] = left_out
        assert f'href="{path}/draft#{name}"' in page
        assert f'href="#{name}"' in answer.text  # beside the field, on the draft
        assert "Find a court" not in answer.text


@pytest.mark.parametrize(
    ("says", "what"),
    [
        ("Come to 14 Hidden Lane.", "what looks like an address"),
        ("We are at PR1 2HE.", "a postcode"),
        ("Ring 01632 960444.", "a telephone number"),
        ("Open 24 hours on 7 days; 12 beds for women.", ""),
    ],
)
@pytest.mark.parametrize("exposure", ["confidential", "open"])
def test_what_leads_to_a_confidential_door_is_not_written_in_free_words(
    new: Beginner, exposure: str, says: str, what: str
) -> None:
    path = new.begin(exposure)
    page = new.editor.get(f"{path}/draft").text
    seen = {name: hidden(page, name) for name in ("based_on", "draft_version")}
    answer = new.editor.post(f"{path}/draft", {"title": TITLE, "summary": says} | seen)
    is_refused = bool(what) and exposure == "confidential"
    assert answer.status_code == (422 if is_refused else 303)
    if is_refused:
        assert f"holds {what}" in answer.text
        assert "given in a field of its own" in answer.text


def test_what_was_written_before_it_became_confidential_is_not_submitted(new: Beginner) -> None:
    path = new.begin("open")
    new.write(path, summary="Come to 14 Hidden Lane.")
    told = {"kind": "drop_in", "areas": str(new.area.public_id), "exposure": "confidential"}
    assert new.editor.post(f"{path}/basics", told).status_code == 303
    assert new.submit(path) == 422
    assert new.service().state is ServiceState.DRAFT


def test_a_confidential_preview_says_who_would_see_what(new: Beginner) -> None:
    path = new.begin("confidential")
    new.write(path, telephone="")
    page = new.editor.get(f"{path}/preview").text
    assert "Who would see what of it" in page
    assert "Anybody: nothing" in page
    assert "Readers would see" not in page
    assert "This is what readers will see" not in page


@pytest.mark.parametrize("exposure", ["open", "confidential"])
def test_who_decides_reads_what_readers_would_see_only_where_there_are_any(
    new: Beginner, exposure: str
) -> None:
    """Of a confidential one in the words of its author's preview, also once its number is shown."""
    new.editor = logged_in(
        new.app.test_client(), new.session, Role.PROVIDER_ADMINISTRATOR,
        organisation=new.organisation, name="Ada Head",
    )  # fmt: skip
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin(exposure)
    new.write(path)
    new.submit(path)
    [waits] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    pages = [carla.get(waits).text]
    if exposure == "confidential":
        pages.append(carla.post(f"{waits}/reach", {"why": "decide"}).text)
    for page in pages:
        is_secret = exposure == "confidential"
        assert ("Readers would see" in page) is not is_secret
        assert ("It would say" in page) is is_secret
        assert page.count("Who would see what of it") == is_secret
        assert page.count("Anybody: nothing") == is_secret


def test_a_decided_draft_leads_to_who_decided_and_its_author_to_the_draft(new: Beginner) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin()
    assert new.editor.get(path).location == f"{path}/offer"
    assert carla.get(path).status_code == 404
    new.write(path)
    new.submit(path)
    [draft] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    assert new.decide(carla, offered="open") == 303
    assert carla.get(draft).location == f"{path}/history"
    assert "Carla Vine approved what Jane Roe wrote" in carla.get(f"{path}/history").text
    elsewhere = [make_area(new.session, "blackburn")]
    stranger = logged_in(
        new.app.test_client(), new.session, Role.COMMISSIONER, name="Sam Other", areas=elsewhere
    )
    assert stranger.get(draft).status_code == 404
    assert new.editor.get(draft).status_code in (403, 404)
    assert carla.get("/approving/00000000-0000-0000-0000-000000000001").status_code == 404


def test_an_empty_form_says_all_that_is_missing_at_once_in_the_order_of_the_page(
    new: Beginner,
) -> None:
    page = new.editor.get("/listings/new").text
    assert " checked" not in page
    answer = new.editor.post("/listings/new", {})
    assert answer.status_code == 422
    summary = answer.text.split("There is a problem")[1].split("</ul>")[0]
    said = [words.rstrip(".") for words in re.findall(r'<a href="#[^"]*">([^<]*)<', summary)]
    assert said == [
        "Enter what it is called",
        "Choose how people start",
        "Choose at least one area in which people live who may come",
        "Say who may know where it is",
    ]


def test_without_an_area_it_is_not_begun(new: Beginner) -> None:
    answer = new.editor.post(
        "/listings/new", {"title": TITLE, "kind": "one_to_one", "exposure": "open"}
    )
    assert answer.status_code == 422
    assert "Choose at least one area" in answer.text
    assert new.session.scalar(
        select(Service.id).where(Service.provider_id == new.organisation.provider_id)
    ) is None  # fmt: skip


def test_sent_back_it_is_gone_on_with_and_without_its_name_it_is_not_offered(
    new: Beginner, client: FlaskClient
) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin()
    new.write(path)
    new.submit(path)
    assert new.decide(carla, offered="open", approve=["summary"]) == 422
    assert new.decide(carla, offered="no") == 422
    assert new.decide(carla, offered="no", reason="Say on which days.") == 303
    assert "Say on which days." in new.editor.get(f"{path}/offer").text
    assert "Say on which days." in new.editor.get("/listings").text
    assert new.service().state is ServiceState.DRAFT
    new.write(path, opening_hours="Tuesdays from 9")
    assert new.submit(path) == 303
    assert (
        new.decide(carla, offered="open", approve=["title", "summary"], reason="No hours.") == 303
    )
    page = client.get(path.replace("/listings/", "/services/")).text
    assert "walled garden" in page
    assert "Tuesdays from 9" not in page
    assert "No hours." in new.editor.get(path).text
    assert new.editor.get(f"{path}/preview").status_code == 200


def test_nobody_decides_on_their_own_and_the_message_names_no_confidential_one(
    new: Beginner,
) -> None:
    new.member(Role.COMMISSIONER, "Carla Vine")
    path = new.begin("confidential")
    new.write(path)
    new.submit(path)
    [told] = new.session.scalars(
        select(Message).where(Message.kind == MessageKind.LISTING_SUBMITTED)
    )
    assert TITLE not in told.body + told.subject
    assert "a confidential service" in told.body


def test_a_draft_lets_no_region_look_after_its_providers_accounts(new: Beginner) -> None:
    carla = new.member(Role.COMMISSIONER, "Carla Vine")
    assert "The New Beginners" not in carla.get("/organisations").text
    new.begin()
    assert "The New Beginners" not in carla.get("/organisations").text


# --- offered again ---------------------------------------------------------------------------


@pytest.fixture
def kept(app: Flask, session: Session, client: FlaskClient) -> Kept:
    return kept_listing(app, session)


def withdraw(kept: Kept) -> None:
    by = actor(kept.session)
    withdraw_listing(kept.session, kept.service, reason="No money.", by=by, at=NOW)


def test_a_withdrawn_service_is_offered_again_at_its_address(
    kept: Kept, client: FlaskClient
) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    carla = kept.somebody(Role.COMMISSIONER, "Carla Vine")
    public = f"/services/{kept.service.public_id}"
    assert jane.post(f"{kept.path}/offer").status_code == 404  # it is on offer
    withdraw(kept)
    assert "you can offer them again" in jane.get("/listings").text
    assert "Offer it again" in jane.get(f"{kept.path}/offer").text
    assert jane.get(f"{kept.path}/draft").status_code == 404
    for _ in range(2):  # a second click is harmless
        assert jane.post(f"{kept.path}/offer").status_code == 303
    assert "has been withdrawn" in client.get(public).text
    preview = jane.get(f"{kept.path}/preview").text
    assert "Its wording stays as it was" in preview
    version = {"draft_version": hidden(preview, "draft_version")}
    assert jane.post(f"{kept.path}/draft/submit", version).status_code == 303
    assert "has been withdrawn" in client.get(public).text
    [path] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    page = carla.get(path).text
    told = {"draft_version": hidden(page, "draft_version"), "offered": "again"}
    assert carla.post(path, told).status_code == 303
    again = client.get(public)
    assert again.status_code == 200
    assert "has been withdrawn" not in again.text
    assert jane.get(kept.path).status_code == 200


def test_a_draft_from_before_the_withdrawal_offers_nothing(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    carla = kept.somebody(Role.COMMISSIONER, "Carla Vine")
    jane.post(f"{kept.path}/draft", {"based_on": "1", "draft_version": "0", "summary": "Anew."})
    preview = jane.get(f"{kept.path}/preview").text
    jane.post(f"{kept.path}/draft/submit", {"draft_version": hidden(preview, "draft_version")})
    [path] = re.findall(r'href="(/approving/[^"]+)"', carla.get("/approving").text)
    withdraw(kept)
    assert "Nothing waits for you" in carla.get("/approving").text
    assert carla.get(path).status_code == 404


def test_anothers_withdrawn_service_is_not_there(kept: Kept, app: Flask) -> None:
    withdraw(kept)
    other = make_provider(kept.session, "Another Trust")
    organisation = make_organisation(
        kept.session, OrganisationKind.PROVIDER, "Another", provider_id=other.id
    )
    stranger = kept.somebody(Role.LISTING_EDITOR, "Sam Other", organisation=organisation)
    assert stranger.get(f"{kept.path}/offer").status_code == 404
    assert stranger.post(f"{kept.path}/offer").status_code == 404


# --- to whom it goes ---------------------------------------------------------------------------


def names(kept: Kept) -> list[str]:
    author = actor(kept.session)
    found = approvers_of(kept.session, kept.service, author=author, on=TODAY)
    return [one.in_words for one in found]


def test_it_goes_to_the_commissioners_or_a_deputy_or_the_head(kept: Kept) -> None:
    assert names(kept) == []
    kept.somebody(Role.REGION_HEAD, "Hetty Head")
    assert [one.split(" (")[0] for one in names(kept)] == ["Hetty Head"]
    carla = kept.somebody(Role.COMMISSIONER, "Carla Vine").member
    assert [one.split(" (")[0] for one in names(kept)] == ["Carla Vine"]
    manager = kept.somebody(
        Role.COMMISSIONER, "Dan Deputy", areas=[make_area(kept.session, "blackburn")]
    ).member
    name_deputy(
        kept.session, carla, manager, from_day=TODAY, until_day=TODAY, by=carla.person, at=NOW
    )
    [told] = names(kept)
    assert told.startswith("Dan Deputy (standing in for Carla Vine,")


def test_its_author_is_never_among_them(kept: Kept) -> None:
    carla = make_member(kept.session, Role.COMMISSIONER, name="Carla Vine")
    head = make_member(kept.session, Role.REGION_HEAD, name="Hetty Head")
    found = approvers_of(kept.session, kept.service, author=carla.person, on=TODAY)
    assert [one.member for one in found] == [head]
    found = approvers_of(kept.session, kept.service, author=head.person, on=TODAY)
    assert [one.member for one in found] == [carla]
