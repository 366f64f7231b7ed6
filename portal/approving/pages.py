"""What a commissioner decides on: drafts that wait, one draft, an earlier wording."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.services.models import Service, ServiceState
from portal.formatting import moment
from portal.listings.pages import ShownDifference, ShownDraft, title_of, title_of_decision


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    title: str
    provider: str
    author: str
    since: str
    fields: str
    href: str
    is_offer: bool


def waiting_drafts(drafts: Sequence[tuple[ListingDraft, ShownDraft]]) -> list[WaitingDraft]:
    return [
        WaitingDraft(
            title_of(draft.service) or shown.title,
            "" if draft.service.provider is None else draft.service.provider.name,
            shown.author,
            shown.saved,
            ", ".join(one.what for one in shown.changes),
            f"/approving/{draft.public_id}",
            draft.is_offer,
        )
        for draft, shown in drafts
    ]


@dataclass(frozen=True, slots=True)
class DecidePage:
    """`ticked` are the fields that would be approved; `clash` says why some cannot be now, `unseen`
    what has to be looked at first. `is_confidential`: no reader sees any of its words;
    `hides_reach`: its telephone and e-mail are not shown yet.
    `may_open`: it could become more open than its author asks.

    `basics` are told of a service that is not on offer; `listing_id` is empty of a new one.
    """

    title: str
    provider: str
    draft: ShownDraft
    listing_id: str
    ticked: Collection[str]
    basics: tuple[tuple[str, str], ...] = ()
    clash: str = ""
    unseen: str = ""
    is_confidential: bool = False
    hides_reach: bool = False
    may_open: bool = False


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """Somebody else came first; `history` is where it leads, "" of what is on offer no more."""

    title: str
    says: str
    history: str

    @classmethod
    def of(cls, decision: ListingDecision, service: Service) -> Self:
        says = DECIDED_ALREADY[decision.kind].format(
            by=decision.decided_by.name, at=moment(decision.decided_at)
        )
        is_listed = service.state is ServiceState.PUBLISHED
        history = f"/listings/{service.public_id}/history" if is_listed else ""
        return cls(title_of(service) or title_of_decision(decision), says, history)


DECIDED_ALREADY: Final[Mapping[DecisionKind, str]] = {
    DecisionKind.APPROVED: "{by} approved it on {at}.",
    DecisionKind.APPROVED_IN_PART: "{by} approved part of it on {at} and sent the rest back.",
    DecisionKind.SENT_BACK: "{by} sent it back on {at}.",
    DecisionKind.WITHDRAWN: "{by} withdrew it on {at}. There is nothing left to do.",
    DecisionKind.TAKEN_BACK: "{by}, who wrote it, took it back on {at}.",
}


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """`changes` are what readers would see changed by going back to an earlier wording."""

    title: str
    listing_id: str
    changes: tuple[ShownDifference, ...] = ()
    number: int | None = None
