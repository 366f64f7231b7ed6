"""What stands of each requirement, for those who may state it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext, ngettext

from commissioning.availability.models import ProvisionProposal
from commissioning.availability.provision_state import (
    AreaStated,
    BesideProposal,
    RequirementStated,
)
from commissioning.availability.stating_in_person import Author
from commissioning.availability.statuses import Provision, ProvisionStated
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_name
from directory.services.strands import Strand, strands_of
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.formatting import in_words
from portal.provision.forms import WORDS, word_of


@dataclass(frozen=True, slots=True)
class RequirementToState:
    code: str
    name: str
    stated: int
    areas: int
    due: int


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """`listed` says how many services are listed there; empty where none is."""

    public_id: str
    area: str
    requirement: str
    says: str
    proposed_on: dt.datetime
    proposed_by: str
    listed: str
    listed_href: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ProvisionIndex:
    author: str
    requirements: tuple[RequirementToState, ...]
    proposals: tuple[ShownProposal, ...]


@dataclass(frozen=True, slots=True)
class AreaToState:
    """`seen` goes back with the form: by it a word said meanwhile is noticed.

    `is_denied`: the author says that there is nothing while services are listed there;
    `is_denied_to_courts`: courts read that already, because a second person has agreed."""

    slug: str
    name: str
    own: str
    others: tuple[str, ...]
    waits: str
    seen: str
    chosen: str
    error: str
    listed: str = ""
    is_denied: bool = False
    is_denied_to_courts: bool = False


@dataclass(frozen=True, slots=True)
class RequirementPage:
    code: str
    name: str
    author: str
    strand: str
    strands: tuple[Strand, ...]
    areas: tuple[AreaToState, ...]
    done: int = 0
    waiting: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)


def name_of(code: str) -> str:
    if code == FIRST_SUPERVISION_APPOINTMENT:
        return str(gettext("First supervision appointment"))
    return requirement_name(code)


def provision_index(
    author: Author,
    told: Iterable[RequirementStated],
    proposals: Iterable[ProvisionProposal],
    areas: Sequence[LocalDeliveryUnit],
    *,
    beside: Mapping[int, BesideProposal],
    reader_id: int,
) -> ProvisionIndex:
    here = {area.id: area for area in areas}
    return ProvisionIndex(
        author.name,
        tuple(
            RequirementToState(
                one.requirement, name_of(one.requirement), one.stated, one.areas, one.due
            )
            for one in told
        ),
        tuple(
            _proposal(one, here[one.local_delivery_unit_id], beside[one.id], reader_id)
            for one in proposals
        ),
    )


def _proposal(
    one: ProvisionProposal, area: LocalDeliveryUnit, beside: BesideProposal, reader_id: int
) -> ShownProposal:
    return ShownProposal(
        str(one.public_id),
        area.name,
        _with_strand(one.requirement, one.strand),
        str(WORDS.get(word_of(one.said, one.why_not), one.said.value)),
        one.proposed_at,
        beside.proposed_by,
        _listed(beside.listed),
        f"/services?area={area.slug}&requirement={one.requirement}",
        one.proposed_by_id == reader_id,
    )


def _with_strand(requirement: str, strand: str | None) -> str:
    if strand is None:
        return name_of(requirement)
    names = {one.code: one.name for one in strands_of(requirement)}
    return f"{name_of(requirement)}: {names.get(strand, strand)}"


def strands_spoken_of(requirement: str) -> tuple[Strand, ...]:
    """Where there are several; else the requirement is spoken of as a whole."""
    if requirement == FIRST_SUPERVISION_APPOINTMENT:
        return ()
    found = strands_of(requirement)
    return found if len(found) > 1 else ()


def requirement_page(
    author: Author,
    code: str,
    strand: str | None,
    told: Iterable[AreaStated],
    *,
    chosen: Mapping[str, str],
    errors: Mapping[str, str],
) -> RequirementPage:
    return RequirementPage(
        code,
        name_of(code),
        author.name,
        strand or "",
        strands_spoken_of(code),
        tuple(
            _area(one, chosen.get(one.area.slug, ""), errors.get(one.area.slug, "")) for one in told
        ),
        errors=errors,
    )


def seen_of(one: AreaStated) -> str:
    own = "" if one.own is None else f"{one.own.stated_on}/{one.own.said}/{one.own.review_on}"
    waits = "" if one.waits is None else str(one.waits.public_id)
    return f"{own}|{waits}"


def _area(one: AreaStated, chosen: str, error: str) -> AreaToState:
    return AreaToState(
        one.area.slug,
        one.area.name,
        "" if one.own is None else _said(one.own, names_author=False),
        tuple(_said(other, names_author=True) for other in one.others),
        "" if one.waits is None else str(gettext("waits for a second person to agree")),
        seen_of(one),
        chosen,
        error,
        _listed(one.listed),
        bool(one.listed)
        and any(
            word is not None and word.said is Provision.NOT_AVAILABLE
            for word in (one.own, one.waits)
        ),
        bool(one.listed) and one.own is not None and one.own.said is Provision.NOT_AVAILABLE,
    )


def _listed(number: int) -> str:
    if not number:
        return ""
    return str(
        ngettext("%(num)d service is listed here", "%(num)d services are listed here", number)
    )


def _said(one: ProvisionStated, *, names_author: bool) -> str:
    said = str(WORDS.get(word_of(one.said, one.why_not), gettext("Not available")))
    told = gettext(
        "%(said)s, said on %(day)s, until %(until)s",
        said=said,
        day=in_words(one.stated_on),
        until=in_words(one.review_on),
    )
    return f"{one.stated_by}: {told}" if names_author else str(told)
