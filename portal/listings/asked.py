"""What a page of a listing asks of the records, and what is written to whom once it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import service_answer
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.queries import capacity_of_line, closures_of_line
from commissioning.lines.models import Line
from commissioning.listings.facts import SHOWN_IN, facts_of, reworded_since, starts_ahead
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.fields import Field
from directory.listings.drafting import open_draft
from directory.listings.errors import NothingChanged
from directory.listings.history import last_decision, life_of
from directory.listings.models import ListingDecision, ListingDraft
from directory.listings.queries import open_drafts
from directory.listings.stating import drafted_fields, live_fields
from directory.listings.telling import WhereToLook, tell_of_decision, tell_of_reach
from directory.listings.wording import Published, draft_changes, published_as, published_now
from directory.people.models import Person
from directory.services.differences import ListingChange, changes_between
from directory.services.evidence import evidence_for
from directory.services.freshness import FactKind
from directory.services.listing_fields import LISTING_FIELD, LISTING_FIELDS
from directory.services.looking import hub_of, services_beside
from directory.services.models import Service
from directory.services.public_record import public_service_if
from directory.services.sensitive import is_sensitive, reaches_people
from directory.services.sight import reaches_by_page
from directory.sight import ANYBODY
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.finding.service_page import Around, OfSomebody, service_page
from portal.formatting import between, counted, in_words
from portal.listings.fields import ListingForm, askable, filled, sent
from portal.listings.line_forms import ClosureForm, LineForm, PlacesForm, StartForm
from portal.listings.links import ConfirmLink
from portal.listings.pages import (
    Clashed,
    ShownDeed,
    ShownDifference,
    ShownDraft,
    ShownFact,
    Task,
    clashed,
    shown_deeds,
    shown_differences,
    shown_draft,
    shown_fact,
    shown_values,
    tasks_of,
    title_of,
)
from portal.listings.theirs import who_acts
from portal.looking import looking, moment


@dataclass(frozen=True, slots=True)
class WorkService:
    title: str
    href: str
    tasks: int
    late: int
    waits: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    organisation: str
    tasks: Sequence[Task]
    services: Sequence[WorkService]


@dataclass(frozen=True, slots=True)
class AskedFields:
    form: ListingForm
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class LineShown:
    """One queue: what is stated of it, and the forms by which that is said anew."""

    public_id: str
    name: str
    starts: tuple[str, ...]
    places: str
    closures: tuple[str, ...]
    is_of_groups: bool
    is_of_beds: bool
    start: StartForm
    place: PlacesForm
    closure: ClosureForm
    is_open: str = ""


@dataclass(frozen=True, slots=True)
class ListingPage:
    public_id: str
    title: str
    provider: str
    can_edit: bool
    can_confirm: bool
    can_state: bool
    can_decide: bool
    hides_reach: bool
    is_sensitive: bool
    done: str
    number: int
    reach: AskedFields
    rest: tuple[tuple[str, str], ...]
    facts: tuple[ShownFact, ...]
    lines: tuple[LineShown, ...]
    own: ShownDraft | None
    others: tuple[ShownDraft, ...]
    clash: Clashed | None = None
    wrong: str | None = None
    history: tuple[ShownDeed, ...] = ()

    @property
    def due(self) -> tuple[ShownFact, ...]:
        return tuple(fact for fact in self.facts if fact.is_due and fact.can_be_confirmed)


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


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """`facts` are named; `others` are of the service too, and stay as they are."""

    service: Service
    title: str
    facts: tuple[ShownFact, ...]
    gone: int
    number: int
    by: Person
    is_by_link: bool
    is_done: bool
    back: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(fact.name for fact in self.facts)


def hides_reach(service: Service) -> bool:
    return not reaches_by_page(service.exposure)


def work_ahead(session: Session, services: Sequence[Service]) -> WorkPage:
    today, by = local_date(moment()), who_acts()
    drafts = {
        one.service_id: one for one in open_drafts(session, services) if one.author_id == by.id
    }
    tasks: list[Task] = []
    rows = []
    for service in services:
        own = _own_draft(session, service, drafts.get(service.id))
        found = tasks_of(service, facts_of(session, service, today=today), own)
        tasks += found
        rows.append(
            WorkService(
                title_of(service),
                f"/listings/{service.public_id}",
                len(found),
                sum(one.is_late for one in found),
                f"Your draft waits for approval since {own.saved}" if own and own.waits else "",
            )
        )
    member = looking().membership
    name = "" if member is None else member.organisation.name
    return WorkPage(name, sorted(tasks, key=lambda one: not one.is_late), rows)


def _own_draft(session: Session, service: Service, draft: ListingDraft | None) -> ShownDraft | None:
    if draft is None:
        return None
    changes = draft_changes(draft, published_now(session, service))
    last = last_decision(session, draft.id)
    return shown_draft(draft, changes, last, hides=hides_reach(service), is_own=True)


def one_listing(
    session: Session,
    service: Service,
    *,
    typed: Any = None,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
    line_form: tuple[Line, str, LineForm] | None = None,
    wrong: str | None = None,
    with_history: bool = False,
) -> ListingPage:
    now, who = published_now(session, service), looking()
    reach = ask_reach(service, now, typed, clash=clash, refusal=refusal)
    own, others = _drafts(session, service, now)
    may_decide = who.may(Act.LISTING_APPROVE)
    hides = hides_reach(service)
    rest = [one for one in drafted_fields(service, now.says) if not (hides and reaches_people(one))]
    return ListingPage(
        public_id=str(service.public_id),
        title=now.title,
        provider="" if service.provider is None else service.provider.name,
        can_edit=who.may(Act.LISTING_EDIT),
        can_confirm=who.may(Act.LISTING_CONFIRM),
        can_state=who.may(Act.CAPACITY_STATE),
        can_decide=may_decide,
        hides_reach=hides,
        is_sensitive=is_sensitive(service.exposure, now.says),
        done=request.args.get("done", ""),
        number=now.number,
        reach=reach,
        rest=shown_values((one for one in rest if one.is_told), now.says),
        facts=_shown_facts(session, service, now),
        lines=_lines(session, service, line_form, wrong),
        own=own,
        others=others,
        clash=None if clash is None else clashed(clash),
        wrong=wrong,
        history=shown_deeds(life_of(session, service), hides=hides, may_roll_back=may_decide)
        if with_history
        else (),
    )


def ask_reach(
    service: Service,
    now: Published,
    typed: Any = None,
    *,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
) -> AskedFields:
    """What readers see at once, as it stands or as it was typed."""
    fields = askable(live_fields(service, now.says))
    if typed is None:
        return AskedFields(filled(fields, now.says, based_on=now.number), fields)
    form = sent(fields, typed, now.says)
    return AskedFields(_put_right(form, now, clash, refusal), fields)


def _put_right(
    form: ListingForm,
    now: Published,
    clash: ChangedMeanwhile | None,
    refusal: FieldRefused | None,
    draft_version: int | None = None,
) -> ListingForm:
    """Saved once more it is on what is shown now; what is wrong stands at its field."""
    if clash is not None:
        form.based_on.data = str(now.number)
        if draft_version is not None:
            form.draft_version.data = str(draft_version)
    if refusal is not None and refusal.column in form:
        form[refusal.column].errors = [str(refusal)]
    return form


def ask_draft(
    session: Session,
    service: Service,
    typed: Any = None,
    *,
    clash: ChangedMeanwhile | None = None,
    refusal: FieldRefused | None = None,
) -> DraftPage:
    now = published_now(session, service)
    hides = hides_reach(service)
    fields = tuple(
        one for one in drafted_fields(service, now.says) if not (hides and reaches_people(one))
    )
    draft = open_draft(session, service, who_acts())
    says = now.says | ({} if draft is None else draft.changes)
    version = 0 if draft is None else draft.version
    asked = askable(fields)
    if typed is None:
        based_on = now.number if draft is None else draft.based_on
        form = filled(asked, says, based_on=based_on, draft_version=version)
    else:
        form = _put_right(sent(asked, typed, says), now, clash, refusal, version)
    own, others = _drafts(session, service, now)
    by_file = (one for one in fields if one not in asked and one.is_told)
    return DraftPage(
        str(service.public_id), now.title, form, asked, shown_values(by_file, now.says),
        own, others, None if clash is None else clashed(clash),
    )  # fmt: skip


def _drafts(
    session: Session, service: Service, now: Published
) -> tuple[ShownDraft | None, tuple[ShownDraft, ...]]:
    """One's own, and what colleagues have in hand of the same listing."""
    by, member = who_acts(), looking().may(Act.LISTING_EDIT)
    shown = []
    for draft in open_drafts(session, [service]):
        if draft.author_id != by.id and not member and not draft.waits:
            continue
        shown.append(
            shown_draft(
                draft, draft_changes(draft, now), last_decision(session, draft.id),
                hides=hides_reach(service), is_own=draft.author_id == by.id,
            )
        )  # fmt: skip
    own = next((one for one in shown if one.is_own), None)
    return own, tuple(one for one in shown if not one.is_own)


