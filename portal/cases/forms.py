"""What an officer records of a case, how a case is found, and what a list is narrowed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from flask_babel import gettext, lazy_gettext
from wtforms import Form, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.states import reason_names, reasons
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import asked_once, tidy
from portal.cases.words import EVENTS

RECORDED_HERE: Final = (
    EventKind.WITHDRAWN,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.BREACHED,
    EventKind.END_ASKED,
    EventKind.TERMINATED,
)
"""What officers say of a referral by hand; a transfer has a page of its own, a place another."""

SHORTEST: Final = 3


class FindForm(Form):
    """Sent by POST, so that no reference stands in an address."""

    reference = StringField(
        lazy_gettext("Find a case by its reference"),
        filters=[tidy],
        validators=[
            InputRequired(lazy_gettext("Enter the reference of the case")),
            Length(max=40, message=lazy_gettext("A reference has at most 40 marks")),
        ],
    )


class HappenedForm(Form):
    """One thing that happened, on a day, and why where it has a reason."""

    what = RadioField(
        lazy_gettext("What happened"),
        validators=[InputRequired(lazy_gettext("Choose what happened"))],
        validate_choice=False,
    )
    on_date = DayMonthYear(
        lazy_gettext("On which day"), description=lazy_gettext("Left empty it is today.")
    )
    reason = SelectField(
        lazy_gettext("Why"),
        description=lazy_gettext("For a withdrawal, a pause, or a wish to end it."),
        validate_choice=False,
    )

    def offer(self, kinds: Iterable[EventKind]) -> None:
        """Only what may be said now; each reason names what it is of."""
        self.kinds = [kind for kind in RECORDED_HERE if kind in set(kinds)]
        self.what.choices = options([(kind.value, str(EVENTS[kind])) for kind in self.kinds])
        told = [
            (f"{kind.value}:{code}", f"{EVENTS[kind]}: {name[0].lower()}{name[1:]}")
            for (kind, code), name in reason_names().items()
            if kind in self.kinds
        ]
        self.reason.choices = options([("", gettext("No reason")), *told])

    def happened(self, *, today: dt.date) -> Happened | None:
        """None with what is wrong on its field."""
        if not self.validate():
            return None
        kind = next((one for one in self.kinds if one.value == self.what.data), None)
        if kind is None:
            self.what.errors = [gettext("Choose what happened")]
            return None
        reason = self._reason(kind)
        if reason is None and kind in (EventKind.WITHDRAWN, EventKind.PAUSED):
            self.reason.errors = [gettext("Choose why")]
            return None
        return Happened(kind, self.on_date.data or today, reason=reason)

    def _reason(self, kind: EventKind) -> str | None:
        """Of another event it is none of this one's."""
        of, _, code = (self.reason.data or "").partition(":")
        known = reasons().get(kind)
        if of != kind.value or (known is not None and code not in known.allowed):
            return None
        return code

    def refuse(self, says: str) -> None:
        self.on_date.errors = [says]


class PlaceForm(Form):
    """A place in a group of the referral's own queue; `request_id`: sent twice, it is one place."""

    request_id = HiddenField()
    group = RadioField(
        lazy_gettext("In which group"),
        validators=[InputRequired(lazy_gettext("Choose a group"))],
        validate_choice=False,
    )

    def offer(self, groups: Iterable[tuple[str, str]]) -> None:
        self.group.choices = options(groups)

    @property
    def asked_for(self) -> str:
        return str(asked_once(self.request_id.data))

    def refuse(self, says: str) -> None:
        self.group.errors = [says]


class TransferForm(Form):
    to_line = RadioField(
        lazy_gettext("To which queue"),
        validators=[InputRequired(lazy_gettext("Choose a queue"))],
        validate_choice=False,
    )
    on_date = DayMonthYear(
        lazy_gettext("From which day"), [InputRequired(lazy_gettext("Enter the day"))]
    )
    reason = RadioField(lazy_gettext("Why"), validators=[InputRequired(lazy_gettext("Choose why"))])

    def offer(self, lines: Iterable[tuple[str, str]]) -> None:
        self.to_line.choices = options(lines)
        of = EventKind.TRANSFERRED
        told = [(code, name) for (kind, code), name in reason_names().items() if kind is of]
        self.reason.choices = options(told)

    def refuse(self, says: str) -> None:
        self.to_line.errors = [says]
