"""A draft on its pages: as it is written, as readers would see it, as it was submitted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import service_answer
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.fields import Field
from directory.listings.drafting import missing_of, open_draft
from directory.listings.errors import NotComplete, NothingChanged
from directory.listings.models import ListingDraft
from directory.listings.offering import areas_asked
from directory.listings.stating import drafted_fields
from directory.listings.wording import (
    NOTHING_YET,
    Published,
    draft_changes,
    drafted_upon,
    offers,
    published_as,
    published_now,
)
from directory.services.differences import changes_between
from directory.services.evidence import evidence_for
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.looking import service_kept, services_beside
from directory.services.models import Service
from directory.services.public_record import PublicService, public_service_if
from directory.services.record_to_be import public_service_to_be
from directory.services.sensitive import reaches_people
from directory.sight import ANYBODY
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.access import keep_nothing
from portal.finding.service_page import Around, OfSomebody, service_page
from portal.listings.fact_pages import hides_reach
from portal.listings.fields import ListingForm, askable, chosen_in, filled, sent, told_by
from portal.listings.hub_field import offer_hubs
from portal.listings.listing_pages import drafts_of, put_right
from portal.listings.pages import (
    Clashed,
    ShownDifference,
    ShownDraft,
    clashed,
    home_of,
    shown_differences,
    shown_draft,
    shown_values,
    title_of_draft,
)
from portal.listings.stand_ins import say_stand_ins
from portal.listings.theirs import who_acts
from portal.looking import looking, moment

GIVEN_UNSEEN: Final = (
    "For whoever may be told. It stands on no page; whoever approves the listing has to look at it."
)
GIVEN_BEFORE: Final = "Given already, and not shown. Enter another to replace it."


@dataclass(frozen=True, slots=True)
class DraftPage:
    public_id: str
    title: str
    form: ListingForm
    fields: tuple[Field, ...]
    kept: tuple[tuple[str, str], ...]
    own: ShownDraft | None
    others: tuple[ShownDraft, ...]
    clash: Clashed | None
    home: str
    is_new: bool
    lacks_reach: bool

    @staticmethod
    def chosen_in(form: ListingForm, field: Field) -> str:
        return chosen_in(form, field)


def ask_draft(
    session: Session,
    service: Service,
    typed: Any = None,
    *,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
) -> DraftPage:
    draft = open_draft(session, service, who_acts())
    now = drafted_upon(session, service, draft)
    fields = fields_drafted(service, draft, now)
    says = now.says | ({} if draft is None else draft.changes)
    kept_unseen = [one for one in fields if _is_given_unseen(service, one) and says[one.name]]
    says |= {one.name: None for one in kept_unseen}
    version = 0 if draft is None else draft.version
    asked = askable(fields)
    if typed is None:
        based_on = now.number if draft is None else draft.based_on
        form = filled(asked, says, based_on=based_on, draft_version=version)
    else:
        form = put_right(sent(asked, typed, says), now, clash, refusal, version)
    for one in fields:
        if _is_given_unseen(service, one):
            keep_nothing()
            form[one.name].description = GIVEN_BEFORE if one in kept_unseen else GIVEN_UNSEEN
    say_stand_ins(service, asked, form)
    offer_hubs(session, service, form)
    own, others = drafts_of(session, service, now)
    by_file = (one for one in fields if one not in asked and one.is_told)
    return DraftPage(
        str(service.public_id), title_of_draft(draft, now), form, asked,
        shown_values(by_file, now.says), own, others,
        None if clash is None else clashed(clash, who_acts().name),
        home_of(service), now.number == NOTHING_YET,
        hides_reach(service) and not any(map(reaches_people, asked)),
    )  # fmt: skip


def draft_refused(
    session: Session, service: Service, refusal: NotComplete | FieldRefused
) -> DraftPage:
    """The draft as it was saved; what is missing or wrong stands at its field."""
    if isinstance(refusal, FieldRefused):
        return _with_fault(ask_draft(session, service), refusal.column, str(refusal))
    page = ask_draft(session, service)
    for name, label in refusal.missing.items():
        _with_fault(page, name, f"Readers need its {label}. Say it, then submit it again")
    return page


def _with_fault(page: DraftPage, name: str, says: str) -> DraftPage:
    if name in page.form:
        page.form[name].errors = [says]
    return page


def fields_drafted(
    service: Service, draft: ListingDraft | None, now: Published
) -> tuple[Field, ...]:
    """How a confidential service is reached is drafted on no page, but for its first listing by
    those who may ask for it: what they give is not shown again."""
    is_offer = draft is not None and offers(draft, service)
    is_first = now.number == NOTHING_YET and looking().may(Act.CONFIDENTIAL_ADDRESS_ASK)
    hides = hides_reach(service) and not is_first
    return tuple(
        one
        for one in drafted_fields(service, now.says, is_offer=is_offer)
        if not (hides and reaches_people(one))
    )


def _is_given_unseen(service: Service, field: Field) -> bool:
    return hides_reach(service) and reaches_people(field)


def told_in_draft(service: Service, page: DraftPage, typed: Any) -> dict[str, Any]:
    """By column what was typed; what is given unseen and left empty stays as it was."""
    told = told_by(page.form, page.fields, typed)
    unseen = {one.name for one in page.fields if _is_given_unseen(service, one)}
    return {
        name: value
        for name, value in told.items()
        if name not in unseen or (isinstance(value, str) and value.strip())
    }


def draft_in_hand(session: Session, service: Service) -> ListingDraft:
    """Raises `NothingChanged` where there is none."""
    draft = open_draft(session, service, who_acts())
    if draft is None:
        raise NothingChanged
    return draft


def preview_of(session: Session, service: Service, draft: ListingDraft) -> dict[str, Any]:
    """The reader's own page of the service, as it would be, and what is said beside it."""
    at, now = moment(), drafted_upon(session, service, draft)
    shown = shown_draft(
        draft, draft_changes(draft, now), None, hides=hides_reach(service),
        is_own=draft.author_id == who_acts().id,
    )  # fmt: skip
    found: dict[str, Any] = {"draft": shown, "listing_id": str(service.public_id), "page": None}
    found["missing"] = missing_of(draft) if now.number == NOTHING_YET else {}
    found["title"], found["home"] = title_of_draft(draft, now), home_of(service)
    try:
        record = _record_if(session, service, draft, now)
    except NotKnown:
        return found
    answer = service_answer(session, record, at, CourtQuestion())
    sites = [site.site_id for site in record.sites]
    around = Around(
        beside=services_beside(session, service, sites, sight=ANYBODY),
        hub=_hub_if(session, draft, now),
        evidence=evidence_for(session, service.programme_id),
    )
    return found | {"page": service_page(record, answer, around, OfSomebody())}


