"""Adding an organisation."""

from __future__ import annotations

from wtforms import Form, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind
from portal.asking.options import options
from portal.asking.typed import tidy

KINDS = {
    OrganisationKind.PROVIDER: "A provider of services",
    OrganisationKind.INFRASTRUCTURE_BODY: "A council for voluntary service, or another body that "
    "keeps the listings of small providers",
    OrganisationKind.COURT_TEAM: "A probation team of a court or an area",
    OrganisationKind.PROBATION_REGION: "A probation region",
    OrganisationKind.PRISON: "A prison",
    OrganisationKind.HEALTH_OR_COUNCIL: "A body of health or a council",
    OrganisationKind.JUDICIARY: "Magistrates or judges",
    OrganisationKind.NATIONAL: "A national body",
}


class BodyForm(Form):
    body = SelectField(
        "Which body", validators=[InputRequired("Choose the body that is to act for you")]
    )

    def offer(self, bodies: list[Organisation]) -> None:
        named = [(str(one.public_id), one.name) for one in bodies]
        self.body.choices = options([("", "Choose one"), *named])


class OrganisationForm(Form):
    """Every kind is offered; whether it is within reach is for the change to say."""

    kind = RadioField(
        "What it is",
        choices=options((kind.value, words) for kind, words in KINDS.items()),
        validators=[InputRequired("Choose what it is")],
    )
    place = StringField(
        "Which one",
        description="The name or code by which this portal knows the provider, the region, the "
        "court, the area or the prison. For a council for voluntary service its area. For health "
        "and councils the areas, by commas. "
        "For the judiciary and national bodies nothing.",
        filters=[tidy],
    )
    name = StringField(
        "Its name, as members will read it",
        filters=[tidy],
        validators=[
            InputRequired("Enter a name"),
            Length(max=200, message="Use at most 200 characters"),
        ],
    )
