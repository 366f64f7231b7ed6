"""What of services and sites somebody may know: in SQL before it is read, and once it is read.

| who looks | of a restricted service | of a confidential one |
|---|---|---|
| anybody, another provider | programme, area, month | nothing |
| sentencer, analyst, administrator | programme, area, month | that it is, by area |
| another region's commissioner | programme, area, month | that it is, by area |
| a board of health, a council | programme, area, month | that it is, by area |
| court officer, offender manager, prison officer | all | that it is, by area |
| its own provider, its commissioner | all | all but where and how to reach it |

A confidential address, telephone and e-mail stand on no page that is only read; all is told of an
open one. Its own provider, its commissioner, and an officer for whom it has taken somebody on are
told how to reach it when they say why: `directory.services.secret_reach`.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from directory.places.models import Exposure, Site
from directory.services.models import ListingRevision, Service, ServiceArea, ServiceState
from directory.sight import Looker, Sight


def is_published() -> ColumnElement[bool]:
    """Condition on `Service` for sums that concern nobody's sight: what is on offer at all."""
    return Service.state == ServiceState.PUBLISHED


def can_be_offered() -> ColumnElement[bool]:
    """Condition on `Service`: not on offer, and not because another took its place."""
    return and_(Service.state != ServiceState.PUBLISHED, Service.merged_into_id.is_(None))


def has_a_wording() -> ColumnElement[bool]:
    """Condition on `Service`: on offer once, or drafted whole by a file.

    One that a person has only begun is nobody else's, and nothing follows from it.
    """
    return exists().where(ListingRevision.service_id == Service.id)


def may_hide_provider() -> ColumnElement[bool]:
    """Condition on `Service`: a provider of nothing else is not named to those who may not read it.

    A confidential one hides its provider before it is told of and after it was withdrawn.
    """
    return or_(is_published(), Service.exposure == Exposure.CONFIDENTIAL)


def is_open_to_all() -> ColumnElement[bool]:
    """Anybody may read all of it: neither restricted nor confidential."""
    return Service.exposure == Exposure.OPEN


def is_secret() -> ColumnElement[bool]:
    """Condition on `Service`: how it is reached stands on no page."""
    return Service.exposure == Exposure.CONFIDENTIAL


def is_secret_site() -> ColumnElement[bool]:
    """Condition on `Site`: where it is stands in no journal and on no page."""
    return Site.exposure == Exposure.CONFIDENTIAL


def may_know_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service`: published, and not kept from who looks. Its text may still be."""
    return is_published(), _may_be_told(sight)


def may_read_all_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service`: published, with nothing of its listing blanked."""
    return is_published(), reads_text(sight)


def may_open_page_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service` for a page of its own: one that was withdrawn says so there."""
    return Service.state != ServiceState.DRAFT, _may_be_told(sight)


def reads_text(sight: Sight) -> ColumnElement[bool]:
    """Of a `Service` that is read: whether its provider, title and text may be shown.

    Select it beside the columns that it blanks.
    """
    is_open = Service.exposure == Exposure.OPEN
    if sight.is_anybody:
        return is_open
    restricted = and_(Service.exposure == Exposure.RESTRICTED, _officer(sight))
    return or_(is_open, restricted, is_own(sight))


def may_know_of_site(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Site`: the area that it stands in may be told. Never of a confidential one."""
    return Site.exposure != Exposure.CONFIDENTIAL


def may_see_site(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Site`: its name, address and position may be told."""
    is_open = Site.exposure == Exposure.OPEN
    if sight.is_anybody:
        return is_open
    return or_(is_open, and_(Site.exposure == Exposure.RESTRICTED, _reads_site(sight)))


def reaches_by_page(exposure: Exposure) -> bool:
    """Whether telephone, e-mail and sites may stand on a page for those who read its text."""
    return exposure is not Exposure.CONFIDENTIAL


def sees_openly(exposure: Exposure) -> bool:
    """Whether a service that was read may be named with its text to anybody at all."""
    return exposure is Exposure.OPEN


def _may_be_told(sight: Sight) -> ColumnElement[bool]:
    is_no_secret = Service.exposure != Exposure.CONFIDENTIAL
    if sight.is_anybody:
        return is_no_secret
    return true() if sight.knows_of_confidential else or_(is_no_secret, is_own(sight))


def _officer(sight: Sight) -> ColumnElement[bool]:
    return true() if sight.reads_restricted else false()


def is_own(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Service`: offered by them, or bought by them for one of their areas."""
    if sight.looker in (Looker.PROVIDER, Looker.PRIME):
        return Service.provider_id.in_(sight.provider_ids)
    if sight.looker is not Looker.COMMISSIONER:
        return false()
    in_areas = select(ServiceArea.service_id).where(
        ServiceArea.local_delivery_unit_id.in_(sight.area_ids)
    )
    return or_(Service.id.in_(sight.service_ids), Service.id.in_(in_areas))


def _reads_site(sight: Sight) -> ColumnElement[bool]:
    if sight.looker in (Looker.PROVIDER, Looker.PRIME):
        return Site.provider_id.in_(sight.provider_ids)
    if sight.looker is Looker.COMMISSIONER:
        return Site.local_delivery_unit_id.in_(sight.area_ids)
    return _officer(sight)
