"""What somebody with an account states of a requirement in an area: held to what they may say.

| who | may state | alone |
|---|---|---|
| a court's team | provided, arrangements exist, not known | yes |
| the commissioner of the requirement | the same, notified with its notice | yes |
| | not commissioned | no: a second person agrees |

Health and councils speak of treatment alone. Whether the area is theirs the caller asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionProposal, ProvisionStatement
from commissioning.availability.provision import REVIEWED_AFTER, state_provision
from commissioning.availability.provision_authors import AuthorRole, may_state, missing_beside
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.errors import CommissioningError
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit


class MayNotSay(CommissioningError):
    """Another body speaks of this requirement, or of this answer to it."""

    def __init__(self, role: AuthorRole, said: Provision, requirement: str) -> None:
        self.role = role
        self.said = said
        self.requirement = requirement
        super().__init__(
            "This is not yours to state: ask the commissioner of the requirement to say so."
        )


class NeedsBeside(CommissioningError):
    """The statement lacks what it must bring along; `field` names it."""

    def __init__(self, field: str, what: str) -> None:
        self.field = field
        super().__init__(f"{what[0].upper()}{what[1:]}.")


class OwnProposal(CommissioningError):
    """Nobody agrees to what they proposed themselves."""

    def __init__(self) -> None:
        super().__init__("Somebody else has to agree to this: you proposed it.")


class SettledBefore(CommissioningError):
    """Two people settled the same proposal; the first decision stands."""

    def __init__(self) -> None:
        super().__init__("This has been settled meanwhile. Open the page again to see how.")


@dataclass(frozen=True, slots=True)
class Author:
    """`name` is the team's or the body's, never the person's: it is shown to everybody."""

    name: str
    role: AuthorRole


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of one requirement or strand; `review_on` None: after `REVIEWED_AFTER`."""

    requirement: str
    said: Provision
    why_not: WhyNot | None = None
    strand: str | None = None
    telephone: str | None = None
    notice: str | None = None
    review_on: dt.date | None = None

    @property
    def needs_second(self) -> bool:
        return self.why_not is WhyNot.NOT_COMMISSIONED


def state_in_person(
    session: Session,
    area: LocalDeliveryUnit,
    saying: Saying,
    *,
    author: Author,
    by: Person,
    at: dt.datetime,
) -> ProvisionStatement | ProvisionProposal:
    """The statement, or what waits for a second person to agree.

    Raises `MayNotSay`, `NeedsBeside` and what `state_provision` refuses.
    """
    _refuse(saying, author)
    if saying.needs_second:
        return _propose(session, area, saying, author=author, by=by, at=at)
    return state_provision(
        session,
        area,
        requirement=saying.requirement,
        strand=saying.strand,
        said=saying.said,
        why_not=saying.why_not,
        stated_by=author.name,
        stated_as=author.role,
        telephone=saying.telephone,
        notice=saying.notice,
        review_on=saying.review_on,
        by=by,
        at=at,
    )


def _refuse(saying: Saying, author: Author) -> None:
    if not may_state(author.role, saying.said, saying.requirement):
        raise MayNotSay(author.role, saying.said, saying.requirement)
    missing = missing_beside(saying.said, None, agreed_by=None, notice=saying.notice)
    for field, what in missing:
        raise NeedsBeside(field, what)


def _propose(
    session: Session,
    area: LocalDeliveryUnit,
    saying: Saying,
    *,
    author: Author,
    by: Person,
    at: dt.datetime,
) -> ProvisionProposal:
    _take_back_earlier(session, area, saying, author, by=by, at=at)
    proposal = ProvisionProposal(
        local_delivery_unit_id=area.id,
        requirement=saying.requirement,
        strand=saying.strand,
        said=saying.said,
        why_not=saying.why_not,
        telephone=saying.telephone,
        stated_by=author.name,
        stated_as=author.role.value,
        review_on=saying.review_on or local_date(at) + REVIEWED_AFTER,
        proposed_at=at,
        proposed_by_id=by.id,
    )
    session.add(proposal)
    session.flush()
    after = {"area": area.slug, "requirement": saying.requirement, "strand": saying.strand}
    record_act(session, Act.PROVISION_PROPOSE, proposal, by=by, at=at, after=after)
    return proposal


def _take_back_earlier(
    session: Session,
    area: LocalDeliveryUnit,
    saying: Saying,
    author: Author,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    session.execute(
        update(ProvisionProposal)
        .where(
            ProvisionProposal.local_delivery_unit_id == area.id,
            ProvisionProposal.requirement == saying.requirement,
            ProvisionProposal.strand.is_not_distinct_from(saying.strand),
            ProvisionProposal.stated_by == author.name,
            ProvisionProposal.settled_at.is_(None),
        )
        .values(settled_at=at, settled_by_id=by.id, is_agreed=False)
    )


def agree_to(
    session: Session,
    proposal: ProvisionProposal,
    area: LocalDeliveryUnit,
    *,
    by: Person,
    at: dt.datetime,
) -> ProvisionStatement:
    """A second person agrees, and it is stated. Raises `OwnProposal` and `SettledBefore`."""
    if proposal.proposed_by_id == by.id:
        raise OwnProposal
    _settle(session, proposal, is_agreed=True, by=by, at=at)
    return state_provision(
        session,
        area,
        requirement=proposal.requirement,
        strand=proposal.strand,
        said=proposal.said,
        why_not=proposal.why_not,
        stated_by=proposal.stated_by,
        stated_as=AuthorRole(proposal.stated_as),
        agreed_by=by.name,
        telephone=proposal.telephone,
        review_on=max(proposal.review_on, local_date(at)),
        by=by,
        at=at,
    )


def turn_down(
    session: Session, proposal: ProvisionProposal, *, by: Person, at: dt.datetime
) -> None:
    """Its author may take it back, another may turn it down. Raises `SettledBefore`."""
    _settle(session, proposal, is_agreed=False, by=by, at=at)


def _settle(
    session: Session,
    proposal: ProvisionProposal,
    *,
    is_agreed: bool,
    by: Person,
    at: dt.datetime,
) -> None:
    done = session.execute(
        update(ProvisionProposal)
        .where(ProvisionProposal.id == proposal.id, ProvisionProposal.settled_at.is_(None))
        .values(settled_at=at, settled_by_id=by.id, is_agreed=is_agreed)
    )
    session.refresh(proposal)
    if not done.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types it as a plain Result
        raise SettledBefore
    after = {"agreed": is_agreed}
    record_act(session, Act.PROVISION_SETTLE, proposal, by=by, at=at, after=after)


def open_proposals(session: Session, area_ids: Collection[int]) -> list[ProvisionProposal]:
    """What waits for a second person in these areas, the oldest first."""
    rows = session.scalars(
        select(ProvisionProposal)
        .where(
            ProvisionProposal.local_delivery_unit_id.in_(area_ids),
            ProvisionProposal.settled_at.is_(None),
        )
        .order_by(ProvisionProposal.proposed_at, ProvisionProposal.id)
    )
    return list(rows)
