"""The same days of sentence, told by records that leave something out."""

from collections.abc import Callable
from dataclasses import replace

from tests.forecasting.simulated.world import Sitting

Telling = Callable[[Sitting], Sitting]


def as_recorded(sitting: Sitting) -> Sitting:
    return sitting


def without_readiness(sitting: Sitting) -> Sitting:
    """As most real files are: nobody in the area writes down who was ready when.

    What happens, and is asked, is the same.
    """
    referrals = [record | {"inducted": None} for record in sitting.document["referrals"]]
    return replace(sitting, document=sitting.document | {"referrals": referrals})
