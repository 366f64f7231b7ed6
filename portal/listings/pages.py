"""What the pages of a listing show those who keep it, in their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioning.availability.contradictions import RefusedAsFull
from commissioning.listings.facts import FactStanding, ServiceFact
from directory.clock import local_date
from directory.fields import Field
from directory.listings.history import Deed, ListingDeed
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.listings.wording import Published
from directory.services.differences import ListingChange
from directory.services.freshness import FactKind
from directory.services.models import Service, ServiceState
from directory.services.sensitive import reaches_people
from directory.versions import ChangedMeanwhile
from portal.finding.field_words import value_in_words
from portal.finding.listing_words import fact_kind_names
from portal.formatting import counted, in_words
from portal.lines.plain_words import plain_words


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """`name` is the field's column, by which it is approved."""

    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """`is_own`, `waits` for approval, and what somebody `said` when it came back. `has_left`: its
    author is a member no more, so that a colleague may go on with it."""

    author: str
    saved: str
    waits: bool
    is_own: bool
    version: int
    changes: tuple[ShownDifference, ...]
    came_back: str = ""
    public_id: str = ""
    title: str = ""
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class ShownFact:
    """`says` is what readers see of it, `when` how long that holds."""

    name: str
    what: str
    says: tuple[str, ...]
    when: str
    is_due: bool
    is_overdue: bool
    can_be_confirmed: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do, its service, and where; `why` it comes first, if it does.

    `is_news`: it is told, and nothing is to be done.
    """

    what: str
    service: str
    href: str
    why: str = ""
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class ShownDeed:
    at: dt.datetime
    says: str
    reason: str
    is_only_asked: bool
    changes: tuple[ShownDifference, ...]
    sent_back: tuple[ShownDifference, ...]
    number: int | None
    can_be_rolled_back_to: bool = False
    opening: tuple[tuple[str, str], ...] = ()


HIDDEN: Final = ("not shown on a page", "changed (not shown)")


def shown_differences(
    changes: Iterable[ListingChange], *, hides: bool
) -> tuple[ShownDifference, ...]:
    """`hides`: how a confidential service is reached stands on no page."""
    words = plain_words()
    return tuple(
        ShownDifference(
            one.field.name,
            one.field.label,
            *(
                HIDDEN
                if hides and reaches_people(one.field)
                else (value_in_words(one.field, value, words) for value in (one.before, one.after))
            ),
        )
        for one in changes
    )


def shown_draft(
    draft: ListingDraft,
    changes: Iterable[ListingChange],
    last: ListingDecision | None,
    *,
    hides: bool,
    is_own: bool,
) -> ShownDraft:
    came_back = ""
    if last is not None and not draft.waits and last.kind in BACK:
        came_back = f"{last.decided_by.name}: {last.reason}"
    return ShownDraft(
        draft.author_in_words,
        in_words(local_date(draft.submitted_at or draft.saved_at)),
        draft.waits,
        is_own,
        draft.version,
        shown_differences(changes, hides=hides),
        came_back,
        str(draft.public_id),
        str(draft.changes.get("title", "")),
    )


BACK: Final = frozenset({DecisionKind.SENT_BACK, DecisionKind.APPROVED_IN_PART})


def shown_values(fields: Iterable[Field], says: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Label and value, as a reader says it."""
    words = plain_words()
    return tuple((one.label, value_in_words(one, says[one.name], words)) for one in fields)


def shown_fact(
    fact: ServiceFact,
    of_service: Mapping[FactKind, Sequence[tuple[str, str]]],
    by_telephone: Mapping[FactKind, Collection[dt.date]],
) -> ShownFact:
    """`by_telephone`: the days on which each kind was told in a call."""
    is_told = fact.line is None and fact.confirmed_on in by_telephone.get(fact.kind, ())
    return ShownFact(
        fact.name,
        _what(fact),
        _says(fact, of_service),
        f"{_when(fact)}, told by telephone" if is_told else _when(fact),
        fact.standing.is_due,
        fact.standing in LATE,
        fact.standing.can_be_confirmed,
    )


