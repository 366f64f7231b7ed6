"""The one line about evaluations on the page of a service or a scheme; silence where none speaks.

Words alone: nothing that matches or orders services asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.queries import (
    evaluations_of_schemes,
    evaluations_of_service,
    evidence_in,
)
from commissioning.partnership.evaluations.saying import evidence_words
from directory.schemes.models import Scheme
from directory.services.models import Service
from directory.sight import Sight


def line_of_service(session: Session, service: Service, *, sight: Sight) -> str:
    return evidence_words(evidence_in(evaluations_of_service(session, service, sight=sight)))


def lines_of_schemes(
    session: Session, schemes: Iterable[Scheme], *, sight: Sight
) -> Mapping[int, str]:
    """By the key of the scheme, those with a line."""
    told = evaluations_of_schemes(session, schemes, sight=sight)
    lines = {key: evidence_words(evidence_in(some)) for key, some in told.items()}
    return {key: line for key, line in lines.items() if line}
