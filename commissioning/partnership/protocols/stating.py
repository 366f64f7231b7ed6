"""Agreements on sharing information are added, changed, signed, renewed and ended, by people."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.partnership.naming_nobody import asked_of
from commissioning.partnership.protocols.again import (
    ended_so,
    renewed_so,
    was_last,
)
from commissioning.partnership.protocols.bodies import (
    BodyKind,
    SharingBody,
    refuse_ended_parties,
)
from commissioning.partnership.protocols.errors import (
    ProtocolChangedMeanwhile,
    ProtocolImpossible,
)
from commissioning.partnership.protocols.kinds import FileStage, SharedData
from commissioning.partnership.protocols.models import (
    ProtocolParty,
    ProtocolReview,
    SharingProtocol,
    SharingSwitch,
)
from commissioning.partnership.protocols.parties_on import body_of_party
from commissioning.partnership.protocols.queries import (
    parties_of,
    protocol_called,
    stages_of,
)
from commissioning.partnership.protocols.standing import grounds
from commissioning.partnership.protocols.switching import StageStated, refuse_unwarned
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.identifiers import tells_of_a_person
from directory.people.models import Person
from directory.places.models import Region

LONGEST_UNTIL_REVIEW: Final = dt.timedelta(days=5 * 366)
"""Farther ahead it is a slip of the year."""

MOST_PARTIES: Final = 100
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,39}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolFacts:
    """What is said of an agreement; `parties` beside the region that keeps it. `names_nobody`:
    whoever writes it says that what reads as a name in it is no person's."""

    reference: str
    title: str
    ground: str
    data: Sequence[str]
    owner_post: str
    in_force_from: dt.date
    parties: Sequence[SharingBody]
    covers_subcontractors: bool = False
    names_nobody: bool = False


