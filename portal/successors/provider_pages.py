"""What the pages of organisations that changed ask of the records."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from directory.accounts.models import Membership, Organisation
from directory.listings.duplicates import providers_listed_twice
from directory.places.models import Site
from directory.providers.merged import provider_merges_of
from directory.providers.models import Provider, ProviderMerge, ProviderMergeKind
from directory.providers.renaming import last_renaming
from directory.providers.succession import successions_told
from directory.services.models import Service
from portal.successors.pages import (
    OneProviderPage,
    ProviderMergePage,
    ProviderToState,
    ShownOrganisation,
    SuccessorsPage,
    act_in_words,
    called,
    provider_to_state,
    shown_organisation,
    successors_page,
)
from portal.successors.whose import providers_here

MOST_OTHERS = 20


def all_that_may_be_one(session: Session, typed: str) -> SuccessorsPage:
    providers = providers_here(session)
    pairs = providers_listed_twice(session, [one.id for one in providers])
    return successors_page(pairs, providers, typed)


def one_provider(
    session: Session, provider: Provider, typed: str, *, wrong: str = ""
) -> ProviderToState:
    here = [one for one in providers_here(session) if one.id != provider.id]
    pairs = providers_listed_twice(session, [provider.id, *(one.id for one in here)])
    alike = [one if other.id == provider.id else other for one, other, _ in pairs
             if provider.id in (one.id, other.id)]  # fmt: skip
    others = called(here, typed)[:MOST_OTHERS] if typed else alike
    told = [one for one in successions_told(session, provider.id) if one.predecessor_id is None]
    return provider_to_state(
        provider, told, last_renaming(session, provider), provider_merges_of(session, provider),
        others, typed, wrong=wrong,
    )  # fmt: skip


def two_providers(
    session: Session, one: Provider, other: Provider, *, wrong: str = ""
) -> OneProviderPage:
    return OneProviderPage((_side(session, one), _side(session, other)), wrong)


def provider_merge_page(
    session: Session, merge: ProviderMerge, *, wrong: str = ""
) -> ProviderMergePage:
    gone, kept = (session.get_one(Provider, key) for key in (merge.gone_id, merge.kept_id))
    acts = [one for one in provider_merges_of(session, gone) if one.kept_id == kept.id]
    is_one = merge.kind is ProviderMergeKind.MERGED and gone.merged_into_id == kept.id
    return ProviderMergePage(
        str(merge.public_id),
        (_side(session, kept), _side(session, gone)),
        tuple(act_in_words(one) for one in acts),
        merge.copies,
        is_one and acts[0].id == merge.id,
        wrong,
    )


def _side(session: Session, provider: Provider) -> ShownOrganisation:
    return shown_organisation(provider, _hangs(session, provider))


def _hangs(session: Session, provider: Provider) -> Iterator[tuple[int, str]]:
    for what, asked in (
        ("service", select(func.count(Service.id)).where(Service.provider_id == provider.id)),
        ("site", select(func.count(Site.id)).where(Site.provider_id == provider.id)),
        ("agreement", select(func.count(Agreement.id)).where(Agreement.provider_id == provider.id)),
        (
            "member",
            select(func.count(Membership.id))
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(
                Organisation.provider_id == provider.id,
                Organisation.closed_at.is_(None),
                Membership.ended_at.is_(None),
            ),
        ),
    ):
        yield session.scalar(asked) or 0, what
