"""Approving a draft whole or in part, sending it back, rolling back, withdrawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.listings.appending import append_decision
from directory.listings.calling import word_of_call
from directory.listings.drafting import forget_offers_begun
from directory.listings.errors import (
    LookAgain,
    MustBeNamed,
    NoSuchRevision,
    NothingToDecide,
    OwnDraft,
    ReachNotLookedAt,
)
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.listings.offering import areas_asked, prepare_offer
from directory.listings.opening import Opening, refuse_opening
from directory.listings.wording import (
    Columns,
    Published,
    as_seen,
    before_and_after,
    differing,
    drafted_upon,
    hold_listing,
    offers,
    published_as,
    published_now,
    refuse_clashes,
)
from directory.offers import settle_fields
from directory.people.models import Person
from directory.places.models import Exposure
from directory.services.confirming import confirm, confirm_stated
from directory.services.editing import publish_as, withdraw_service
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD, LISTING_FIELDS
from directory.services.models import Service, ServiceState
from directory.services.secret_reach import has_read_draft
from directory.services.sensitive import reaches_people
from directory.stating import said as what_was_said
from directory.versions import NoSuchField

ASKED_WHY = "why, so that they know what to change"


def decide(
    session: Session,
    service: Service,
    draft: ListingDraft,
    *,
    draft_version: int,
    approved: Collection[str],
    reason: str = "",
    offered: Exposure | None = None,
    open_because: str = "",
    by: Person,
    at: dt.datetime,
) -> ListingDecision:
    """Publish the approved fields in the author's name; the rest goes back to them with a reason.

    `draft_version` is that of the draft as it was read. `offered`: of a service that is not on
    offer how much readers may know of where it is; None sends all of the draft back.
    `open_because`: why they may know more than its author asked. Raises `MoreOpenThanAsked`,
    `OwnDraft`, `NothingToDecide`, `NotOnOffer`, `NoSuchField`, `MustBeNamed`, `ReachNotLookedAt`,
    `NotSaid` and, where what readers see was changed to something else meanwhile,
    `ChangedMeanwhile` with both values.
    """
    now = _hold_submitted(session, service, draft, draft_version=draft_version, by=by)
    is_offer = offers(draft, service)
    parted = _parted(draft, approved, is_refused=is_offer and offered is None)
    _refuse_unseen(session, service, draft, parted.taken, by=by)
    why = _why(reason, parted)
    number, beside = None, dict[str, list[Any]]()
    if parted.is_published or (is_offer and not parted.goes_back_whole):
        number, beside = _put_before_readers(
            session, service, draft, parted.taken, now, offered=offered if is_offer else None,
            open_because=open_because, by=by, at=at,
        )  # fmt: skip
    decision = append_decision(
        session,
        service,
        _kind_of(is_approved=parted.is_published or number is not None, goes_back=parted.goes_back),
        before_and_after(now.says, parted.taken) | beside,
        sent_back=before_and_after(now.says, parted.left), draft=draft, reason=why,
        revision=number, by=by, at=at,
    )  # fmt: skip
    _go_on_with(draft, parted.left, is_open=parted.goes_back, at=at)
    if is_offer and number is not None:
        draft.based_on = number
    session.flush()
    told = parted.told | {"decided": decision.kind.value}
    record_act(session, Act.LISTING_APPROVE, service, by=by, at=at, after=told)
    return decision


@dataclass(frozen=True, slots=True)
class _Parted:
    """A draft as it was decided: what readers get, and what its author has back."""

    taken: Columns
    left: Columns
    goes_back_whole: bool

    @property
    def is_published(self) -> bool:
        return bool(self.taken)

    @property
    def goes_back(self) -> bool:
        return bool(self.left) or self.goes_back_whole

    @property
    def told(self) -> dict[str, Any]:
        """For the audit: names of fields, never what they say."""
        return {"approved": sorted(self.taken), "sent_back": sorted(self.left)}


def _parted(draft: ListingDraft, approved: Collection[str], *, is_refused: bool) -> _Parted:
    """`is_refused`: nothing of it is approved, whatever was ticked. Raises `NoSuchField`."""
    for name in approved:
        if name not in draft.changes:
            raise NoSuchField(name)
    taken = {n: v for n, v in draft.changes.items() if n in approved and not is_refused}
    left = {name: value for name, value in draft.changes.items() if name not in taken}
    return _Parted(taken, left, is_refused)


def _why(reason: str, parted: _Parted) -> str | None:
    """Needed where anything goes back. Raises `NotSaid`."""
    if parted.goes_back:
        return what_was_said(reason, ASKED_WHY)
    return " ".join(reason.split()) or None


def _put_before_readers(
    session: Session,
    service: Service,
    draft: ListingDraft,
    taken: Columns,
    now: Published,
    *,
    offered: Exposure | None,
    open_because: str,
    by: Person,
    at: dt.datetime,
) -> tuple[int | None, dict[str, list[Any]]]:
    """The number of the new wording, and what the decision made of it beside.

    `offered`: the service was not on offer, and is from now on.
    """
    asked, is_offer = service.exposure, offered is not None
    refuse_clashes(service, now, seen=as_seen(session, service, now, draft.based_on), wanted=taken)
    if offered is not None:
        _offer(session, service, now.says | taken, offered, by=by, at=at)
    number = _publish(session, service, draft, taken, now, by=by, at=at)
    if is_offer:
        _confirm_areas(session, service, draft, by=by, at=at)
    return number, _beside(session, service, asked, open_because, is_offer=is_offer, at=at)


def _refuse_unseen(
    session: Session, service: Service, draft: ListingDraft, taken: Columns, *, by: Person
) -> None:
    """What stands on no page they have had shown, as it was submitted."""
    is_hidden = service.exposure is Exposure.CONFIDENTIAL
    reaching = [name for name in taken if reaches_people(LISTING_FIELD[name])]
    if not (is_hidden and reaching):
        return
    if not has_read_draft(session, service, draft.as_it_stands, by=by):
        raise ReachNotLookedAt


def _hold_submitted(
    session: Session, service: Service, draft: ListingDraft, *, draft_version: int, by: Person
) -> Published:
    hold_listing(session, service)
    session.refresh(draft)
    if draft.author_id == by.id:
        raise OwnDraft
    if not draft.waits or draft.version != draft_version:
        raise NothingToDecide
    return drafted_upon(session, service, draft)


def _offer(
    session: Session, service: Service, says: Columns, exposure: Exposure, *, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    if not says["title"]:
        raise MustBeNamed
    service.state = ServiceState.DRAFT  # withdrawn it would stay so, whatever is published
    prepare_offer(session, service, exposure=exposure, by=by, at=at)


def _beside(
    session: Session, service: Service, asked: Exposure, because: str, *, is_offer: bool,
    at: dt.datetime,
) -> dict[str, list[Any]]:  # fmt: skip
    """What the decision made of it beside its wording. Raises `MoreOpenThanAsked`."""
    refuse_opening(service.exposure, asked, because)
    if not is_offer and service.exposure is asked:
        return {}
    areas = tuple(one.name for one in areas_asked(session, service, on=local_date(at)))
    why = " ".join(because.split()) or None
    return Opening(asked, service.exposure, service.delivery_kind, areas, why).as_pairs()


def _publish(
    session: Session,
    service: Service,
    draft: ListingDraft,
    taken: Columns,
    now: Published,
    *,
    by: Person,
    at: dt.datetime,
) -> int | None:
    """The number of the new wording; None where a file has brought the same meanwhile."""
    listing = Listing.of_record(now.says | taken)
    said = _word_of(draft, at)
    revision = publish_as(session, service, listing, said=said, states=taken, by=by, at=at)
    settle_fields(session, service, taken, by=by, at=at)
    _confirm_as_submitted(session, service, draft, taken, by=by, at=at)
    return None if revision.number == now.number else revision.number


def _confirm_as_submitted(
    session: Session, service: Service, draft: ListingDraft, taken: Columns, *, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    """What its author wrote was right on the day on which they submitted it."""
    confirm_stated(
        session, service, [LISTING_FIELD[name] for name in taken if taken[name]],
        stated_on=local_date(draft.submitted_at or at), stated_by=_word_of(draft, at).who,
        by=by, at=at,
    )  # fmt: skip


def _confirm_areas(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    """Of a service that is offered they were submitted and approved with it."""
    confirm(
        session, service, fact_kind=FactKind.AREAS,
        confirmed_on=local_date(draft.submitted_at or at), confirmed_by=_word_of(draft, at).who,
        by=by, at=at,
    )  # fmt: skip


def _word_of(draft: ListingDraft, at: dt.datetime) -> SaidBy:
    """Of its author, or of who told it by telephone."""
    if draft.call is not None:
        return word_of_call(draft.call)
    return SaidBy(draft.author.name, local_date(draft.submitted_at or at), is_person=True)


def _kind_of(*, is_approved: bool, goes_back: bool) -> DecisionKind:
    """Approved it is too where a file has published the same meanwhile."""
    if not is_approved:
        return DecisionKind.SENT_BACK
    return DecisionKind.APPROVED_IN_PART if goes_back else DecisionKind.APPROVED


def _go_on_with(draft: ListingDraft, left: Columns, *, is_open: bool, at: dt.datetime) -> None:
    """Its author goes on with what is left, against the wording that they saw."""
    draft.submitted_at = None
    draft.version += 1
    if is_open:
        draft.changes = left
    else:
        draft.closed_at = at


def roll_back(
    session: Session,
    service: Service,
    *,
    to_number: int,
    based_on: int,
    reason: str,
    by: Person,
    at: dt.datetime,
) -> ListingDecision:
    """Publish an earlier wording again, as a new revision; how to reach the service stays.

    `based_on` is the number of the wording that was looked at. Raises `NotSaid`, `NotOnOffer`,
    `NoSuchRevision`, `LookAgain` and, of one whose readers would learn more of where it is,
    `MoreOpenThanAsked`.
    """
    why = what_was_said(reason, "why the earlier wording is right")
    hold_listing(session, service)
    now = published_now(session, service)
    earlier = published_as(session, service, to_number)
    if now.number != based_on:
        raise LookAgain
    wording = {field.name for field in LISTING_FIELDS if not field.is_live_at_once}
    taken = differing({n: v for n, v in earlier.items() if n in wording}, now.says)
    if not taken:
        raise NoSuchRevision(to_number)
    said = SaidBy(by.name, local_date(at), is_person=True)
    listing, asked = Listing.of_record(now.says | taken), service.exposure
    revision = publish_as(session, service, listing, said=said, states=taken, by=by, at=at)
    refuse_opening(service.exposure, asked, "")
    record_act(
        session, Act.LISTING_ROLL_BACK, service, by=by, at=at, after={"to_revision": to_number}
    )
    return append_decision(
        session,
        service,
        DecisionKind.ROLLED_BACK,
        before_and_after(now.says, taken),
        reason=why,
        revision=revision.number,
        by=by,
        at=at,
    )


def withdraw_listing(
    session: Session, service: Service, *, reason: str, by: Person, at: dt.datetime
) -> ListingDecision:
    """Nobody finds the service any more. Raises `NotSaid` and `NotOnOffer`."""
    why = what_was_said(reason, "why it is no longer offered")
    hold_listing(session, service)
    published_now(session, service)
    withdraw_service(session, service, by=by, at=at)
    forget_offers_begun(session, service)
    nothing: Mapping[str, Any] = {}
    return append_decision(
        session, service, DecisionKind.WITHDRAWN, nothing, reason=why, by=by, at=at
    )