LATE: Final = frozenset(FactStanding) - {FactStanding.RIGHT, FactStanding.SOON}


def _what(fact: ServiceFact) -> str:
    name = fact_kind_names()[fact.kind]
    return name if fact.line is None else f"{name}, {fact.line.name}"


def _says(
    fact: ServiceFact, of_service: Mapping[FactKind, Sequence[tuple[str, str]]]
) -> tuple[str, ...]:
    if fact.kind is FactKind.VACANCIES:
        return ("nothing stated" if fact.free is None else counted(fact.free, "bed") + " free",)
    if fact.line is not None:
        if fact.start is not None:
            return (f"next group starts on {in_words(fact.start)}",)
        return (
            ("no start is planned",) if fact.is_of_groups else ("people are being started in turn",)
        )
    told = of_service.get(fact.kind, ())
    return tuple(f"{label}: {value}" for label, value in told)


def _when(fact: ServiceFact) -> str:
    if fact.standing is FactStanding.PASSED:
        if fact.kind is FactKind.VACANCIES:
            return "State how many are free"
        return "The date has passed: enter the next one"
    if fact.confirmed_on is None or fact.until is None:
        return "Nobody has confirmed it yet"
    since = in_words(fact.confirmed_on)
    if fact.standing is FactStanding.RING_FIRST:
        return f"Not confirmed since {since}: readers are told to ring first"
    if fact.standing is FactStanding.OVERDUE:
        return f"Not confirmed since {since}: readers are told to ring"
    until = in_words(fact.until)
    return f"Confirmed on {in_words(fact.confirmed_on)}, good until {until}"


DEEDS: Final[Mapping[Deed, str]] = {
    Deed.FIRST: "{by} published the first wording",
    Deed.CHANGED: "{by} changed it; readers saw it at once",
    Deed.SUBMITTED: "{by} asked for a change to be approved",
    Deed.TAKEN_BACK: "{by} took the draft back",
    Deed.APPROVED: "{by} approved what {author} wrote",
    Deed.APPROVED_IN_PART: "{by} approved part of what {author} wrote and sent the rest back",
    Deed.SENT_BACK: "{by} sent back what {author} wrote",
    Deed.ROLLED_BACK: "{by} went back to an earlier wording",
    Deed.WITHDRAWN: "{by} withdrew the listing",
    Deed.READ: "{by} read how it is reached",
    Deed.TOLD: "{author} told {by} by telephone; readers saw it at once",
}


def shown_deeds(
    life: Sequence[ListingDeed], *, hides: bool, may_roll_back: bool
) -> tuple[ShownDeed, ...]:
    newest = max((one.number or 0 for one in life), default=0)
    return tuple(
        ShownDeed(
            one.at,
            DEEDS[one.deed].format(by=one.by, author=one.author),
            one.reason or "",
            one.deed in (Deed.SUBMITTED, Deed.TAKEN_BACK),
            shown_differences(one.changes, hides=hides),
            shown_differences(one.sent_back, hides=hides),
            one.number,
            may_roll_back and one.number is not None and one.number != newest,
            () if one.opening is None else one.opening.in_words,
        )
        for one in life
    )


@dataclass(frozen=True, slots=True)
class Clashed:
    """Both values of each field that two people wrote, or one in two windows."""

    heading: str
    says: str
    rows: tuple[tuple[str, str, str, str], ...]


