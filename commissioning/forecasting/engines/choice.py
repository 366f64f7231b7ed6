"""Which engine answers. A new one takes its place here; the ones before it stay callable by name,
so that a forecast can be compared with what an earlier engine would have said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from commissioning.forecasting.basis_words import PLAIN_ESTIMATE, ROLL_FORWARD, MethodWords
from commissioning.forecasting.engines.outlook import Outlook
from commissioning.forecasting.engines.plain import plain_outlook
from commissioning.forecasting.engines.roll_forward import RollForward
from commissioning.forecasting.facts import Facts, ServiceRecord

ENGINE_VERSION = "roll-forward-1"

OutlookOf = Callable[[ServiceRecord], Outlook]


@dataclass(frozen=True, slots=True)
class NamedEngine:
    """`of` takes a document's facts and gives the outlook of each of its services.

    `method` is what the basis of a forecast calls it, `words` how it is told to a sentencer.
    """

    of: Callable[[Facts], OutlookOf]
    method: str
    words: MethodWords


ENGINES: Mapping[str, NamedEngine] = {
    "plain-1": NamedEngine(
        lambda facts: partial(plain_outlook, facts), method="plain estimate", words=PLAIN_ESTIMATE
    ),
    "roll-forward-1": NamedEngine(RollForward, method="roll-forward", words=ROLL_FORWARD),
}
