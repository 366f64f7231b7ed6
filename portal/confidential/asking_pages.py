"""What the page asks on which a provider would have a confidential service reached otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from wtforms import EmailField, Form, HiddenField, TelField

from directory.fields import Holds
from directory.listings.wording import published_now
from directory.services.models import Service
from portal.listings.fields import HINTS
from portal.listings.listing_pages import drafts_of
from portal.listings.pages import ShownDraft


class OtherReachForm(Form):
    """Both empty to begin with: what it is now stands on no page that is only read."""

    based_on = HiddenField()
    telephone = TelField("New telephone number", description=HINTS[Holds.TELEPHONE])
    email = EmailField("New e-mail address", description=HINTS[Holds.EMAIL])


@dataclass(frozen=True, slots=True)
class AskReachPage:
    public_id: str
    title: str
    form: OtherReachForm
    own: ShownDraft | None
    wrong: str = ""


def ask_reach_page(
    session: Session, service: Service, typed: Any = None, *, wrong: str = "", column: str = ""
) -> AskReachPage:
    """`wrong` stands at the field of `column`; saved once more it is on what stands now."""
    now = published_now(session, service)
    form = OtherReachForm(typed) if typed else OtherReachForm(data={"based_on": now.number})
    if wrong:
        field = form[column or "telephone"]
        field.errors = [wrong]
        form.based_on.data = str(now.number)
    own, _ = drafts_of(session, service, now)
    return AskReachPage(str(service.public_id), now.title, form, own, wrong)


def fields_of_reach(form: OtherReachForm) -> dict[str, object]:
    """What was entered; a field that was left empty says nothing."""
    told = {"telephone": form.telephone.data, "email": form.email.data}
    return {name: value.strip() for name, value in told.items() if value and value.strip()}
