"""What the pages of two services ask of the records."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.listings.history import life_of
from directory.listings.telling_of_merges import (
    MergeTold,
    addresses_concerned,
    services_merge_told,
)
from directory.providers.models import Provider
from directory.services.listing import Listing
from directory.services.listing_fields import TOLD
from directory.services.merged import merges_of
from directory.services.models import MergeKind, Service, ServiceMerge
from directory.services.sensitive import reaches_people
from portal.duplicates.pages import MergePage, PairPage, ShownSide, acts_in_words
from portal.listings.fact_pages import hides_reach
from portal.listings.pages import shown_deeds, shown_values, title_of


def side_of(session: Session, service: Service) -> ShownSide:
    hides = hides_reach(service)
    fields = [one for one in TOLD if not (hides and reaches_people(one))]
    says = {} if service.published is None else Listing.of_columns(service.published).as_columns()
    return ShownSide(
        title_of(service),
        "" if service.provider is None else service.provider.name,
        f"/services/{service.public_id}",
        shown_values(fields, says) if says else (),
        shown_deeds(life_of(session, service), hides=hides, may_roll_back=False),
    )


def pair_page(session: Session, one: Service, other: Service, *, wrong: str = "") -> PairPage:
    return PairPage((side_of(session, one), side_of(session, other)), wrong)


def merge_page(session: Session, merge: ServiceMerge, *, wrong: str = "") -> MergePage:
    gone, kept = (_whole(session, key) for key in (merge.gone_id, merge.kept_id))
    acts = [one for one in merges_of(session, gone) if one.kept_id == kept.id]
    newest = acts[0].id == merge.id
    return MergePage(
        str(merge.public_id),
        (side_of(session, kept), side_of(session, gone)),
        acts_in_words(acts),
        newest and gone.merged_into_id == kept.id,
        merge.copies,
        wrong,
    )


def merge_told(session: Session, merge: ServiceMerge) -> MergeTold:
    """In the words of the message and the letter."""
    gone, kept = _two_of(session, merge)
    return services_merge_told(
        session, gone, kept, is_one=merge.kind is MergeKind.MERGED, reason=merge.reason,
        by=merge.decided_by, at=merge.decided_at,
    )  # fmt: skip


def providers_of_merge(session: Session, merge: ServiceMerge) -> list[Provider]:
    """One or two, each once."""
    offered = [service.provider for service in _two_of(session, merge) if service.provider]
    return list(dict.fromkeys(offered))


def addresses_of_merge(session: Session, merge: ServiceMerge) -> list[str]:
    providers = providers_of_merge(session, merge)
    return addresses_concerned(session, providers, _two_of(session, merge))


def _two_of(session: Session, merge: ServiceMerge) -> tuple[Service, Service]:
    return _whole(session, merge.gone_id), _whole(session, merge.kept_id)


def _whole(session: Session, service_id: int) -> Service:
    return session.scalars(
        select(Service)
        .where(Service.id == service_id)
        .options(joinedload(Service.published), joinedload(Service.provider))
        .execution_options(populate_existing=True)
    ).one()
