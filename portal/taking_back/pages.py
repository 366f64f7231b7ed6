"""What was said, and what follows where it is taken back, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.bookings.giving_back import PlaceBack
from commissioning.cases.case_rows import masked
from commissioning.moves.case_rows import MoveCase
from commissioning.moves.taking_back import LastWord
from commissioning.referrals.folding import ReferralStanding
from commissioning.referrals.kinds import Party, ReferralStatus
from commissioning.referrals.models import ReferralDecline
from directory.clock import LONDON
from portal.cases.words import DECIDERS, EVENTS, FOLLOWING, NOT_NAMED, STANDINGS
from portal.formatting import NOT_KNOWN, in_words


@dataclass(frozen=True, slots=True)
class TakingBackPage:
    """`refusal`: why it cannot be taken back; then nothing follows. `is_back`: it was already."""

    key: str
    masked: str
    service: str
    seen: str
    what: str
    said: str
    follows: tuple[str, ...]
    refusal: str
    is_provider: bool
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class ShownWord:
    key: str
    masked: str
    service: str
    what: str
    said: str


@dataclass(frozen=True, slots=True)
class SaidTodayPage:
    """`most`: so many are listed, where there are more."""

    as_at: dt.datetime
    rows: tuple[ShownWord, ...]
    most: int
    is_provider: bool


@dataclass(frozen=True, slots=True)
class Following:
    """What comes of taking a word back: `addresses` of the other side that can be told."""

    standing: ReferralStanding
    declined: ReferralDecline | None
    place: PlaceBack | None
    offer_until: dt.date | None
    addresses: Sequence[str]


def taking_back_page(
    key: str,
    case: MoveCase,
    party: Party,
    *,
    word: LastWord | None = None,
    following: Following | None = None,
    refusal: str = "",
    is_back: bool = False,
) -> TakingBackPage:
    follows = () if following is None else tuple(_follows(following, party, case.day_0))
    return TakingBackPage(
        key,
        masked(case.reference) or NOT_KNOWN,
        _title(case),
        "" if word is None else word.seen,
        "" if word is None else what_was_said(word),
        "" if word is None else when_it_was_said(word),
        follows,
        refusal,
        party is Party.PROVIDER,
        is_back,
    )


def said_today_page(
    words: Iterable[LastWord],
    cases: Mapping[int, MoveCase],
    party: Party,
    *,
    most: int,
    as_at: dt.datetime,
) -> SaidTodayPage:
    rows = tuple(_shown(word, cases[word.referral_id]) for word in words)
    return SaidTodayPage(as_at, rows, most if len(rows) >= most else 0, party is Party.PROVIDER)


def what_was_said(word: LastWord) -> str:
    what, day = str(EVENTS[word.happened.kind]), in_words(word.happened.on_date)
    return str(gettext("%(what)s, %(day)s", what=what, day=day))


def when_it_was_said(word: LastWord) -> str:
    time = f"{word.said_at.astimezone(LONDON):%H:%M}"
    return str(gettext("recorded today at %(time)s by %(who)s", time=time, who=word.said_by))


def _shown(word: LastWord, case: MoveCase) -> ShownWord:
    return ShownWord(
        str(case.public_id),
        masked(case.reference) or NOT_KNOWN,
        _title(case),
        what_was_said(word),
        when_it_was_said(word),
    )


def _title(case: MoveCase) -> str:
    return (case.title or NOT_KNOWN) if case.is_read else str(gettext(NOT_NAMED))


def _follows(one: Following, party: Party, day_0: dt.date) -> Iterator[str]:
    stands = str(STANDINGS[one.standing.status]).lower()
    yield gettext("It counts no longer. The referral stands as it stood before: %(stands)s, and"
                  " day 0, %(day)s, is kept.", stands=stands, day=in_words(day_0))  # fmt: skip
    if one.declined is not None:
        yield gettext("What went with it counts no longer either: %(decided)s; %(follows)s. Whoever"
                      " sent them may have referred them elsewhere since: that stands, and they"
                      " say which goes on.", decided=DECIDERS[one.declined.decided_by],
                      follows=FOLLOWING[one.declined.follows])  # fmt: skip
    if one.place is not None:
        yield _place(one.place, one.standing.status)
    if one.offer_until is not None:
        yield gettext("The offer of a place, to be answered by %(day)s, ended with it and does not"
                      " come back: they are in their turn for the next place.",
                      day=in_words(one.offer_until))  # fmt: skip
    yield gettext("Nobody was sent a message when it was recorded.")
    yield _told(len(one.addresses), party)
    yield gettext("That it was said and taken back stays in the history of the case.")


def _place(place: PlaceBack, status: ReferralStatus) -> str:
    day = NOT_KNOWN if place.starts_on is None else in_words(place.starts_on)
    if place.is_free:
        return str(gettext("The place in the group that starts on %(day)s is free still: they have"
                           " it back.", day=day))  # fmt: skip
    if status is ReferralStatus.IN_PROGRESS:
        return str(gettext("The place in the group that started on %(day)s was given to somebody"
                           " else: they go on without one.", day=day))  # fmt: skip
    return str(gettext("The place in the group that starts on %(day)s is not free any more, or is"
                       " offered to whose turn was next: it stays there, and they are in their"
                       " turn again.", day=day))  # fmt: skip


def _told(number: int, party: Party) -> str:
    whom = (
        gettext("Whoever sent them")
        if party is Party.PROVIDER
        else gettext("The provider of the service")
    )
    if number == 0:
        return str(gettext("%(whom)s cannot be told by message: ring them.", whom=whom))
    return str(gettext("%(whom)s is told by message that something was taken back. The message"
                       " names no case and no service.", whom=whom))  # fmt: skip
