"""How openly a service is told to readers: in words, and that nobody opens it unawares.

| its author asks that | the decision makes it | then |
|---|---|---|
| anybody may read | anything | it is done |
| it is kept close | as close, or closer | it is done |
| it is kept close | more open | refused, unless it is said why its author's word does not stand |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.delivery import DeliveryKind, delivery_rules
from directory.errors import DirectoryError
from directory.places.models import Exposure
from directory.places.site_fields import SITE_FIELD

HOW_OPEN: Final = {
    Exposure.OPEN: "Anybody may read where it is and when",
    Exposure.RESTRICTED: "Only those who refer people may read where and when; anybody may read"
    " that there is such a programme in the area",
    Exposure.CONFIDENTIAL: "Nobody may read where it is: a refuge, say. Those who refer learn"
    " that there is one in the area, and nothing else",
}


class MoreOpenThanAsked(DirectoryError):
    """Readers would learn more of where a service is than its author asked, or than they do now."""

    def __init__(self, asked: Exposure) -> None:
        self.asked = asked
        super().__init__(
            f"This would be more open than its author asked: “{HOW_OPEN[asked]}”. Choose what its"
            " author asked; or tick that it may be more open, and say why."
        )


def is_more_open(now: Exposure, asked: Exposure) -> bool:
    return SITE_FIELD["exposure"].hides_more(now, asked)


def refuse_opening(now: Exposure, asked: Exposure, why: str) -> None:
    """Raises `MoreOpenThanAsked`."""
    if is_more_open(now, asked) and not why.strip():
        raise MoreOpenThanAsked(asked)


_EXPOSURE, _AREAS, _KIND, _WHY = "exposure", "areas_served", "delivery_kind", "more_open_because"


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands of a service beside its wording once it is decided on; `because`: why it is more
    open than was asked."""

    asked: Exposure
    became: Exposure
    kind: DeliveryKind
    areas: tuple[str, ...]
    because: str | None = None

    def as_pairs(self) -> dict[str, list[Any]]:
        """As a decision keeps it, beside the fields of the listing."""
        kept: dict[str, list[Any]] = {
            _EXPOSURE: [self.asked.value, self.became.value],
            _AREAS: [None, list(self.areas)],
            _KIND: [None, self.kind.value],
        }
        return kept | ({_WHY: [None, self.because]} if self.because else {})

    @classmethod
    def of_pairs(cls, pairs: Mapping[str, Any]) -> Opening | None:
        """None of a decision that left it as it was."""
        if _EXPOSURE not in pairs:
            return None
        asked, became = map(Exposure, pairs[_EXPOSURE])
        because = pairs.get(_WHY, (None, None))[1]
        kind, areas = DeliveryKind(pairs[_KIND][1]), tuple(pairs[_AREAS][1])
        return cls(asked, became, kind, areas, because)

    @property
    def in_words(self) -> tuple[tuple[str, str], ...]:
        """Label and words."""
        told = [("Who may read where it is", HOW_OPEN[self.became])]
        if self.became is not self.asked:
            told.append(("Its author asked", HOW_OPEN[self.asked]))
        if self.because:
            told.append(("Why it is more open than its author asked", self.because))
        told.append(("Areas", ", ".join(self.areas) or "none"))
        told.append(("How people start", delivery_rules()[self.kind].name))
        return tuple(told)
