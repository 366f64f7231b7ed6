"""What the pages of a master listing and of its local copies show, in their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.clock import local_date
from directory.listings.copied_fields import Apart, FieldApart
from directory.listings.local_copies import CopyStanding
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.services.models import Service
from portal.finding.field_words import value_in_words
from portal.formatting import in_words, joined
from portal.lines.plain_words import plain_words
from portal.listings.pages import title_of

SAID: Final = {Apart.BEHIND: "Behind", Apart.OWN_WORD: "Its own word"}


@dataclass(frozen=True, slots=True)
class ShownApart:
    """`key` is sent where it is to be taken; `is_behind` has not taken a change of the master."""

    name: str
    key: str
    what: str
    own: str
    master: str
    is_behind: bool
    says: str


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """A copy, by field where it differs, and what one asked of it; `is_other` another provider's.

    `asked` says in what state that is, of the fields `asked_fields`.
    """

    public_id: str
    title: str
    provider: str
    href: str
    is_other: bool
    apart: tuple[ShownApart, ...]
    asked: str = ""
    asked_fields: frozenset[str] = frozenset()

    @property
    def by_field(self) -> Mapping[str, ShownApart]:
        return {one.name: one for one in self.apart}

    @property
    def can_be_asked(self) -> bool:
        return bool(self.apart) and not self.asked


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """`columns` are the fields in which any copy differs: name and label."""

    public_id: str
    title: str
    number: int
    copies: tuple[ShownCopy, ...]
    done: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        found = {one.name: one.what for copy in self.copies for one in copy.apart}
        return tuple(found.items())

    @property
    def can_ask(self) -> bool:
        return any(copy.can_be_asked for copy in self.copies)

    @property
    def agree(self) -> int:
        return sum(1 for copy in self.copies if not copy.apart)


@dataclass(frozen=True, slots=True)
class TakingPage:
    """What would be asked for, each field before and after; `lost` own words would be given up."""

    public_id: str
    title: str
    number: int
    copies: tuple[ShownCopy, ...]

    @property
    def lost(self) -> int:
        return sum(not one.is_behind for copy in self.copies for one in copy.apart)


@dataclass(frozen=True, slots=True)
class MasterPage:
    """A copy and its master, or the listings of which it may be a copy: address and name."""

    public_id: str
    title: str
    master: str = ""
    master_provider: str = ""
    number: int = 0
    apart: tuple[ShownApart, ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    has_copies: bool = False
    done: str = ""
    wrong: str = ""

    @property
    def differs(self) -> str:
        """“Differs: telephone, opening hours”."""
        return joined([one.what[:1].lower() + one.what[1:] for one in self.apart])


def shown_apart(standing: CopyStanding) -> tuple[ShownApart, ...]:
    key = f"{standing.service.public_id}.{standing.now.number}"
    return tuple(_apart(one, key) for one in standing.apart)


def _apart(one: FieldApart, key: str) -> ShownApart:
    words = plain_words()
    return ShownApart(
        one.field.name,
        f"{key}.{one.field.name}",
        one.field.label,
        value_in_words(one.field, one.own, words),
        value_in_words(one.field, one.master, words),
        one.apart is Apart.BEHIND,
        SAID[one.apart],
    )


def shown_copy(
    standing: CopyStanding, master: Service, *, last: ListingDecision | None = None
) -> ShownCopy:
    service, draft = standing.service, standing.draft
    is_other = service.provider_id != master.provider_id
    return ShownCopy(
        str(service.public_id),
        title_of(service),
        "" if service.provider is None else service.provider.name,
        f"/services/{service.public_id}" if is_other else f"/listings/{service.public_id}",
        is_other,
        shown_apart(standing),
        "" if draft is None else _asked(draft, last, is_other=is_other),
        frozenset() if draft is None else frozenset(draft.changes),
    )


def _asked(draft: ListingDraft, last: ListingDecision | None, *, is_other: bool) -> str:
    if draft.submitted_at is not None:
        return f"You asked on {in_words(local_date(draft.submitted_at))}; it waits for approval"
    if last is not None and last.kind in CAME_BACK:
        return f"It came back. {last.decided_by.name}: {last.reason}"
    return "You asked before" if is_other else "You have a draft of it in hand"


CAME_BACK: Final = frozenset({DecisionKind.SENT_BACK, DecisionKind.APPROVED_IN_PART})


def named_with_provider(services: Sequence[Service]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            str(one.public_id),
            title_of(one) if one.provider is None else f"{title_of(one)}, {one.provider.name}",
        )
        for one in services
    )
