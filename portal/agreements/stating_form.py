"""What every form has that states one thing of an agreement."""

from __future__ import annotations

from commissioning.agreements.whole import AgreementWhole
from portal.asking.stated_form import StatedForm


class StatingForm(StatedForm[AgreementWhole]):
    """What is stated of an agreement."""

    def notes(self, known: AgreementWhole) -> tuple[str, ...]:
        """What is to be known of this agreement before it is sent."""
        return ()

    def fill(self, known: AgreementWhole) -> None:
        """What stands now, for a form that nobody has typed into."""