def draft_in_hand(session: Session, service: Service) -> ListingDraft:
    """Raises `NothingChanged` where there is none."""
    draft = open_draft(session, service, who_acts())
    if draft is None:
        raise NothingChanged
    return draft


def preview_of(session: Session, service: Service, draft: ListingDraft) -> dict[str, Any]:
    """The reader's own page of the service, as it would be, and what is said beside it."""
    at, now = moment(), published_now(session, service)
    today = local_date(at)
    shown = shown_draft(
        draft, draft_changes(draft, now), None, hides=hides_reach(service),
        is_own=draft.author_id == who_acts().id,
    )  # fmt: skip
    found: dict[str, Any] = {"draft": shown, "listing_id": str(service.public_id), "page": None}
    found["title"] = now.title
    try:
        record = public_service_if(
            session, service.public_id, draft.changes, today=today, sight=ANYBODY
        )
    except NotKnown:
        return found
    answer = service_answer(session, record, at, CourtQuestion())
    sites = [site.site_id for site in record.sites]
    around = Around(
        beside=services_beside(session, service, sites, sight=ANYBODY),
        hub=hub_of(session, service, sight=ANYBODY),
        evidence=evidence_for(session, service.programme_id),
    )
    return found | {"page": service_page(record, answer, around, OfSomebody())}


