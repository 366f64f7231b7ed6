"""All that a form about an evaluation says wrongly, told at once, each at its field."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.checking import mistakes_in
from commissioning.partnership.evaluations.errors import EvaluationImpossible
from commissioning.partnership.evaluations.stating import mistakes_of_subjects
from commissioning.partnership.evaluations.told import EvaluationTold
from directory.sight import Sight
from portal.evaluations.forms import EvaluationForm
from portal.evaluations.keeping import subjects_typed


def tell_mistakes(
    session: Session,
    form: EvaluationForm,
    stood: EvaluationTold | None,
    *,
    sight: Sight,
    today: dt.date,
) -> None:
    """Of a form that was looked at by its fields: beside what those say already."""
    mistakes = list(mistakes_in(form.facts(), today=today))
    try:
        typed = subjects_typed(session, form, stood, sight=sight)
        mistakes.extend(mistakes_of_subjects(session, typed))
    except EvaluationImpossible as mistake:
        mistakes.append(mistake)
    for one in mistakes:
        form.refuse(one.field, str(one), one.place)
