"""What the template of a sheet prints, whichever form the sheet has: plain strings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from commissioning.availability.answer_types import Contact, CourtAnswer, RequirementAnswer
from commissioning.availability.statuses import Status
from portal.formatting import telephone_link
from portal.lines.rows import ShownContact, ShownTag


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`start` is the sentence to read first, `then` what follows it; `facts` are label and text.

    `strand` heads the first row of each strand, where a requirement has several. `in_order` is
    of a sheet about one requirement, `in_order_short` of one about all. `is_on_declared`: its dates
    rest on what was declared, which `beside` says. `places`: what was left of its next groups.
    """

    strand: str
    title: str
    start: str
    then: str
    in_order: str
    in_order_short: str
    beside: str
    facts: tuple[tuple[str, str], ...]
    source: str
    contact: ShownContact
    is_stale: bool
    is_being_worked_out: bool
    is_on_declared: bool = False
    places: str = ""


@dataclass(frozen=True, slots=True)
class SheetRequirement:
    """One requirement and the services behind it; `more` is how many are not on the sheet.

    `reason` says why nothing starts, or who said what; `not_verified` is the law's own doubt,
    `tag_follows` that what takes effect at once is fitted later, `law_asks` what a court must be
    satisfied of, on a sheet about one requirement.
    """

    code: str
    name: str
    tag: ShownTag
    reason: str
    nearest: str
    rows: tuple[SheetRow, ...]
    more: int
    not_verified: str
    tag_follows: str = ""
    law_asks: tuple[str, ...] = ()

    @property
    def takes_effect_at_once(self) -> bool:
        return self.tag.shape == Status.AT_ONCE.value

    @property
    def may_not_be_in_force(self) -> bool:
        return self.tag.shape == Status.CHECK_COMMENCEMENT.value

    @property
    def is_silent(self) -> bool:
        """Nobody has said anything, and no other area is any nearer."""
        is_known = self.rows or self.nearest
        return self.tag.shape == Status.NOT_KNOWN.value and not is_known


class FormWords(Protocol):
    """The words by which a form of sheet speaks; `heading` stands over the column of starts.

    `rings_run_by`: the number of whoever runs the portal stands where no other is known.
    """

    @property
    def heading(self) -> str: ...

    @property
    def rings_run_by(self) -> bool: ...

    def order(self, answer: CourtAnswer) -> str: ...

    def requirement(
        self, found: RequirementAnswer, answer: CourtAnswer, *, is_in_detail: bool
    ) -> SheetRequirement: ...


def sheet_contact(contact: Contact, office: str) -> ShownContact:
    """`office` names whom to ring where the contact has no name."""
    telephone = contact.telephone
    return ShownContact(
        name=contact.name or office,
        telephone=telephone,
        telephone_href=telephone_link(telephone) if telephone else None,
        email=contact.email,
        page_url=contact.page_url,
    )
