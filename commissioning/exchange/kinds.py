"""Every kind of file that can be imported, in every layout."""

from __future__ import annotations

from typing import Final

from commissioning.exchange.actions import ACTIONS
from commissioning.exchange.agreement_lines import AGREEMENT_LINES
from commissioning.exchange.agreements import AGREEMENTS
from commissioning.exchange.availability import AVAILABILITY
from commissioning.exchange.confirmations import CONFIRMATIONS
from commissioning.exchange.hmpps import PUBLISHED_AGREEMENTS, PUBLISHED_AVAILABILITY
from commissioning.exchange.lines import LINES
from commissioning.exchange.places import CAPACITY, CLOSURES, GROUPS
from commissioning.exchange.provision import PROVISION
from commissioning.exchange.referrals import REFERRALS
from commissioning.exchange.rm_performance import RM_PERFORMANCE
from commissioning.exchange.weekly_totals import WEEKLY_TOTALS
from directory.errors import NotKnown
from directory.exchange.columns import Kind
from directory.exchange.courts import COURT_AREAS, COURT_TEAMS
from directory.exchange.hmpps import PUBLISHED_PROGRAMMES, PUBLISHED_PROVIDERS
from directory.exchange.hubs import HUBS
from directory.exchange.local_statements import EVIDENCE, PRISON_CONTACTS, SCHEMES
from directory.exchange.open_referral import OPEN_PROVIDERS, OPEN_SERVICES
from directory.exchange.programmes import PROGRAMMES
from directory.exchange.providers import PROVIDERS
from directory.exchange.services import SERVICES
from directory.exchange.sites import SITES
from directory.exchange.successors import PROVIDER_SUCCESSORS

KINDS: Final = (
    PROVIDERS,
    PROGRAMMES,
    SITES,
    HUBS,
    SERVICES,
    LINES,
    AVAILABILITY,
    AGREEMENTS,
    AGREEMENT_LINES,
    GROUPS,
    CAPACITY,
    CLOSURES,
    PROVIDER_SUCCESSORS,
    COURT_AREAS,
    COURT_TEAMS,
    SCHEMES,
    PRISON_CONTACTS,
    EVIDENCE,
    PROVISION,
    CONFIRMATIONS,
    REFERRALS,
    WEEKLY_TOTALS,
    ACTIONS,
    PUBLISHED_PROVIDERS,
    PUBLISHED_PROGRAMMES,
    PUBLISHED_AVAILABILITY,
    PUBLISHED_AGREEMENTS,
    RM_PERFORMANCE,
    OPEN_PROVIDERS,
    OPEN_SERVICES,
)
"""Own layouts first, in the order in which a new portal takes them in."""


def kind_called(name: str, layout: str) -> Kind:
    """`NotKnown` for a kind that does not exist, or not in that layout."""
    for kind in KINDS:
        if (kind.name, kind.layout) == (name, layout):
            return kind
    raise NotKnown("kind of file" if not layout else f"layout {layout} of the kind", name)
