"""How lists show a case: by the last of what its sender calls it. Pure."""

from __future__ import annotations

import re
from typing import Final

LAST_MARKS: Final = 4
_FURTHER: Final = re.compile(r"(?<=.{4})/[2-9]$")
"""What `sending` puts behind the reference of a case for its second referral, and the next."""


def last_marks(reference: str) -> str:
    """“…1041”, and “…1041/2” for a further referral of the same case."""
    further = _FURTHER.search(reference)
    called = reference if further is None else reference[: further.start()]
    return f"…{called[-LAST_MARKS:]}{'' if further is None else further[0]}"
