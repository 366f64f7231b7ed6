"""What a court asks of probation; nothing of who asks, but the court."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from commissioning.partnership.liaison.asking import AskedAbout
from commissioning.partnership.liaison.free_wording import LONGEST_QUESTION
from commissioning.partnership.liaison.question_rows import ServiceToAskAbout
from directory.requirements import ImposableRequirement
from portal.asking.options import options
from portal.asking.typed import tidy

OF_SERVICE: Final = "service:"
OF_REQUIREMENT: Final = "requirement:"


class CourtQuestionForm(Form):
    """`about` is one of what stands on the court's page; `request` the form's own number."""

    about = SelectField(_("Which requirement or service is it about?"), validate_choice=False)
    words = TextAreaField(
        _("What do you ask?"),
        description=_(
            "Ask about what is offered, never about a person: no name, no case, no date of birth. "
            "Names of courts, areas and services may stand in it."
        ),
        filters=[tidy],
        validators=[
            InputRequired(_("Write what you ask")),
            Length(max=LONGEST_QUESTION, message=_("Use 500 characters or fewer")),
        ],
    )
    request = HiddenField()

    def offer(
        self,
        requirements: Sequence[ImposableRequirement],
        services: Sequence[ServiceToAskAbout],
    ) -> None:
        """What may be chosen; `groups` are the same under their headings."""
        of_requirement = [(OF_REQUIREMENT + one.code, one.name) for one in requirements]
        of_service = [(OF_SERVICE + str(one.public_id), one.title) for one in services]
        self.about.choices = options([("", ""), *of_requirement, *of_service])
        self.groups = ((_("Requirements"), of_requirement), (_("Services here"), of_service))
        self._services = {str(one.public_id): one.id for one in services}
        self._requirements = {one.code for one in requirements}

    def begin(self, requirement: str, service: str) -> None:
        """What the page that was left speaks of is chosen already."""
        self.request.data = secrets.token_hex(16)
        if requirement in self._requirements:
            self.about.data = OF_REQUIREMENT + requirement
        elif service in self._services:
            self.about.data = OF_SERVICE + service

    def asked_about(self) -> AskedAbout | None:
        """None where nothing that is offered here was chosen."""
        chosen = self.about.data or ""
        code, service = chosen.removeprefix(OF_REQUIREMENT), chosen.removeprefix(OF_SERVICE)
        if chosen.startswith(OF_REQUIREMENT) and code in self._requirements:
            return AskedAbout(requirement=code)
        if chosen.startswith(OF_SERVICE) and service in self._services:
            return AskedAbout(service_id=self._services[service])
        return None


class AnswerReferenceForm(Form):
    reference = StringField(
        _("Reference of the question"),
        description=_(
            "Eighteen letters and figures, for example 7K3-M9Q-0XP-2T4-W6Y-8AC. "
            "Capitals, spaces and hyphens do not matter."
        ),
        filters=[tidy],
    )
