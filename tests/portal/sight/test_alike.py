"""Installations that differ only in secrets answer those who may not know them byte for byte alike.

Nothing is evened out but what is drawn by chance; sealed addresses are compared unsealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.portal.sight.asking import differences, everything
from tests.portal.sight.installations import (
    LARCH_AND_HALL,
    LARCH_AND_MILL,
    NOBODY,
    ROSEWOOD_AND_HALL,
    WITHOUT,
    Secrets,
)
from tests.portal.sight.making import installation

NOT_EVEN_THAT_IT_IS: Final = (WITHOUT, LARCH_AND_MILL)
NOTHING_OF_A_GROUP: Final = (ROSEWOOD_AND_HALL, LARCH_AND_MILL)
NOTHING_OF_A_REFUGE: Final = (ROSEWOOD_AND_HALL, LARCH_AND_HALL)
NOT_ANOTHERS_REFUGE: Final = (WITHOUT, ROSEWOOD_AND_HALL)

UNENTITLED: Final[Mapping[str, tuple[Secrets, Secrets]]] = {
    NOBODY: NOT_EVEN_THAT_IT_IS,
    "other editor": NOT_EVEN_THAT_IT_IS,
    "other provider": NOT_EVEN_THAT_IT_IS,
    "own editor": NOT_ANOTHERS_REFUGE,
    "own provider": NOT_ANOTHERS_REFUGE,
    "sentencer": NOTHING_OF_A_GROUP,
    "analyst": NOTHING_OF_A_GROUP,
    "administrator": NOTHING_OF_A_GROUP,
    "other commissioner": NOTHING_OF_A_GROUP,
    "other head": NOTHING_OF_A_GROUP,
    "health commissioner": NOTHING_OF_A_GROUP,
    "court officer": NOTHING_OF_A_REFUGE,
    "offender manager": NOTHING_OF_A_REFUGE,
    "prison officer": NOTHING_OF_A_REFUGE,
}
"""Who looks, and two installations in which nothing differs that they may know."""


SAME_AS_ANOTHER: Final = {"other editor", "own editor", "other head", "offender manager"}
"""They see as somebody else here does, and are asked about in the soak."""


def of(who: str) -> Any:
    return pytest.param(who, marks=pytest.mark.soak if who in SAME_AS_ANOTHER else ())


@pytest.mark.parametrize("who", [of(who) for who in UNENTITLED])
def test_two_installations_answer_alike(folder: Path, who: str) -> None:
    """Just before each page somebody who may know more has read it."""
    before = "own commissioner" if who in {NOBODY, "analyst"} else ""
    one, other = (
        everything(installation(secrets, folder), who, after=before) for secrets in UNENTITLED[who]
    )
    assert 500 not in {answer.status for answer in one.values()}
    assert differences(one, other) == []
