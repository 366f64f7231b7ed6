"""Hubs from a file: points that take referrals for many services."""

from __future__ import annotations

from typing import Final

from directory.delivery import DeliveryKind
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import CODE, several
from directory.exchange.service_wording import STATED, columns_told
from directory.exchange.services import ID, PUBLISH, ServiceWork
from directory.exchange.working import Row

NOT_OF_A_HUB: Final = frozenset(("setting", "who_for", "requirements", "languages"))
"""What a listing says of people who take part: to a hub they are only referred."""


class HubWork(ServiceWork):
    """A hub is a service that people come to without a queue, and that others name."""

    def kind_of(self, _row: Row) -> DeliveryKind:
        return DeliveryKind.DROP_IN


HUBS: Final = Kind(
    name="hubs",
    says=(
        "One row for each point that takes referrals for many services; these name it in their"
        " column `hub`. It is kept as a drop-in, and like any service it is a draft unless the row"
        " says `publish`."
    ),
    columns=(
        Column("external_id", ID, "The hub's identifier in the source", required=True),
        Column("provider", CODE, "Who runs it; empty is “not known”"),
        *columns_told(field for field in STATED if field.name not in NOT_OF_A_HUB),
        Column("areas", several(CODE), "Areas that it serves, as in their pages' addresses"),
        PUBLISH,
    ),
    key=("external_id",),
    begin=HubWork,
    confirms=True,
)
