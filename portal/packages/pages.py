"""What the first two steps show: the areas, and what can be put together in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from commissioning.availability.statuses import Status
from commissioning.packages.answer import OfferedLine, PackageOffer
from commissioning.packages.limits import WeeklyLimit, usual_limit
from directory.places.models import LocalDeliveryUnit
from portal.asking.homes import Home
from portal.formatting import month, short
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.row_shape import told_apart
from portal.packages.forms import MOST_PARTS
from portal.packages.plan_page import PlanPage, ShownRuledOut, shown_ruled_out


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    name: str
    choices: tuple[ServiceChoice, ...]


@dataclass(frozen=True, slots=True)
class ChoosingPage:
    """`selected` is what stands in each select; `plan` what was planned of it, if it was.

    `asked` is what was said of the person on the page of a `court`.
    """

    area: str
    area_slug: str
    area_href: str
    home: Home | None
    groups: tuple[ChoiceGroup, ...]
    selected: tuple[str, ...]
    plan: PlanPage | None
    ruled_out: tuple[ShownRuledOut, ...]
    asked: tuple[tuple[str, str], ...]
    court: str
    usual: WeeklyLimit
    usual_in_work: WeeklyLimit

    @property
    def may_add(self) -> bool:
        return len(self.selected) < MOST_PARTS

    @property
    def has_generated_figures(self) -> bool:
        return self.plan is not None and self.plan.has_generated_figures


def areas_to_choose(units: Iterable[LocalDeliveryUnit]) -> tuple[ChoiceGroup, ...]:
    """The areas, which come by region, each under its own."""
    return tuple(
        ChoiceGroup(region.name, tuple(ServiceChoice(unit.slug, unit.name) for unit in group))
        for region, group in groupby(units, key=lambda unit: unit.region)
    )


def choosing_page(
    offer: PackageOffer,
    selected: tuple[str, ...],
    *,
    home: Home | None,
    plan: PlanPage | None,
    asked: Iterable[tuple[str, str]] = (),
    court: str = "",
) -> ChoosingPage:
    words = plain_words()
    area, details = offer.area, told_apart(offer.alike, words)
    return ChoosingPage(
        area=area.name,
        area_slug=area.slug,
        area_href=f"/areas/{area.region_slug}/{area.slug}",
        home=home,
        groups=tuple(
            ChoiceGroup(
                group.name,
                tuple(ServiceChoice(one.key, _said(one, details, words)) for one in group.lines),
            )
            for group in offer.groups
        ),
        selected=selected,
        plan=plan,
        ruled_out=tuple(shown_ruled_out(one, words) for one in offer.ruled_out),
        asked=tuple(asked),
        court=court,
        usual=usual_limit(in_work=False),
        usual_in_work=usual_limit(in_work=True),
    )


def _said(one: OfferedLine, details: Mapping[str, str], words: PlainWords) -> str:
    """The title, what tells it from another of that name, and when half start or its status."""
    detail = details.get(one.key)
    title = f"{one.title}, {detail}" if detail else one.title
    likely = one.standing.likely_start
    if likely is None or one.standing.status is Status.NOT_AVAILABLE:
        return f"{title} ({words.status[one.standing.status].lower()})"
    when = month(likely) if one.is_restricted else f"{likely:%a} {short(likely)}"
    return f"{title} ({when})"
