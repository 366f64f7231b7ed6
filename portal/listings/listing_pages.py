"""What the pages of a provider's listings ask of the records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.speaking import acting_words
from directory.clock import local_date
from directory.fields import Field
from directory.listings.approvers import approvers_of
from directory.listings.drafting import open_draft
from directory.listings.file_offers import file_offers
from directory.listings.history import last_decision
from directory.listings.left_behind import left_behind
from directory.listings.models import ListingDraft
from directory.listings.queries import (
    open_drafts,
    own_offers,
    own_services,
    withdrawn_services,
)
from directory.listings.stating import drafted_fields, live_fields
from directory.listings.wording import Published, draft_changes, drafted_upon, published_now
from directory.services.models import Service
from directory.services.sensitive import is_sensitive, reaches_people
from directory.versions import ChangedMeanwhile, FieldRefused
from portal.entitled import may_be_told_reach
from portal.formatting import counted, in_words
from portal.listings.copy_line import copy_line
from portal.listings.fact_pages import facts_to_say, hides_reach, shown_facts
from portal.listings.fields import ListingForm, askable, filled, sent
from portal.listings.line_forms import LineForm
from portal.listings.line_pages import KeptLine, ShownStop, shown_lines, shown_stops
from portal.listings.offer_words import ShownOffer, shown_offers
from portal.listings.pages import (
    Clashed,
    ShownDeed,
    ShownDraft,
    ShownFact,
    Task,
    clashed,
    home_of,
    shown_draft,
    shown_values,
    tasks_of,
    title_of,
    title_of_draft,
)
from portal.listings.reported import problems_waiting
from portal.listings.stand_ins import StandIn, say_stand_ins, stand_ins
from portal.listings.theirs import own_providers, who_acts
from portal.listings.words_given import history_of
from portal.looking import looking, moment


@dataclass(frozen=True, slots=True)
class WorkService:
    """`provider`: for whom it is kept, where it is not one's own."""

    title: str
    provider: str
    href: str
    tasks: int
    waits: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """`offers` are one's own drafts of what is not on offer, `gone` what may be offered again."""

    organisation: str
    tasks: Sequence[Task]
    services: Sequence[WorkService]
    offers: Sequence[WorkService]
    gone: Sequence[WorkService]
    done: str

    @property
    def is_empty(self) -> bool:
        return not (self.services or self.offers or self.gone)


@dataclass(frozen=True, slots=True)
class AskedFields:
    form: ListingForm
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ListingPage:
    public_id: str
    title: str
    provider: str
    can_edit: bool
    can_confirm: bool
    can_state: bool
    can_decide: bool
    can_record: bool
    hides_reach: bool
    may_read_reach: bool
    may_ask_reach: bool
    is_sensitive: bool
    done: str
    acting: str
    number: int
    reach: AskedFields
    rest: tuple[tuple[str, str], ...]
    facts: tuple[ShownFact, ...]
    lines: tuple[KeptLine, ...]
    stops: tuple[ShownStop, ...]
    own: ShownDraft | None
    others: tuple[ShownDraft, ...]
    file_offers: tuple[ShownOffer, ...] = ()
    goes_to: tuple[str, ...] = ()
    clash: Clashed | None = None
    wrong: str | None = None
    history: tuple[ShownDeed, ...] = ()
    copy_line: str = ""
    stand_ins: tuple[StandIn, ...] = ()

    @property
    def line_errors(self) -> tuple[tuple[str, str], ...]:
        """Of the form of a queue that was refused: the input at fault, and what to do."""
        return tuple(error for line in self.lines for error in line.errors)

    @property
    def due(self) -> tuple[ShownFact, ...]:
        return tuple(fact for fact in self.facts if fact.is_due and fact.can_be_confirmed)

    @property
    def due_words(self) -> str:
        return ", ".join(fact.what[:1].lower() + fact.what[1:] for fact in self.due)

    @property
    def has_late(self) -> bool:
        return any(fact.is_overdue for fact in self.due)


