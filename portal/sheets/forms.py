"""What the button on a court's page sends: where, which requirement and how long; never who."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, StringField, ValidationError

from commissioning.sheets.document import SheetQuestion
from directory.order_length import OrderKind
from portal.asking.addresses import asked_areas, asked_requirement
from portal.asking.typed import (
    check_order_months,
    check_unpaid_hours,
    order_days,
    tidy,
    unpaid_hours,
)


class SheetForm(Form):
    """Areas and the requirement are read beside it, as on every page that can be asked for."""

    months = StringField(filters=[tidy])
    hours = StringField(filters=[tidy])
    order_kind = StringField(filters=[tidy])

    def validate_months(self, field: Field) -> None:
        if field.data:
            check_order_months(field, self.kind)

    def validate_hours(self, field: Field) -> None:
        if field.data:
            check_unpaid_hours(field)

    def validate_order_kind(self, field: Field) -> None:
        if field.data and field.data not in set(OrderKind):
            raise ValidationError("Choose a community order or a suspended sentence order")

    @property
    def kind(self) -> OrderKind | None:
        said = self.order_kind.data
        return OrderKind(said) if said in set(OrderKind) else None

    @property
    def mistake(self) -> str:
        """The first, for somebody who cannot have made it on our own page."""
        return next(str(said) for errors in self.errors.values() for said in errors)

    def question(self, sent: MultiDict[str, str]) -> SheetQuestion:
        """Call after `validate`; raises `NotKnown` for a requirement that no Act has."""
        return SheetQuestion(
            areas=asked_areas(sent, "area"),
            requirement=asked_requirement(sent),
            order_days=order_days(self.months.data),
            unpaid_hours=unpaid_hours(self.hours.data),
            order_kind=self.kind,
        )