def _shown_facts(session: Session, service: Service, now: Published) -> tuple[ShownFact, ...]:
    facts = facts_of(session, service, today=local_date(moment()))
    told = _of_service(session, service, now)
    return tuple(shown_fact(fact, told) for fact in facts)


def _of_service(
    session: Session, service: Service, now: Published
) -> Mapping[FactKind, Sequence[tuple[str, str]]]:
    """What readers see of each fact of the whole service."""
    hides = hides_reach(service)
    told: dict[FactKind, Sequence[tuple[str, str]]] = {
        kind: shown_values(
            (
                LISTING_FIELD[name]
                for name in names
                if now.says[name] and not (hides and reaches_people(LISTING_FIELD[name]))
            ),
            now.says,
        )
        for kind, names in SHOWN_IN.items()
    }
    try:
        record = public_service_if(
            session, service.public_id, {}, today=local_date(moment()), sight=ANYBODY
        )
    except NotKnown:
        return told
    areas = ", ".join(area.name for area in record.areas)
    sites = [", ".join(filter(None, (s.name, s.address, s.postcode))) for s in record.sites]
    told[FactKind.AREAS] = [("Areas served", areas or "none")]
    told[FactKind.SITES] = [("Where it happens", "; ".join(sites) or "no place is shown")]
    return told


def _lines(
    session: Session,
    service: Service,
    typed: tuple[Line, str, LineForm] | None,
    wrong: str | None,
) -> tuple[LineShown, ...]:
    facts = facts_of(session, service, today=local_date(moment()))
    lines = [fact.line for fact in facts if fact.line is not None]
    return tuple(_line(session, service, line, typed, wrong) for line in lines)


def _line(
    session: Session,
    service: Service,
    line: Line,
    typed: tuple[Line, str, LineForm] | None,
    wrong: str | None,
) -> LineShown:
    today = local_date(moment())
    ahead = starts_ahead(session, line, today=today)
    is_bed = service.delivery_kind is DeliveryKind.BED
    forms: dict[str, Any] = {"start": StartForm(), "places": PlacesForm(), "closure": ClosureForm()}
    opened = ""
    if typed is not None and typed[0].id == line.id:
        _, opened, form = typed
        forms[opened] = form
        if wrong:
            form[FIRST_FIELD[opened]].errors = [wrong]
    forms["start"].offer(session, line, at=moment())
    if is_bed:
        forms["places"].places.label.text = "Beds free today"
    return LineShown(
        str(line.public_id),
        line.name,
        tuple(
            f"{in_words(one.stated.current_start)}, {counted(one.stated.places, 'place')}"
            for one in ahead
        ),
        _places(session, line, is_bed, today),
        tuple(
            between(one.from_date, one.to_date)
            for one in closures_of_line(session, line.id)
            if one.to_date >= today
        ),
        service.delivery_kind is DeliveryKind.CLOSED_GROUP,
        is_bed,
        forms["start"],
        forms["places"],
        forms["closure"],
        opened,
    )


