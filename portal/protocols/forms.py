"""What is stated of an agreement on sharing information, one form a statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from commissioning.partnership.protocols.kinds import FileStage, SharedData
from commissioning.partnership.protocols.models import ProtocolParty
from commissioning.partnership.protocols.standing import grounds
from commissioning.partnership.protocols.told import ProtocolTold
from directory.places.models import Region
from portal.asking.date_field import DayMonthYear
from portal.asking.no_name_box import NoNameBox
from portal.asking.options import options
from portal.asking.typed import a_name_or_post, tidy, whole_number
from portal.protocols.pages import party_called, stage_words

MOST_VERSIONS: Final = 999


class RefusedOnField(Form):
    """A form whose verb may refuse what its fields say."""

    based_on = HiddenField()

    @property
    def seen(self) -> int:
        return whole_number(self.based_on.data, most=MOST_VERSIONS) or 0

    def refuse(self, field: str, says: str) -> None:
        """On the field that says it, else above the form."""
        field = {"data": "covers"}.get(field, field)
        if field and field in self:
            self[field].errors = [says]
        else:
            self.form_errors.append(says)


class ProtocolForm(NoNameBox, RefusedOnField):
    """`review_on` is asked of a new one alone: later it is renewed."""

    published = ("title", "owner_post")

    region = SelectField(lazy_gettext("Which region keeps it?"), validate_choice=False)
    reference = StringField(
        lazy_gettext("Reference"),
        [InputRequired(lazy_gettext("Enter what its parties call it")), Length(max=40)],
        description=lazy_gettext("What its parties call it, like NW-ISA-07. Referrals name it."),
        filters=[tidy],
    )
    title = StringField(
        lazy_gettext("Title"),
        [InputRequired(lazy_gettext("Enter its title")), Length(max=300), a_name_or_post],
        filters=[tidy],
    )
    parties = TextAreaField(
        lazy_gettext("Parties beside the region"),
        [InputRequired(lazy_gettext("Enter at least one party"))],
        description=lazy_gettext(
            "One on each line, by the name that it has here: a provider, a prison, a partner "
            "such as a council or health board, “Probation, Wales”. Court teams share as "
            "their region does."
        ),
    )
    covers_subcontractors = BooleanField(
        lazy_gettext(
            "A clause also covers those to whom a party passes work. Without one a subcontractor "
            "is covered only where it is named above"
        )
    )
    ground = RadioField(lazy_gettext("On what ground do they share?"), validate_choice=False)
    covers = SelectMultipleField(lazy_gettext("What does it cover?"), validate_choice=False)
    owner_post = StringField(
        lazy_gettext("Which post answers for it?"),
        [InputRequired(lazy_gettext("Enter a post")), Length(max=300), a_name_or_post],
        description=lazy_gettext(
            "A post, never a person’s name, like Head of information, North West"
        ),
        filters=[tidy],
    )
    in_force_from = DayMonthYear(
        lazy_gettext("In force from"), [InputRequired(lazy_gettext("Enter its first day"))]
    )
    review_on = DayMonthYear(lazy_gettext("Review day"))

    def validate_ground(self, field: Field) -> None:
        if field.data not in grounds():
            raise ValidationError(gettext("Choose on what ground they share"))

    def validate_covers(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(gettext("Choose what it covers"))

    def offer(self, regions: Iterable[Region]) -> None:
        self.region.choices = options((one.slug, one.name) for one in regions)
        self.ground.choices = options(
            (one.code, f"{one.name} ({one.source})") for one in grounds().values()
        )
        self.covers.choices = options(
            (one.value, f"{one.words[0].upper()}{one.words[1:]}") for one in SharedData
        )

    def fill(self, told: ProtocolTold) -> None:
        one = told.protocol
        for name in ("reference", "title", "ground", "owner_post"):
            self[name].data = getattr(one, name)
        self.covers.data = list(one.data)
        self.covers_subcontractors.data = one.covers_subcontractors
        self.in_force_from.process(None, one.in_force_from)
        own = one.owner_region_id
        self.parties.data = "\n".join(
            party.name for party in told.parties if party.row.region_id != own
        )
        self.based_on.data = f"{one.version}"

    @property
    def party_names(self) -> list[str]:
        return [name for line in (self.parties.data or "").splitlines() if (name := tidy(line))]


class RenewForm(RefusedOnField):
    review_on = DayMonthYear(
        lazy_gettext("The next review day"), [InputRequired(lazy_gettext("Enter the day"))]
    )


class EndForm(RefusedOnField):
    ended_on = DayMonthYear(
        lazy_gettext("Its last day"), [InputRequired(lazy_gettext("Enter its last day"))]
    )
    replaced_by = StringField(
        lazy_gettext("Reference of the agreement in its place, if there is one"),
        [Length(max=40)],
        filters=[tidy],
    )


class SignForm(NoNameBox, RefusedOnField):
    published = ("post",)

    party = SelectField(lazy_gettext("Who signed?"), validate_choice=False)
    post = StringField(
        lazy_gettext("By which post?"),
        [InputRequired(lazy_gettext("Enter a post")), Length(max=300), a_name_or_post],
        description=lazy_gettext("A post, never a person’s name, like Chief executive"),
        filters=[tidy],
    )
    signed_on = DayMonthYear(lazy_gettext("When?"), [InputRequired(lazy_gettext("Enter the day"))])

    def offer(self, told: ProtocolTold) -> None:
        self.party.choices = options(
            (str(one.row.public_id), party_called(one)) for one in told.parties
        )

    def chosen(self, told: ProtocolTold) -> ProtocolParty | None:
        rows = (one.row for one in told.parties)
        return next((one for one in rows if str(one.public_id) == self.party.data), None)


class SwitchForm(RefusedOnField):
    region = SelectField(lazy_gettext("Of which region?"), validate_choice=False)
    stage = RadioField(
        lazy_gettext("What becomes of a file of referrals that no agreement in force covers?"),
        validate_choice=False,
    )
    from_day = DayMonthYear(
        lazy_gettext("From which day?"), [InputRequired(lazy_gettext("Enter the day"))]
    )

    def offer(self, regions: Iterable[Region]) -> None:
        self.region.choices = options((one.slug, one.name) for one in regions)
        self.stage.choices = options((one.value, said) for one, said in stage_words().items())

    @property
    def chosen_stage(self) -> FileStage | None:
        known = [one for one in FileStage if one.value == self.stage.data]
        return known[0] if known else None
