"""Agreements on sharing information on pages and in a file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from commissioning.partnership.protocols.kinds import FileStage, SharedData, SharingStanding
from commissioning.partnership.protocols.models import SharingSwitch
from commissioning.partnership.protocols.standing import SharingGround, grounds
from commissioning.partnership.protocols.told import PartyTold, ProtocolTold
from directory.clock import local_date
from portal.formatting import counted, in_words, joined

Cells = tuple[str, ...]

SECTIONS: Final = (
    SharingStanding.PAST_REVIEW,
    SharingStanding.REVIEW_DUE,
    SharingStanding.IN_FORCE,
    SharingStanding.NOT_YET,
    SharingStanding.ENDED,
)
"""First what somebody has to do something about."""

HEADINGS: Final = (
    "Reference", "Title", "Standing", "Parties", "Ground", "Covers", "In force from",
    "Review day", "Ended on", "Answers for it", "Not signed by", "Signatures to check",
)  # fmt: skip


def standing_words() -> Mapping[SharingStanding, str]:
    return {
        SharingStanding.PAST_REVIEW: gettext("Past review"),
        SharingStanding.REVIEW_DUE: gettext("Due for review"),
        SharingStanding.IN_FORCE: gettext("In force"),
        SharingStanding.NOT_YET: gettext("Not yet in force"),
        SharingStanding.ENDED: gettext("Ended"),
    }


def stage_words() -> Mapping[FileStage, str]:
    return {
        FileStage.OFF: gettext("The file is taken in, and nothing is said"),
        FileStage.WARNED: gettext("The sender is warned; the file is taken in"),
        FileStage.REFUSED: gettext("The file is refused"),
    }


@dataclass(frozen=True, slots=True)
class ProtocolRow:
    public_id: str
    reference: str
    title: str
    between: str
    ground: str
    day: str
    unsigned: str
    taken_over: str
    is_generated: bool


@dataclass(frozen=True, slots=True)
class ProtocolSection:
    title: str
    rows: tuple[ProtocolRow, ...]


@dataclass(frozen=True, slots=True)
class ProtocolsPage:
    """`tells_providers`: who looks has logged in; `can_state`: in their own region."""

    sections: tuple[ProtocolSection, ...]
    counts: str
    tells_providers: bool
    can_state: bool
    as_at: str


@dataclass(frozen=True, slots=True)
class ProtocolPage:
    public_id: str
    reference: str
    title: str
    tag: str
    unsigned: str
    taken_over: str
    says: str
    facts: tuple[tuple[str, str], ...]
    parties: tuple[Cells, ...]
    reviews: tuple[Cells, ...]
    replaced_by: tuple[str, str] | None
    tells_providers: bool
    can_state: bool
    is_over: bool
    is_generated: bool
    done: str


def protocols_page(
    told: Sequence[ProtocolTold], *, tells_providers: bool, can_state: bool, today: dt.date
) -> ProtocolsPage:
    words = standing_words()
    sections = [
        ProtocolSection(words[one], tuple(_row(row) for row in told if row.standing is one))
        for one in SECTIONS
    ]
    held = [section for section in sections if section.rows]
    return ProtocolsPage(
        tuple(held),
        str(joined(_counts(told))),
        tells_providers, can_state, in_words(today),
    )  # fmt: skip


def protocol_page(
    told: ProtocolTold, *, tells_providers: bool, can_state: bool, today: dt.date, done: str
) -> ProtocolPage:
    one = told.protocol
    replaced = told.replaced_by
    return ProtocolPage(
        str(one.public_id), one.reference, one.title, _standing(told),
        _unsigned(told), _to_check(told), _says(told, today), tuple(_facts(told)),
        tuple(_parties(told.parties)),
        tuple(
            (in_words(row.review_on), in_words(local_date(row.recorded_at)))
            for row in reversed(told.reviews)
        ),
        None if replaced is None else (str(replaced.public_id), replaced.reference),
        tells_providers, can_state, told.standing is SharingStanding.ENDED, one.is_generated,
        _done().get(done, ""),
    )  # fmt: skip


def protocol_rows(told: Iterable[ProtocolTold]) -> Iterator[Cells]:
    for each in told:
        one = each.protocol
        yield (
            one.reference, one.title, _standing(each),
            "; ".join(map(party_called, each.parties)), _ground(one.ground).source,
            "; ".join(_covers(one.data)), one.in_force_from.isoformat(),
            each.review_on.isoformat(),
            "" if one.ended_on is None else one.ended_on.isoformat(), one.owner_post,
            "; ".join(each.not_signed_by), each.taken_over,
        )  # fmt: skip


def switch_rows(stated: Iterable[SharingSwitch]) -> tuple[Cells, ...]:
    words = stage_words()
    rows = [
        (in_words(one.from_day), words[one.stage], in_words(local_date(one.recorded_at)))
        for one in stated
    ]
    return tuple(reversed(rows))


def _standing(told: ProtocolTold) -> str:
    """Of the page, the counts of the list and its file alike."""
    words = standing_words()[told.standing]
    if not told.not_signed_by:
        return words
    if len(told.not_signed_by) == len({one.name_today for one in told.parties}):
        return str(gettext("%(standing)s, signed by nobody", standing=words))
    return str(gettext("%(standing)s, not signed by all", standing=words))


def _counts(told: Sequence[ProtocolTold]) -> Iterator[str]:
    """By how they stand, those that all have signed first."""
    for one in SECTIONS:
        found = Counter(_standing(each) for each in told if each.standing is one)
        for words in sorted(found, key=len):
            yield f"{found[words]} {words[:1].lower()}{words[1:]}"


def _done() -> Mapping[str, str]:
    return {
        "new": gettext("Added. Whoever refers between its parties is told of it from now on."),
        "change": gettext("Changed."),
        "same": gettext("That was so already; nothing changed."),
        "sign": gettext("The signature is recorded."),
        "renew": gettext("Renewed."),
        "end": gettext("Its last day is recorded."),
    }


def _row(told: ProtocolTold) -> ProtocolRow:
    one = told.protocol
    return ProtocolRow(
        str(one.public_id), one.reference, one.title,
        str(joined(map(party_called, told.parties))), _ground(one.ground).name,
        _day(told), _unsigned(told), _to_check(told), one.is_generated,
    )  # fmt: skip


def party_called(party: PartyTold) -> str:
    """As the agreement has it, with who is there today."""
    if party.in_its_place:
        return str(
            gettext("%(after)s (in place of %(before)s)", after=party.in_its_place,
                    before=party.name)
        )  # fmt: skip
    if party.ended_on is not None:
        return str(
            gettext("%(name)s (ended on %(day)s)", name=party.name, day=in_words(party.ended_on))
        )
    return party.name


def _unsigned(told: ProtocolTold) -> str:
    """How it stands, where somebody has not signed; in the words that a referral is told it in."""
    said = told.said.removeprefix("is ")
    return f"{said[0].upper()}{said[1:]}" if told.not_signed_by else ""


def _to_check(told: ProtocolTold) -> str:
    return ". ".join(filter(None, (told.nobody_in_its_place, told.taken_over)))


def _day(told: ProtocolTold) -> str:
    if told.standing is SharingStanding.ENDED:
        return str(gettext("ended on %(day)s", day=in_words(told.protocol.ended_on)))
    if told.standing is SharingStanding.NOT_YET:
        return str(gettext("from %(day)s on", day=in_words(told.protocol.in_force_from)))
    return in_words(told.review_on)


def _says(told: ProtocolTold, today: dt.date) -> str:
    left = (told.review_on - today).days
    match told.standing:
        case SharingStanding.PAST_REVIEW:
            return str(
                gettext(
                    "Its review day was %(days)s ago. No referral is refused for it: whoever"
                    " refers is told, and asked on what ground they share.",
                    days=counted(-left, "day"),
                )
            )
        case SharingStanding.REVIEW_DUE:
            return str(gettext("Its review is due in %(days)s.", days=counted(left, "day")))
        case SharingStanding.ENDED:
            return str(gettext("Nobody can rely on it any more."))
        case SharingStanding.NOT_YET:
            return str(gettext("Nobody can rely on it yet."))
        case _:
            return ""


def _below(told: ProtocolTold) -> str:
    """Who is covered though it is not named."""
    if not told.protocol.covers_subcontractors:
        return str(gettext("covered only where they are named as parties"))
    names = str(joined(told.below))
    if not names:
        return str(gettext("covered by a clause, whoever a party passes work to"))
    return str(gettext("covered by a clause: %(names)s", names=names))


def _facts(told: ProtocolTold) -> Iterator[tuple[str, str]]:
    one, ground = told.protocol, _ground(told.protocol.ground)
    yield gettext("Ground"), f"{ground.name}: {ground.source}"
    yield gettext("What that says"), ground.says
    yield gettext("It covers"), str(joined(_covers(one.data)))
    yield gettext("Subcontractors"), _below(told)
    yield gettext("In force from"), in_words(one.in_force_from)
    yield gettext("Review day"), in_words(told.review_on)
    if one.ended_on is not None:
        yield gettext("Last day"), in_words(one.ended_on)
    yield gettext("Kept by"), gettext("Probation, %(region)s", region=told.region.name)
    yield gettext("Answers for it"), one.owner_post


def _parties(parties: Iterable[PartyTold]) -> Iterator[Cells]:
    for one in parties:
        signed = [
            gettext("%(post)s, on %(day)s", post=row.post, day=in_words(row.signed_on))
            for row in one.signatures
        ]
        if one.taken_over is not None:
            signer = one.taken_over.signer
            signed.append(gettext("by %(signer)s: check that it still holds", signer=signer))
        yield party_called(one), "; ".join(signed) or gettext("no signature recorded")


def _ground(code: str) -> SharingGround:
    return grounds()[code]


def _covers(codes: Iterable[str]) -> list[str]:
    return [SharedData(code).words for code in codes]
