"""What is said of a code that names nothing, as a table."""

from __future__ import annotations

import pytest

from directory.exchange.area_names import AreaNames
from directory.exchange.names import Names

LINES = Names("line", ["STEADY-PR", "DEBT-PR", "DEBT-BL", "LS-DEBT"])
AREAS = AreaNames(["central-lancashire", "blackburn"])


@pytest.mark.parametrize(
    ("names", "code", "is_one_of_several", "says"),
    [
        (LINES, "STEADY", False, "there is no line STEADY; did you mean STEADY-PR?"),
        (LINES, "LSDEBT", False, "there is no line LSDEBT; did you mean LS-DEBT?"),
        (LINES, "STE", False, "there is no line STE; did you mean STEADY-PR?"),
        (LINES, "DEB", False, "there is no line DEB"),  # two begin so
        (LINES, "ST", False, "there is no line ST"),  # too short to guess
        (AREAS, "Preston", True, "there is no area Preston; Preston lies in central-lancashire"),
        (AREAS, "Exeter", True, "there is no area Exeter"),  # of no area that is known here
        (
            AREAS,
            "central-lancashire; blackburn",
            True,
            (
                "there is no area central-lancashire; blackburn: join several by a bar, as"
                " central-lancashire|blackburn"
            ),
        ),
        (AREAS, "central-lancashire; blackburn", False,
         "there is no area central-lancashire; blackburn"),
    ],
)  # fmt: skip
def test_what_was_likely_meant(names: Names, code: str, is_one_of_several: bool, says: str) -> None:
    assert names.not_kept(code, is_one_of_several=is_one_of_several) == says
