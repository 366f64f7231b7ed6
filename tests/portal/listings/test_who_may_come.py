"""Rules about who may come and the referral hub, from a form to readers, by draft and approval."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.listings.models import ListingDraft
from directory.people.roles import Role
from directory.services.eligibility_records import DESIGN_OWNER
from directory.services.listing import Listing
from directory.services.models import Service
from tests.makers.accounts import LoggedIn
from tests.makers.listings import says
from tests.makers.services import make_service
from tests.portal.listings.keeping import Kept, hidden, kept_listing

pytestmark = pytest.mark.usefixtures("client")

HUB = "Preston referral hub"
DRAFTED = select(ListingDraft.changes)


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


def _hub(kept: Kept) -> Service:
    """One that another service of the same area names."""
    listing = Listing(HUB, "Takes referrals.", telephone="01632 960199")
    hub = make_service(kept.session, listing=listing, areas=[kept.area])
    make_service(
        kept.session, listing=Listing("Sent on", "What it is.", referral_hub_id=hub.id),
        areas=[kept.area],
    )  # fmt: skip
    return hub


def _saved(kept: Kept, jane: LoggedIn, **told: object) -> str:
    """The preview of what was typed."""
    form = jane.get(f"{kept.path}/draft").text
    sent = {name: hidden(form, name) for name in ("based_on", "draft_version")} | told
    answer = jane.post(f"{kept.path}/draft", sent)
    assert answer.status_code == 303, answer.text
    return jane.get(answer.location).text


def test_rules_are_typed_seen_approved_and_read(kept: Kept) -> None:
    jane, carla = kept.somebody(Role.LISTING_EDITOR), kept.somebody(Role.COMMISSIONER)
    preview = _saved(
        kept, jane,
        **{
            "asked": "eligibility", "eligibility-sex-1-how": "must",
            "eligibility-sex-1-words": "female", "eligibility-age-1-how": "must",
            "eligibility-age-1-low": "18", "eligibility-age-1-high": "24",
            "eligibility-offence-1-how": "ask_if", "eligibility-offence-1-words": "Arson, fraud",
        },
    )  # fmt: skip
    assert "Sex: female" in preview
    assert "Age: from 18 to under 25" in preview
    assert "Offence: not arson or fraud (rule of the service), else ask first" in preview
    address = f"/services/{kept.service.public_id}"
    public = kept.app.test_client()
    assert "Sex: female" not in public.get(address).text
    version = {"draft_version": hidden(preview, "draft_version")}
    jane.post(f"{kept.path}/draft/submit", version)
    href = carla.get("/approving").text.split('tasks__link" href="')[1].split('"')[0]
    decide = carla.get(href).text
    assert "Offence: not arson or fraud" in decide
    version = {"draft_version": hidden(decide, "draft_version")}
    assert carla.post(href, version | {"approve": "eligibility"}).status_code == 303
    read = public.get(address).text
    assert "Sex: female" in read
    assert "not arson or fraud" in read
    assert "Sex: female" in jane.get(f"{kept.path}/history").text
    again = jane.get(f"{kept.path}/draft").text
    assert (
        'id="eligibility-age-1-high" name="eligibility-age-1-high" type="text" value="24"' in again
    )


@pytest.mark.parametrize(
    ("typed", "at", "sentence"),
    [
        ({"age-1-low": "thirty"}, "age-1-low", "Enter a number in figures, such as 18"),
        ({"age-1-low": "30", "age-1-high": "20"}, "age-1-high", "Enter a higher one"),
        ({"risk_score-1-low": "50"}, "risk_score-1-scale", "Enter the scale"),
        ({"offence-1-words": "x" * 101}, "offence-1-words", "Use at most 100 characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_input(
    kept: Kept, typed: dict[str, str], at: str, sentence: str
) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR)
    told = {f"eligibility-{name}": value for name, value in typed.items()}
    answer = jane.post(
        f"{kept.path}/draft",
        {"based_on": "1", "draft_version": "0", "asked": "eligibility", "who_for": "All.", **told},
    )
    assert answer.status_code == 422
    assert f'href="#eligibility-{at}"' in answer.text
    _, beside = answer.text.split(f'id="eligibility-{at}-error"')
    assert sentence in beside[:250]
    for name, value in told.items():
        assert f'name="{name}" type="text" value="{value}"' in answer.text
    assert says(kept.session, kept.service)["eligibility"] == []


def test_a_person_is_told_of_by_no_rule(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR)
    told = {"asked": "eligibility", "eligibility-offence-1-words": "born 1 2 1990, AB123456C"}
    answer = jane.post(f"{kept.path}/draft", {"based_on": "1", "draft_version": "0", **told})
    assert answer.status_code == 422
    assert "a listing tells nothing of any person" in answer.text


def test_a_design_stays_and_an_emptied_rule_goes(app: Flask, session: Session) -> None:
    design = DESIGN_OWNER.format("Thinking Ahead")
    rules = (
        {"attribute": "sex", "operator": "one_of", "values": ["male"], "owner": design},
        {"attribute": "needs", "operator": "one_of", "values": ["drug_misuse"], "owner": "Forge"},
    )
    kept = kept_listing(app, session, eligibility=rules)
    jane = kept.somebody(Role.LISTING_EDITOR)
    assert (
        "Sex: male (rule of National design of Thinking Ahead)"
        in jane.get(f"{kept.path}/draft").text
    )
    _saved(kept, jane, asked="eligibility")
    [draft] = kept.session.execute(DRAFTED).scalars()
    assert draft["eligibility"] == [dict(rules[0])]


def test_a_hub_is_chosen_among_those_known_here(kept: Kept) -> None:
    hub, jane = _hub(kept), kept.somebody(Role.LISTING_EDITOR)
    elsewhere = make_service(kept.session, listing=Listing("Far away", "What it is."))
    form = jane.get(f"{kept.path}/draft").text
    assert f'<option value="{hub.public_id}">{HUB}</option>' in form
    assert "Far away" not in form
    preview = _saved(kept, jane, referral_hub_id=str(hub.public_id))
    assert preview.count(HUB) >= 2  # as a change, and on the page as readers will see it
    assert "01632 960199" in preview
    for other in (str(elsewhere.public_id), str(hub.id), "0"):
        refused = jane.post(
            f"{kept.path}/draft",
            {"based_on": "1", "draft_version": "1", "referral_hub_id": other},
        )
        assert refused.status_code == 422
        assert "Choose one from the list" in refused.text
    assert f'<option value="{hub.public_id}" selected>' in jane.get(f"{kept.path}/draft").text