def add_protocol(
    session: Session,
    region: Region,
    facts: ProtocolFacts,
    *,
    review_on: dt.date,
    by: Person,
    at: dt.datetime,
    is_generated: bool = False,
) -> SharingProtocol:
    """The same again by the same person that day is one. Raises `ProtocolImpossible`."""
    bodies = _bodies(region.id, facts)
    _refuse_facts(facts, bodies)
    refuse_ended_parties(session, bodies, facts.in_force_from)
    _refuse_review(review_on, facts.in_force_from, local_date(at))
    known = protocol_called(session, facts.reference)
    if known is not None and _added_so(session, known, facts, bodies, review_on, by=by, at=at):
        return known
    _refuse_taken(session, facts.reference, None)
    protocol = SharingProtocol(
        reference=facts.reference, title=facts.title, ground=facts.ground, data=list(facts.data),
        owner_region_id=region.id, owner_post=facts.owner_post, in_force_from=facts.in_force_from,
        covers_subcontractors=facts.covers_subcontractors, is_generated=is_generated, version=1,
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(protocol)
    except IntegrityError as error:  # in the same moment
        raise _taken(facts.reference) from error
    _add_review(session, protocol, review_on, by=by, at=at)
    session.add_all(_party(protocol.id, one) for one in bodies)
    after = _plain(facts, bodies) | {"review_on": review_on}
    record_act(session, Act.PROTOCOL_ADD, protocol, by=by, at=at, after=after)
    session.flush()
    return protocol


def change_protocol(
    session: Session,
    protocol: SharingProtocol,
    facts: ProtocolFacts,
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether anything is different from what the form was written of.

    Raises `ProtocolImpossible`, `ProtocolChangedMeanwhile`.
    """
    bodies = _bodies(protocol.owner_region_id, facts)
    known = {body_of_party(row): row for row in parties_of(session, protocol.id)}
    before = _plain(_facts_of(protocol, list(known)), list(known))
    after = _plain(facts, bodies)
    if before == after and was_last(protocol, based_on):
        return True  # the same form again
    _refuse_other_version(protocol, based_on)
    _refuse_facts(facts, bodies)
    refuse_ended_parties(session, set(bodies) - set(known), facts.in_force_from)
    if protocol.ended_on is not None and facts.in_force_from > protocol.ended_on:
        raise ProtocolImpossible(
            "in_force_from", f"It ended on {day_in_words(protocol.ended_on)}, before that day."
        )
    _refuse_taken(session, facts.reference, protocol.id)
    if before == after:
        return False
    _set(session, protocol, facts, by=by, at=at)
    for body, row in known.items():
        if body not in bodies:
            row.left_at = at
    session.add_all(_party(protocol.id, one) for one in bodies if one not in known)
    changed = [name for name in after if after[name] != before[name]]
    record_act(
        session, Act.PROTOCOL_CHANGE, protocol, by=by, at=at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
    session.flush()
    return True


def renew_protocol(
    session: Session,
    protocol: SharingProtocol,
    review_on: dt.date,
    *,
    before: dt.date,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """It was reviewed and goes on to another review day; `before` is the day that stood.

    Raises `ProtocolImpossible`, `ProtocolChangedMeanwhile`.
    """
    if was_last(protocol, based_on) and renewed_so(session, protocol, review_on, by):
        return
    _refuse_other_version(protocol, based_on)
    _refuse_ended(protocol, local_date(at))
    _refuse_review(review_on, protocol.in_force_from, local_date(at))
    if review_on <= before:
        raise ProtocolImpossible(
            "review_on", f"Enter a day after {day_in_words(before)}, the review day that stands."
        )
    protocol.version += 1
    _add_review(session, protocol, review_on, by=by, at=at)
    record_act(
        session, Act.PROTOCOL_RENEW, protocol, by=by, at=at, before={"review_on": before},
        after={"review_on": review_on},
    )  # fmt: skip
    session.flush()


def end_protocol(
    session: Session,
    protocol: SharingProtocol,
    ended_on: dt.date,
    *,
    replaced_by: str,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> None:
    """`ended_on` is its last day, `replaced_by` the reference of another, or empty.

    Raises `ProtocolImpossible`, `ProtocolChangedMeanwhile`.
    """
    if was_last(protocol, based_on):
        successor = protocol_called(session, replaced_by) if replaced_by else None
        if ended_so(session, protocol, ended_on, None if successor is None else successor.id, by):
            return
    _refuse_other_version(protocol, based_on)
    _refuse_ended(protocol, local_date(at))
    if ended_on < protocol.in_force_from:
        raise ProtocolImpossible(
            "ended_on", f"It is in force from {day_in_words(protocol.in_force_from)} only."
        )
    successor = _successor(session, protocol, replaced_by)
    told = {"ended_on": protocol.ended_on, "replaced_by_id": protocol.replaced_by_id}
    protocol.ended_on, protocol.version = ended_on, protocol.version + 1
    protocol.replaced_by_id = None if successor is None else successor.id
    record_act(
        session, Act.PROTOCOL_END, protocol, by=by, at=at, before=told,
        after={"ended_on": ended_on, "replaced_by_id": protocol.replaced_by_id},
    )  # fmt: skip
    session.flush()


def state_switch(
    session: Session,
    region: Region,
    *,
    stage: FileStage,
    from_day: dt.date,
    by: Person,
    at: dt.datetime,
) -> SharingSwitch:
    """Raises `ProtocolImpossible`: whoever is refused was warned for four weeks before."""
    refuse_unwarned(
        StageStated(from_day, stage), stages_of(session, region.id), today=local_date(at)
    )
    row = SharingSwitch(
        region_id=region.id, stage=stage, from_day=from_day, recorded_at=at, recorded_by_id=by.id
    )
    session.add(row)
    session.flush()
    after = {"region_id": region.id, "stage": stage.value, "from_day": from_day}
    record_act(session, Act.SHARING_SWITCH, row, by=by, at=at, after=after)
    session.flush()
    return row


def _set(
    session: Session,
    protocol: SharingProtocol,
    facts: ProtocolFacts,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    protocol.reference, protocol.title = facts.reference, facts.title
    protocol.ground, protocol.data = facts.ground, list(facts.data)
    protocol.owner_post, protocol.in_force_from = facts.owner_post, facts.in_force_from
    protocol.covers_subcontractors = facts.covers_subcontractors
    protocol.version += 1
    protocol.recorded_at, protocol.recorded_by_id = at, by.id
    session.flush()


def _add_review(
    session: Session, protocol: SharingProtocol, review_on: dt.date, *, by: Person, at: dt.datetime
) -> None:
    session.add(
        ProtocolReview(
            protocol_id=protocol.id, review_on=review_on, recorded_at=at, recorded_by_id=by.id
        )
    )


def _party(protocol_id: int, body: SharingBody) -> ProtocolParty:
    return ProtocolParty(protocol_id=protocol_id, **{f"{body.kind.value}_id": body.key})


def _bodies(region_id: int, facts: ProtocolFacts) -> list[SharingBody]:
    """The region that keeps it is one of its parties."""
    return list(dict.fromkeys([SharingBody(BodyKind.REGION, region_id), *facts.parties]))


def _facts_of(protocol: SharingProtocol, bodies: Sequence[SharingBody]) -> ProtocolFacts:
    return ProtocolFacts(
        reference=protocol.reference, title=protocol.title, ground=protocol.ground,
        data=protocol.data, owner_post=protocol.owner_post,
        in_force_from=protocol.in_force_from, parties=bodies,
        covers_subcontractors=protocol.covers_subcontractors,
    )  # fmt: skip


def _plain(facts: ProtocolFacts, bodies: Sequence[SharingBody]) -> dict[str, Any]:
    """Any: what the record of changes keeps as JSON."""
    return {
        "reference": facts.reference,
        "title": facts.title,
        "ground": facts.ground,
        "data": sorted(facts.data),
        "owner_post": facts.owner_post,
        "in_force_from": facts.in_force_from,
        "covers_subcontractors": facts.covers_subcontractors,
        "parties": sorted(f"{one.kind.value} {one.key}" for one in bodies),
    }


def _refuse_facts(facts: ProtocolFacts, bodies: Sequence[SharingBody]) -> None:
    if not _REFERENCE.fullmatch(facts.reference) or tells_of_a_person(facts.reference):
        raise ProtocolImpossible(
            "reference",
            "Enter what its parties call it: 2 to 40 letters, digits, spaces and . / _ -.",
        )
    _refuse_words("title", facts.title, names_nobody=facts.names_nobody)
    _refuse_words("owner_post", facts.owner_post, names_nobody=facts.names_nobody)
    if facts.ground not in grounds():
        raise ProtocolImpossible("ground", "Choose on what ground they share.")
    if not facts.data or set(facts.data) - {one.value for one in SharedData}:
        raise ProtocolImpossible("data", "Choose what it covers, from the list.")
    if not 2 <= len(bodies) <= MOST_PARTIES:
        raise ProtocolImpossible(
            "parties", f"Enter at least one body beside the region, {MOST_PARTIES} at most."
        )


def _refuse_words(field: str, text: str, *, names_nobody: bool) -> None:
    for sentence in asked_of([text], names_nobody=names_nobody):
        raise ProtocolImpossible(field, sentence)


def _refuse_review(review_on: dt.date, in_force_from: dt.date, today: dt.date) -> None:
    if review_on <= in_force_from:
        raise ProtocolImpossible("review_on", "It is reviewed after it has come into force.")
    if review_on > max(today, in_force_from) + LONGEST_UNTIL_REVIEW:
        raise ProtocolImpossible(
            "review_on", "Look at the year: an agreement is reviewed at least every five years."
        )


def _refuse_taken(session: Session, reference: str, own_id: int | None) -> None:
    known = protocol_called(session, reference)
    if known is not None and known.id != own_id:
        raise _taken(known.reference)


def _taken(reference: str) -> ProtocolImpossible:
    return ProtocolImpossible("reference", f"Agreement {reference} has this reference already.")


def _added_so(
    session: Session,
    known: SharingProtocol,
    facts: ProtocolFacts,
    bodies: Sequence[SharingBody],
    review_on: dt.date,
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    stands = [body_of_party(row) for row in parties_of(session, known.id)]
    return (
        known.version == 1
        and known.recorded_by_id == by.id
        and local_date(known.recorded_at) == local_date(at)
        and _plain(_facts_of(known, stands), stands) == _plain(facts, bodies)
        and renewed_so(session, known, review_on, by)
    )


def _refuse_other_version(protocol: SharingProtocol, based_on: int) -> None:
    if protocol.version != based_on:
        raise ProtocolChangedMeanwhile


def _refuse_ended(protocol: SharingProtocol, today: dt.date) -> None:
    if protocol.ended_on is not None and protocol.ended_on < today:
        raise ProtocolImpossible(
            "", f"It ended on {day_in_words(protocol.ended_on)}: add the one that is in its place."
        )


def _successor(
    session: Session, protocol: SharingProtocol, reference: str
) -> SharingProtocol | None:
    if not reference:
        return None
    found = protocol_called(session, reference)
    if found is None:
        raise ProtocolImpossible("replaced_by", "No agreement known here has this reference.")
    following: SharingProtocol | None = found
    while following is not None:
        if following.id == protocol.id:
            raise ProtocolImpossible("replaced_by", "It cannot come in its own place.")
        replaced = following.replaced_by_id
        following = None if replaced is None else session.get_one(SharingProtocol, replaced)
    return found
