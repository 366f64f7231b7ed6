"""Services whose readers or addresses somebody may be looking for: one rule for page and change.

| of the service | leave this page quickly | a new telephone or e-mail waits for a second person |
|---|---|---|
| for women only | yes | yes |
| on a pathway added for women: domestic abuse, sex work | yes | yes |
| confidential | no page to leave | yes |
| any other | no | no |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from directory.fields import Field, Holds
from directory.pathways import pathways
from directory.places.models import Exposure
from directory.services.eligibility import Rule, only_sex
from directory.services.eligibility_records import from_record

_WAYS_TO_REACH = frozenset({Holds.TELEPHONE, Holds.EMAIL})


def may_be_watched(rules: Iterable[Rule], codes: Collection[str]) -> bool:
    """Somebody may be watched while they read of it: for women, domestic abuse, sex work."""
    added_for_women = {one.code for one in pathways() if one.added_for_women}
    return only_sex(rules) == "female" or not added_for_women.isdisjoint(codes)


def is_sensitive(exposure: Exposure, listing: Mapping[str, Any]) -> bool:
    """`listing` by the columns of a revision."""
    if exposure is Exposure.CONFIDENTIAL:
        return True
    rules = [from_record(record) for record in listing["eligibility"]]
    return may_be_watched(rules, listing["pathways"])


def goes_live_at_once(field: Field, *, is_sensitive: bool) -> bool:
    """Whether readers see a change of the field before anybody approves it.

    Whoever could send callers of a refuge to a number of their own needs a second person first.
    """
    return field.is_live_at_once and not (is_sensitive and field.holds in _WAYS_TO_REACH)


def reaches_people(field: Field) -> bool:
    """A telephone number or an e-mail address: told at once to all whom it concerns."""
    return field.holds in _WAYS_TO_REACH
