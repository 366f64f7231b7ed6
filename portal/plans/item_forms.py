"""The forms of an item by the last part of their address."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from portal.plans.kept_item import REAL
from portal.plans.link_form import LinkForm
from portal.plans.of_item_form import OfItemForm
from portal.plans.said_forms import LeadForm, MetForm, StateForm
from portal.plans.wording_forms import RealForm, ReviseForm

ITEM_FORMS: Final[Mapping[str, type[OfItemForm]]] = MappingProxyType(
    {
        "state": StateForm,
        "met": MetForm,
        "lead": LeadForm,
        "link": LinkForm,
        "revise": ReviseForm,
        REAL: RealForm,
    }
)
