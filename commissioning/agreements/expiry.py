"""The expiry pipeline: which agreements end when, and by when notice must be given."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.errors import AgreementImpossible
from commissioning.agreements.models import (
    Agreement,
    AgreementConditions,
    AgreementFunder,
    AgreementKind,
    AgreementTerm,
)
from commissioning.agreements.notice import (
    TermStanding,
    last_possible_day,
    latest_end,
    months_from,
    notice_day,
    standing,
)
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.lines.models import LineArea
from commissioning.volumes.models import Lot
from directory.clock import day_in_words
from directory.places.models import LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.sight import Looker, Sight

USUAL_MONTHS: Final = 12
"""Within so many months an end is near enough to stand in the list."""

FAR: Final = dt.date.max


class Term(NamedTuple):
    starts_on: dt.date | None
    ends_on: dt.date | None
    recorded_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Expiring:
    """An agreement on the way to its end; dates are None where nobody said.

    `extended_from`: the end that stood before it was moved to a later day. `options_from`: the
    end that stood when the options to extend were stated, from which they count.
    """

    agreement: Agreement
    provider: str | None
    regions: tuple[str, ...]
    funders: tuple[str, ...]
    starts_on: dt.date | None
    ends_on: dt.date | None
    extended_from: dt.date | None
    notice_months: int | None
    extensions: tuple[int, ...] | None
    standing: TermStanding
    options_from: dt.date | None = None

    @property
    def notice_day(self) -> dt.date | None:
        return notice_day(self.ends_on, self.notice_months)

    @property
    def latest_end(self) -> dt.date | None:
        return latest_end(self.options_from, self.extensions)

    @property
    def last_possible_day(self) -> dt.date | None:
        return last_possible_day(self.options_from, self.extensions)

    @property
    def is_used_up(self) -> bool:
        """Options there were, and none of them leads to a later day."""
        latest, ends = self.latest_end, self.ends_on
        return latest is not None and ends is not None and latest <= ends


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of the pipeline is asked for; None asks for all. `months` None: whenever it ends."""

    region: str | None = None
    provider: str | None = None
    kind: AgreementKind | None = None
    funder: str | None = None
    months: int | None = USUAL_MONTHS

    def holds(self, one: Expiring) -> bool:
        return (
            self.region in (None, *one.regions)
            and self.provider in (None, one.provider)
            and self.kind in (None, one.agreement.kind)
            and self.funder in (None, *one.funders)
        )


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`listed` in the order in which they are decided; `later` end after the months asked for."""

    listed: tuple[Expiring, ...]
    later: int
    counts: Mapping[TermStanding, int]
    everything: tuple[Expiring, ...]

    def of(self, where: TermStanding) -> tuple[Expiring, ...]:
        return tuple(one for one in self.listed if one.standing is where)


def expiry_pipeline(
    session: Session, *, sight: Sight, today: dt.date, narrowed: Narrowed = Narrowed()
) -> Pipeline:
    """Of the agreements that are theirs. An end that is not known is never taken for a day."""
    everything = tuple(sorted(_own(session, sight, today), key=_order))
    asked = [one for one in everything if narrowed.holds(one)]
    listed = tuple(one for one in asked if _is_near(one, narrowed.months, today))
    counts = Counter(one.standing for one in asked)
    return Pipeline(listed, len(asked) - len(listed), counts, everything)


def expiring_of(session: Session, agreement: Agreement, *, today: dt.date) -> Expiring:
    """One of which is known whose it is."""
    [one] = _told(session, [agreement], today, whole=True)
    return one


def refuse_beyond_options(one: Expiring, ends_on: dt.date | None) -> None:
    """A last day later than today's that no option leads to. Raises `AgreementImpossible`."""
    last = one.last_possible_day
    if last is None or ends_on is None or one.ends_on is None or ends_on <= max(last, one.ends_on):
        return
    raise AgreementImpossible(
        "ends_on",
        f"The options to extend lead to {day_in_words(last)} at the latest. If more was agreed,"
        " state the options first.",
    )


def _is_near(one: Expiring, months: int | None, today: dt.date) -> bool:
    """What ends within the months, and whatever is past, decided late or not known."""
    if one.standing is not TermStanding.TO_END or months is None or one.ends_on is None:
        return True
    return one.ends_on <= months_from(today, months)


def _order(one: Expiring) -> tuple[int, dt.date, dt.date, str]:
    """Within a standing by what comes first, notice or end; of what has ended the last on top."""
    where = list(TermStanding).index(one.standing)
    if one.standing is TermStanding.ENDED and one.ends_on is not None:
        since = dt.date.min + (FAR - one.ends_on)
        return where, since, since, one.agreement.external_id
    end = one.ends_on or FAR
    return where, one.notice_day or end, end, one.agreement.external_id


def _own(session: Session, sight: Sight, today: dt.date) -> Iterable[Expiring]:
    rows = select(Agreement).where(is_own_agreement(session, sight)).order_by(Agreement.id)
    tells_funders = sight.looker is Looker.COMMISSIONER
    return _told(session, session.scalars(rows).all(), today, whole=tells_funders)


