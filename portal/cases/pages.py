"""A case, a list of cases and what became of what was sent, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext

from commissioning.cases.case_rows import CasePage, CaseQuestion, CaseRow
from commissioning.cases.case_view import CaseReferral, CaseView
from commissioning.moves.stages import stages
from commissioning.moves.taking_back import LastWord
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.states import reason_name
from directory.clock import local_date
from directory.requirements import requirement_codes, requirement_name
from portal.cases.steps import CaseStep, case_steps
from portal.cases.words import (
    BASES,
    DECIDERS,
    EVENTS,
    FOLLOWING,
    NOT_NAMED,
    STANDINGS,
)
from portal.cases.work_rows import ShownWork, shown_work
from portal.formatting import NOT_KNOWN, counted, in_words, short

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CaseListRow:
    href: str
    case: str
    service: str
    provider: str
    stands: str
    since: str
    area: str
    day_0: str
    weeks: str
    ends: str
    released: str
    sent: str
    became: str


@dataclass(frozen=True, slots=True)
class CasesPage:
    rows: tuple[CaseListRow, ...]
    total: int
    number: int
    pages: int
    standing: str
    area: str
    areas: tuple[tuple[str, str], ...]
    by_release: bool
    as_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ShownReferral:
    public_id: str
    service: str
    service_href: str
    provider: str
    telephone: str
    stands: str
    is_open: bool
    may_book: bool
    turn: str
    wait: str
    notes: tuple[str, ...]
    facts: Facts
    steps: tuple[CaseStep, ...]
    work: ShownWork | None
    take_back: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    masked: str
    public_id: str
    home: str
    referrals: tuple[ShownReferral, ...]
    clashes: tuple[str, ...]
    is_officer: bool
    is_sent: bool
    done: bool
    is_taken_back: bool
    asks_ground: bool
    as_at: dt.datetime


def cases_page(
    found: CasePage,
    question: CaseQuestion,
    areas: Iterable[tuple[str, str]],
    *,
    by_release: bool,
    today: dt.date,
    as_at: dt.datetime,
) -> CasesPage:
    return CasesPage(
        tuple(_row(row, today) for row in found.rows),
        found.total,
        found.number,
        found.pages,
        question.standing.value,
        question.area,
        tuple(areas),
        by_release,
        as_at,
    )


def _row(row: CaseRow, today: dt.date) -> CaseListRow:
    until = row.started_on or row.over_on or today
    return CaseListRow(
        href=f"/cases/{row.public_id}",
        case=row.masked or NOT_KNOWN,
        service=row.title if row.is_read else gettext(NOT_NAMED),
        provider=row.provider if row.is_read else "",
        stands=str(STANDINGS[row.status]),
        since=short(row.over_on or row.started_on or row.received_on),
        area=row.area or NOT_KNOWN,
        day_0=short(row.day_0),
        weeks=str(max(0, (until - row.day_0).days // 7)),
        ends=short(row.order_ends_on) if row.order_ends_on else NOT_KNOWN,
        released=short(row.released_on) if row.released_on else NOT_KNOWN,
        sent=short(row.sent_at.date()) if row.sent_at else "",
        became=_became(row),
    )


def which_case(row: CaseRow) -> str:
    """Above a form about one referral: whose it is, and to which service."""
    service = row.title if row.is_read else gettext(NOT_NAMED)
    case = row.masked or NOT_KNOWN
    return str(gettext("Case %(case)s: %(service)s", case=case, service=service))


def _became(row: CaseRow) -> str:
    """What a sender wants to know first."""
    if row.status is ReferralStatus.DECLINED and row.decided_by and row.follows:
        return f"{DECIDERS[row.decided_by]}; {FOLLOWING[row.follows]}"
    if row.status is ReferralStatus.WAITING:
        return _while_it_waits(row)
    if row.status is ReferralStatus.IN_PROGRESS and row.started_on:
        return str(gettext("started on %(day)s", day=in_words(row.started_on)))
    if row.over_on is not None:
        what = str(STANDINGS[row.status]).lower()
        return str(gettext("%(what)s on %(day)s", what=what, day=in_words(row.over_on)))
    return ""


def _while_it_waits(row: CaseRow) -> str:
    """An offer first: it does not wait."""
    if row.answer_by is not None:
        day = in_words(row.answer_by)
        return str(gettext("a place is offered: answer by %(day)s", day=day))
    if row.sent_at and row.details_received_on is None:
        return str(gettext("details and risk not yet told by telephone"))
    return str(gettext("a place is booked")) if row.has_place else ""


def shown_case(
    case: CaseView,
    public_id: str,
    *,
    is_officer: bool,
    is_sent: bool = False,
    done: bool = False,
    is_taken_back: bool = False,
    may_be_taken_back: Mapping[int, LastWord] = MappingProxyType({}),
    as_at: dt.datetime,
    asks_ground: bool = False,
    covers: Mapping[int, str] = MappingProxyType({}),
) -> ShownCase:
    """`may_be_taken_back`: by referral, the reader's own words of today; `covers`: which agreement
    on sharing covers each."""
    homes = dict.fromkeys(one.home for one in case.referrals if one.home)
    return ShownCase(
        case.masked or NOT_KNOWN,
        public_id,
        ", ".join(homes) or NOT_KNOWN,
        tuple(
            _referral(
                one,
                may_be_taken_back.get(one.id),
                is_officer=is_officer,
                today=local_date(as_at),
                cover=covers.get(one.id, ""),
            )
            for one in case.referrals
        ),
        case.clashes,
        is_officer,
        is_sent,
        done,
        is_taken_back,
        asks_ground,
        as_at,
    )


def _referral(
    one: CaseReferral, word: LastWord | None, *, is_officer: bool, today: dt.date, cover: str
) -> ShownReferral:
    standing = one.standing
    key = f"hours-{one.public_id}"
    work = None if one.work is None else shown_work(one.work, key=key, today=today)
    return ShownReferral(
        public_id=str(one.public_id),
        service=one.of.title or gettext(NOT_NAMED),
        service_href=f"/services/{one.of.public_id}",
        provider=one.of.provider,
        telephone=one.of.telephone,
        stands=str(STANDINGS[standing.status]),
        is_open=one.over_on is None,
        may_book=one.over_on is None
        and one.standing.started_on is None
        and one.booked is None
        and one.of.has_groups,
        turn=f"/turns/{one.booked.public_id}" if one.booked else "",
        wait=_wait(one),
        notes=tuple(_notes(one)),
        facts=(
            *_facts(one, is_officer=is_officer),
            *([(gettext("Sharing information"), cover)] if cover else ()),
            *(work.facts if work else ()),
        ),
        steps=case_steps(one.history, one.places_left, one.taken_back),
        work=work,
        take_back="" if word is None else str(EVENTS[word.happened.kind]),
    )


def _wait(one: CaseReferral) -> str:
    weeks = counted(one.wait.weeks, "week")
    words = str(gettext("%(weeks)s from %(day)s, day 0", weeks=weeks, day=in_words(one.day_0)))
    if one.wait.adjusted_days != one.wait.days:
        paused = counted(one.wait.days - one.wait.adjusted_days, "day")
        words += str(gettext("; of these %(paused)s in custody or ill", paused=paused))
    return words


def _notes(one: CaseReferral) -> Iterable[str]:
    if one.paused is not None:
        why = reason_name(EventKind.PAUSED, one.paused.reason).lower()
        yield gettext("Paused since %(day)s: %(why)s. The turn is kept.",
                      day=in_words(one.paused.from_date), why=why)  # fmt: skip
    if one.booked is not None and one.awaits_acceptance:
        yield gettext("Not accepted by the provider yet, which is asked to: the place is booked "
                      "all the same.")  # fmt: skip
    by = one.told.complete_by or one.told.order_ends_on
    if one.booked is not None and by is not None and one.booked.outlasts(by):
        yield gettext(
            "The group meets until %(last)s: that is after %(by)s, by when the order is to be "
            "completed.",
            last=_day(one.booked.last_day),
            by=in_words(by),
        )
    if one.passed_on is not None and one.booked is None and one.over_on is None:
        yield gettext("An offer of a place passed on on %(day)s because nobody answered. That is "
                      "no refusal: the turn is kept.", day=in_words(one.passed_on))  # fmt: skip
    if one.lost_its_place:
        yield gettext("The end of this referral was a mistake and was corrected. The place that it "
                      "had was not free any more: the turn is kept, and day 0.")  # fmt: skip
    if one.declined is not None:
        yield f"{DECIDERS[one.declined.decided_by]}; {FOLLOWING[one.declined.follows]}".capitalize()
    if one.earlier_lines:
        yield gettext("Transferred; was first on %(lines)s. Day 0 was kept.",
                      lines=", ".join(filter(None, one.earlier_lines)) or NOT_KNOWN)  # fmt: skip
    if one.is_priority:
        yield gettext("Goes before their turn. That is no measure of risk: ask before the first "
                      "meeting.")  # fmt: skip


def _facts(one: CaseReferral, *, is_officer: bool) -> Facts:
    told, standing = one.told, one.standing
    requirement = one.requirement or ""
    known = requirement_name(requirement) if requirement in requirement_codes() else requirement
    facts = [
        (gettext("Basis"), str(BASES[one.basis])),
        (gettext("Requirement"), known),
        (gettext("Custody or community"), _where(one)),
        (gettext("To help with"), (told.needs or "").replace("_", " ").replace("|", ", ")),
        (gettext("Place booked"), in_words(one.booked.starts_on) if one.booked else ""),
        (gettext("Who is due to act"), _due(one)),
        (gettext("Sessions attended"),
         str(standing.sessions_attended) if standing.started_on else ""),
    ]  # fmt: skip
    if is_officer:
        facts += [
            (gettext("Court"), one.court),
            (gettext("Order ends"), _day(told.order_ends_on)),
            (gettext("Why before their turn"), one.priority_reason),
        ]
    else:
        by = told.complete_by or told.order_ends_on
        facts.append((gettext("To be completed by"), _day(by)))
    facts += _sending(one)
    return tuple((name, said) for name, said in facts if said)


def _due(one: CaseReferral) -> str:
    """ "" of one that is over, or of which nobody is due."""
    due, stage = one.due, stages().get(one.due.stage) if one.due else None
    if due is None or stage is None or one.over_on is not None:
        return ""
    words = f"{due.party.words}: {stage.says[:1].lower()}{stage.says[1:]}"
    if due.due_on is None:
        return words
    return str(gettext("%(words)s, by %(day)s", words=words, day=in_words(due.due_on)))


def _where(one: CaseReferral) -> str:
    paused = one.paused
    if paused is not None and paused.reason == "custody":
        return str(gettext("In custody since %(day)s", day=in_words(paused.from_date)))
    released = one.told.released_on
    if released is None:
        return str(gettext("In the community, as far as is known"))
    return str(gettext("Release on %(day)s", day=in_words(released)))


def _sending(one: CaseReferral) -> list[tuple[str, str]]:
    if one.sent is None:
        return [(gettext("Sent by"), gettext("not known: it came in a file"))]
    told = one.details_received_on
    return [
        (gettext("Sent by"), f"{one.sent.team}, {one.sent.published_number}"),
        (gettext("Details and risk received by telephone"),
         in_words(told) if told else gettext("not yet")),
    ]  # fmt: skip


def _day(day: dt.date | None) -> str:
    return NOT_KNOWN if day is None else in_words(day)