def clashed(refusal: ChangedMeanwhile, reader: str) -> Clashed:
    """`reader`: the name of who asks, which may be the other as well."""
    words = plain_words()
    is_own = all(
        one.by is not None and one.by.is_person and one.by.who == reader for one in refusal.clashes
    )
    who = "You changed this in another window" if is_own else "Somebody else changed the same"
    return Clashed(
        f"Not saved: {'you changed the same twice' if is_own else 'two people changed the same'}",
        f"{who} while you were writing. Nothing of yours is lost: it"
        " stands in the form below. Look at both, put right what you want, and save again.",
        tuple(
            (
                clash.field.label,
                value_in_words(clash.field, clash.yours, words),
                value_in_words(clash.field, clash.theirs, words),
                "" if clash.by is None else clash.by.in_words,
            )
            for clash in refusal.clashes
        ),
    )


def home_of(service: Service) -> str:
    """Where its keeper looks after it: a listing, or what would be one."""
    is_listed = service.state is ServiceState.PUBLISHED
    return f"/listings/{service.public_id}" + ("" if is_listed else "/offer")


def title_of_draft(draft: ListingDraft | None, now: Published) -> str:
    """As readers see it; of a service that they never saw as its draft calls it."""
    return now.title or str("" if draft is None else draft.changes.get("title", ""))


def title_of_decision(decision: ListingDecision) -> str:
    """What was decided on called it so, where readers had never seen it; "" where it did not."""
    asked = decision.changes.get("title") or decision.sent_back.get("title")
    return str(asked[1]) if asked else ""


def title_of(service: Service) -> str:
    return "" if service.published is None else service.published.title


def tasks_of(
    service: Service,
    facts: Iterable[ServiceFact],
    draft: ShownDraft | None,
    coming: Iterable[str] = (),
) -> list[Task]:
    """What is late first. `coming`: what is planned of the service, in words."""
    title = title_of(service) or ("" if draft is None else draft.title)
    path = f"/listings/{service.public_id}"
    kept = list(facts)
    due = [fact for fact in kept if fact.standing.is_due]
    tasks = [
        Task(
            f"State the places anew: {counted(fact.refused.refusals, 'referral')} refused as full",
            f"{title}, {fact.line.name}",
            f"{path}#lines",
            CONTRADICTED,
        )
        for fact in kept
        if fact.refused is not None and fact.line is not None
    ]
    tasks += [
        Task(
            _when(fact),
            f"{title}, {fact.line.name}" if fact.line else title,
            f"{path}#lines",
            OVERDUE,
        )
        for fact in due
        if not fact.standing.can_be_confirmed
    ]
    confirmable = [fact for fact in due if fact.standing.can_be_confirmed]
    if confirmable:
        names = list(dict.fromkeys(fact_named(fact) for fact in confirmable))
        what = " and ".join(names) if len(names) <= 2 else f"{len(names)} things"
        late = OVERDUE if any(fact.standing in LATE for fact in confirmable) else ""
        tasks.append(Task(f"Say whether it is still right: {what}", title, f"{path}/confirm", late))
    if draft is not None and draft.came_back:
        what = f"Go on with your draft. {draft.came_back}"
        tasks.append(Task(what, title, f"{path}/draft", "Came back"))
    elif draft is not None and not draft.waits:
        tasks.append(Task("Go on with your draft, or submit it", title, f"{path}/draft"))
    return [
        *tasks,
        *(Task(f"Coming: {says}", title, f"{path}#stops", is_news=True) for says in coming),
    ]


OVERDUE: Final = "Overdue"
CONTRADICTED: Final = "Refused as full"


def contradicted_in_words(found: RefusedAsFull) -> str:
    """For those who keep the listing or commission it: with numbers that readers are not shown."""
    places = counted(round(found.places), "place")
    were = "was" if round(found.places) == 1 else "were"
    refused = counted(found.refusals, "referral")
    return (
        f"{places} {were} stated on {in_words(found.stated_on)}, and {refused} since then were"
        " refused as full. Readers are told to ring until places are stated anew."
    )


def fact_named(fact: ServiceFact) -> str:
    name = fact_kind_names()[fact.kind]
    return name[:1].lower() + name[1:]
