"""Partners, their money and what an area is crossed with, on pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext

from commissioning.agreements.models import ContributionKind, FunderContribution
from commissioning.partnership.partners.crosswalk import AreaCrossed
from commissioning.partnership.partners.kinds import ListKnown
from commissioning.partnership.partners.money import FundedTold
from commissioning.partnership.partners.succession import ONE_DAY
from commissioning.partnership.partners.told import PartnerTold
from directory.pathways import pathways
from directory.places.models import LocalDeliveryUnit
from portal.formatting import in_words, joined
from portal.partners.forms import task_words
from portal.partners.leads import PartnerLeads

Cells = tuple[str, ...]
HEADINGS: Final = (
    "Name", "Kind", "Areas", "Pathways", "Boards", "Post", "Telephone", "E-mail", "Last day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartnerRow:
    public_id: str
    name: str
    kind: str
    areas: str
    pathways: str


@dataclass(frozen=True, slots=True)
class PartnersPage:
    rows: tuple[PartnerRow, ...]
    asked: str
    can_state: bool


@dataclass(frozen=True, slots=True)
class LostService:
    """The paths are "" where nothing opens to whoever looks."""

    service: str
    service_path: str
    agreement: str
    agreement_path: str
    what: str


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """`before`: path, name and first day of each whose work it took over. `telephone` and `email`
    are of a post, told to anybody. `money` is None to whom it is not told; `loses` what would lack
    if it left."""

    public_id: str
    name: str
    kind: str
    says: str
    successor: tuple[str, str] | None
    before: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    telephone: str
    email: str
    areas: tuple[tuple[str, str], ...]
    leads: PartnerLeads
    money: tuple[Cells, ...] | None
    loses: tuple[LostService, ...]
    can_state: bool
    is_over: bool
    done: str


@dataclass(frozen=True, slots=True)
class AreaPartner:
    """A partner that works in an area."""

    public_id: str
    name: str
    kind: str
    does: str
    post: str
    telephone: str


@dataclass(frozen=True, slots=True)
class CrossedPage:
    slug: str
    area: str
    href: str
    rows: tuple[Cells, ...]
    partners: tuple[AreaPartner, ...]
    can_state: bool
    done: bool


def partners_page(told: Iterable[PartnerTold], *, asked: str, can_state: bool) -> PartnersPage:
    return PartnersPage(tuple(_row(one) for one in told), asked, can_state)


def partner_page(
    told: PartnerTold,
    funded: Sequence[FundedTold] | None,
    leads: PartnerLeads,
    *,
    can_state: bool,
    today: dt.date,
    done: str,
) -> PartnerPage:
    one, successor = told.partner, told.successor
    ended = one.ended_on is not None and one.ended_on < today
    words = {
        "new": gettext("Added."), "change": gettext("Changed."), "end": gettext("Its last day is"
        " recorded."), "same": gettext("That was so already; nothing changed."),
    }  # fmt: skip
    return PartnerPage(
        str(one.public_id), one.name, one.kind.words.capitalize(),
        _ended(one.ended_on, today),
        None if successor is None else (str(successor.public_id), successor.name),
        tuple(_before(told)), tuple(_facts(told, ended=ended)),
        "" if ended else one.telephone or "", "" if ended else one.email or "",
        tuple((area.slug, area.name) for area in told.areas),
        leads, None if funded is None else tuple(_money(each) for each in funded),
        tuple(_loses(funded or (), _first_lost(one.ended_on, today))), can_state, ended,
        words.get(done, ""),
    )  # fmt: skip


def crossed_page(
    area: LocalDeliveryUnit,
    region_slug: str,
    crossed: Iterable[AreaCrossed],
    partners: Iterable[PartnerTold],
    *,
    can_state: bool,
    done: bool,
) -> CrossedPage:
    return CrossedPage(
        area.slug, area.name, f"/areas/{region_slug}/{area.slug}",
        tuple(_crossed(one) for one in crossed), tuple(map(_area_partner, partners)), can_state,
        done,
    )  # fmt: skip


def partner_rows(told: Iterable[PartnerTold], *, today: dt.date) -> Iterator[Cells]:
    for each in told:
        one = each.partner
        ended = one.ended_on is not None and one.ended_on < today
        reached = ("", "", "") if ended else (one.post, one.telephone, one.email)
        yield (
            one.name, one.kind.words, "; ".join(area.name for area in each.areas),
            "; ".join(_tasks(each)), "; ".join(_boards(each)),
            *(words or "" for words in reached),
            "" if one.ended_on is None else one.ended_on.isoformat(),
        )  # fmt: skip


def _row(told: PartnerTold) -> PartnerRow:
    one = told.partner
    kind = one.kind.words.capitalize()
    if one.ended_on is not None:
        kind = gettext("%(kind)s, ended on %(day)s", kind=kind, day=in_words(one.ended_on))
    return PartnerRow(
        str(one.public_id), one.name, kind, str(joined(area.name for area in told.areas)),
        "; ".join(_tasks(told)),
    )  # fmt: skip


def _area_partner(told: PartnerTold) -> AreaPartner:
    one = told.partner
    kind = one.kind.words.capitalize()
    if one.ended_on is not None:
        kind = gettext("%(kind)s, until %(day)s", kind=kind, day=in_words(one.ended_on))
    return AreaPartner(
        str(one.public_id), one.name, kind, "; ".join(_tasks(told)), one.post or "",
        one.telephone or "",
    )  # fmt: skip


def _first_lost(ended_on: dt.date | None, today: dt.date) -> dt.date:
    """From which day on its money is lacking."""
    return today if ended_on is None or ended_on >= today else ended_on + ONE_DAY


def _facts(told: PartnerTold, *, ended: bool) -> Iterator[tuple[str, str]]:
    """Of one that ended there is nobody to ask for."""
    one = told.partner
    yield gettext("What it does"), "; ".join(_tasks(told)) or gettext("nobody has said")
    yield gettext("Sits on"), "; ".join(_boards(told)) or gettext("nobody has said")
    if not ended:
        yield gettext("Ask for"), one.post or gettext("not known to this portal")


def _before(told: PartnerTold) -> Iterator[tuple[str, str, str]]:
    for one in told.before:
        if one.ended_on is not None:
            yield str(one.public_id), one.name, in_words(one.ended_on + ONE_DAY)


def _ended(last: dt.date | None, today: dt.date) -> str:
    if last is None:
        return ""
    if last < today:
        return str(gettext("It ended on %(day)s.", day=in_words(last)))
    return str(gettext("Its last day is %(day)s.", day=in_words(last)))


def _tasks(told: PartnerTold) -> list[str]:
    names = {one.code: one.name for one in pathways()}
    return [
        gettext("%(task)s: %(pathway)s", task=task_words(part.task).capitalize(),
                pathway=names[part.pathway])
        for part in told.parts
        if part.pathway is not None and part.task is not None
    ]  # fmt: skip


def _boards(told: PartnerTold) -> list[str]:
    return [part.board for part in told.parts if part.board is not None]


def _money(one: FundedTold) -> Cells:
    share = gettext("share not stated") if one.share is None else f"{one.share:.0%}"
    given = "; ".join(_given(each) for each in one.contributions)
    return one.agreement.title, share, given or gettext("no contribution stated")


def _given(one: FunderContribution) -> str:
    if one.kind is ContributionKind.MONEY:
        what = f"£{(one.pence or 0) / 100:,.0f}"
    else:
        what = _posts(one.posts or 0)
    until = gettext("no end stated") if one.ends_on is None else in_words(one.ends_on)
    return str(
        gettext(
            "%(what)s from %(first)s to %(last)s",
            what=what,
            first=in_words(one.starts_on),
            last=until,
        )
    )


def _posts(number: float) -> str:
    return str(gettext("1 full-time post")) if number == 1 else f"{number:g} full-time posts"


def _loses(funded: Iterable[FundedTold], today: dt.date) -> Iterator[LostService]:
    """A service of each line that its agreements buy, with what goes on from today."""
    for one in funded:
        pence, posts = one.pence_from(today), one.posts_from(today)
        lost = [f"£{pence / 100:,.0f}"] if pence else []
        lost += [_posts(posts)] if posts else []
        what = str(joined(lost)) if lost else _not_stated(one.share)
        agreement = one.agreement.title
        at = f"/desk/agreements/{one.agreement.public_id}" if one.is_commissioned else ""
        for service in one.services:
            yield LostService(service.title, f"/services/{service.public_id}", agreement, at, what)
        if one.not_named:
            yield LostService(gettext("Services that are not named here"), "", agreement, at, what)
        if not one.services and not one.not_named:
            yield LostService(gettext("No service known here"), "", agreement, at, what)


def _not_stated(share: float | None) -> str:
    """What is lost is not known, which is never that nothing is."""
    if share is None:
        return str(gettext("not stated"))
    return str(gettext("not stated; its share is %(share)s", share=f"{share:.0%}"))


def _crossed(one: AreaCrossed) -> Cells:
    known = {
        ListKnown.WHOLE: gettext("These are all."),
        ListKnown.PARTIAL: gettext("This list is partial: there may be others."),
        ListKnown.NOT_KNOWN: gettext("Not known to this portal."),
        ListKnown.NONE: gettext("There is none: somebody said so."),
    }[one.known]
    names = "; ".join(
        body.name if body.since is None
        else gettext("%(name)s, from %(day)s", name=body.name, day=in_words(body.since))
        for body in one.bodies
    )  # fmt: skip
    return one.kind.words.capitalize(), names or "–", known, one.source or "–"
