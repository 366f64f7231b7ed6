"""Which provider stays of those that were made one."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.providers.models import Provider, ProviderMerge, ProviderMergeKind
from directory.providers.queries import all_providers


def provider_that_stays(session: Session, provider: Provider) -> Provider:
    """Itself, or the one into which it went, by one step or several."""
    seen = {provider.id}
    while provider.merged_into_id is not None and provider.merged_into_id not in seen:
        seen.add(provider.merged_into_id)
        provider = session.get_one(Provider, provider.merged_into_id)
    return provider


def providers_by_code(session: Session) -> dict[str, Provider]:
    """Every provider by what a file may call it; of one that was merged the one that stays."""
    providers = all_providers(session)
    by_id = {one.id: one for one in providers}
    return {one.code: _stays(one, by_id) for one in providers}


def provider_merges_of(session: Session, provider: Provider) -> list[ProviderMerge]:
    """Every act that made it one with another, or two again; the newest first."""
    rows = select(ProviderMerge).where(
        or_(ProviderMerge.gone_id == provider.id, ProviderMerge.kept_id == provider.id)
    )
    return list(session.scalars(rows.order_by(ProviderMerge.id.desc())))


def provider_merge_by_id(session: Session, public_id: uuid.UUID) -> ProviderMerge:
    """Raises `NotKnown`."""
    found = session.scalar(select(ProviderMerge).where(ProviderMerge.public_id == public_id))
    if found is None:
        raise NotKnown("merge", public_id)
    return found


def services_handed_over(
    session: Session, provider_ids: Collection[int]
) -> Mapping[int, frozenset[int]]:
    """What those that went offered before, by their own key: it tells what was known of them."""
    rows = session.execute(
        select(ProviderMerge.gone_id, ProviderMerge.moved)
        .join(Provider, Provider.id == ProviderMerge.gone_id)
        .where(
            ProviderMerge.gone_id.in_(provider_ids),
            ProviderMerge.kind == ProviderMergeKind.MERGED,
            Provider.merged_into_id.is_not(None),
        )
        .order_by(ProviderMerge.id)
    )
    return {gone_id: frozenset(moved.get("service", ())) for gone_id, moved in rows}


def _stays(provider: Provider, by_id: Mapping[int, Provider]) -> Provider:
    seen = {provider.id}
    while provider.merged_into_id is not None and provider.merged_into_id not in seen:
        provider = by_id[provider.merged_into_id]
        seen.add(provider.id)
    return provider