def _hub_if(session: Session, draft: ListingDraft, now: Published) -> Service | None:
    key = (now.says | draft.changes)["referral_hub_id"]
    return None if key is None else service_kept(session, key, sight=ANYBODY)


def _record_if(
    session: Session, service: Service, draft: ListingDraft, now: Published
) -> PublicService:
    """Raises `NotKnown` of a service that has no page."""
    today = local_date(moment())
    if now.number == NOTHING_YET:
        areas = areas_asked(session, service, on=today)
        return public_service_to_be(service, service.provider, now.says | draft.changes, areas)
    record = public_service_if(
        session, service.public_id, draft.changes, today=today, sight=ANYBODY
    )
    return replace(record, is_withdrawn=False)


def shown_as_submitted(
    session: Session, draft: ListingDraft, *, tells_reach: bool = False
) -> ShownDraft:
    """A draft of somebody else, for whoever decides on it; `tells_reach` once they said why."""
    changes = draft_changes(draft, drafted_upon(session, draft.service, draft))
    hides = hides_reach(draft.service) and not tells_reach
    return shown_draft(draft, changes, None, hides=hides, is_own=False)


def differences_to(session: Session, service: Service, number: int) -> tuple[ShownDifference, ...]:
    """What readers would see changed if that earlier wording were published again."""
    now, earlier = published_now(session, service), published_as(session, service, number)
    wording = [one for one in LISTING_FIELDS if not one.is_live_at_once]
    changes = changes_between(now.says, earlier, wording)
    return shown_differences(changes, hides=hides_reach(service))
