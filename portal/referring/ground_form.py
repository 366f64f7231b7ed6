"""On what ground one person's information is shared, where no agreement in force covers it."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import Form, RadioField, SelectField

from commissioning.partnership.protocols.standing import grounds, ways_of_consent
from portal.asking.options import options


class GroundForm(Form):
    """Of one referral: codes alone."""

    ground = RadioField(
        lazy_gettext("On what ground do you share this person’s information?"),
        validate_choice=False,
    )
    consent = SelectField(
        lazy_gettext("If it is consent: how did they agree?"),
        description=lazy_gettext(
            "Willingness stated in court is not consent to sharing. They must have been told what "
            "goes to whom and why."
        ),
        validate_choice=False,
    )

    def offer(self) -> None:
        self.ground.choices = options(
            (one.code, f"{one.name} ({one.source})") for one in grounds().values()
        )
        ways = ((one.code, one.name) for one in ways_of_consent().values())
        self.consent.choices = options([("", str(lazy_gettext("It is not consent"))), *ways])

    def refuse(self, field: str, says: str) -> None:
        self[field if field in self else "ground"].errors = [says]