def work_ahead(
    session: Session, providers: Collection[int], *, acted_for: Collection[int] = ()
) -> WorkPage:
    """`acted_for`: providers that have named who asks; what they would offer is their own."""
    by = who_acts()
    services = own_services(session, providers, acted_for=acted_for)
    drafts = {
        one.service_id: one for one in open_drafts(session, services) if one.author_id == by.id
    }
    tasks: list[Task] = []
    rows = []
    for service in services:
        own = _own_draft(session, service, drafts.get(service.id))
        found = tasks_of(
            service,
            facts_to_say(session, service, is_anothers=bool(_kept_for(service))),
            own,
            [one.says for one in shown_stops(session, service) if one.is_coming],
        )
        tasks += found
        rows.append(
            WorkService(
                title_of(service),
                _kept_for(service),
                f"/listings/{service.public_id}",
                sum(not one.is_news for one in found),
                f"Your draft waits for approval since {own.saved}" if own and own.waits else "",
            )
        )
    member = looking().membership
    name = "" if member is None else member.organisation.name
    offers = own_offers(session, providers, author=by)
    tasks += [task for draft in offers for task in _of_offer(session, draft)]
    tasks += _reported(problems_waiting(session))
    begun = {draft.service_id for draft in offers}
    gone = [one for one in withdrawn_services(session, providers) if one.id not in begun]
    return WorkPage(
        name,
        sorted(tasks, key=lambda one: not one.why),
        rows,
        [_offered(session, draft) for draft in offers],
        [WorkService(title_of(one), "", f"{home_of(one)}", 0, "") for one in gone],
        request.args.get("done", ""),
    )


def _reported(waiting: int) -> list[Task]:
    what = f"Answer {counted(waiting, 'problem')} that readers reported"
    return [Task(what, "Of what they read of your services", "/problems")] if waiting else []


def _of_offer(session: Session, draft: ListingDraft) -> list[Task]:
    return tasks_of(draft.service, (), _own_draft(session, draft.service, draft))


def _offered(session: Session, draft: ListingDraft) -> WorkService:
    now = drafted_upon(session, draft.service, draft)
    saved = in_words(local_date(draft.submitted_at or draft.saved_at))
    waits = f"Waits for approval since {saved}" if draft.waits else f"Your draft, saved on {saved}"
    return WorkService(title_of_draft(draft, now), "", home_of(draft.service), 0, waits)


def _kept_for(service: Service) -> str:
    is_own = service.provider_id in own_providers()
    return "" if is_own or service.provider is None else service.provider.name


def _own_draft(session: Session, service: Service, draft: ListingDraft | None) -> ShownDraft | None:
    if draft is None:
        return None
    changes = draft_changes(draft, drafted_upon(session, service, draft))
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
    own, others = drafts_of(session, service, now)
    goes_to = decides(session, service) if own is not None and own.waits else ()
    may_decide, hides = who.may(Act.LISTING_APPROVE), hides_reach(service)
    rest = [one for one in drafted_fields(service, now.says) if not (hides and reaches_people(one))]
    return ListingPage(
        public_id=str(service.public_id),
        title=now.title,
        provider="" if service.provider is None else service.provider.name,
        can_edit=who.may(Act.LISTING_EDIT),
        can_confirm=who.may(Act.LISTING_CONFIRM),
        can_state=who.may(Act.CAPACITY_STATE) and not acting_words(session),
        can_decide=may_decide,
        can_record=who.may(Act.CALL_RECORD),
        hides_reach=hides,
        may_read_reach=hides and may_be_told_reach(session, service),
        may_ask_reach=hides and who.may(Act.CONFIDENTIAL_ADDRESS_ASK),
        is_sensitive=is_sensitive(service.exposure, now.says),
        done=request.args.get("done", ""),
        acting=acting_words(session),
        number=now.number,
        reach=reach,
        rest=shown_values(rest, now.says),
        facts=shown_facts(session, service, now),
        stops=shown_stops(session, service),
        lines=() if acting_words(session) else shown_lines(session, service, line_form, wrong),
        own=own,
        others=others,
        file_offers=_file_offers(session, service, now),
        goes_to=goes_to,
        clash=None if clash is None else clashed(clash, who_acts().name),
        wrong=wrong,
        history=history_of(session, service, hides=hides, may_roll_back=may_decide)
        if with_history
        else (),
        copy_line=copy_line(session, service) if who.may(Act.LISTING_FOLLOW) else "",
        stand_ins=stand_ins(service, reach.fields, reach.form),
    )


def _file_offers(session: Session, service: Service, now: Published) -> tuple[ShownOffer, ...]:
    draft = open_draft(session, service, who_acts())
    found = file_offers(session, service, now.says)
    return shown_offers(found, {} if draft is None else draft.changes)


def decides(session: Session, service: Service) -> tuple[str, ...]:
    """Who may decide today on what who asks has submitted."""
    found = approvers_of(session, service, author=who_acts(), on=local_date(moment()))
    return tuple(one.in_words for one in found)


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
        form = filled(fields, now.says, based_on=now.number)
    else:
        form = put_right(sent(fields, typed, now.says), now, clash, refusal)
    say_stand_ins(service, fields, form)
    return AskedFields(form, fields)


def put_right(
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
        control = form[refusal.column]
        control.errors = list(control.process_errors) or [str(refusal)]
    return form


def drafts_of(
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
    left = {str(one.public_id) for one in left_behind(session, service)} if member else set()
    return own, tuple(
        replace(one, has_left=one.public_id in left) for one in shown if not one.is_own
    )