def _told(
    session: Session, agreements: Sequence[Agreement], today: dt.date, *, whole: bool
) -> list[Expiring]:
    ids = [one.id for one in agreements]
    terms, conditions = _terms(session, ids), _conditions(session, ids)
    regions = _regions(session, ids)
    funders = _funders(session, ids) if whole else {}
    providers = _providers(session, ids)
    return [
        _expiring(
            one, terms.get(one.id, []), conditions.get(one.id, []), providers.get(one.id),
            regions.get(one.id, ()), funders.get(one.id, ()), today,
        )
        for one in agreements
    ]  # fmt: skip


def _expiring(
    agreement: Agreement,
    terms: Sequence[Term],
    stated: Sequence[AgreementConditions],
    provider: str | None,
    regions: tuple[str, ...],
    funders: tuple[str, ...],
    today: dt.date,
) -> Expiring:
    term = terms[-1] if terms else Term(None, None)
    said = stated[-1] if stated else None
    notice = None if said is None else said.notice_months
    options = None if said is None or said.extensions is None else tuple(said.extensions)
    return Expiring(
        agreement, provider, regions, funders, term.starts_on, term.ends_on, _moved_from(terms),
        notice, options, standing(term.ends_on, notice, today=today),
        _options_from(terms, stated),
    )  # fmt: skip


def _moved_from(terms: Sequence[Term]) -> dt.date | None:
    """The latest end before the one that stands, where that is later."""
    if not terms or terms[-1].ends_on is None:
        return None
    before = [one.ends_on for one in terms[:-1] if one.ends_on not in (None, terms[-1].ends_on)]
    last = before[-1] if before else None
    return last if last is not None and last < terms[-1].ends_on else None


def _terms(session: Session, ids: Sequence[int]) -> dict[int, list[Term]]:
    """In the order in which they were recorded."""
    found: defaultdict[int, list[Term]] = defaultdict(list)
    rows = session.execute(
        select(
            AgreementTerm.agreement_id,
            AgreementTerm.starts_on,
            AgreementTerm.ends_on,
            AgreementTerm.recorded_at,
        )
        .where(AgreementTerm.agreement_id.in_(ids))
        .order_by(AgreementTerm.recorded_at, AgreementTerm.id)
    )
    for agreement_id, *term in rows:
        found[agreement_id].append(Term._make(term))
    return found


def _options_from(terms: Sequence[Term], said: Sequence[AgreementConditions]) -> dt.date | None:
    """The end that stood when the options of today were first stated, else the first known."""
    if not said:
        return None
    since = said[-1].recorded_at
    for one in reversed(said):
        if one.extensions != said[-1].extensions:
            break
        since = one.recorded_at
    ends = [one for one in terms if one.ends_on is not None]
    before = [one for one in ends if one.recorded_at is None or one.recorded_at <= since]
    return before[-1].ends_on if before else ends[0].ends_on if ends else None


def _conditions(session: Session, ids: Sequence[int]) -> dict[int, list[AgreementConditions]]:
    """In the order in which they were stated."""
    found: defaultdict[int, list[AgreementConditions]] = defaultdict(list)
    rows = session.scalars(
        select(AgreementConditions)
        .where(AgreementConditions.agreement_id.in_(ids))
        .order_by(AgreementConditions.recorded_at, AgreementConditions.id)
    )
    for one in rows:
        found[one.agreement_id].append(one)
    return found


def _providers(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Agreement.id, Provider.name)
        .join(Provider, Provider.id == Agreement.provider_id)
        .where(Agreement.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def _funders(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(AgreementFunder.agreement_id, AgreementFunder.funder)
        .where(AgreementFunder.agreement_id.in_(ids))
        .order_by(AgreementFunder.id)
    )
    return _gathered((row.agreement_id, row.funder) for row in rows)


def _regions(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """By name; a lot's police area where nothing nearer is known."""
    of_lot = (
        select(Lot.agreement_id, Region.name)
        .join(Region, Region.id == Lot.region_id)
        .where(Lot.agreement_id.in_(ids))
    )
    of_line = (
        select(Lot.agreement_id, Region.name)
        .join(LineArea, LineArea.line_id == Lot.line_id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == LineArea.local_delivery_unit_id)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(Lot.agreement_id.in_(ids))
        .distinct()
    )
    police = select(Lot.agreement_id, Lot.police_area).where(
        Lot.agreement_id.in_(ids),
        Lot.line_id.is_(None),
        Lot.region_id.is_(None),
        Lot.police_area.is_not(None),
    )
    rows = {
        (key, str(name)) for one in (of_lot, of_line, police) for key, name in session.execute(one)
    }
    return _gathered(sorted(rows))


def _gathered(rows: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for agreement_id, name in rows:
        found[agreement_id].append(name)
    return {agreement_id: tuple(dict.fromkeys(names)) for agreement_id, names in found.items()}
