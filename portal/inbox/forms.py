"""What happened to the ticked referrals, as a provider says it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any, Final

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from commissioning.moves.acting import InboxAct, InboxChange, SeenRow
from commissioning.referrals.kinds import DecidedBy, EventKind, WhatFollows
from commissioning.referrals.states import reason_names
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options

MOST_DIGITS: Final = 12
ONE_ROW: Final = "one"
"""The button of a row: acts on it alone, today, with what is usual next."""

ACT_WORDS: Final = {
    InboxAct.DETAILS: lazy_gettext("Details and risk received by telephone"),
    InboxAct.ACCEPT: lazy_gettext("Accept"),
    InboxAct.DECLINE: lazy_gettext("Decline"),
    InboxAct.ARRANGE: lazy_gettext("First appointment arranged"),
    InboxAct.ASSESSED: lazy_gettext("First appointment attended"),
    InboxAct.MISSED: lazy_gettext("Did not come to the first appointment"),
    InboxAct.READY: lazy_gettext("Ready to start"),
    InboxAct.START: lazy_gettext("Started"),
    InboxAct.COMPLETE: lazy_gettext("Completed"),
    InboxAct.DROP_OUT: lazy_gettext("Ended without completing"),
}
WHOSE: Final = (
    (DecidedBy.PROVIDER, lazy_gettext("Ours")),
    (DecidedBy.OFFICER, lazy_gettext("The officer’s, who asked us to")),
    (DecidedBy.COURT, lazy_gettext("A court’s")),
    (DecidedBy.PERSON, lazy_gettext("The person’s own")),
)
FOLLOWS: Final = (
    (WhatFollows.OFFERED_ELSEWHERE, lazy_gettext("To be offered elsewhere")),
    (WhatFollows.WAITS_FOR_PLACE, lazy_gettext("Waits for a place with us")),
    (WhatFollows.PUT_RIGHT, lazy_gettext("To be put right and tried again")),
    (WhatFollows.ENDED, lazy_gettext("Nothing: it ends here")),
)
WITH_REASON: Final = (InboxAct.DECLINE, InboxAct.DROP_OUT)


def reasons_of(act: InboxAct) -> dict[str, str]:
    """Code and name. Leaving after the start has the reasons of leaving before it."""
    kind = EventKind.DECLINED if act is InboxAct.DECLINE else EventKind.WITHDRAWN
    return {code: name for (of, code), name in reason_names().items() if of is kind}


class InboxForm(Form):
    """One act for all that are ticked; what an act does not need may stay empty."""

    act = RadioField(
        lazy_gettext("What happened to those ticked above"),
        [InputRequired(lazy_gettext("Choose what happened"))],
        choices=options((act.value, words) for act, words in ACT_WORDS.items()),
    )
    day = DayMonthYear(
        lazy_gettext("On which day"), description=lazy_gettext("Left empty it is today.")
    )
    why_declined = SelectField(lazy_gettext("Why it is declined"), validate_choice=False)
    whose = RadioField(
        lazy_gettext("Whose decision it is"),
        choices=options((one.value, words) for one, words in WHOSE),
        validate_choice=False,
    )
    follows = RadioField(
        lazy_gettext("What follows"),
        choices=options((one.value, words) for one, words in FOLLOWS),
        validate_choice=False,
    )
    why_ended = SelectField(lazy_gettext("Why it ended"), validate_choice=False)

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        nothing = [("", str(lazy_gettext("Choose")))]
        self.why_declined.choices = options([*nothing, *reasons_of(InboxAct.DECLINE).items()])
        self.why_ended.choices = options([*nothing, *reasons_of(InboxAct.DROP_OUT).items()])

    def validate_why_declined(self, field: SelectField) -> None:
        if self.is_act(InboxAct.DECLINE) and field.data not in reasons_of(InboxAct.DECLINE):
            raise ValidationError(lazy_gettext("Choose why it is declined"))

    def validate_whose(self, field: RadioField) -> None:
        if self.is_act(InboxAct.DECLINE) and field.data not in {one.value for one, _ in WHOSE}:
            raise ValidationError(lazy_gettext("Choose whose decision it is"))

    def validate_follows(self, field: RadioField) -> None:
        if self.is_act(InboxAct.DECLINE) and field.data not in {one.value for one, _ in FOLLOWS}:
            raise ValidationError(lazy_gettext("Choose what follows"))

    def validate_why_ended(self, field: SelectField) -> None:
        if self.is_act(InboxAct.DROP_OUT) and field.data not in reasons_of(InboxAct.DROP_OUT):
            raise ValidationError(lazy_gettext("Choose why it ended"))

    def is_act(self, act: InboxAct) -> bool:
        return bool(self.act.data == act.value)

    def change(self, *, today: dt.date) -> InboxChange:
        """Of a valid form."""
        act = InboxAct(self.act.data)
        why = {InboxAct.DECLINE: self.why_declined, InboxAct.DROP_OUT: self.why_ended}.get(act)
        change = InboxChange(act, self.day.data or today, None if why is None else why.data)
        if act is not InboxAct.DECLINE:
            return change
        whose, follows = DecidedBy(self.whose.data), WhatFollows(self.follows.data)
        return change._replace(decided_by=whose, follows=follows)


def rows_ticked(sent: MultiDict[str, str]) -> list[SeenRow]:
    """Those ticked, each with the last event that was shown; what is no key is passed over."""
    return list(_rows(dict.fromkeys(sent.getlist("referral")), sent))


def row_pressed(sent: MultiDict[str, str], *, today: dt.date) -> tuple[SeenRow, InboxChange] | None:
    """The row whose own button was pressed, and what that button says."""
    key, _, word = sent.get(ONE_ROW, "").partition("|")
    rows = list(_rows([key], sent))
    if not rows or word not in {act.value for act in InboxAct}:
        return None
    act = InboxAct(word)
    return None if act in WITH_REASON else (rows[0], InboxChange(act, today))


def _rows(keys: Any, sent: MultiDict[str, str]) -> Iterator[SeenRow]:
    for key in keys:
        try:
            public_id = uuid.UUID(key)
        except ValueError:
            continue
        seen = sent.get(f"seen-{key}", "")
        is_number = seen.isascii() and seen.isdigit() and len(seen) <= MOST_DIGITS
        yield SeenRow(public_id, int(seen) if is_number else 0)