FIRST_FIELD = {"start": "starts_on", "places": "places", "closure": "from_date"}
"""Where a refusal of the whole statement stands."""


def _places(session: Session, line: Line, is_bed: bool, today: dt.date) -> str:
    measure = CapacityMeasure.VACANCIES if is_bed else CapacityMeasure.PLACES
    stated = [
        one for one in capacity_of_line(session, line.id, measure=measure) if one.from_date <= today
    ]
    if not stated:
        return "nothing stated"
    newest = stated[-1]
    return f"{newest.value:g}, stated by {newest.stated_by} on {in_words(newest.stated_on)}"


def facts_named(session: Session, service: Service) -> ConfirmPage:
    """All that can be confirmed now, what is due first."""
    now = published_now(session, service)
    facts = [one for one in _shown_facts(session, service, now) if one.can_be_confirmed]
    return ConfirmPage(
        service, now.title, tuple(sorted(facts, key=lambda one: not one.is_due)), 0, now.number,
        who_acts(), is_by_link=False, is_done=request.args.get("done") == "confirmed",
        back=f"/listings/{service.public_id}",
    )  # fmt: skip


def confirm_by_link(session: Session, link: ConfirmLink) -> ConfirmPage:
    """What the link names and still stands as it named it. Raises `NotKnown` once whom it was sent
    to belongs to the provider no more."""
    service = session.scalar(
        select(Service)
        .where(Service.public_id == link.service_id)
        .options(joinedload(Service.published), joinedload(Service.provider))
    )
    person = session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.public_id == link.person_id,
            Organisation.provider_id == (None if service is None else service.provider_id),
            Organisation.closed_at.is_(None),
            Membership.ended_at.is_(None),
        )
        .limit(1)
    )
    if service is None or person is None:
        raise NotKnown("link", "the one in your message")
    now = published_now(session, service)
    facts = _shown_facts(session, service, now)
    reworded = {kind.value for kind in reworded_since(session, service, seen=link.seen)}
    as_named = set(link.names) - reworded
    named = tuple(one for one in facts if one.name in as_named and one.can_be_confirmed)
    return ConfirmPage(
        service, now.title, named, len(link.names) - len(named), now.number, person,
        is_by_link=True, is_done=request.args.get("done") == "confirmed",
    )  # fmt: skip


def where_to_look(service: Service) -> WhereToLook:
    page = url_for("listings.listing", service_id=service.public_id, _external=True)
    return WhereToLook(page, current_app.config["TELEPHONE"])


def tell_changed(
    session: Session, service: Service, before: Published, changes: Iterable[ListingChange]
) -> None:
    tell_of_reach(
        session, service, changes, title=before.title, old_email=before.says["email"],
        by=who_acts(), at=moment(), look=where_to_look(service),
    )  # fmt: skip


def tell_asked(session: Session, service: Service, draft: ListingDraft) -> None:
    """Where the draft would change how people reach the service."""
    now = published_now(session, service)
    tell_of_reach(
        session, service, draft_changes(draft, now), title=now.title,
        old_email=now.says["email"], is_asked=True, by=who_acts(), at=moment(),
        look=where_to_look(service),
    )  # fmt: skip


def tell_decided(
    session: Session, service: Service, decision: ListingDecision, before: Published
) -> None:
    """The author; and all concerned, where how people reach it is changed by it."""
    changes = [
        ListingChange(LISTING_FIELD[name], *pair)
        for name, pair in decision.changes.items()
        if name in LISTING_FIELD
    ]
    tell_changed(session, service, before, changes)
    tell_of_decision(
        session, service, decision, title=before.title, at=moment(), look=where_to_look(service)
    )


def shown_as_submitted(session: Session, draft: ListingDraft) -> ShownDraft:
    """A draft of somebody else, for whoever decides on it."""
    changes = draft_changes(draft, published_now(session, draft.service))
    return shown_draft(draft, changes, None, hides=hides_reach(draft.service), is_own=False)


def differences_to(session: Session, service: Service, number: int) -> tuple[ShownDifference, ...]:
    """What readers would see changed if that earlier wording were published again."""
    now, earlier = published_now(session, service), published_as(session, service, number)
    wording = [one for one in LISTING_FIELDS if not one.is_live_at_once]
    changes = changes_between(now.says, earlier, wording)
    return shown_differences(changes, hides=hides_reach(service))
