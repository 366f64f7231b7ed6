"""What of travel a line of unpaid work credits: the form of it, and what it comes to in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from wtforms import Form, StringField

from commissioning.desk.line_records import LineHead
from commissioning.unpaid_work.errors import HoursImpossible, TravelRuleImpossible
from commissioning.unpaid_work.hours import TravelFigures, in_hours, minutes_of, travel_reasons
from portal.asking.typed import tidy
from portal.lines.work_words import hours_words, travel_words


class TravelForm(Form):
    """In hours; `refuse` puts what the rule refuses on its field."""

    own = StringField(
        lazy_gettext("Hours of travel a day that are one’s own"),
        description=lazy_gettext("There and back together, in quarters. 1 at first."),
        filters=[tidy],
    )
    most = StringField(
        lazy_gettext("Hours of travel a day credited at most"),
        description=lazy_gettext("In quarters; 0 where none is. 3 at first."),
        filters=[tidy],
    )

    def fill(self, figures: TravelFigures) -> None:
        self.own.data, self.most.data = (in_hours(minutes) for minutes in figures)

    @property
    def figures(self) -> TravelFigures:
        """Raises `TravelRuleImpossible`."""
        return TravelFigures(self._minutes("own"), self._minutes("most"))

    def refuse(self, refused: TravelRuleImpossible) -> None:
        field = self[refused.field]
        field.errors = [*field.errors, str(refused)]

    def _minutes(self, name: str) -> int:
        try:
            return minutes_of(float(self[name].data or ""), name)
        except (ValueError, OverflowError) as no_number:
            raise TravelRuleImpossible(
                name, gettext("Enter hours as a number, such as 1 or 1.5.")
            ) from no_number
        except HoursImpossible as refused:
            raise TravelRuleImpossible(name, str(refused)) from refused


@dataclass(frozen=True, slots=True)
class TravelPage:
    public_id: str
    title: str
    credits: str
    stated: str
    reasons: tuple[str, ...]
    done: bool


def travel_page(
    head: LineHead, figures: TravelFigures, *, is_stated: bool, done: bool
) -> TravelPage:
    return TravelPage(
        str(head.public_id),
        head.title or head.name,
        travel_words(figures),
        "" if is_stated else gettext("Nobody has stated it of this line: it goes as usual."),
        tuple(
            gettext("%(reason)s: at most %(hours)s a day", reason=one.name,
                    hours=hours_words(one.most))
            for one in travel_reasons().values()
        ),
        done,
    )  # fmt: skip
