"""What is stated of a partner, and of the bodies that an area is crossed with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from commissioning.partnership.partners.kinds import CrossedWith, PartnerKind, PartnerTask
from commissioning.partnership.partners.stating import PartnerFacts, PathwayTask, facts_of
from commissioning.partnership.partners.told import PartnerTold
from directory.pathways import pathways
from directory.places.models import LocalDeliveryUnit, Region
from portal.asking.date_field import DayMonthYear
from portal.asking.no_name_box import NoNameBox
from portal.asking.options import options
from portal.asking.typed import a_name_or_post, tidy, whole_number

MOST_VERSIONS: Final = 999


class PartnerStatement(Form):
    """A form whose verb may refuse what its fields say."""

    based_on = HiddenField()

    @property
    def seen(self) -> int:
        return whole_number(self.based_on.data, most=MOST_VERSIONS) or 0

    def refuse(self, field: str, says: str) -> None:
        """On the field that says it, else above the form."""
        if field and field in self:
            self[field].errors = [says]
        else:
            self.form_errors.append(says)


class PartnerForm(NoNameBox, PartnerStatement):
    """Beside these a select for each pathway, `pathway_<code>`."""

    published = ("name", "post", "boards")

    region = SelectField(lazy_gettext("Which region keeps it?"), validate_choice=False)
    name = StringField(
        lazy_gettext("Name"),
        [InputRequired(lazy_gettext("Enter its name")), Length(max=300), a_name_or_post],
        description=lazy_gettext("As agreements name it, if it pays into any"),
        filters=[tidy],
    )
    kind = SelectField(lazy_gettext("What is it?"), validate_choice=False)
    post = StringField(
        lazy_gettext("Post to ask for"),
        [Length(max=300), a_name_or_post],
        description=lazy_gettext("A post, never a person’s name, like Partnership manager"),
        filters=[tidy],
    )
    telephone = StringField(lazy_gettext("Its telephone"), [Length(max=80)], filters=[tidy])
    email = StringField(
        lazy_gettext("Its e-mail"),
        [Length(max=200)],
        description=lazy_gettext("Of the post or the body, never of a person"),
        filters=[tidy],
    )
    areas = SelectMultipleField(lazy_gettext("In which areas does it work?"), validate_choice=False)
    boards = TextAreaField(
        lazy_gettext("On which boards does it sit?"),
        description=lazy_gettext("One on each line"),
    )

    def validate_email(self, field: Field) -> None:
        if field.data:
            try:
                validate_email(field.data, check_deliverability=False)
            except EmailNotValidError:
                raise ValidationError(
                    gettext("Enter an e-mail address, like partnerships@example.org")
                ) from None

    def offer(self, regions: Iterable[Region], areas: Iterable[LocalDeliveryUnit]) -> None:
        self.region.choices = options((one.slug, one.name) for one in regions)
        self.kind.choices = options((one.value, one.words.capitalize()) for one in PartnerKind)
        self.areas.choices = options((one.slug, one.name) for one in areas)
        tasks = [("", gettext("Nothing")), *((one.value, task_words(one)) for one in PartnerTask)]
        for field in self.pathway_fields:
            field.choices = options(tasks)

    @property
    def pathway_fields(self) -> list[SelectField]:
        return [
            field
            for field in (self[f"pathway_{one.code}"] for one in pathways())
            if isinstance(field, SelectField)
        ]

    def fill(self, told: PartnerTold) -> None:
        facts = facts_of(told)
        self.name.data, self.kind.data = facts.name, facts.kind.value
        self.post.data, self.telephone.data = facts.post or "", facts.telephone or ""
        self.email.data = facts.email or ""
        self.areas.data = [area.slug for area in facts.areas]
        self.boards.data = "\n".join(facts.boards)
        for one in facts.tasks:
            self[f"pathway_{one.pathway}"].data = one.task.value
        self.based_on.data = f"{told.partner.version}"

    def facts(self, areas: Iterable[LocalDeliveryUnit]) -> PartnerFacts:
        chosen = set(self.areas.data or ())
        known = {one.value: one for one in PartnerTask}
        return PartnerFacts(
            name=self.name.data or "",
            kind=next((one for one in PartnerKind if one.value == self.kind.data),
                      PartnerKind.OTHER),
            post=self.post.data or None, names_nobody=bool(self.names_nobody.data),
            telephone=self.telephone.data or None,
            email=self.email.data or None,
            areas=[area for area in areas if area.slug in chosen],
            tasks=[PathwayTask(one.code, known[field.data])
                   for one, field in zip(pathways(), self.pathway_fields, strict=True)
                   if field.data in known],
            boards=lines_of(self.boards),
        )  # fmt: skip


for _pathway in pathways():
    setattr(PartnerForm, f"pathway_{_pathway.code}",
            SelectField(_pathway.name, validate_choice=False))  # fmt: skip


class PartnerEndForm(PartnerStatement):
    ended_on = DayMonthYear(
        lazy_gettext("Its last day"), [InputRequired(lazy_gettext("Enter its last day"))]
    )
    successor = StringField(
        lazy_gettext("Name of the partner in its place, if there is one"), filters=[tidy]
    )


class AreaBodiesForm(NoNameBox, PartnerStatement):
    published = ("names", "source")

    kind = SelectField(lazy_gettext("Which bodies?"), validate_choice=False)
    names = TextAreaField(lazy_gettext("Their names"), description=lazy_gettext("One on each line"))
    is_whole = BooleanField(lazy_gettext("These are all of them; there is no other"))
    from_day = DayMonthYear(
        lazy_gettext("From which day is it so?"), [InputRequired(lazy_gettext("Enter the day"))]
    )
    source = StringField(
        lazy_gettext("Where is it known from?"),
        [InputRequired(lazy_gettext("Enter where it is known from")), Length(max=300)],
        filters=[tidy],
    )

    def offer(self) -> None:
        self.kind.choices = options((one.value, one.words.capitalize()) for one in CrossedWith)

    @property
    def chosen_kind(self) -> CrossedWith | None:
        return next((one for one in CrossedWith if one.value == self.kind.data), None)


def lines_of(field: Field) -> list[str]:
    return [name for line in (field.data or "").splitlines() if (name := tidy(line))]


def task_words(task: PartnerTask) -> str:
    words = {
        PartnerTask.LEADS: gettext("leads"),
        PartnerTask.SUPPORTS: gettext("supports"),
        PartnerTask.REFERS: gettext("refers people"),
        PartnerTask.ADVISES: gettext("advises"),
    }
    return str(words[task])
